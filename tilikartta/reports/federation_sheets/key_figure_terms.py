"""What key figures are counted from: terms under the figures, live down to the statements and accounts wherever they can be."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property

from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.model import FUNCTIONS, Line, Text
from tilikartta.model.measures import FREE_FUNDS, KeyFigureValue, Pick
from tilikartta.reports.federation_sheets.plan import Plan
from tilikartta.reports.federation_sheets.statement import Pair, Statement

MONTHS = "months"
_NAME = re.compile(r"[a-z_][a-z0-9_.]*")
_SUMS = {"income": ("sum.income", 1), "expenses": ("sum.expense", -1)}
Term = tuple[str, str]  # the name in formulas, and the fund that the figure is narrowed to
Account = tuple[str, str, str, str]  # universal account, function, funder, fund


def fund_of(value: KeyFigureValue) -> str:
    """The funds that a figure is narrowed to."""
    return value.variant.fund if value.variant else ""


def formula_of(value: KeyFigureValue) -> str:
    """The formula of a figure or its variant."""
    return value.variant.formula if value.variant and value.variant.formula else value.figure.formula


def in_cells(formula: str, cells: dict[str, str]) -> str:
    """A formula with the cells of its terms in place of their names."""
    return _NAME.sub(lambda match: match[0] if match[0] == "abs" else cells[match[0]], formula)


def _line_title(lines: Sequence[tuple[int, Line]], wanted: str, said: Callable[[Text], str]) -> str:
    """A line's name, with the line above it where two lines of the layout are called the same."""
    names = [said(line.name) for _, line in lines]
    at = next(index for index, (_, line) in enumerate(lines) if line.id == wanted)
    if names.count(names[at]) == 1:
        return names[at]
    above = next((names[index] for index in range(at, -1, -1) if lines[index][0] < lines[at][0]), "")
    return f"{above}: {names[at]}" if above else names[at]


