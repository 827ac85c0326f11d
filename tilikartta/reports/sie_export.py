"""A ledger as SIE 4E (or type 1 when it has balances alone): code page 437, CRLF, checksum. Read back it is the same ledger.

One file is one financial year of one organisation in one currency, so says the standard; anything else is refused, not cut.
"""

import re
import unicodedata
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta import __version__
from tilikartta.mapping.periods import Period, years_of
from tilikartta.model import DIM_PREFIX, ExitCode, Finding, Ledger, LocalAccount, TilikarttaError, error, warning
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.whole_file import whole_file
from tilikartta.sources.canonical import arrow as column

_LABELS = {"asset": "T", "liability": "S", "equity": "S", "income": "I", "expense": "K"}
_RESULT = frozenset({"income", "expense"})
_NUMBERS = {"kostnadsställe": "1", "kustannuspaikka": "1", "kostnadsbärare": "2", "projekt": "6", "projekti": "6"}
_FREE = 20  # dimensions 1 to 19 have meanings of their own in the standard
_BARE = re.compile(r"[^\s\"{}#\\]+")
_REPLACED = str.maketrans(
    {"€": "EUR", "–": "-", "—": "-", "−": "-", "’": "'", "‘": "'", "”": '"', "“": '"', "„": '"', "…": "..."}
)


@dataclass
class _Lines:
    """Lines of the file, and the same fields without quotes for the checksum."""

    written: list[str] = field(default_factory=list)
    bare: list[str] = field(default_factory=list)

    def add(self, label: str, *fields: str | Iterable[tuple[str, str]]) -> None:
        """One record; pairs are an object list."""
        parts, bare = [label], [label]
        for one in fields:
            if isinstance(one, str):
                parts.append(_quoted(one))
                bare.append(one)
            else:
                pairs = list(one)
                parts.append("{" + " ".join(f"{_quoted(dimension)} {_quoted(code)}" for dimension, code in pairs) + "}")
                bare += [text for pair in pairs for text in pair]
        self.written.append(" ".join(parts) + "\r\n")
        self.bare.extend(bare)


def write_sie4(
    ledger: Ledger, path: Path, organisation: str, business_id: str = "", periods: Sequence[Period] = ()
) -> list[Finding]:
    """Write ``path`` whole or not at all. The latest of ``periods`` is year 0; without any, that of the ledger is.

    Raises TilikarttaError: TK650 entries outside the year, TK651 several organisations or currencies. Returns TK652 for
    characters that code page 437 lacks (replaced by the nearest), TK653 for balances that have no place beside entries, TK405 for
    turnovers, of which the file holds only the change of the balance.
    """
    years = sorted(periods)[::-1] or years_of(ledger)
    if stops := [*_outside(ledger, years), *_several(ledger)]:
        raise TilikarttaError(stops, ExitCode.USAGE)
    clean = _Clean()
    lines = _Lines()
    _head(lines, ledger, clean.text(organisation), business_id, years)
    dimensions = _dimensions(lines, ledger, clean)
    names = _accounts(lines, ledger, clean)
    findings = _balances(lines, ledger, years, dimensions, names)
    if len(ledger.entries):
        _vouchers(lines, ledger, dimensions, clean)
    body, total = "".join(lines.written), zlib.crc32("".join(lines.bare).encode("cp437"))
    with whole_file(path) as draft:
        draft.write_bytes(f"#FLAGGA 0\r\n#KSUMMA\r\n{body}#KSUMMA {total}\r\n".encode("cp437"))
    return [*findings, *clean.findings()]


def _outside(ledger: Ledger, years: Sequence[Period]) -> list[Finding]:
    """TK650: entries of other years than the last one."""
    days = column(ledger.entries, "date")
    if not years or not len(days):
        return []
    start, end = (pa.scalar(day, pa.date32()) for day in (years[0].start, years[0].end))
    count = pc.sum(pc.fill_null(pc.or_(pc.less(days, start), pc.greater(days, end)), False)).as_py()
    return [error("TK650", count=count, start=years[0].start, end=years[0].end)] if count else []


