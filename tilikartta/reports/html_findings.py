"""The findings of ``validate`` as one page of HTML: gravest first, each code explained once, the user's own rows beside each."""

from collections.abc import Iterator
from pathlib import Path

from tilikartta.checks.run import Outcome
from tilikartta.messages import label, message, part, where
from tilikartta.model import DIM_PREFIX, Finding, Severity
from tilikartta.reports.finding_rows import Row, Spot, rows_beside, spot_of
from tilikartta.reports.html_page import Html, joined, page, table, tag, write_page
from tilikartta.reports.mend_first import cut_short, first_to_mend
from tilikartta.reports.words import Words, base_name

SHOWN_WITH_ROWS = 50  # findings of one code that show their rows; of the rest the place and the message do


def write_findings_html(outcome: Outcome, path: Path, lang: str) -> None:
    """Write the page. Same outcome, same bytes."""
    write_page(path, findings_page(outcome, lang))


def findings_page(outcome: Outcome, lang: str) -> str:
    """The page as text."""
    words = Words(lang)
    groups = _grouped(outcome)
    rows = rows_beside(outcome, [one for _, _, found in groups for one in found[:SHOWN_WITH_ROWS]], lang)
    body = [
        *_head(outcome, words),
        *_first(outcome, words),
        *_overview(outcome, groups, words),
        *(_section(outcome, severity, groups, rows, words) for severity in Severity if outcome.count(severity)),
        *_accepted(outcome, words),
    ]
    title = _title(outcome, words)
    return page(title=title, lang=lang, body=body, skip=words("page.skip"), style=_STYLE, script=_SCRIPT if groups else "")


Group = tuple[Severity, str, list[Finding]]


def _grouped(outcome: Outcome) -> list[Group]:
    """(gravity, code, findings), in the order of the findings; the counts of those not listed are told apart."""
    found: dict[tuple[Severity, str], list[Finding]] = {}
    for one in outcome.findings:
        if one.code != "TK299":
            found.setdefault((one.severity, one.code), []).append(one)
    return [(severity, code, held) for (severity, code), held in found.items()]


def _title(outcome: Outcome, words: Words) -> str:
    """What the page is, and whose books: the organisation of the mapping, else the files."""
    mapping = outcome.subject.mapping
    named = mapping.organisation.name if mapping is not None else ""
    whose = named or ", ".join(base_name(file.path) for file in outcome.subject.ledger.files[:3])
    return f"{words('page.title')}: {whose}" if whose else words("page.title")


def _anchor(severity: Severity, code: str) -> str:
    return f"{code}-{severity}"


def _head(outcome: Outcome, words: Words) -> Iterator[Html]:
    ledger = outcome.subject.ledger
    yield tag("h1", _title(outcome, words))
    if files := ", ".join(base_name(file.path) for file in ledger.files):
        yield tag("p", words("page.read", files=files, entries=len(ledger.entries), balances=len(ledger.balances)), class_="soft")
    counts = [
        tag("li", tag("a", label(f"validate.group.{severity}", words.lang).format(count=outcome.count(severity)),
            href=f"#{severity}") if outcome.count(severity)
            else label(f"validate.group.{severity}", words.lang).format(count=0), class_=str(severity))
        for severity in Severity
    ]  # fmt: skip
    yield tag("ul", *counts, class_="counts")
    if stop := cut_short(outcome.findings):
        yield tag("p", tag("strong", message(stop, words.lang)), class_="cut error")
    elif outcome.coverage is None:
        yield tag("p", label("validate.no_mapping", words.lang))
    else:
        counted = outcome.coverage
        told = label("validate.unmapped", words.lang)
        yield tag("p", told.format(count=counted.unmapped, balance=counted.unmapped_with_balance))
    if outcome.cut:
        cut = label("validate.cut", words.lang).format(count=sum(outcome.cut.values()), codes=", ".join(sorted(outcome.cut)))
        yield tag("p", tag("strong", cut), class_="cut error")
    if not outcome.count("error") and not outcome.count("warning"):
        yield tag("p", tag("strong", label("validate.clean", words.lang)))


def _first(outcome: Outcome, words: Words) -> Iterator[Html]:
    """The finding that is best mended first, with what to do."""
    found = first_to_mend(outcome.findings)
    if found is None:
        return
    yield tag(
        "section",
        tag("h2", label("validate.first", words.lang), id="first"),
        _what(found, words),
        tag("p", part(found, "fix", words.lang)),
        tag("p", tag("a", words("page.details", code=found.code), href=f"#{_anchor(found.severity, found.code)}")),
        class_="first keep", aria_labelledby="first",
    )  # fmt: skip