class Terms:
    """The terms of the figures of all members: values in cents, and formulas for them."""

    def __init__(self, plan: Plan, income: Statement, balance: Statement) -> None:
        self.plan, self._statements = plan, {"income": income, "balance": balance}
        self._book = {term.id: term for term in shipped_key_figures().terms}
        self._taken: dict[tuple[Pick, str], dict[str, list[str]] | None] = {}

    @cached_property
    def values(self) -> dict[tuple[str, str, Term], int]:
        """(member, year, term) -> cents (months: a count), of every figure that is available."""
        return {
            (member.id, one.period, (name, fund_of(one) if name in self._book else "")): amount
            for member in self.plan.members for one in self.plan.results[member.id].key_figures if one.value is not None
            for name, amount in one.terms
        }  # fmt: skip

    @cached_property
    def names(self) -> list[Term]:
        """Terms that any figure is counted from: lines of the statements first, as the figures name them."""
        used = list(dict.fromkeys(term for _, _, term in self.values))
        return sorted(used, key=lambda term: (term[0] == MONTHS, term[0] in self._book, bool(term[1])))

    def is_term(self, name: str) -> bool:
        """Whether the name is a term, and no line of a statement."""
        return name in self._book

    def title(self, term: Term) -> str:
        """A term in words."""
        name, fund = term
        words = self.plan.words
        if name == MONTHS:
            return words("key_figures.months")
        if name in self._book:
            own = words.of(self._book[name].name)
            return f"{own}, {words(f'key_figures.fund.{fund}')}" if fund else own
        by_id = self.plan.comparison.chart.layout_by_id
        printed = (by_id[one].flat for one in shipped_key_figures().layouts)
        return next((_line_title(lines, name, words.of) for lines in printed if any(one.id == name for _, one in lines)), name)

    def formula(self, term: Term, pair: Pair) -> str:
        """What gives the term's value from the other sheets, without ``=``; "" where only the stored value can."""
        value, (name, fund) = self.values[(*pair, term)], term
        for key, line, sign in self._lines(name, fund):
            statement = self._statements[key]
            if line in statement.printed and statement.value(line, pair) == sign * value:
                return f"{'-' if sign < 0 else ''}{statement.cell(line, pair)}"
        return self._of_accounts(term, pair) if name in self._book else ""

    def _lines(self, name: str, fund: str) -> Iterable[tuple[str, str, int]]:
        """(sheet, line, sign) that may be the term."""
        if name not in self._book:
            return [("income", name, 1), ("balance", name, 1)]
        return [("income", *_SUMS[name])] if name in _SUMS and not fund else []

    def _of_accounts(self, term: Term, pair: Pair) -> str:
        """Sums over the member's accounts, if they are the term to the cent."""
        name, fund = term
        picks, parts, cents = self._book[name].select, list[str](), 0
        sign = 1 if picks[0].klass == ("income",) else -1
        for pick in picks:
            if (pick, fund) not in self._taken:  # the same for all members
                self._taken[pick, fund] = self._criteria(pick, fund)
            criteria = self._taken[pick, fund]
            if criteria is None:
                return ""
            if all(criteria.values()):
                shown = {name: [self.plan.words.axis(name, one) for one in values] for name, values in criteria.items()}
                parts += [f"SUMPRODUCT({one})" for one in self.plan.sums_of_lists(pair, "amount", shown)]
                cents += self._sum(pair, criteria)
        if sign * cents != self.values[(*pair, term)]:
            return ""
        return f"ROUND({'-' if sign < 0 else ''}({'+'.join(parts) or '0'}),2)"

    def _criteria(self, pick: Pick, fund: str) -> dict[str, list[str]] | None:
        """Column of accounts -> values that the pick takes; None where a formula cannot say it. At most two lists are long."""
        accounts = (self.plan.comparison.chart.by_code[code] for code in self._codes)
        codes = [one.code for one in accounts if one.in_income_statement and pick.takes_account(one)]
        criteria = {"universal": codes}
        if pick.function or pick.not_function:
            criteria["function_id"] = [one for one in FUNCTIONS if pick.takes_function(one)]
        if pick.funder or pick.not_funder:
            # A formula finds funders by the words on the sheet: two of the same words it could not tell apart.
            if pick.not_funder or len({self.plan.words.axis("funder", one) for one in self._held["funder"]}) < len(
                self._held["funder"]
            ):
                return None
            criteria["funder"] = [one for one in self._held["funder"] if one in pick.funder]
        if {fund, pick.fund} - {""}:
            kept = [one for one in self._held["fund"] if (one in FREE_FUNDS) == ((fund or pick.fund) == "unrestricted")]
            if fund and pick.fund and fund != pick.fund:
                return None
            if kept != self._held["fund"]:
                criteria["fund"] = kept
        return criteria if sum(len(values) > 1 for values in criteria.values()) <= 2 else None

    @cached_property
    def _held(self) -> dict[str, list[str]]:
        """What columns of the accounts hold, each value once."""
        frame = self.plan.comparison.accounts
        return {column: sorted({str(one) for one in frame[column].unique()}) for column in ("universal", "funder", "fund")}

    @cached_property
    def _codes(self) -> list[str]:
        return [code for code in self._held["universal"] if code]

    def _sum(self, pair: Pair, criteria: dict[str, list[str]]) -> int:
        at = {"universal": 0, "function_id": 1, "funder": 2, "fund": 3}
        wanted = [(at[name], set(values)) for name, values in criteria.items()]
        return sum(cents for key, cents in self._by_account[pair].items() if all(key[place] in held for place, held in wanted))

    @cached_property
    def _by_account(self) -> dict[Pair, dict[Account, int]]:
        """What the formulas will find, counted here: nothing is written live that would give another figure."""
        found: dict[Pair, dict[Account, int]] = defaultdict(lambda: defaultdict(int))
        frame = self.plan.comparison.accounts
        columns = (frame[name].tolist() for name in ("member", "year", "universal", "function", "funder", "fund", "amount"))
        for member, year, code, function, funder, fund, cents in zip(*columns, strict=True):
            found[str(member), str(year)][str(code), str(function), str(funder), str(fund)] += int(cents)
        return found
