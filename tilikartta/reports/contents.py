"""What a report of one organisation is made of. Every writer (workbook, CSV, JSON) takes this and nothing else."""

from dataclasses import dataclass, field

from tilikartta.mapping.apply import Mapped
from tilikartta.mapping.coverage import Coverage
from tilikartta.model import Chart, Finding, Mapping
from tilikartta.model.manifest import Manifest
from tilikartta.statements.figures import Statement


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
