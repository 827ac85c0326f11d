"""A benchmark that an earlier run published, read back from its JSON document or workbook."""

import json
import zipfile
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tilikartta.model import ExitCode, Place, TilikarttaError, error
from tilikartta.model.benchmark import Earlier, Group
from tilikartta.reports import seal as seals
from tilikartta.reports.benchmark_document import KIND
from tilikartta.reports.benchmark_sheets import NONE

DATA = ("year", "group", "line", "status")  # how the sheet of data begins; names of columns are the same in every language
GROUPS = ("year", "group", "kind", "name", "code")
LARGEST = 200_000_000


def read_earlier(path: Path) -> Earlier:
    """The published cells of an earlier benchmark. Raises TilikarttaError (exit 3) TK757 where the file holds none."""
    try:
        if path.stat().st_size > LARGEST:
            raise ValueError("too large")
        return _of_workbook(path) if zipfile.is_zipfile(path) else _of_document(path)
    except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation, zipfile.BadZipFile) as fault:
        raise TilikarttaError(error("TK757", Place(path.as_posix())), ExitCode.UNREADABLE) from fault


def _of_document(path: Path) -> Earlier:
    document = json.loads(path.read_bytes().decode())
    if document["kind"] != KIND:
        raise ValueError("no benchmark")
    groups = [(one["year"], one["kind"], one["name"], code) for one in document["groups"] for code in one["members"]]
    cells = [(one["year"], one["group"], one["line"], one["status"], one["total"]) for one in document["cells"]]
    cells += [(one["year"], one["group"], one["id"], one["status"], None) for one in document["key_figures"]]
    return _earlier(path, tuple(document["layouts"]), int(document["rules"]["round"]), groups, cells)


def _of_workbook(path: Path) -> Earlier:
    with zipfile.ZipFile(path) as package:
        options = dict(seals.from_part(package.read(seals.PART)).manifest.options)
    if options["kind"] != KIND:
        raise ValueError("no benchmark")
    book = load_workbook(path, read_only=True, data_only=True)
    tables: dict[tuple[str, ...], list[list[Any]]] = {}
    for sheet in book.worksheets:
        rows = [list(row) for row in sheet.iter_rows(values_only=True)]
        tables |= {head: rows[1:] for head in (DATA, GROUPS) if rows and tuple(rows[0][: len(head)]) == head}
    book.close()
    groups = [(str(row[0]), str(row[2]), str(row[3] or ""), str(row[4])) for row in tables[GROUPS] if row[0] is not None]
    cells = [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), row[5]) for row in tables[DATA] if row[0] is not None]
    layouts = (options["income-layout"], options["balance-layout"])
    return _earlier(path, layouts, int(options["round"]), groups, cells)


def _earlier(
    path: Path,
    layouts: tuple[str, ...],
    rounding: int,
    groups: Iterable[tuple[str, str, str, str]],
    cells: Iterable[tuple[Any, ...]],
) -> Earlier:
    by_year: dict[str, dict[tuple[str, str], set[str]]] = {}
    for year, kind, name, code in groups:
        by_year.setdefault(year, {}).setdefault((kind, name), set()).add(code)
    totals: dict[tuple[str, str, str], int] = {}
    figures = set()
    for year, group, line, status, total in cells:
        if status == "published" and total is not None and not str(total).startswith(NONE):
            totals[str(year), str(group), str(line)] = int((Decimal(str(total)) * 100).to_integral_value())
        elif status == "published":
            figures.add((str(year), str(group), str(line)))
    made: dict[str, tuple[Group, ...]] = {
        year: tuple(Group(kind, name, frozenset(codes)) for (kind, name), codes in own.items())  # type: ignore[arg-type]
        for year, own in by_year.items()
    }
    return Earlier(path.name, layouts, rounding, made, totals, frozenset(figures))