def _what(found: Finding, words: Words) -> Html:
    spot = where(found, words.lang)
    place = tag("span", f"{spot}: ", class_="place") if spot else Html("")
    return tag("p", place, message(found, words.lang), class_="what")


def _overview(outcome: Outcome, groups: list[Group], words: Words) -> Iterator[Html]:
    """The filter (only with the script) and the list of codes, each of them a link."""
    if not groups:
        return
    boxes = [
        tag("label", tag("input", type="checkbox", name="severity", value=str(severity), checked=True), " ",
            label(f"severity.{severity}", words.lang))
        for severity in Severity if outcome.count(severity)
    ]  # fmt: skip
    codes = sorted({code for _, code, _ in groups})
    chosen = tag("select", tag("option", words("page.all_codes"), value=""),
                 *(tag("option", code, value=code) for code in codes), name="code", id="code")  # fmt: skip
    yield tag(
        "form",
        tag("fieldset", tag("legend", words("page.show")), *boxes),
        tag("label", words("column.code"), " ", chosen),
        tag("button", words("page.reset"), type="reset"),
        tag("p", "", role="status", id="shown", data_text=words("page.shown")),
        id="filter", class_="noprint", hidden=True, aria_label=words("page.filter"),
    )  # fmt: skip
    rows = [
        (
            tag("a", code, href=f"#{_anchor(severity, code)}"),
            _badge(severity, words),
            _times(outcome, code, found),
            message(found[0], words.lang),
        )
        for severity, code, found in groups
    ]
    heads = [words("column.code"), words("column.severity"), words("column.times"), words("page.example")]
    yield tag("h2", words("page.codes"))
    yield table(heads, rows, numeric=[2])


def _times(outcome: Outcome, code: str, found: list[Finding]) -> int:
    return len(found) + outcome.cut.get(code, 0)


def _badge(severity: Severity, words: Words) -> Html:
    return tag("span", label(f"severity.{severity}", words.lang), class_=f"badge {severity}")


def _section(outcome: Outcome, severity: Severity, groups: list[Group], rows: dict[Spot, list[Row]], words: Words) -> Html:
    """All findings of one gravity."""
    heading = label(f"validate.group.{severity}", words.lang).format(count=outcome.count(severity))
    held = [_code(outcome, *group, rows, words) for group in groups if group[0] == severity]
    return tag("section", tag("h2", heading, id=str(severity)), joined(held), class_="group", aria_labelledby=str(severity))


def _code(
    outcome: Outcome, severity: Severity, code: str, found: list[Finding], rows: dict[Spot, list[Row]], words: Words
) -> Html:  # fmt: skip
    """One code: why and what to do once, then each finding with the rows it is about."""
    lang = words.lang
    common = {name: part(found[0], name, lang) for name in ("why", "fix")}
    same = {name: all(part(one, name, lang) == held for one in found[1:]) for name, held in common.items()}
    explained = [
        tag("p", tag("strong", f"{label(f'finding.{name}', lang)}: "), common[name]) for name in ("why", "fix") if same[name]
    ]
    items = []
    for number, one in enumerate(found):
        own = [tag("p", part(one, name, lang), class_="soft") for name in ("why", "fix") if not same[name]]
        beside = rows.get(spot_of(one), []) if number < SHOWN_WITH_ROWS else []
        items.append(tag("li", _what(one, words), *own, _rows(beside, one, words)))
    times = _times(outcome, code, found)
    rest = outcome.cut.get(code, 0)
    more = tag("p", tag("strong", words("page.rest", count=rest))) if rest else Html("")
    anchor = _anchor(severity, code)
    return tag(
        "article",
        tag("h3", _badge(severity, words), " ", code, " ", tag("span", f"× {times}", class_="soft"), id=anchor),
        *explained, tag("ol", joined(items)), more,
        data_code=code, data_severity=str(severity), data_count=times, aria_labelledby=anchor,
    )  # fmt: skip


