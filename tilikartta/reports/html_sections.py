"""What the pages of one organisation and of a federation share: sections with their list, findings, sources, and the seal."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tilikartta.messages import label, message, part, where
from tilikartta.messages.numbers import count, money
from tilikartta.model import Finding
from tilikartta.model.measures import in_language
from tilikartta.reports.html_page import Html, joined, page, tag
from tilikartta.reports.html_statement import STATEMENT_STYLE
from tilikartta.reports.html_table import TABLE_SCRIPT, TABLE_STYLE, plain_table
from tilikartta.reports.seal import Seal, text_hash
from tilikartta.reports.words import Words


@dataclass(frozen=True)
class Section:
    """A part of a page under its heading. ``name`` is its id."""

    name: str
    title: str
    parts: tuple[Html, ...]


def section(name: str, title: str, parts: Iterable[Html]) -> Section:
    """A section of its parts."""
    return Section(name, title, tuple(parts))


def sections(held: Sequence[Section], words: Words) -> Iterator[Html]:
    """The list of the sections, then the sections."""
    links = [tag("li", tag("a", one.title, href=f"#{one.name}")) for one in held]
    yield tag("nav", tag("ul", *links), aria_label=words("html.contents"), class_="contents noprint")
    for one in held:
        heading = f"{one.name}-heading"
        yield tag("section", tag("h2", one.title, id=heading), *one.parts, id=one.name, aria_labelledby=heading)


def findings_table(found: Iterable[tuple[str, Finding]], words: Words, *, members: bool) -> Html:
    """Findings as a table that sorts; ``members``: whose each is, in a column of its own."""
    lang = words.lang
    rows: list[list[object]] = []
    for owner, raw in found:
        one = in_language(raw, lang)
        spot = where(one, lang)
        what = [tag("span", f"{spot}: ", class_="soft") if spot else Html(""), message(one, lang)]
        why = tag("details", tag("summary", words("column.why")), part(one, "why", lang), class_="small")
        badge = tag("span", label(f"severity.{one.severity}", lang), class_=f"badge {one.severity}")
        rows.append([one.code, badge, *([owner] if members else []), joined(what, ""), joined([part(one, "fix", lang), why], "")])
    owner_head = [words("column.member")] if members else []
    heads = [words("column.code"), words("column.severity"), *owner_head, words("column.what"), words("column.fix")]
    return plain_table(heads, rows, label=words("sheet.findings"), sort=True)


def sources_table(seal: Seal, words: Words) -> Html:
    """The files that the page was made from, with their hashes."""
    rows = [
        [one["path"], words.known(f"role.{one['role']}", one["role"]), count(one["rows"], words.lang) if one["rows"] else "",
         tag("code", one["sha256"])]
        for one in seal.document()["ingredients"]
    ]  # fmt: skip
    heads = [words(f"column.{name}") for name in ("file", "role", "rows", "sha256")]
    return plain_table(heads, rows, numeric=[2], label=words("sources.files"), sort=True)


def facts(pairs: Iterable[tuple[str, object]]) -> Html:
    """Names and what stands for them."""
    return tag("dl", *(joined([tag("dt", name), tag("dd", value)], "") for name, value in pairs), class_="facts")


def whole_euros(cents: int, lang: str, currency: str = "") -> str:
    """An amount without its cents, for charts."""
    near = (abs(cents) + 50) // 100 * 100
    return money(-near if cents < 0 else near, lang, currency).replace(".00" if lang == "en" else ",00", "")


def whole_page(*, title: str, words: Words, body: Iterable[object], seal: Seal) -> str:
    """The page with its seal."""
    text = page(title=title, lang=words.lang, body=body, skip=words("page.skip"),
                style=TABLE_STYLE + STATEMENT_STYLE + _STYLE, script=TABLE_SCRIPT)  # fmt: skip
    return sealed(text, seal)


def sealed(text: str, seal: Seal) -> str:
    """The page with its manifest before the end of its body; ``<`` is written so that no text can end the block."""
    told = json.dumps(replace(seal, content=text_hash(text)).document(), ensure_ascii=False, sort_keys=True).replace(
        "<", "\\u003c"
    )
    head, end, tail = text.rpartition("</body>")
    return f'{head}<script type="application/json" id="manifest">{told}</script>{end}{tail}'


_STYLE = """
main{max-width:76rem}
.contents ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;padding:.5rem .75rem;margin:1rem 0;
background:var(--pale);border-radius:.5rem}
.contents a{display:inline-block;padding:.2rem 0}
details{margin:.25rem 0}
summary{padding:.2rem 0}
section>h3{margin-top:1.5rem}
.small{font-size:.9em}
.inside .frame,.inside p{margin:.25rem 0}
.fills{position:absolute}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(27rem,100%),1fr));gap:1rem 2rem}
.charts>*{min-width:0}
.chart{margin:0;border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.picture{display:block;width:100%;max-width:34rem;height:auto;font-size:11px}
.legend{display:flex;flex-wrap:wrap;gap:.15rem 1rem;list-style:none;padding:0;margin:.5rem 0;font-size:.9rem}
.legend svg{vertical-align:-.1rem}
.facts{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1rem;margin:.5rem 0}
.facts dt{color:var(--soft)}
.facts dd{margin:0;overflow-wrap:anywhere}
code{overflow-wrap:anywhere;font-size:.85em}
.sentence{border-left:4px solid currentColor;padding:.35rem .75rem;border-radius:.25rem}
.member>summary{font-weight:700}
.member[hidden]{display:none}
@media (max-width:40rem){.facts{grid-template-columns:1fr}.facts dd{margin-bottom:.35rem}.chart{padding:.5rem}}
@media print{.charts{grid-template-columns:1fr 1fr}.contents{display:none}section{break-inside:auto}.picture{max-width:11cm}}
"""
