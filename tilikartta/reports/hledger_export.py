"""A ledger as a journal of hledger (and Ledger): one transaction per voucher, dimensions as tags, nothing left out.

Openings are a transaction of the first day; those of later years follow from the entries and are not written again. Postings of a
voucher that does not balance are written in parentheses, the form that these programs do not ask to balance, so every cent is in
the journal.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.mapping.periods import years_of
from tilikartta.model import DIM_PREFIX, Ledger
from tilikartta.reports.bulk import cents_text
from tilikartta.reports.whole_file import whole_file
from tilikartta.sources.canonical import arrow

# The first part of an account tells hledger its type.
_TOPS = {"asset": "assets", "liability": "liabilities", "equity": "equity", "income": "revenues", "expense": "expenses"}


def write_hledger(ledger: Ledger, path: Path) -> None:
    """Write a journal, UTF-8, whole or not at all. An account is ``number name``, below its class where the ledger tells it.

    Entries without a date stand on the first day; a ledger of balances alone gives its closing balances.
    """
    accounts = _accounts(ledger)
    currency = next((str(value) for value in ledger.entries["currency"].unique() if value), "EUR")
    postings = _postings(ledger)
    with whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as journal:
        journal.write(f"; tilikartta\ndecimal-mark .\ncommodity 1000.00 {currency}\n\n")
        journal.writelines(f"account {name}\n" for name in sorted(set(accounts.values())))
        if len(postings):
            journal.writelines(_transactions(postings, accounts, currency))


def _accounts(ledger: Ledger) -> dict[str, str]:
    """Account number (or the name of an account without number) -> name in the journal."""
    classes = {account.number: account.klass for account in ledger.chart}
    names: dict[str, str] = {account.number: account.name for account in ledger.chart if account.name}
    for frame in (ledger.entries, ledger.balances):
        pairs = frame[["account", "account_name"]].drop_duplicates()
        for number, name in zip(pairs["account"], pairs["account_name"], strict=True):
            names.setdefault(str(number) or str(name), str(name))
    return {key: _journal_name(key, name, classes.get(key, "")) for key, name in names.items()}


def _journal_name(number: str, name: str, klass: str) -> str:
    """``revenues:3000 Jäsenmaksut``. A colon would make a level, two spaces would end the name."""
    plain = number if number == name else f"{number} {name}"
    plain = " ".join(re.sub(r"[:;()\[\]]", " ", plain).split()) or "unknown"
    top = _TOPS.get(klass, "")
    return f"{top}:{plain}" if top else plain


def _postings(ledger: Ledger) -> pd.DataFrame:
    """Openings (closing balances when there are no entries) and entries, in the order in which vouchers begin.

    Columns ``account``, ``cents``, ``day``, ``code``, ``kind``, ``comment``, ``group`` and ``real`` (the voucher balances).
    """
    parts = []
    if not len(ledger.entries):
        parts.append(_part(ledger.balances, "closing", "period_end", "closing"))
    else:
        openings = ledger.balances[ledger.balances["closing"].isna()]
        begin = openings["period_start"].fillna(openings["period_start"].min())
        openings = openings[(begin == begin.min()).fillna(True).astype(bool)]
        parts += [_part(openings, "opening", "period_start", "opening balances"), _part(ledger.entries, "amount", "date", "")]
    rows = pd.concat(parts, ignore_index=True)
    first = rows["day"][rows["day"] != ""].min()
    rows["day"] = rows["day"].where(rows["day"] != "", first if isinstance(first, str) else "1970-01-01")
    lone = rows["day"].where(rows["code"] == "", "")
    year = _year_numbers(ledger, rows["day"])  # vouchers are numbered from 1 again every year
    rows["group"] = rows.groupby(["kind", "code", lone, year], sort=False).ngroup()
    rows["real"] = rows.groupby("group")["cents"].transform("sum") == 0
    return rows.sort_values("group", kind="stable", ignore_index=True)


def _year_numbers(ledger: Ledger, days: "pd.Series[str]") -> "pd.Series[int]":
    """The financial year of each day, as a number."""
    starts = sorted(year.start.isoformat() for year in years_of(ledger))[1:]
    return pd.Series(np.searchsorted(np.array(starts, dtype=str), days.to_numpy(dtype=str), side="right"), index=days.index)


def _part(frame: pd.DataFrame, amount: str, day: str, kind: str) -> pd.DataFrame:
    """Rows of one frame in the form of the journal."""
    blank = pa.chunked_array([pa.repeat("", len(frame))])
    given = not kind
    number, name = arrow(frame, "account"), arrow(frame, "account_name")
    series, voucher = (arrow(frame, "series"), arrow(frame, "voucher")) if given else (blank, blank)
    code = pc.utf8_trim_whitespace(pc.binary_join_element_wise(series, voucher, " "))
    columns = {
        "account": pc.if_else(pc.equal(number, ""), name, number),
        "cents": pc.fill_null(arrow(frame, amount), 0),
        "day": pc.fill_null(pc.strftime(arrow(frame, day), "%Y-%m-%d"), ""),
        "code": pc.replace_substring_regex(code, r"[()\n]", " "),
        "kind": pa.chunked_array([pa.repeat(kind, len(frame))]),
        "comment": _comments(arrow(frame, "text") if given else blank, frame),
    }
    return pd.DataFrame({key: pd.array(values.to_numpy(zero_copy_only=False)) for key, values in columns.items()})


def _comments(texts: pa.ChunkedArray, frame: pd.DataFrame) -> pa.ChunkedArray:
    """``  ; text, kp:10, projekti:P1`` for every row; a colon in a text would make a tag."""
    result = pc.utf8_trim_whitespace(pc.replace_substring_regex(texts, r"[:\s]+", " "))
    for name in (str(name) for name in frame.columns if str(name).startswith(DIM_PREFIX)):
        values = pc.replace_substring_regex(arrow(frame, name), r"[,:\s]+", " ")
        gap = pc.if_else(pc.equal(result, ""), "", ", ")
        tag = pc.binary_join_element_wise(gap, f"{name.removeprefix(DIM_PREFIX)}:", values, "")
        result = pc.binary_join_element_wise(result, pc.if_else(pc.equal(values, ""), "", tag), "")
    return pc.if_else(pc.equal(result, ""), "", pc.binary_join_element_wise("  ; ", result, ""))


def _transactions(rows: pd.DataFrame, accounts: dict[str, str], currency: str) -> list[str]:
    """Lines of the journal, column by column. ``rows`` begin with a voucher."""
    texts = {name: pa.array(rows[name], pa.string(), from_pandas=True) for name in ("day", "code", "kind", "comment")}
    names = pa.array(rows["account"].map(accounts), pa.string(), from_pandas=True)
    real = pa.array(rows["real"].to_numpy(dtype=bool))
    shown = pc.if_else(real, names, pc.binary_join_element_wise("(", names, ")", ""))
    cents = cents_text(pa.array(rows["cents"].to_numpy(dtype=np.int64)))
    posting = pc.binary_join_element_wise("    ", shown, "  ", cents, f" {currency}", texts["comment"], "\n", "")
    code = pc.if_else(pc.equal(texts["code"], ""), "", pc.binary_join_element_wise(" (", texts["code"], ")", ""))
    kind = pc.if_else(pc.equal(texts["kind"], ""), "", pc.binary_join_element_wise(" ", texts["kind"], ""))
    head = pc.binary_join_element_wise("\n", texts["day"], code, kind, "\n", "")
    group = rows["group"].to_numpy()
    begins = pa.array(np.concatenate([[True], group[1:] != group[:-1]]))
    return list(pc.binary_join_element_wise(pc.if_else(begins, head, ""), posting, "").to_pylist())
