"""A member folder by its names: ``mapping.yaml`` and one ledger file or folder per financial year, named by the year."""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from tilikartta.model import Finding, Place, info
from tilikartta.model.federation import YearFiles

MAPPING = "mapping.yaml"
# Files that no bookkeeping program calls a ledger; every other one is left to the readers.
_LEDGERS = frozenset({
    ".csv", ".tsv", ".txt", ".asc", ".dat", ".prn", ".xlsx", ".xlsm", ".xls", ".ods", ".se", ".si", ".sie", ".xml", ".xbrl",
    ".zip", ".gz", ".json", ".kitsas", ".kitupiikki", ".sqlite", ".sqlite3", ".db", ".gnucash", ".beancount", ".ledger",
    ".journal",
})  # fmt: skip
_OPENING = re.compile(r"alkusaldo|alkutase|avaus|opening|ing(å|a)ende", re.IGNORECASE)
_YEAR = re.compile(r"^(?P<first>(?:19|20)\d\d)(?:[-_–](?P<last>\d{2}|(?:19|20)\d\d)(?!\d))?(?!\d)")
_HIDDEN = (".", "~$", "__MACOSX", "Thumbs.db", "desktop.ini")


def year_of(name: str) -> str:
    """The year that a name begins with, or "": ``2025``, ``2025 pääkirja``, ``2024-25`` and ``2024-2025`` (where it ends)."""
    found = _YEAR.match(name)
    if found is None:
        return ""
    first, last = int(found["first"]), found["last"] or ""
    ends = {str(first + 1), f"{(first + 1) % 100:02}"}
    return str(first + 1) if last in ends else str(first)


def hidden(path: Path) -> bool:
    """Whether the file is one that systems and programs leave behind."""
    return path.name.startswith(_HIDDEN)


def is_opening(path: Path) -> bool:
    """Whether the file's name says that it holds opening balances."""
    return _OPENING.search(path.name) is not None


@dataclass
class _Found:
    files: dict[str, list[Path]] = field(default_factory=lambda: defaultdict(list))
    opening: dict[str, list[Path]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)

    def take(self, path: Path, year: str) -> None:
        """Put a file where its name says; what no reader knows is told (TK703)."""
        if hidden(path) or path.suffix.lower() in {".yaml", ".yml"}:
            return
        if path.is_dir() or path.suffix.lower() not in _LEDGERS:
            self.findings.append(info("TK703", Place(path.as_posix()), name=path.name))
        else:
            (self.opening if is_opening(path) else self.files)[year].append(path)


def years_in(folder: Path) -> tuple[tuple[YearFiles, ...], list[Finding]]:
    """The ledgers of a member folder by year. A file whose name tells no year is its own: it may hold many years.

    TK703 (info) for whatever is not read.
    """
    found = _Found()
    for path in sorted(folder.iterdir()):
        year = year_of(path.name)
        if path.is_dir() and year and not hidden(path):
            for inside in sorted(path.iterdir()):
                found.take(inside, year)
        else:
            found.take(path, year)
    named = sorted(year for year in {*found.files, *found.opening} if year)
    years = [YearFiles(year, _paths(found.files[year]), _paths(found.opening[year])) for year in named]
    if found.files[""] or found.opening[""]:
        years.insert(0, YearFiles("", _paths(found.files[""]), _paths(found.opening[""])))
    return tuple(years), found.findings


def _paths(files: list[Path]) -> tuple[str, ...]:
    return tuple(path.as_posix() for path in files)
