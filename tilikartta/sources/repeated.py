"""The same postings in two files (or sheets) of one ledger: every euro of them would count twice.

Only days that two parts share are looked at. Vouchers are known by their numbers; without numbers, by whole blocks of rows.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.model import DIM_PREFIX, Finding, Ledger, Place, error, warning

Codes = npt.NDArray[np.int64]
_MOST = 0.8  # of what stands on the common days of the smaller part
_BLOCK = 6  # rows without voucher numbers that cannot be chance; a membership fee or two of the same sum can
_CORRECTED, _REWORDED = 3, 2  # vouchers with other amounts, and with other texts alone


def repeated_vouchers(ledger: Ledger) -> list[Finding]:
    """TK109 for every two parts that hold the same vouchers, or the same block of rows where vouchers have no numbers.

    TK246 a corrected version beside the old one; TK247 (warning) a few equal rows without numbers, which may be honest. Parts
    split by time or by cost centre pass, and so do numbers that begin anew in each: the day is a part of what a voucher is.
    """
    entries = ledger.entries
    if len(ledger.files) == 1 and "," not in ledger.files[0].decisions.get("sheet", ""):
        return []  # one file of one sheet: not worth a look at every row
    part, names = _parts(entries)
    if len(names) < 2:
        return []
    day = _together(entries["entity"], entries["date"])
    rows = pd.DataFrame({"row": np.arange(len(part)), "part": part, "day": day})
    rows = rows[_shared(day, part)]
    if rows.empty:
        return []
    near = entries.take(rows["row"].to_numpy())
    dims = [near[name] for name in near.columns if str(name).startswith(DIM_PREFIX)]
    home = _together(near["account"], *dims)
    kind = _together(home, near["amount"])
    posting = _together(kind, near["text"])
    rows = rows.assign(home=home, kind=kind, posting=posting, amount=near["amount"].to_numpy(dtype=np.int64, na_value=0))
    numbered = (near["voucher"] != "").to_numpy(dtype=bool)
    found = _Found(entries, names, rows)
    vouchers = rows[numbered].assign(voucher=_together(rows["day"], near["series"], near["voucher"])[numbered])
    return [*_numbered(found, vouchers), *_blocks(found, rows[~numbered])]


class _Found:
    """Names of the parts, to tell of a pair of them, and the days that each pair shares."""

    def __init__(self, entries: pd.DataFrame, names: list[tuple[str, str]], rows: pd.DataFrame) -> None:
        self._entries, self._names = entries, names
        days = rows[["part", "day"]].drop_duplicates()
        pairs = days.merge(days, on="day", suffixes=("", "_other"))
        self._common = pairs[pairs["part"] != pairs["part_other"]]

    def of_common_days(self, table: pd.DataFrame) -> dict[tuple[int, int], int]:
        """(part, other part) -> how many rows of the table the part has on days that the other has too."""
        counts = table.groupby(["part", "day"]).size().rename("count").reset_index()
        sums = self._common.merge(counts, on=["part", "day"]).groupby(["part", "part_other"])["count"].sum()
        return {(int(one), int(other)): int(count) for one, other, count in sums.reset_index().itertuples(index=False)}

    def told(self, pair: tuple[int, int], row: int) -> dict[str, Any]:
        """Place, voucher (its day, where it has no number) and the other part, of a row in the later part of the pair."""
        place = Place(*self._names[pair[1]], int(self._entries["source_row"].iloc[row]))
        voucher = str(self._entries["voucher"].iloc[row] or self._entries["date"].iloc[row])
        return {"place": place, "voucher": voucher, "other": " ".join(self._names[pair[0]]).strip()}


def _numbered(found: _Found, rows: pd.DataFrame) -> list[Finding]:
    """TK109 and TK246, from rows with voucher numbers on common days."""
    rows = rows[_shared(rows["voucher"].to_numpy(), rows["part"].to_numpy())]
    if rows.empty:
        return []
    twice = _shared(_together(rows["voucher"], rows["posting"]), rows["part"].to_numpy())
    table = rows.assign(twice=twice, homes=_mixed(rows["home"]), kinds=_mixed(rows["kind"]))
    # which accounts a voucher has, each once; and which amounts on them
    table["homes"] = table["homes"].where(~table.duplicated(["voucher", "part", "home"]), np.uint64(0))
    each = table.groupby(["voucher", "part"], sort=True).agg(
        day=("day", "first"), twice=("twice", "all"), row=("row", "min"), homes=("homes", "sum"), kinds=("kinds", "sum"),
        balance=("amount", "sum"),
    ).reset_index()  # fmt: skip
    same = _pairs(each[each["twice"]], ["voucher"])
    findings = [
        error("TK109", count=len(held), **found.told(pair, int(held["row_other"].iloc[0]))) for pair, held in _by_pair(same)
    ]
    known = {pair for pair, _ in _by_pair(same)}
    totals = found.of_common_days(rows.drop_duplicates(["voucher", "part"]))
    for pair, held in _by_pair(_pairs(each[each["balance"] == 0], ["voucher", "homes"])):
        least = _REWORDED if (held["kinds"] == held["kinds_other"]).all() else _CORRECTED
        of = min(totals[pair], totals[pair[::-1]])
        if pair not in known and len(held) >= max(least, _MOST * of):
            findings.append(error("TK246", count=len(held), of=of, **found.told(pair, int(held["row_other"].iloc[0]))))
    return findings


def _blocks(found: _Found, rows: pd.DataFrame) -> list[Finding]:
    """TK109 and TK247, from rows without voucher numbers on common days."""
    rows = rows.assign(posting=_together(rows["day"], rows["posting"]))
    twins = rows[_shared(rows["posting"].to_numpy(), rows["part"].to_numpy())]
    if twins.empty:
        return []
    totals = found.of_common_days(rows)
    findings = []
    each = twins.groupby(["posting", "part"], sort=True).agg(day=("day", "first"), row=("row", "min"), size=("row", "size"))
    for pair, held in _by_pair(_pairs(each.reset_index(), ["posting"])):
        sides = ((int(held["size"].sum()), totals[pair]), (int(held["size_other"].sum()), totals[pair[::-1]]))
        count, of = max(sides, key=lambda side: side[0] / side[1])
        told = found.told(pair, int(held["row_other"].min()))
        if count >= _BLOCK and count >= _MOST * of:
            findings.append(error("TK109", count=held["day"].nunique(), **told))
        elif count == of:
            findings.append(warning("TK247", count=count, **told))
    return findings


def _pairs(each: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Every two parts that have the same keys, the earlier name first; columns of the other end in ``_other``."""
    both = each.merge(each, on=keys, suffixes=("", "_other"))
    return both[both["part"] < both["part_other"]]


