"""A statement that folds: groups open and close, a line opens to its universal accounts, those to the organisation's own.

Made of ``details``, so that keyboard, screen reader and a browser without script all have it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tilikartta.messages.numbers import NBSP, count, money
from tilikartta.reports.accounts import AccountRows
from tilikartta.reports.html_page import Html, joined, table, tag
from tilikartta.reports.html_table import framed
from tilikartta.reports.lines import Row
from tilikartta.reports.view import View
from tilikartta.reports.words import Words

OPENS = ("heading", "group")
BESIDE = 5  # columns of amounts that have room beside the names; more of them stand under the name, each with its own heading
_STRONG = ("group", "running", "total")


def euros(cents: int, lang: str) -> str:
    """``1 234,56``: an amount in a column that says what money it is in."""
    return money(cents, lang).replace("€", "").rstrip(NBSP)


@dataclass(frozen=True)
class Entry:
    """A printed row. ``amounts`` by column (none for a heading); ``inside`` is what it opens to; ``line`` its id, for tests."""

    kind: str
    name: str
    depth: int
    amounts: Sequence[str] = ()
    inside: Html = field(default_factory=lambda: Html(""))
    line: str = ""


def folding(entries: Iterable[Entry], heads: Sequence[str], *, label: str, name: str) -> Html:
    """The statement. ``heads`` are the columns of amounts, said before each amount to those who do not see the heading row."""
    top = tag("div", tag("span", "", class_="nm"), *(tag("span", one, class_="am") for one in heads), class_="row top",
              aria_hidden="true")  # fmt: skip
    parts: list[str] = [top]
    open_at: list[int] = []
    for entry in entries:
        while open_at and open_at[-1] >= entry.depth:
            parts.append("</details>")
            open_at.pop()
        if entry.kind in OPENS:
            parts.append(f'<details open class="group">{_row("summary", entry, heads)}')
            open_at.append(entry.depth)
        elif entry.inside:
            parts.append(f"<details>{_row('summary', entry, heads)}{tag('div', entry.inside, class_='inside')}</details>")
        else:
            parts.append(_row("div", entry, heads))
    parts += ["</details>"] * len(open_at)
    look = "statement many" if len(heads) > BESIDE else "statement"
    return tag("div", Html("\n".join(parts)), class_=look, role="group", aria_label=label, id=name)


def _row(element: str, entry: Entry, heads: Sequence[str]) -> Html:
    strong = " strong" if entry.kind in _STRONG else ""
    amounts = [
        tag("span", tag("span", f"{head}: ", class_="head"), amount, class_="am")
        for head, amount in zip(heads, entry.amounts, strict=False)
    ]
    return tag(element, tag("span", entry.name, class_="nm"), *amounts,
               class_=f"row d{min(entry.depth, 5)} {entry.kind}{strong}", data_line=entry.line or None)  # fmt: skip


def printed(
    rows: Iterable[Row], words: Words, amounts: Callable[[Row], Sequence[str]], inside: Callable[[Row], Html]
) -> Iterator[Entry]:
    """The rows of a layout as entries. ``inside`` gives what a line or sum opens to, empty markup for nothing."""
    for row in rows:
        name = words.of(row.line.name)
        if row.kind in ("sub", "difference"):
            name = words(f"row.{row.kind}", name=name)
        held = [] if row.kind == "heading" else amounts(row)
        yield Entry(row.kind, name, row.depth, held, Html("") if row.kind in OPENS else inside(row),
                    "" if row.kind == "heading" else row.line.id)  # fmt: skip


class Drill:
    """What a line of one organisation's statement opens to."""

    def __init__(self, view: View) -> None:
        self.view, self.words, self.lang = view, view.words, view.words.lang
        self.rows: AccountRows = view.rows
        self.heads = [view.label(period) for period in view.periods]
        self.records: list[dict[Any, Any]] = self.rows.table.to_dict("records")
        self._of_line: dict[tuple[str, str], list[int]] = {}
        for index, row in enumerate(self.records):
            for column in ("income_line", "balance_line"):
                if row[column]:
                    self._of_line.setdefault((column, row[column]), []).append(index)

    def line(self, column: str, line: str, activity: str | None = None) -> Html:
        """The universal accounts of a line, and their own accounts; ``activity`` takes only what carries it."""
        by_code: dict[str, list[int]] = {}
        for index in self._of_line.get((column, line), []):
            if activity is None or self.records[index]["activity"] == activity:
                by_code.setdefault(str(self.records[index]["universal"]), []).append(index)
        return joined(self._universal(code, held) for code, held in by_code.items())

    def _universal(self, code: str, held: list[int]) -> Html:
        account = self.view.contents.chart.by_code[code]
        sums = [sum(self._amount(index, period) for index in held) for period in self.view.periods]
        entry = Entry("account", f"{code} {self.words.of(account.name)}", 0, [euros(one, self.lang) for one in sums])
        return tag("details", _row("summary", entry, self.heads), tag("div", self._own(held), class_="inside"))

    def _amount(self, index: int, period: int) -> int:
        """Cents with the sign that the statement prints: assets as they are, all else turned."""
        cents = int(self.rows.balances[index, period])
        return cents if self.records[index]["klass"] == "asset" else -cents

    def _own(self, held: list[int]) -> Html:
        """The organisation's own accounts: what each is, by which rule it came here, how many entries, how much."""
        words = self.words
        axes = [axis for axis in self.view.axes if any(self.records[index][axis] for index in held)]
        several = len({self.records[index]["function"] for index in held}) > 1
        names = ["account", *(["function"] if several else []), *axes, "rule", "entries"]
        heads = [*(words(f"column.{name}") for name in names), *self.heads]
        rows = []
        for index in held:
            one = self.records[index]
            share = f" ({words('remark.share', share=one['share'])})" if one["share"] else ""
            owner = f" · {one['entity']}" if len(self.view.entities) > 1 else ""
            rows.append([
                f"{one['account']} {one['account_name']}{share}{owner}".strip(),
                *([words.function(str(one["function"]))] if several else []),
                *(words.axis(axis, str(one[axis])) for axis in axes),
                one["rule"], count(int(one["entries"]), self.lang),
                *(euros(self._amount(index, period), self.lang) for period in self.view.periods),
            ])  # fmt: skip
        first = len(heads) - len(self.heads) - 1
        made = table(heads, rows, numeric=range(first, len(heads)))
        return framed(made, words("column.account")) if len(self.heads) > BESIDE else made


