"""Postings of plain text accounting -> canonical entries, whichever program printed them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import Cents, Finding, LocalAccount, error, info
from tilikartta.sources.books import bad_cells
from tilikartta.sources.canonical import frame_of
from tilikartta.sources.cells import Part
from tilikartta.sources.currencies import several_currencies
from tilikartta.sources.dates import read_dates
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.table import Column, dictionary_map

# First part of an account's name -> class, as the programs themselves and their Nordic users call it.
_ROOTS = {
    "asset": ("asset", "assets", "varat", "vastaavaa", "tillgångar"),
    "liability": ("liability", "liabilities", "debt", "debts", "velat", "skulder"),
    "equity": ("equity", "oma pääoma", "eget kapital"),
    "income": ("income", "incomes", "revenue", "revenues", "tulot", "tuotot", "intäkter"),
    "expense": ("expense", "expenses", "menot", "kulut", "kostnader", "utgifter"),
}
_NUMBER = re.compile(r"^(\d[\d.\-]{1,11})(?: +(.+))?$")
_CLASSES = {root: klass for klass, roots in _ROOTS.items() for root in roots}


@dataclass
class Postings:
    """One column per fact. ``cents`` is null where the program printed no amount; ``currency`` is a code or a sign's code.

    ``transaction`` holds the columns that together tell transactions apart; when they are not ``numbered``, postings of one
    transaction stand one after the other. ``dims``: column -> (heading, values). ``closing``: postings that close a year.
    """

    row: pa.ChunkedArray
    day: pa.ChunkedArray
    account: pa.ChunkedArray
    cents: pa.ChunkedArray
    currency: pa.ChunkedArray
    text: pa.ChunkedArray
    code: pa.ChunkedArray
    transaction: Sequence[pa.ChunkedArray]
    numbered: bool
    dims: dict[str, tuple[str, pa.ChunkedArray]] = field(default_factory=dict)
    closing: pa.ChunkedArray | None = None


def part_of(file: InputFile, options: ReadOptions, postings: Postings) -> tuple[Part, list[Finding]]:
    """Entries with names of accounts instead of numbers, or both where every account has a number.

    TK174 dates, TK183 without amount, TK189 several currencies, TK287 closings left out, TK289 virtual postings left out.
    """
    findings = _without_amount(file, postings)
    table, found = _real(file, _table(postings))
    findings += found
    dates = read_dates(Column(table["day"]), options.date or "ymd")
    wrong = pc.or_(dates.bad, dates.days.is_null())
    findings += bad_cells("TK174", wrong, table["day"], table["row"], file, "", "date")
    counted = table.filter(pc.or_(pc.not_equal(table["cents"], 0), pc.not_equal(table["currency"], "")))
    findings += several_currencies(file, counted["currency"], counted["row"])
    columns = {
        "entity": options.entity, "source_file": file.name, "source_row": table["row"], "voucher": _vouchers(table, postings),
        "date": dates.days, **_accounts(table["account"]), "amount": table["cents"],
        "text": table["text"], "currency": table["currency"], **{name: table[name] for name in postings.dims},
    }  # fmt: skip
    part = Part(rows=len(table), chart=_chart(table["account"]), decisions={"sign": "debit-plus", "date": dates.decided})
    part.columns = {name: heading for name, (heading, _) in postings.dims.items()}
    part.entries = frame_of("entries", columns, len(table))
    return part, findings


def _table(postings: Postings) -> pa.Table:
    """All columns as one table; ``group`` numbers the transactions from 1."""
    group = _groups(postings)
    never = pa.chunked_array([pa.repeat(False, len(postings.row))])
    columns = {
        "row": postings.row, "day": postings.day, "account": postings.account, "cents": pc.fill_null(postings.cents, 0),
        "currency": postings.currency, "text": postings.text, "code": postings.code, "group": group,
        "key": postings.transaction[0], "closing": never if postings.closing is None else postings.closing,
    }  # fmt: skip
    return pa.table(columns | {name: values for name, (_, values) in postings.dims.items()})


def _groups(postings: Postings) -> pa.ChunkedArray:
    """The number of the transaction of each posting: a new one where any identifying column changes."""
    changed = np.zeros(len(postings.row), dtype=bool)
    for column in postings.transaction:
        codes = Column(column).encoded().indices.to_numpy()
        changed[1:] |= codes[1:] != codes[:-1]
    return pa.chunked_array([pa.array(np.cumsum(changed) + 1, pa.int64())])


def _without_amount(file: InputFile, postings: Postings) -> list[Finding]:
    """TK183: postings whose amount the program left to be understood."""
    rows = postings.row.filter(postings.cents.is_null()).to_pylist()
    return [error("TK183", file.place(rows[0]), count=len(rows), rows=rows[:5])] if rows else []


def _real(file: InputFile, table: pa.Table) -> tuple[pa.Table, list[Finding]]:
    """Without unbalanced virtual postings ``(account)`` and transactions that close a year; ``[account]`` loses its brackets."""
    findings = []
    virtual = pc.match_substring_regex(table["account"], r"^\(.*\)$")
    for code, mask in (("TK289", virtual), ("TK287", table["closing"])):
        mine = table.filter(mask)
        if len(mine):
            debit = pc.sum(pc.if_else(pc.greater(mine["cents"], 0), mine["cents"], 0)).as_py()
            findings.append(info(code, file.place(mine["row"][0].as_py()), count=len(mine), debit=Cents(debit)))
    table = table.filter(pc.invert(pc.or_(virtual, table["closing"])))
    plain = pc.replace_substring_regex(table["account"], r"^\[(.*)\]$", r"\1")
    return table.set_column(table.column_names.index("account"), "account", plain), findings


def _vouchers(table: pa.Table, postings: Postings) -> pa.ChunkedArray | str:
    """The code of each transaction where every one has a code of its own; else its number.

    Numbers found from the order of rows count only when every transaction then balances: otherwise the order is another one.
    """
    group = table["group"].to_numpy()
    if not len(group):
        return ""
    codes = Column(table["code"]).encoded()
    pairs = np.unique(np.stack([group, codes.indices.to_numpy()]), axis=1)
    distinct = len(np.unique(pairs[0])) == pairs.shape[1] == len(np.unique(pairs[1]))
    if distinct and "" not in codes.dictionary.to_pylist():
        return table["code"]
    if postings.numbered:
        return table["key"]
    sums = np.zeros(group.max() + 1, dtype=np.int64)
    np.add.at(sums, group, table["cents"].to_numpy())
    return "" if sums.any() else table["group"].cast(pa.string())


def _numbered(names: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Name -> number and rest (``assets:1910 Bank`` -> 1910, Bank) where the last part of each begins with one of its own."""
    found = {name: split for name in names if (split := _NUMBER.match(name.rpartition(":")[2])) is not None}
    if len(found) < len(names) or len({split[1] for split in found.values()}) < len(names):
        return {}
    return {name: (split[1], split[2] or "") for name, split in found.items()}


def _accounts(account: pa.ChunkedArray) -> dict[str, pa.ChunkedArray | str]:
    """The columns ``account`` and ``account_name``."""
    encoded = Column(account).encoded()
    names = encoded.dictionary.to_pylist()
    numbered = _numbered(names)
    if not numbered:
        return {"account": "", "account_name": account}
    columns = zip(("account", "account_name"), zip(*(numbered[name] for name in names), strict=True), strict=True)
    return {role: pa.chunked_array([dictionary_map(encoded, list(cells), pa.string())]) for role, cells in columns}


def _chart(account: pa.ChunkedArray) -> tuple[LocalAccount, ...]:
    """The accounts in use, with the class that the first part of their name tells."""
    names = sorted(account.unique().to_pylist())
    numbered = _numbered(names)
    labels = [(*numbered.get(name, ("", name)), _CLASSES.get(name.partition(":")[0].casefold(), "")) for name in names]
    return tuple(LocalAccount(*label) for label in labels)
