"""The door by which formats enter. A format tells by content whether a file is its own, and reads it.

To add one: an object with ``name``, ``sniff`` and ``read``, put into ``FORMATS``. The format with the highest score reads the
file; delimited text takes whatever nobody else claims.
"""

from collections.abc import Sequence
from typing import Protocol

from tilikartta.model import Finding
from tilikartta.sources import programs, spreadsheet
from tilikartta.sources.cells import Part
from tilikartta.sources.datev import Datev
from tilikartta.sources.file import InputFile
from tilikartta.sources.gnucash import GnuCash
from tilikartta.sources.hledger_json import HledgerJson
from tilikartta.sources.kitsas_db import KITSAS, KITUPIIKKI, KitsasDatabase
from tilikartta.sources.netvisor_xml import NetvisorXml
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.parquet_file import ParquetLedger
from tilikartta.sources.plain_accounting import PlainAccounting, PlainJournal
from tilikartta.sources.procountor_json import ProcountorJson
from tilikartta.sources.profile_table import reading
from tilikartta.sources.saft import Saft
from tilikartta.sources.sie import Sie, Sie5
from tilikartta.sources.sqlite_file import OtherDatabase
from tilikartta.sources.tilitin_db import TilitinDatabase
from tilikartta.sources.xbrl_gl import XbrlGl

CERTAIN, LIKELY, POSSIBLE, NO = 100, 60, 10, 0


class Format(Protocol):
    """One ledger format. ``sniff`` scores 0 (not mine) to 100 (certain) by content; ``read`` gives parts with their findings."""

    name: str

    def sniff(self, file: InputFile) -> int:
        """How surely the file is of this format."""
        ...

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """The ledger parts of the file; findings TK1.. of severity error say that it cannot be read."""
        ...


class DelimitedText:
    """CSV and its kin: semicolon, comma, tab or pipe, in any usual encoding."""

    name = "csv"

    def sniff(self, file: InputFile) -> int:
        """Any file that is not a known stranger may be text."""
        return NO if file.stranger or file.head.startswith(spreadsheet.OLE) else POSSIBLE

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """One table."""
        return programs.read_text(file, options)


class Spreadsheet:
    """xlsx, xlsm, xlsb, xls and ods, whatever the name of the file."""

    name = "spreadsheet"

    def sniff(self, file: InputFile) -> int:
        """Zip archives with a workbook inside, and OLE files."""
        return LIKELY if spreadsheet.kind_of(file) else NO

    def read(self, file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
        """The sheets that hold a ledger."""
        tables, findings = spreadsheet.read_tables(file, reading(options, options.profile))
        parts: list[Part] = []
        for table in tables:
            part, more = programs.read_table(table, options)
            part.decisions["sheet"] = table.sheet
            parts.append(part)
            findings += more
        return parts, findings


DATABASES: list[Format] = [TilitinDatabase(), KitsasDatabase(KITSAS), KitsasDatabase(KITUPIIKKI), OtherDatabase()]
_PRINTED: list[Format] = [PlainAccounting(name) for name in ("hledger", "ledger", "beancount")]
JOURNALS: list[Format] = [GnuCash(), HledgerJson(), *_PRINTED, PlainJournal()]
INTERCHANGE: list[Format] = [Sie(), Sie5(), Saft(), XbrlGl(), NetvisorXml(), ProcountorJson(), Datev()]
FORMATS: list[Format] = [*INTERCHANGE, *DATABASES, *JOURNALS, ParquetLedger(), Spreadsheet(), DelimitedText()]


def format_of(file: InputFile, formats: Sequence[Format] = ()) -> Format | None:
    """The format with the highest score, or None when none takes the file."""
    scored = [(form.sniff(file), form) for form in formats or FORMATS]
    best = max(scored, key=lambda pair: pair[0])
    return best[1] if best[0] > NO else None
