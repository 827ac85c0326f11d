"""A file that leaves open which side plus is may have a sister in the same run that does not, with the same accounts."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from tilikartta.model import Finding, Ledger, Severity
from tilikartta.sources.account_kinds import BALANCE, kind_of_name
from tilikartta.sources.file import InputFile
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.sign_question import ASKED

Reading = tuple[InputFile, Ledger, list[Finding]]
SHARED = 3  # accounts that the two must have in common
ONE_SIDED = 10  # what an account moves to what it moves back, at least
HUB = 75  # per cent of the turnover: an account that moves more is a bank, whichever way it moved


def is_asked(findings: Sequence[Finding]) -> bool:
    """Whether the only thing that keeps a file from being read is the direction of its amounts."""
    errors = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    return bool(errors) and errors <= ASKED


def answered(
    readings: list[Reading],
    options: ReadOptions,
    again: Callable[[InputFile, ReadOptions], tuple[Ledger, list[Finding]]],
) -> list[Reading]:
    """The readings, with files that asked for their direction read once more by what settled sisters show of their accounts."""
    settled = [ledger for _, ledger, found in readings if not is_asked(found)]
    kinds = _kinds_in(settled) if len(settled) < len(readings) else {}
    if not kinds:
        return readings
    known = replace(options, kind_of=lambda number, name: _first(options, number, name) or kinds.get(number or name, ""))
    result: list[Reading] = []
    for file, ledger, found in readings:
        if is_asked(found):
            named = {str(one) for column in ("account", "account_name") for one in ledger.entries[column].unique()}
            if len(kinds.keys() & named) >= SHARED:
                ledger, found = again(file, known)
        result.append((file, ledger, found))
    return result


def _first(options: ReadOptions, number: str, name: str) -> str:
    return options.kind_of(number, name) if options.kind_of is not None else ""


def _kinds_in(ledgers: Sequence[Ledger]) -> dict[str, str]:
    """Account -> income or expense, for accounts of the result: those that gather on one side and are no bank."""
    frames = [ledger.entries[["account", "account_name", "amount"]] for ledger in ledgers if len(ledger.entries)]
    if not frames:
        return {}
    rows = pd.concat(frames)
    cents = rows["amount"].to_numpy(dtype=np.int64)
    rows = rows.assign(key=rows["account"].where(rows["account"] != "", rows["account_name"]), net=cents, gross=np.abs(cents))
    sums = rows.groupby("key").agg(net=("net", "sum"), gross=("gross", "sum"), name=("account_name", "last"))
    turnover = int(sums["gross"].sum()) // 2
    found: dict[str, str] = {}
    for key, net, gross, name in sums.itertuples(name=None):
        back = (gross - abs(net)) // 2
        balance = kind_of_name(str(name)) in BALANCE or str(key)[:1] in "12"
        if net and not balance and abs(net) >= ONE_SIDED * back and gross * 100 < turnover * HUB:
            found[str(key)] = "income" if net < 0 else "expense"
    return found