def _rows(rows: list[Row], found: Finding, words: Words) -> Html:
    """The user's own rows; the faulty cell is marked, by more than colour."""
    if not rows:
        return Html("")
    names = ("source_row", "date", "voucher", "account", "account_name", "debit", "credit", "text")
    dims = [name for name in rows[0].texts if name.startswith(DIM_PREFIX) and any(row.texts[name] for row in rows)]
    heads = [*(words(f"column.{name}") for name in names), *(name.removeprefix(DIM_PREFIX) for name in dims)]
    several = len({row.spot[0] for row in rows}) > 1
    held = [
        [tag("mark", cell) if row.is_faulty(found, name) else cell for name, cell in row.cells([*names, *dims])] for row in rows
    ]
    if several:  # rows of two files have the same numbers
        held = [[f"{base_name(row.spot[0])} {cells[0]}", *cells[1:]] for row, cells in zip(rows, held, strict=True)]
    return table(heads, held, numeric=[5, 6], caption=words("page.rows"))


def _accepted(outcome: Outcome, words: Words) -> Iterator[Html]:
    """Accepted findings stay visible, with who accepted them, when and why."""
    if not outcome.accepted:
        return
    rows = [
        (found.code, where(found, words.lang), message(found, words.lang), one.reason, one.person, words.day(one.date))
        for found, one in outcome.accepted
    ]
    heads = [words(f"column.{name}") for name in ("code", "where", "what")] + [
        words(f"page.{name}") for name in ("reason", "person", "accepted_on")
    ]
    heading = label("validate.group.accepted", words.lang).format(count=len(outcome.accepted))
    yield tag("section", tag("h2", heading, id="accepted"), table(heads, rows), aria_labelledby="accepted")


_STYLE = """
.counts{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:.75rem 0}
.counts li{padding:.25rem .75rem;border-radius:.25rem;font-weight:700}
.counts a{color:inherit}
.cut{padding:.5rem .75rem;border:2px solid currentColor;border-radius:.25rem}
.first{border:2px solid var(--info);border-radius:.5rem;padding:0 1rem 1rem;margin-top:1.25rem}
.first h2{margin-top:.75rem;border:0}
form{display:flex;flex-wrap:wrap;gap:.75rem 1.25rem;align-items:center;margin-top:1.5rem;padding:.75rem 1rem;
background:var(--pale);border-radius:.5rem}
form[hidden]{display:none}
fieldset{display:flex;flex-wrap:wrap;gap:.25rem 1rem;border:0;padding:0;margin:0}
legend{font-weight:700;float:left;margin-right:1rem;padding:0}
select,button{font:inherit;padding:.25rem .5rem;min-height:2.25rem;max-width:100%}
input[type=checkbox]{width:1.15rem;height:1.15rem;vertical-align:-.15rem}
form p{margin:0;flex-basis:100%}
article{border:1px solid var(--line);border-radius:.5rem;padding:.9rem 1rem;margin:1rem 0}
article[hidden],section[hidden]{display:none}
ol{padding-left:1.75rem;margin:.75rem 0 0}
article li+li{margin-top:.75rem}
.what{font-weight:600}
.place{font-weight:400;color:var(--soft)}
mark{background:var(--mark);color:inherit;font-weight:700;padding:0 .2rem;border:1px solid #7a5a00;border-radius:.15rem}
.counts .error,.counts .warning,.counts .info{border:1px solid currentColor}
@media (max-width:40rem){ol{padding-left:1.25rem}article{padding:.75rem}.group td:nth-child(1){font-weight:700}}
"""

_SCRIPT = """
(function(){
var form=document.getElementById("filter"),status=document.getElementById("shown");
var articles=[].slice.call(document.querySelectorAll("article[data-code]"));
function update(){
var code=form.elements.code.value,kinds={},shown=0,all=0;
[].forEach.call(form.querySelectorAll("input[name=severity]"),function(box){kinds[box.value]=box.checked});
articles.forEach(function(one){
var count=Number(one.dataset.count);
one.hidden=!(kinds[one.dataset.severity]&&(!code||one.dataset.code===code));
all+=count;if(!one.hidden)shown+=count});
[].forEach.call(document.querySelectorAll("section.group"),function(group){
group.hidden=!group.querySelector("article:not([hidden])")});
status.textContent=status.dataset.text.replace("{shown}",shown).replace("{all}",all)}
form.hidden=false;
form.addEventListener("change",update);
form.addEventListener("submit",function(event){event.preventDefault()});
form.addEventListener("reset",function(){setTimeout(update)});
document.addEventListener("click",function(event){
var link=event.target.closest("a[href^='#TK']");
if(link&&document.getElementById(link.hash.slice(1)).closest("article[hidden]")){form.reset();update()}});
update()})();
"""