STATEMENT_STYLE = """
.statement{font-variant-numeric:tabular-nums;font-size:.95rem}
.row{display:flex;gap:.75rem;align-items:baseline;padding:.2rem .25rem;border-bottom:1px solid var(--line)}
.nm{flex:1 1 14rem;min-width:0;overflow-wrap:anywhere}
.am{flex:0 0 8.25rem;text-align:right;white-space:nowrap}
.head{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden;white-space:nowrap}
.top{font-weight:700;background:var(--pale)}
.top .am{white-space:normal}
.heading,.strong{font-weight:700}
.running,.total{border-top:2px solid var(--info);border-bottom:2px solid var(--info)}
.sub .am,.difference .am{border-top:1px solid var(--soft)}
.d1 .nm{padding-left:1rem}.d2 .nm{padding-left:2rem}.d3 .nm{padding-left:3rem}.d4 .nm{padding-left:4rem}.d5 .nm{padding-left:5rem}
.statement{position:relative}
summary{cursor:pointer}
summary.row{list-style:none}
summary.row::-webkit-details-marker{display:none}
summary.row .nm::before{content:"▸";display:inline-block;width:1.1em;color:var(--soft)}
details[open]>summary.row .nm::before{content:"▾"}
div.row .nm::before{content:"";display:inline-block;width:1.1em}
summary.row:hover{background:var(--pale)}
.inside{margin:.25rem 0 .75rem 1.25rem;padding-left:.75rem;border-left:3px solid var(--line)}
.many .row{flex-wrap:wrap;gap:0 1rem}
.many .nm{flex:1 0 100%}
.many .top{display:none}
.many .am{flex:0 0 10rem}
.many .head{position:static;clip-path:none;width:auto;height:auto;color:var(--soft);font-weight:400}
@media (max-width:40rem){
.row{flex-wrap:wrap;gap:0 1rem}
.nm{flex:1 0 100%}
.top{display:none}
.am{flex:0 1 auto;margin-left:auto}
.head{position:static;clip-path:none;width:auto;height:auto;color:var(--soft);font-weight:400}
.d1 .nm{padding-left:.5rem}.d2 .nm{padding-left:1rem}.d3 .nm,.d4 .nm,.d5 .nm{padding-left:1.5rem}
.inside{margin-left:.25rem}
}
@media print{.row{padding:.05rem .2rem;break-inside:avoid}.statement{font-size:9pt}.statement summary.row .nm::before{content:""}}
"""
