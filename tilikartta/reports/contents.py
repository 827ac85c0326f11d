"""What a report of one organisation is made of. Every writer (workbook, CSV, JSON) takes this and nothing else."""

from dataclasses import dataclass, field

from tilikartta.mapping.apply import Mapped
from tilikartta.mapping.coverage import Coverage
from tilikartta.model import Chart, Finding, Mapping
from tilikartta.statements.figures import Statement


@dataclass(frozen=True)
class Ingredient:
    """One file that a report rests on: ``role`` is ledger, chart, layout or mapping."""

    role: str
    path: str
    sha256: str
    size: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """What a report was made from, so that it can be checked later. Holds no time of day: same input, same bytes.

    ``total_in`` and ``total_out`` are turnovers (debit + credit) in cents, before and after mapping.
    """

    version: str
    chart: str
    ingredients: tuple[Ingredient, ...]
    options: tuple[tuple[str, str], ...] = ()
    total_in: int = 0
    total_out: int = 0


@dataclass
class Contents:
    """The contents of one organisation's report. Amounts are cents; ``mapped.ledger`` holds the ledger as read."""

    name: str
    chart: Chart
    mapping: Mapping
    mapped: Mapped
    coverage: Coverage
    income: Statement
    balance: Statement
    manifest: Manifest
    findings: list[Finding] = field(default_factory=list)
    lang: str = "fi"
