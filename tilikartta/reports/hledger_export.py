"""A ledger as a journal of hledger (and Ledger): one transaction per voucher, dimensions as tags, nothing left out.

Openings are a transaction of the first day. Postings of a voucher that does not balance are written in parentheses, the form that
these programs do not ask to balance, so every cent is in the journal.
"""

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import DIM_PREFIX, Ledger
from tilikartta.reports.canonical import amount_text, column
from tilikartta.reports.whole_file import whole_file

# The first part of an account tells hledger its type.
_TOPS = {"asset": "assets", "liability": "liabilities", "equity": "equity", "income": "revenues", "expense": "expenses"}
_ROWS = 50_000


def write_hledger(ledger: Ledger, path: Path) -> None:
    """Write a journal, UTF-8, whole or not at all. An account is ``number name``, below its class where the ledger tells it.

    Entries without a date stand on the day before the first; a ledger of balances alone gives its closing balances.
    """
    accounts = _accounts(ledger)
    currency = next((str(value) for value in ledger.entries["currency"].unique() if value), "EUR")
    postings = _postings(ledger)
    with whole_file(path) as draft, draft.open("w", encoding="utf-8", newline="\n") as journal:
        journal.write(f"; tilikartta\ndecimal-mark .\ncommodity 1000.00 {currency}\n\n")
        journal.writelines(f"account {name}\n" for name in sorted(set(accounts.values())))
        for start in range(0, len(postings), _ROWS):
            journal.writelines(_transactions(postings.iloc[start : start + _ROWS], accounts, currency))


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
    """Openings (or closing balances when there are no entries) and entries as one frame, in the order of the vouchers' first rows.

    Columns ``account``, ``cents``, ``day``, ``code``, ``text``, ``tags``, ``group`` and ``real`` (whether the voucher balances).
    """
    parts = []
    if len(ledger.balances):
        which = ledger.balances if not len(ledger.entries) else ledger.balances[ledger.balances["closing"].isna()]
        amount = "opening" if len(ledger.entries) else "closing"
        parts.append(_part(which, amount, "period_start" if len(ledger.entries) else "period_end", amount))
    if len(ledger.entries):
        parts.append(_part(ledger.entries, "amount", "date", ""))
    if not parts:
        return pd.DataFrame({"cents": []})
    rows = pd.concat(parts, ignore_index=True)
    first = rows["day"].dropna().min()
    rows["day"] = rows["day"].fillna(first if isinstance(first, str) else "1970-01-01")
    lone = rows["day"].where(rows["code"] == "", "")
    rows["group"] = (
        pd.DataFrame({"code": rows["code"], "kind": rows["kind"], "day": lone})
        .groupby(["kind", "code", "day"], sort=False)
        .ngroup()
    )
    rows["real"] = rows.groupby("group")["cents"].transform("sum") == 0
    return rows.sort_values("group", kind="stable", ignore_index=True)


def _part(frame: pd.DataFrame, amount: str, day: str, kind: str) -> pd.DataFrame:
    """Rows of one frame in the form of the journal."""
    blank = pd.Series([""] * len(frame))
    code = text = blank
    if not kind:
        series, voucher = frame["series"].astype(object), frame["voucher"].astype(object)
        code = pd.Series([" ".join(filter(None, pair)) for pair in zip(series, voucher, strict=True)])
        text = pd.Series(list(frame["text"]))
    number, name = frame["account"].astype(object), frame["account_name"].astype(object)
    return pd.DataFrame({
        "account": [key or label for key, label in zip(number, name, strict=True)],
        "cents": frame[amount].fillna(0).to_numpy(dtype=np.int64),
        "day": pc.strftime(column(frame, day), "%Y-%m-%d").to_pandas().astype(object).where(lambda days: days.notna(), None),
        "code": code, "text": text, "tags": _tags(frame), "kind": kind,
    })  # fmt: skip


def _tags(frame: pd.DataFrame) -> list[str]:
    """``kp:10, projekti:P1`` for every row."""
    result = pa.chunked_array([pa.array([""] * len(frame), pa.string())])
    for name in (str(name) for name in frame.columns if str(name).startswith(DIM_PREFIX)):
        values = pc.replace_substring_regex(column(frame, name), r"[,:\s]+", " ")
        gap = pc.if_else(pc.equal(result, ""), "", ", ")
        tag = pc.binary_join_element_wise(gap, f"{name.removeprefix(DIM_PREFIX)}:", values, "")
        result = pc.binary_join_element_wise(result, pc.if_else(pc.equal(values, ""), "", tag), "")
    return list(result.to_pylist())


def _transactions(rows: pd.DataFrame, accounts: dict[str, str], currency: str) -> list[str]:
    """Lines of the journal, column by column."""
    size = len(rows)
    names = pa.array([accounts[key] for key in rows["account"]], pa.string())
    real = pa.array(rows["real"].to_numpy(dtype=bool))
    shown = pc.if_else(real, names, pc.binary_join_element_wise("(", names, ")", ""))
    cents = amount_text(pa.chunked_array([pa.array(rows["cents"].to_numpy(dtype=np.int64))]))
    comment = pa.array([_comment(text, tags) for text, tags in zip(rows["text"], rows["tags"], strict=True)], pa.string())
    posting = pc.binary_join_element_wise("    ", shown, "  ", cents, f" {currency}", comment, "\n", "")
    group = rows["group"].to_numpy()
    begins = np.concatenate([[True], group[1:] != group[:-1]]) if size else np.array([], dtype=bool)
    heads = [_head(*values) for values in zip(rows["day"][begins], rows["code"][begins], rows["kind"][begins], strict=True)]
    lead = np.full(size, "", dtype=object)
    lead[begins] = heads
    return list(pc.binary_join_element_wise(pa.array(lead, pa.string()), posting, "").to_pylist())


def _head(day: str, code: str, kind: str) -> str:
    shown = " (" + re.sub(r"[()\n]", " ", code).strip() + ")" if code else ""
    return f"\n{day}{shown}{' ' + kind if kind else ''}\n"


def _comment(text: str, tags: str) -> str:
    words = " ".join(str(text).replace(":", " ").split())
    inside = ", ".join(part for part in (words, tags) if part)
    return f"  ; {inside}" if inside else ""