def _several(ledger: Ledger) -> list[Finding]:
    """TK651: more than one organisation or currency."""
    found = []
    for of, frames in (("entity", (ledger.entries, ledger.balances)), ("currency", (ledger.entries,))):
        values = sorted({str(value) for frame in frames for value in frame[of].unique()} - {""})
        if len(values) > 1:
            found.append(error("TK651", of=of, values=values))
    return found


@dataclass
class _Clean:
    """Texts that code page 437 can write; counts those that had to change."""

    changed: int = 0
    example: str = ""

    def text(self, text: str) -> str:
        """The text on one line, in characters of the code page. A backslash before the closing quote would escape it."""
        line = re.sub(r"[\x00-\x1f]+", " ", text).strip()
        try:
            line.encode("cp437")
        except UnicodeEncodeError:
            self.changed, self.example = self.changed + 1, self.example or line
            line = "".join(map(_nearest, line.translate(_REPLACED)))
        return f"{line} " if line.endswith("\\") else line

    def column(self, values: pa.ChunkedArray) -> pa.ChunkedArray:
        """A column of texts, each distinct one once."""
        encoded = values.dictionary_encode().unify_dictionaries().combine_chunks()
        encoded = encoded.chunk(0) if isinstance(encoded, pa.ChunkedArray) else encoded
        return pa.chunked_array([pa.array(map(self.text, encoded.dictionary.to_pylist()), pa.string()).take(encoded.indices)])

    def findings(self) -> list[Finding]:
        """TK652 when characters were replaced."""
        return [warning("TK652", count=self.changed, example=self.example)] if self.changed else []


def _nearest(character: str) -> str:
    try:
        character.encode("cp437")
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
        return plain or "?"
    return character


def _quoted(text: str) -> str:
    return text if _BARE.fullmatch(text) else '"' + text.replace('"', '\\"') + '"'


def _head(lines: _Lines, ledger: Ledger, organisation: str, business_id: str, years: Sequence[Period]) -> None:
    currency = next((str(value) for value in ledger.entries["currency"].unique() if value), "EUR")
    lines.add("#PROGRAM", "tilikartta", __version__)
    lines.add("#FORMAT", "PC8")
    lines.add("#GEN", (years[0].end if years else date(1970, 1, 1)).strftime("%Y%m%d"))  # same input, same bytes: no clock
    lines.add("#SIETYP", "4" if len(ledger.entries) else "3" if ledger.dimensions else "1")
    if business_id:
        lines.add("#ORGNR", business_id)
    lines.add("#FNAMN", organisation)
    for index, year in enumerate(years):
        lines.add("#RAR", str(-index), year.start.strftime("%Y%m%d"), year.end.strftime("%Y%m%d"))
    lines.add("#VALUTA", currency)


def _dimensions(lines: _Lines, ledger: Ledger, clean: _Clean) -> dict[str, str]:
    """``#DIM`` and ``#OBJEKT``; returns column -> number. ``dim_x_name`` beside ``dim_x`` holds the names of its objects."""
    every = [str(name) for name in ledger.dimensions]
    columns = [name for name in every if not (name.endswith("_name") and name.removesuffix("_name") in every)]
    headings = {role: heading for file in ledger.files for role, heading in file.columns.items()}
    numbers: dict[str, str] = {}
    for name in columns:
        heading = headings.get(name, name.removeprefix(DIM_PREFIX))
        usual = _NUMBERS.get(heading.casefold(), "")
        numbers[name] = usual if usual and usual not in numbers.values() else str(_FREE + len(numbers))
        lines.add("#DIM", numbers[name], clean.text(heading))
    for name in columns:
        for code, label in _objects(ledger, name):
            lines.add("#OBJEKT", numbers[name], clean.text(code), clean.text(label))
    return numbers


def _objects(ledger: Ledger, name: str) -> list[tuple[str, str]]:
    """Codes of a dimension with their names, in order of the codes."""
    found: dict[str, str] = {}
    for frame in (ledger.entries, ledger.balances):
        if name in frame:
            labels = frame[f"{name}_name"] if f"{name}_name" in frame else pd.Series("", index=frame.index)
            pairs = pd.DataFrame({"code": frame[name], "label": labels}).drop_duplicates()
            for code, label in zip(pairs["code"], pairs["label"], strict=True):
                found[str(code)] = found.get(str(code), "") or str(label)
    return sorted((code, label) for code, label in found.items() if code)


