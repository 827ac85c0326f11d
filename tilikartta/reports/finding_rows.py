"""The user's own rows beside a finding: the row it is about with the other rows of its voucher, as texts."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from tilikartta.checks.postings import Postings
from tilikartta.checks.registry import FAULTY_CELL
from tilikartta.checks.run import Outcome
from tilikartta.messages.numbers import count, day, money
from tilikartta.model import DIM_PREFIX, Finding

MOST_OF_A_VOUCHER = 12
FIRST_OF_AN_ACCOUNT = 5
Spot = tuple[str, str, int]


@dataclass(frozen=True)
class Row:
    """One row of the ledger as people read it; ``spot`` is file, sheet and row."""

    spot: Spot
    texts: dict[str, str]

    def cells(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Column and text."""
        return [(name, self.texts[name]) for name in names]

    def is_faulty(self, found: Finding, name: str) -> bool:
        """Whether the fault is seen in this cell; an amount is where it stands, on the debit or the credit side."""
        if self.spot != spot_of(found) or not self.texts[name]:
            return False
        faulty = FAULTY_CELL.get(found.code, "amount")
        return name in {"debit", "credit"} if faulty == "amount" else name == faulty


def spot_of(found: Finding) -> Spot:
    """Where its rows are looked up: file, sheet and row, or the account alone where the finding is about a whole account."""
    place = found.place
    return (place.file, place.sheet, place.row) if place.row else ("", found.account, 0)


def rows_beside(outcome: Outcome, findings: Sequence[Finding], lang: str) -> dict[Spot, list[Row]]:
    """By ``spot_of`` each finding: its row and those of the same voucher, or the first rows of its account, in file order."""
    p = outcome.subject.postings
    chosen = {**_of_vouchers(p, findings), **_of_accounts(p, findings)} if p.size else {}
    every = np.array(sorted({index for held in chosen.values() for index in held}), dtype=np.int64)
    written = dict(zip(every.tolist(), _written(p.entries, every, lang), strict=True))
    return {spot: [written[one] for one in held] for spot, held in chosen.items()}


def _of_vouchers(p: Postings, findings: Sequence[Finding]) -> dict[Spot, list[int]]:
    wanted = {spot_of(one) for one in findings if one.place.row}
    rows = p.entries["source_row"].to_numpy(dtype=np.int64, na_value=0)
    near = np.flatnonzero(np.isin(rows, np.array(sorted({spot[2] for spot in wanted}), dtype=np.int64)))
    spots = {int(index): spot for index, spot in zip(near, _spots(p.entries, near), strict=True) if spot in wanted}
    codes = p.vouchers[0]
    mates = np.flatnonzero(np.isin(codes, np.unique(codes[np.array(sorted(spots), dtype=np.int64)])) & p.numbered)
    by_voucher: dict[int, list[int]] = {}
    for index in mates:
        by_voucher.setdefault(int(codes[index]), []).append(int(index))
    return {spot: _near(by_voucher.get(int(codes[index]), []), index) for index, spot in spots.items()}


def _of_accounts(p: Postings, findings: Sequence[Finding]) -> dict[Spot, list[int]]:
    wanted = {one.account for one in findings if one.account and not one.place.row}
    numbers = {value: code for code, value in enumerate(p.account.values) if value in wanted}
    return {
        ("", account, 0): np.flatnonzero(p.account.codes == code)[:FIRST_OF_AN_ACCOUNT].tolist()
        for account, code in numbers.items()
    }


def _near(mates: list[int], index: int) -> list[int]:
    """The rows of a voucher that are shown: all of a short one, of a long one the first and the row itself."""
    if index not in mates:
        return [index]
    return mates if len(mates) <= MOST_OF_A_VOUCHER else sorted({*mates[: MOST_OF_A_VOUCHER - 1], index})


def _spots(entries: pd.DataFrame, indices: "np.typing.NDArray[np.int64]") -> list[Spot]:
    """The places of rows of the ledger."""
    held = entries[["source_file", "sheet", "source_row"]].iloc[indices]
    return [(str(file), str(sheet), int(row)) for file, sheet, row in held.itertuples(index=False)]


def _written(entries: pd.DataFrame, indices: "np.typing.NDArray[np.int64]", lang: str) -> list[Row]:
    """Rows as texts."""
    dims = [str(name) for name in entries.columns if str(name).startswith(DIM_PREFIX)]
    names = ["date", "voucher", "account", "account_name", "text", "currency", *dims]
    found = []
    for spot, cents, held in zip(
        _spots(entries, indices),
        entries["amount"].iloc[indices].tolist(),
        entries[names].iloc[indices].to_dict("records"),
        strict=True,
    ):
        texts = {name: "" if held[name] is None or held[name] is pd.NaT else str(held[name]) for name in names}
        texts["date"] = day(held["date"], lang) if hasattr(held["date"], "day") and held["date"] is not pd.NaT else ""
        texts["debit"] = money(cents, lang, held["currency"]) if cents > 0 else ""
        texts["credit"] = money(-cents, lang, held["currency"]) if cents < 0 else ""
        texts["source_row"] = count(spot[2], lang)
        found.append(Row(spot, texts))
    return found