def _by_pair(table: pd.DataFrame) -> Iterable[tuple[tuple[int, int], pd.DataFrame]]:
    for _, held in table.groupby(["part", "part_other"]):
        yield (int(held["part"].iloc[0]), int(held["part_other"].iloc[0])), held.sort_values("row_other")


def _parts(entries: pd.DataFrame) -> tuple[Codes, list[tuple[str, str]]]:
    """The part of every row, and (file, sheet) of the parts in the order of their names."""
    codes = _together(entries["source_file"], entries["sheet"])
    first = np.unique(codes, return_index=True)[1]
    files, sheets = entries["source_file"].take(first), entries["sheet"].take(first)
    names = [(str(file), "" if pd.isna(sheet) else str(sheet)) for file, sheet in zip(files, sheets, strict=True)]
    order = sorted(range(len(names)), key=lambda index: names[index])
    rank = np.empty(len(names), dtype=np.int64)
    rank[order] = np.arange(len(names))
    return rank[codes], [names[index] for index in order]


def _together(*columns: Any) -> Codes:
    """One integer from 0 on per distinct combination; missing values are alike."""
    key = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        codes, values = pd.factorize(column)
        key = pd.factorize(key * (len(values) + 1) + codes + 1)[0].astype(np.int64)
    return key


def _shared(key: Codes, part: Codes) -> npt.NDArray[np.bool_]:
    """Which rows have a key that stands in more than one part."""
    if not len(key):
        return np.zeros(0, dtype=np.bool_)
    width = int(part.max()) + 1
    distinct = pd.unique(key * width + part)
    return np.bincount(distinct // width, minlength=int(key.max()) + 1)[key] > 1


def _mixed(codes: "pd.Series[int]") -> "npt.NDArray[np.uint64]":
    """Codes as hashes: their sum tells a set of them whatever the order."""
    hashed: npt.NDArray[np.uint64] = pd.util.hash_array(codes.to_numpy(dtype=np.int64))
    return hashed