def _accounts(lines: _Lines, ledger: Ledger, clean: _Clean) -> dict[str, LocalAccount]:
    """``#KONTO``, ``#KTYP`` and ``#SRU`` of every account that is declared or used."""
    accounts = {account.number: account for account in ledger.chart}
    for frame in (ledger.entries, ledger.balances):
        used = frame[["account", "account_name"]].drop_duplicates("account")
        for number, name in zip(used["account"], used["account_name"], strict=True):
            accounts.setdefault(str(number), LocalAccount(str(number), str(name)))
    accounts = {number: accounts[number] for number in sorted(accounts)}
    for number, account in accounts.items():
        lines.add("#KONTO", clean.text(number), clean.text(account.name))
        if account.klass in _LABELS:
            lines.add("#KTYP", number, _LABELS[account.klass])
        for hint in account.hint.split():
            if hint.isdigit():
                lines.add("#SRU", number, hint)
    return accounts


def _balances(
    lines: _Lines, ledger: Ledger, years: Sequence[Period], dimensions: dict[str, str], accounts: dict[str, LocalAccount]
) -> list[Finding]:
    """``#IB``, ``#OIB``, ``#UB`` and ``#RES``. Beside entries only openings have a place (TK653 counts the others)."""
    frame = ledger.balances
    if not len(ledger.entries):
        for index, rows in _by_year(frame, years):
            _year_lines(lines, index, _sums(rows, "opening"), _sums(rows, "closing"), accounts)
            _object_lines(lines, index, rows, dimensions)
        return _turnovers_lost(frame)
    openings = frame[frame["closing"].isna()]
    opening, moved = _sums(openings, "opening"), _sums(ledger.entries, "amount")
    closing = {number: opening.get(number, 0) + moved.get(number, 0) for number in {*opening, *moved}}
    _year_lines(lines, "0", opening, closing, accounts)
    _object_lines(lines, "0", openings, dimensions)
    left = len(frame) - len(openings)
    return [warning("TK653", count=left)] if left else []


def _turnovers_lost(frame: pd.DataFrame) -> list[Finding]:
    """TK405: accounts with both a debit and a credit turnover; of a single one the balances tell."""
    cents = frame.assign(moved=frame["closing"].fillna(0) - frame["opening"].fillna(0))
    sums = cents.groupby("account", sort=True)[["debit", "credit", "moved"]].sum()
    told = sums["moved"].clip(lower=0)
    lost = sums[
        ((sums["debit"] != 0) | (sums["credit"] != 0)) & ((sums["debit"] != told) | (sums["credit"] != told - sums["moved"]))
    ]
    return [warning("TK405", account=str(lost.index[0]), count=len(lost))] if len(lost) else []


def _object_lines(lines: _Lines, index: str, frame: pd.DataFrame, dimensions: dict[str, str]) -> None:
    """``#OIB`` and ``#OUB``: openings and closings by object."""
    named = [name for name in dimensions if name in frame]
    for key, rows in frame.groupby(["account", *named]) if named else ():
        number, *codes = (str(part) for part in key)
        pairs = [(dimensions[name], code) for name, code in zip(named, codes, strict=True) if code]
        for label, role in (("#OIB", "opening"), ("#OUB", "closing")):
            if pairs and rows[role].notna().any():
                lines.add(label, index, number, pairs, _amount(int(rows[role].sum())))


def _by_year(frame: pd.DataFrame, years: Sequence[Period]) -> list[tuple[str, pd.DataFrame]]:
    """Rows of balances by the year in which their period ends; without a period they are of year 0."""
    ends = frame["period_end"]
    index = pd.Series("0", index=frame.index)
    for back, year in enumerate(years[1:], start=1):
        index[(ends >= year.start).fillna(False) & (ends <= year.end).fillna(False)] = str(-back)
    return [(key, frame[index == key]) for key in dict.fromkeys(index)]


