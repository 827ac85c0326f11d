"""Names that a sister's mapping does not write but its ledger does: a rule by number alone learns its name there."""

from pathlib import Path

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.mapping.resolve import Local, accepted, resolve
from tilikartta.mapping.suggest.facts import local_facts
from tilikartta.model import Mapping, TilikarttaError
from tilikartta.sources import read_ledger

_YEAR = 4  # digits that the newest folder or file of a member begins with


def newest_ledger(folder: Path) -> list[Path]:
    """The files of the newest year of a member folder (``2025/`` or ``2025.csv``), or nothing."""
    years = sorted(path for path in folder.iterdir() if path.name[:_YEAR].isdigit())
    if not years:
        return []
    return sorted(path for path in years[-1].iterdir() if path.is_file()) if years[-1].is_dir() else [years[-1]]


def ledger_names(folder: Path, mapping: Mapping) -> list[tuple[str, str, str, str]]:
    """(number, name, code, function) of every account that accepted rules take to one place. Unreadable ledgers teach nothing."""
    paths = newest_ledger(folder)
    if not paths:
        return []
    try:
        ledger, _ = read_ledger(paths)
    except TilikarttaError:
        return []
    chart, rules, found = universal_chart(), accepted(mapping), []
    for one in local_facts(ledger):
        side = "credit" if one.balance < 0 else "debit"
        parts = resolve(rules, chart, Local(one.number, one.name, (), side)).parts
        if one.number and one.name and len(parts) == 1 and parts[0].account in chart.by_code:
            found.append((one.number, one.name, parts[0].account, parts[0].function or ""))
    return found
