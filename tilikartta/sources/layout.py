"""Gives every column its role: by the user's word, then by heading, and by content where a heading can mean two things."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import DIM_PREFIX, Finding, error
from tilikartta.sources.headings import dimension_name, direction_of, is_dimension, key_of, roles_of
from tilikartta.sources.options import DIM_ROLE, ReadOptions
from tilikartta.sources.table import Table

# Roles in the order in which they choose their columns.
ORDER = (
    "debit_account", "credit_account", "debit", "credit", "side", "amount", "account", "account_name", "date", "voucher",
    "opening", "closing", "running", "change", "series", "text", "currency",
)  # fmt: skip
_ACCOUNT = re.compile(r"^\d[\d.\-]{0,11}(\D.*)?$")
_ANY_NAME = frozenset({"name", "nimi", "namn"})
_NUMBER_ONLY = re.compile(r"^\d{3,8}(\.0)?$")


@dataclass(frozen=True)
class Roles:
    """Column indexes by role; ``texts`` and ``dims`` may be several. ``direction`` is a sign model that a heading states."""

    at: Mapping[str, int]
    texts: tuple[int, ...] = ()
    dims: Mapping[str, int] = field(default_factory=dict)
    direction: str = ""

    def __contains__(self, role: str) -> bool:
        return role in self.at

    def get(self, role: str) -> int | None:
        """The column that plays the role, if any."""
        return self.at.get(role)

    @property
    def shape(self) -> str:
        """How amounts stand: ``pair``, ``debit-credit``, ``side``, ``amount``, ``balance``; "" when there is none."""
        if "debit_account" in self or "credit_account" in self:
            return "pair" if "amount" in self else ""
        if "debit" in self or "credit" in self:
            return "debit-credit"
        if "amount" in self:
            return "side" if "side" in self else "amount"
        return "balance" if "closing" in self or "opening" in self else ""

    @property
    def dated(self) -> bool:
        """Whether rows are entries rather than balances of accounts."""
        return "date" in self or "voucher" in self or self.shape in ("pair", "side")

    def ignored(self, table: Table) -> list[str]:
        """Headings of columns that play no role."""
        used = {*self.at.values(), *self.texts, *self.dims.values()}
        return [heading for index, heading in enumerate(table.headings) if heading and index not in used]

    def shown(self, table: Table) -> dict[str, str]:
        """Role or dimension column -> heading, for the user and for saving as a profile."""
        shown = {role: table.headings[index] for role, index in self.at.items()}
        if self.texts:
            shown["text"] = ", ".join(table.headings[index] for index in self.texts)
        return {**shown, **{name: table.headings[index] for name, index in self.dims.items()}}


def assign_roles(table: Table, options: ReadOptions) -> tuple[Roles, list[Finding]]:
    """Roles of the columns. TK140 no account, TK141 no amount, TK142 heading twice, TK143 no such heading for ``--column``."""
    forced, findings = _forced(table, options)
    texts = [index for heading in options.texts if (index := _index_of(table, heading)) is not None]
    chooser = _Chooser(table, {role: index for role, index in forced.items() if not role.startswith(DIM_ROLE)}, texts)
    chooser.dims = {
        DIM_PREFIX + role.removeprefix(DIM_ROLE): index for role, index in forced.items() if role.startswith(DIM_ROLE)
    }
    findings += chooser.choose()
    roles = chooser.roles()
    headings = [heading for heading in table.headings if heading]
    if not ({"account", "debit_account", "credit_account"} & roles.at.keys()):
        findings.append(error("TK140", table.place(table.header_row), headings=headings))
    if not roles.shape:
        findings.append(error("TK141", table.place(table.header_row), headings=headings))
    return roles, findings


def _index_of(table: Table, heading: str) -> int | None:
    return next((index for index, cell in enumerate(table.headings) if cell and key_of(cell) == key_of(heading)), None)


def _forced(table: Table, options: ReadOptions) -> tuple[dict[str, int], list[Finding]]:
    """Columns that the user named."""
    forced: dict[str, int] = {}
    findings: list[Finding] = []
    for role, heading in options.columns.items():
        exact = [index for index, cell in enumerate(table.headings) if cell == heading]
        found = exact or [index for index, cell in enumerate(table.headings) if cell and key_of(cell) == key_of(heading)]
        if not found:
            headings = [cell for cell in table.headings if cell]
            findings.append(error("TK143", table.place(table.header_row), role=role, heading=heading, headings=headings))
        elif len(found) > 1:
            columns = [str(index + 1) for index in found]
            findings.append(error("TK142", table.place(table.header_row, heading), heading=heading, role=role, columns=columns))
        else:
            forced[role] = found[0]
    return forced, findings


class _Chooser:
    """Lets each role choose its column among those that no other role has."""

    def __init__(self, table: Table, forced: dict[str, int], texts: Sequence[int] = ()) -> None:
        self.table = table
        self.at = {role: index for role, index in forced.items() if role != "text"}
        self.texts: list[int] = [*texts] or ([forced["text"]] if "text" in forced else [])
        self.dims: dict[str, int] = {}
        self.candidates = [roles_of(heading) for heading in table.headings]

    @property
    def taken(self) -> set[int]:
        return {*self.at.values(), *self.texts, *self.dims.values()}

    def roles(self) -> Roles:
        """What was chosen."""
        amount = self.at.get("amount")
        direction = direction_of(self.table.headings[amount]) if amount is not None else ""
        return Roles(self.at, tuple(self.texts), self.dims, direction)

    def choose(self) -> list[Finding]:
        """Let all roles choose; TK142 where two columns of the same heading want one role."""
        findings: list[Finding] = []
        forced_text = bool(self.texts)
        self._accounts_as_pair()
        for role in ORDER:
            if role in self.at or (role == "text" and forced_text):
                continue
            if role == "text":
                self.texts = self._free("text")
                continue
            findings += self._choose(role)
        if "account" not in self.at and "account_name" in self.at and "debit_account" not in self.at:
            self.at["account"] = self.at["account_name"]  # a chart without account numbers
        for index, heading in enumerate(self.table.headings):
            if index not in self.taken and is_dimension(heading):
                self.dims[self._dimension(heading)] = index
        self._vat()
        self._partners_are_text()
        self._drop_running_balance()
        self._count_money_once()
        return findings

    def _vat(self) -> None:
        """The column of VAT percentages; two that are called the same say nothing certain."""
        free = self._free("vat")
        if free and "vat" not in self.at and sum(self.table.headings[i] == self.table.headings[free[0]] for i in free) == 1:
            self.at["vat"] = free[0]

    def _free(self, role: str) -> list[int]:
        """Free columns that may play the role, clearest heading first."""
        free = [index for index, ranks in enumerate(self.candidates) if role in ranks and index not in self.taken]
        return sorted(free, key=lambda index: (self.candidates[index][role], index))

    def _choose(self, role: str) -> list[Finding]:
        free = [index for index in self._free(role) if self._content_fits(role, index)]
        if not free:
            return []
        best = free[0]
        self.at[role] = best
        twins = [index for index in free if key_of(self.table.headings[index]) == key_of(self.table.headings[best])]
        if len(twins) < 2:
            return []
        heading, columns = self.table.headings[best], [str(index + 1) for index in twins]
        place = self.table.place(self.table.header_row, heading)
        return [error("TK142", place, heading=heading, role=role, columns=columns)]

    def _content_fits(self, role: str, index: int) -> bool:
        """Whether the cells can be what the heading says, for headings that can mean two things."""
        sample = self.table.columns[index].sample()
        if not sample or (len(self.candidates[index]) < 2 and role not in ("account", "side")):
            return True
        numbers = sum(bool(_ACCOUNT.match(cell)) for cell in sample) / len(sample)
        if role == "account":
            rivals = [other for other in self._free("account") if other != index]
            return numbers > 0.5 or not any(_looks_like_accounts(self.table, other) for other in rivals)
        if role == "account_name":
            return numbers < 0.5
        if role == "side":
            return all(len(cell) <= 6 for cell in sample)
        return True

    def _partners_are_text(self) -> None:
        """``Name`` beside an account may be a customer: names that change from row to row of an account are none of it."""
        account, name = self.at.get("account"), self.at.get("account_name")
        if account is None or name is None or account == name or key_of(self.table.headings[name]) not in _ANY_NAME:
            return
        pairs = pa.table({"a": self.table.columns[account].plain(), "n": self.table.columns[name].plain()})
        pairs = pairs.filter(pc.and_(pc.not_equal(pairs["a"], ""), pc.not_equal(pairs["n"], "")))
        counts = pairs.group_by("a").aggregate([("n", "count_distinct")])["n_count_distinct"]
        names = len(pc.unique(pairs["n"]))
        changing = pc.sum(pc.greater(counts, 1)).as_py() or 0
        if changing * 5 > len(counts) or (len(counts) > 1 and names * 2 <= len(counts)):
            del self.at["account_name"]
            self.texts.append(name)

    def _accounts_as_pair(self) -> None:
        """``Debet`` and ``Kredit`` beside one amount and no account column hold account numbers (Asteri, older Netvisor)."""
        debit, credit, amount = self._free("debit"), self._free("credit"), self._free("amount")
        if len(debit) == len(credit) == 1 and amount and {"debit", "credit"}.isdisjoint(self.at) and not self._account_column():
            cells = self.table.columns[debit[0]].sample(200) + self.table.columns[credit[0]].sample(200)
            if cells and all(_NUMBER_ONLY.match(cell) for cell in cells):
                self.at.update(debit_account=debit[0], credit_account=credit[0])

    def _account_column(self) -> bool:
        return "account" in self.at or any(_looks_like_accounts(self.table, index) for index in self._free("account"))

    def _drop_running_balance(self) -> None:
        """A balance beside dated rows is a running balance: it checks the entries, which say it already."""
        if (
            ("date" in self.at or "voucher" in self.at)
            and {"debit", "credit", "amount"} & self.at.keys()
            and "closing" in self.at
        ):
            self.at.setdefault("running", self.at.pop("closing"))

    def _count_money_once(self) -> None:
        """One signed amount beside debit and credit is the same money (hledger), or the only one used (Netvisor)."""
        two = [role for role in ("debit", "credit") if role in self.at]
        if two and "amount" in self.at:
            used = any(_holds_money(self.table, self.at[role]) for role in two)
            for role in ["amount"] if used else two:
                del self.at[role]

    def _dimension(self, heading: str) -> str:
        name, number = dimension_name(heading), 2
        while (numbered := name if number == 2 else f"{name}_{number - 1}") in self.dims:
            number += 1
        return numbered


def _holds_money(table: Table, index: int) -> bool:
    return bool(pc.any(pc.match_substring_regex(table.columns[index].plain(), "[1-9]")).as_py())


def _looks_like_accounts(table: Table, index: int) -> bool:
    sample = table.columns[index].sample(200)
    return bool(sample) and sum(bool(_ACCOUNT.match(cell)) for cell in sample) > 0.5 * len(sample)
