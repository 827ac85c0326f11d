"""Canonical ledger + mapping -> mapped ledger. Every entry keeps its amount; the mapping only says what it is."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import pandas as pd

from tilikartta.mapping.carry import Turns, moved_balances
from tilikartta.mapping.cells import UNDATED, Cells, cells_of, dimension_columns, may_take
from tilikartta.mapping.closing import Closings, cell_sums, closings_of, opened_periods
from tilikartta.mapping.opening_findings import opening_findings
from tilikartta.mapping.periods import Period, periods_of
from tilikartta.mapping.resolve import Local, Part, Resolution, accepted, candidates, resolve
from tilikartta.mapping.specificity import account_fit
from tilikartta.mapping.split import split, split_running
from tilikartta.mapping.turnovers import by_turnover
from tilikartta.model import DIM_PREFIX, Account, Chart, Finding, Ledger, Mapping, Place, error, info, ordered, warning

MAPPED, UNMAPPED, OUTSIDE = "mapped", "unmapped", "outside"
KEY_COLUMNS = (
    "entity", "period", "account", "account_name", "status", "universal", "function", "activity", "funder", "fund",
    "rule", "reason", "share", "cell",
)  # fmt: skip


@dataclass
class Mapped:
    """A mapped ledger.

    ``keys``: one row per distinct meaning (KEY_COLUMNS; ``period`` is an index into ``periods``; ``rule`` is file:line:column).
    ``entries``: the ledger's entries with ``key``, the row of ``keys``; an entry of a shared account appears once per share.
    ``balances``: per key ``opening``, ``debit``, ``credit``, ``movement`` in cents; their sums are those of the ledger. A
    balance that moves to another universal account with its side (see ``carry``) has a ``movement`` without turnover.
    ``opened``: (entity, period) pairs whose opening balances the export states.
    """

    ledger: Ledger
    periods: list[Period]
    keys: pd.DataFrame
    entries: pd.DataFrame
    balances: pd.DataFrame
    opened: frozenset[tuple[str, int]]
    findings: list[Finding] = field(default_factory=list)

    @property
    def movements_only(self) -> bool:
        """Whether no file states opening or closing balances: then a balance sheet shows what changed, not what there is."""
        return not self.opened and bool(self.ledger.balances["closing"].isna().all())


def _day(number: int) -> date | None:
    return None if number == UNDATED else date(1970, 1, 1) + timedelta(days=int(number))


def _resolve_cells(mapping: Mapping, chart: Chart, cells: Cells, closings: Closings) -> list[Resolution]:
    """The resolution of every cell. Rules are first narrowed down to those that fit the account at all."""
    columns = [str(column) for column in cells.table.columns if str(column).startswith(DIM_PREFIX)]
    near: dict[tuple[str, str], Mapping] = {}
    resolutions = []
    for row in cells.table.to_dict("records"):
        who = (str(row["account"]), str(row["account_name"]))
        if who not in near:
            rules = tuple(rule for rule in mapping.rules if account_fit(rule.when, *who) is not None)
            near[who] = replace(mapping, rules=rules)
        dims = tuple((column.removeprefix(DIM_PREFIX), str(row[column])) for column in columns)
        key = (str(row["entity"]), int(row["period"]), *who)
        local = Local(*who, dims, _side(closings.closing(key, carried=True)), str(row["sign"]), _day(int(row["day"])))
        resolutions.append(_resolve_side(near[who], chart, local, closings.closing(key, carried=False)))
    return resolutions


def _side(closing: int) -> str:
    return "credit" if closing < 0 else "debit"


def _resolve_side(mapping: Mapping, chart: Chart, local: Local, own_closing: int) -> Resolution:
    """Resolve; accounts of the income statement start every year from zero, so their side is that of the year alone."""
    result = resolve(mapping, chart, local, candidates(mapping.rules, local))
    if _side(own_closing) == local.side or not any(rule.when.side for rule in mapping.rules):
        return result
    local = replace(local, side=_side(own_closing))
    of_year = resolve(mapping, chart, local, candidates(mapping.rules, local))
    parts = result.parts or of_year.parts
    return of_year if any(chart.by_code[part.account].in_income_statement for part in parts) else result


def turned_to(resolution: Resolution, chart: Chart) -> Account | None:
    """Where a balance on the other side goes (an overdrawn bank account is a debt); None where it stays or a rule says."""
    rule = resolution.winners.get("account")
    if rule is None or rule.when.side or len(resolution.parts) != 1:
        return None
    other = chart.by_code[resolution.parts[0].account].flip
    return None if other is None else chart.by_code[other]


def _flip(resolution: Resolution, chart: Chart, closing: int) -> tuple[tuple[Part, ...], bool]:
    """A balance on the other side goes to the account that the chart names for it."""
    other = turned_to(resolution, chart)
    if other is None:
        return resolution.parts, False
    part = resolution.parts[0]
    wrong = closing < 0 if chart.by_code[part.account].klass == "asset" else closing > 0
    return ((replace(part, account=other.code),), True) if wrong else (resolution.parts, False)


def _rows(
    cells: Cells, resolutions: list[Resolution], chart: Chart, closings: Closings
) -> tuple[list[dict[str, object]], list[Finding]]:
    """One row per cell and share: the rows of ``keys``."""
    rows: list[dict[str, object]] = []
    findings: list[Finding] = []
    for index, (cell, resolution) in enumerate(zip(cells.table.to_dict("records"), resolutions, strict=True)):
        findings += resolution.findings
        rule = resolution.rule
        base = {name: cell[name] for name in ("entity", "period", "account", "account_name")}
        base |= {"cell": index, "rule": str(rule.place) if rule else "", "reason": rule.reason if rule else ""}
        if not resolution.mapped:
            status = OUTSIDE if resolution.outside else UNMAPPED
            rows.append({**base, "status": status, **dict.fromkeys(_TARGETS, ""), "share": 1})
            continue
        key = (str(cell["entity"]), int(cell["period"]), str(cell["account"]), str(cell["account_name"]))
        closing = closings.closing(key, carried=True)
        parts, flipped = _flip(resolution, chart, closing)
        if flipped:
            kept, used = resolution.parts[0].account, parts[0].account
            findings.append(info("TK546", account=key[2] or key[3], name=key[3], kept=kept, used=used))
        rows += [
            {**base, "status": MAPPED, "universal": part.account, "function": part.function, "activity": part.activity,
             "funder": part.funder, "fund": part.fund, "share": part.weight}
            for part in parts
        ]  # fmt: skip
    return rows, findings


_TARGETS = ("universal", "function", "activity", "funder", "fund")


_IN_ORDER = ["date", "series", "voucher", "source_file", "sheet", "source_row", "amount"]


def _expand(ledger: Ledger, cells: Cells, keys: pd.DataFrame) -> pd.DataFrame:
    """Entries with their key. Entries of shared accounts are repeated once per share, in date order."""
    entries = ledger.entries
    first = keys.drop_duplicates("cell")["cell"]
    key_of_cell = np.zeros(len(cells.table), dtype=np.int32)
    key_of_cell[first.to_numpy(dtype=np.int64)] = first.index.to_numpy(dtype=np.int32)
    whole = entries.assign(key=key_of_cell[cells.of_entries])
    shared = keys.groupby("cell").filter(lambda group: len(group) > 1)
    if shared.empty:
        return whole
    divided = np.isin(cells.of_entries, shared["cell"].unique().astype(np.int64))
    frames = [whole[~divided]]
    for cell, group in shared.groupby("cell"):
        rows = whole[cells.of_entries == cell].sort_values(_IN_ORDER)
        parts = split_running(rows["amount"].to_numpy(dtype=np.int64), tuple(group["share"]))
        for key, part in zip(group.index, parts, strict=True):
            amounts = pd.Series(part, index=rows.index, dtype=entries["amount"].dtype)
            frames.append(rows.assign(amount=amounts, key=np.int32(key)))
    return pd.concat(frames).sort_values(["source_file", "sheet", "source_row", "key"], kind="stable", ignore_index=True)


def _share_sums(sums: pd.DataFrame, keys: pd.DataFrame) -> pd.DataFrame:
    """The sums of the cells divided over the keys; the parts of a cell make the whole."""
    balances = sums.iloc[keys["cell"].to_numpy(dtype=np.int64)].reset_index(drop=True)
    for cell, group in keys.groupby("cell"):
        if len(group) > 1:
            weights = tuple(int(share) for share in group["share"])
            for column in ("opening", "debit", "movement"):
                parts = split(np.array([sums.at[cell, column]], dtype=np.int64), weights)
                balances.loc[group.index, column] = [int(part[0]) for part in parts]
            balances.loc[group.index, "credit"] = balances.loc[group.index, "debit"] - balances.loc[group.index, "movement"]
    return balances[["opening", "debit", "credit", "movement"]]


def _turning(cells: Cells, resolutions: list[Resolution], mapping: Mapping, chart: Chart) -> dict[tuple[str, str], Turns]:
    """Local accounts (number, name) whose home depends on the side of their balance: by a rule, or by the chart (``flip``)."""
    by_side = [rule for rule in mapping.rules if rule.when.side]
    found: dict[tuple[str, str], Turns] = {}
    for number, name, resolution in zip(cells.table["account"], cells.table["account_name"], resolutions, strict=True):
        who = (str(number), str(name))
        homes = [chart.by_code[part.account] for part in resolution.parts]
        flips = {frozenset({home.code, home.flip}) for home in homes if home.flip is not None}
        sides = {target.account for rule in by_side if account_fit(rule.when, *who) is not None for target in rule.targets}
        if flips or sides:
            turns = found.setdefault(who, Turns())
            turns.flips |= flips
            turns.sides |= sides
    return found


def _in_balance_sheet(mapping: Mapping, chart: Chart, cells: Cells) -> npt.NDArray[np.bool_]:
    """Which cells some rule can take to the balance sheet."""
    held = {account.code for account in chart.accounts if account.in_balance_sheet}
    rules = [rule for rule in mapping.rules if held & {target.account for target in rule.targets}]
    return may_take(rules, cells.table[["account", "account_name"]])


def _validity(mapping: Mapping, periods: list[Period]) -> list[Finding]:
    """TK532: the mapping was made for another time than the newest year.

    Earlier years are comparatives, recast with today's mapping (KPL 3:1.2).
    """
    first, last = mapping.valid_from, mapping.valid_to
    if not periods or (first is None and last is None):
        return []
    newest = periods[-1]
    if (first is None or newest.end >= first) and (last is None or newest.start <= last):
        return []
    return [error("TK532", first=first or "–", last=last or "–", start=newest.start, end=newest.end)]


def _missing_dimensions(mapping: Mapping, ledger: Ledger) -> list[Finding]:
    """TK556: the mapping names a dimension that the ledger, or one of its files, lacks: its rules can never match there."""
    found = dimension_columns(mapping, ledger)
    known = [heading for file in ledger.files for role, heading in file.columns.items() if role.startswith(DIM_PREFIX)]
    used = {name: rule.place for rule in reversed(mapping.rules) for name, _ in rule.when.dims}
    asked = {*used, *(name for grant in mapping.grants for name, _ in grant.dims if name in found)}
    findings = []
    for short, heading in mapping.dimensions:
        if short in asked and short not in found:
            findings.append(warning("TK556", used[short], heading=heading, known=known or ["–"]))
        elif short in asked:
            lacking = _files_without(ledger, found[short])
            findings += [warning("TK556", Place(file), heading=heading, known=own or ["–"]) for file, own in lacking]
    return findings


def _files_without(ledger: Ledger, column: str) -> list[tuple[str, list[str]]]:
    """Files with entries and headings but without the column, each with the dimensions that it has."""
    posted = set(ledger.entries["source_file"].unique())
    lacking = [file for file in ledger.files if file.columns and file.path in posted and column not in file.columns]
    return [
        (file.path, [heading for role, heading in file.columns.items() if role.startswith(DIM_PREFIX)])
        for file in lacking
        if _blank(ledger.entries.loc[ledger.entries["source_file"] == file.path, column])
    ]


def _blank(values: "pd.Series[str]") -> bool:
    return bool((values.fillna("") == "").all())


def apply_mapping(ledger: Ledger, mapping: Mapping, chart: Chart, *, include_suggested: bool = False) -> Mapped:
    """Map a ledger. Suggestions are inert unless ``include_suggested``.

    Findings: those of ``resolve`` and ``by_turnover``, those of ``opening_findings``, TK532 outside the mapping's validity,
    TK546 balance on the other side, TK556 a dimension that the ledger or one of its files lacks.

    No entry is lost: the sum over ``balances`` (mapped, unmapped and outside together) is the sum of the ledger, to the cent.
    """
    mapping = accepted(mapping, include_suggested)
    ledger, net = by_turnover(ledger, mapping, chart)
    periods = periods_of(ledger, mapping)
    cells = cells_of(ledger, mapping, periods)
    sums = cell_sums(ledger, cells)
    opened = opened_periods(ledger, cells, _in_balance_sheet(mapping, chart, cells))
    closings = closings_of(cells, sums, opened)
    resolutions = _resolve_cells(mapping, chart, cells, closings)
    rows, findings = _rows(cells, resolutions, chart, closings)
    keys = pd.DataFrame(rows, columns=list(KEY_COLUMNS))
    entries = _expand(ledger, cells, keys)
    keys, balances = moved_balances(keys, _share_sums(sums, keys), _turning(cells, resolutions, mapping, chart), opened, chart)
    findings += [*net, *_validity(mapping, periods), *_missing_dimensions(mapping, ledger)]
    findings += opening_findings(ledger, cells, sums, closings)
    return Mapped(ledger, periods, keys, entries, balances, opened, ordered(findings))
