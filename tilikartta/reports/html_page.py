"""Pages of HTML that stand alone: one file, nothing from the network, readable on a phone, on paper and by a screen reader.

Markup is made by ``tag``, which escapes every text it is given, so that what stands in a ledger stays text. ``page`` puts it into
the shell that all pages share. A page of its own style or script gives them to ``page``; their hashes go into the policy that
forbids the browser everything else.
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from tilikartta import __version__
from tilikartta.reports.whole_file import whole_file

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SHORT = 14  # characters of a text that does not break
_VOID = {"meta", "br", "input", "hr"}


class Html(str):
    """Markup that is safe to put into a page."""

    __slots__ = ()


def text(value: object) -> Html:
    """Any text as markup: escaped, without characters that no page may hold."""
    return value if isinstance(value, Html) else Html(escape(_FORBIDDEN.sub("\ufffd", str(value))))


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """An element. Texts are escaped; ``class_`` is class, ``data_code`` is data-code, True is bare, None and False none."""
    held = []
    for key, value in attributes.items():
        written = key.rstrip("_").replace("_", "-")
        if value is True:
            held.append(f" {written}")
        elif value is not None and value is not False:
            held.append(f' {written}="{text(value)}"')
    opening = f"<{name}{''.join(held)}>"
    return Html(opening if name in _VOID else f"{opening}{''.join(text(child) for child in children)}</{name}>")


def joined(parts: Iterable[object], between: str = "\n") -> Html:
    """Parts one after another."""
    return Html(between.join(text(part) for part in parts))


def table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, numeric: Iterable[int] = (), caption: str = "") -> Html:
    """A table that turns into a list of cards on a narrow screen. ``numeric``: columns set to the right.

    A row's cell may be markup. Roles are written out, since a changed display takes them away in some browsers.
    """
    right = set(numeric)
    heads = [tag("th", name, scope="col", role="columnheader", class_="n" if n in right else None)
             for n, name in enumerate(headings)]  # fmt: skip
    body = [
        tag("tr", *(
            tag("td", cell, role="cell", class_=_class(cell, n in right), data_h=headings[n] if str(cell) else None)
            for n, cell in enumerate(row)
        ), role="row")
        for row in rows
    ]  # fmt: skip
    return tag(
        "table",
        tag("caption", caption) if caption else Html(""),
        tag("thead", tag("tr", *heads, role="row"), role="rowgroup"),
        tag("tbody", joined(body), role="rowgroup"),
        role="table",
    )


def _class(cell: object, right: bool) -> str | None:
    """Figures stand to the right; short texts such as codes and dates do not break."""
    return "n" if right else "k" if len(str(cell)) <= SHORT or (isinstance(cell, Html) and "<mark>" in cell) else None


def _hash(code: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(code.encode()).digest()).decode()}'"


def page(*, title: str, lang: str, body: Iterable[object], skip: str, style: str = "", script: str = "") -> str:
    """The whole page. ``body`` goes into main; ``skip`` is the text of the link that leads there. Same input, same bytes."""
    look = STYLE + style
    allowed = f"default-src 'none'; style-src {_hash(look)}; base-uri 'none'; form-action 'none'"
    if script:
        allowed += f"; script-src {_hash(script)}"
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=allowed),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="generator", content=f"tilikartta {__version__}"),
        tag("title", title),
        Html(f"<style>{look}</style>"),
    ]
    shell = [
        tag("a", skip, href="#main", class_="skip"),
        tag("main", joined(body), id="main", tabindex="-1"),
        Html(f"<script>{script}</script>") if script else Html(""),
    ]
    document = tag("html", tag("head", joined(head)), "\n", tag("body", joined(shell)), lang=lang)
    return f"<!DOCTYPE html>\n{document}\n"


def write_page(path: Path, content: str) -> None:
    """Write a page, whole or not at all."""
    with whole_file(path) as draft:
        draft.write_text(content, encoding="utf-8", newline="\n")


# Ink on paper is 13:1 or more, coloured words on their grounds 6:1 or more (WCAG AA wants 4.5:1).
STYLE = """
:root{color-scheme:light;--ink:#1b2430;--soft:#4a5665;--line:#c4ccd6;--pale:#eef2f7;--blue:#0b4a8a;
--error:#8f130c;--error-bg:#fdeae7;--warning:#664400;--warning-bg:#fff3d1;--info:#1f3864;--info-bg:#e6edf7;--mark:#ffe08a}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;font:1rem/1.5 system-ui,"Segoe UI",Arial,sans-serif;overflow-wrap:break-word}
main{max-width:72rem;margin:0 auto;padding:1.25rem 1.25rem 4rem}
main:focus{outline:none}
h1{font-size:1.6rem;line-height:1.2;margin:.5rem 0 .25rem;color:var(--info)}
h2{font-size:1.25rem;margin:2.25rem 0 .75rem;padding-bottom:.25rem;border-bottom:2px solid var(--info);color:var(--info)}
h3{font-size:1.05rem;margin:0 0 .5rem}
p{margin:.25rem 0}
a{color:var(--blue)}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible{outline:3px solid var(--blue);outline-offset:2px}
.skip{position:absolute;left:-999rem}
.skip:focus{left:1rem;top:.5rem;background:#fff;padding:.5rem;z-index:2}
.soft{color:var(--soft)}
.badge{display:inline-block;padding:0 .5rem;border-radius:.25rem;border:1px solid currentColor;font-weight:700;font-size:.9rem}
.error{color:var(--error);background:var(--error-bg)}
.warning{color:var(--warning);background:var(--warning-bg)}
.info{color:var(--info);background:var(--info-bg)}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.5rem 0;font-variant-numeric:tabular-nums}
caption{text-align:left;color:var(--soft);padding-bottom:.25rem}
th,td{text-align:left;vertical-align:top;padding:.25rem .5rem;border-bottom:1px solid var(--line);overflow-wrap:anywhere}
th{background:var(--pale)}
th{overflow-wrap:normal;hyphens:auto}
.n{text-align:right;white-space:nowrap}
.k,td a,.badge{white-space:nowrap}
@media (max-width:40rem){
main{padding:.75rem .75rem 3rem}
thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}
table,caption,tbody,tr,td{display:block}
tr{border:1px solid var(--line);border-radius:.25rem;margin:.5rem 0;padding:.25rem .5rem}
td,td.n,td.k{display:flex;gap:.75rem;border:0;padding:.1rem 0;text-align:left;white-space:normal}
td::before{content:attr(data-h);flex:0 0 7.5rem;color:var(--soft)}
td:not([data-h]){display:none}
}
@media print{
@page{size:A4;margin:14mm}
main{max-width:none;padding:0}
body{font-size:10pt}
table{font-size:8.5pt}
th,td{padding:.15rem .3rem}
.skip,.noprint{display:none!important}
tr,.keep{break-inside:avoid}
h2,h3{break-after:avoid}
a{color:inherit;text-decoration:none}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""