def _sums(frame: pd.DataFrame, name: str) -> dict[str, int]:
    sums = frame.groupby("account")[name].sum()
    return {str(account): int(cents) for account, cents in sums.items()}


def _year_lines(
    lines: _Lines, index: str, opening: dict[str, int], closing: dict[str, int], accounts: dict[str, LocalAccount]
) -> None:
    for number in sorted(opening):
        if opening[number] or number not in closing:
            lines.add("#IB", index, number, _amount(opening[number]))
    for label in ("#UB", "#RES"):
        for number in sorted(closing):
            if (label == "#RES") == _is_result(accounts[number], opening.get(number, 0)):
                lines.add(label, index, number, _amount(closing[number]))


def _is_result(account: LocalAccount, opening: int) -> bool:
    """By the class where it is known; else an account with an opening, or in groups 1 and 2, is of the balance sheet."""
    return account.klass in _RESULT if account.klass else not opening and account.number[:1] not in ("0", "1", "2")


def _amount(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _vouchers(lines: _Lines, ledger: Ledger, dimensions: dict[str, str], clean: _Clean) -> None:
    """Vouchers in the order in which they begin; rows of a voucher in their own order."""
    frame = ledger.entries
    keys = [frame["series"], frame["voucher"], frame["date"].where(frame["voucher"] == "")]
    group = pd.DataFrame(dict(enumerate(keys))).groupby([0, 1, 2], sort=False, dropna=False).ngroup().to_numpy()
    order = np.argsort(group, kind="stable")
    group = group[order]
    begins = np.concatenate([[True], group[1:] != group[:-1]])
    rows = frame.take(order)
    days = pc.fill_null(pc.strftime(column(rows, "date"), "%Y%m%d"), "")
    texts, series, numbers = (clean.column(column(rows, name)) for name in ("text", "series", "voucher"))
    objects, bare_objects = _object_lists(rows, dimensions, clean)
    fields = [clean.column(column(rows, "account")), cents_text(column(rows, "amount")), days, texts]
    account, amount, day, text = (_quoted_column(values) for values in fields)
    posting = pc.binary_join_element_wise("#TRANS ", account, " {", objects, "} ", amount, " ", day, " ", text, "\r\n", "")
    heads = [_quoted_column(values) for values in (series, numbers, days)]
    head = pc.binary_join_element_wise("#VER ", heads[0], " ", heads[1], " ", heads[2], "\r\n{\r\n", "")
    first, later = pa.array(begins), pa.array(begins & (np.arange(len(begins)) > 0))
    lead = pc.binary_join_element_wise(pc.if_else(later, "}\r\n", ""), pc.if_else(first, head, ""), "")
    lines.written += [*pc.binary_join_element_wise(lead, posting, "").to_pylist(), "}\r\n"]
    bare_head = pc.if_else(first, pc.binary_join_element_wise("#VER", series, numbers, days, ""), "")
    lines.bare += pc.binary_join_element_wise(bare_head, "#TRANS", fields[0], bare_objects, *fields[1:], "").to_pylist()


def _quoted_column(values: pa.ChunkedArray) -> pa.ChunkedArray:
    escaped = pc.binary_join_element_wise('"', pc.replace_substring(values, '"', '\\"'), '"', "")
    return pc.if_else(pc.match_substring_regex(values, r'^[^\s"{}#\\]+$'), values, escaped)


def _object_lists(rows: pd.DataFrame, dimensions: dict[str, str], clean: _Clean) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Inside of the object list of every row, written and bare."""
    nothing = pa.chunked_array([pa.array([""] * len(rows), pa.string())])
    written, bare = nothing, nothing
    for name, number in dimensions.items():
        if name not in rows:
            continue
        codes = clean.column(column(rows, name))
        empty = pc.equal(codes, "")
        gap = pc.if_else(pc.equal(written, ""), "", " ")
        pair = pc.binary_join_element_wise(gap, number, " ", _quoted_column(codes), "")
        written = pc.binary_join_element_wise(written, pc.if_else(empty, "", pair), "")
        bare = pc.binary_join_element_wise(bare, pc.if_else(empty, "", pc.binary_join_element_wise(number, codes, "")), "")
    return written, bare
