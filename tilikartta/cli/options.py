"""Options that several commands share, and how they become values of the library."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.sources.options import ReadOptions

READING = "How to read the file (decided from the file itself when left out)"

LedgerFiles = Annotated[
    list[Path], typer.Argument(help="Ledger files as the bookkeeping program gives them.", show_default=False)
]
MappingName = Annotated[str, typer.Option("-m", "--mapping", help="Mapping file, or name of a ready one (tilitin-yhdistys).")]
Encoding = Annotated[str, typer.Option(help="Encoding: utf-8, cp1252, iso8859-15, cp850 ...", rich_help_panel=READING)]
Separator = Annotated[str, typer.Option(help="Separator of columns: semicolon, comma, tab, pipe.", rich_help_panel=READING)]
Decimal = Annotated[str, typer.Option(help="Decimal mark: , or .", rich_help_panel=READING)]
DateOrder = Annotated[str, typer.Option("--date", help="Order of dates: dmy, mdy or ymd.", rich_help_panel=READING)]
Sheet = Annotated[str, typer.Option(help="Sheet of a workbook; * for all.", rich_help_panel=READING)]
SIGNS = "Signs: debit-credit, debit-credit-negative, debit-plus, credit-plus or statement."
Sign = Annotated[str, typer.Option(help=SIGNS, rich_help_panel=READING)]
Column = Annotated[
    list[str] | None,
    typer.Option(help='What a column holds, such as account="Tilinro". May be given many times.', rich_help_panel=READING),
]
ProfileName = Annotated[
    str, typer.Option("--profile", help="Profile of a program: file, or name from tilikartta formats.", rich_help_panel=READING)
]
ExplainReading = Annotated[
    bool, typer.Option("--explain-reading", help="Say what was decided about each file and why.", rich_help_panel=READING)
]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse whatever would be guessed.", rich_help_panel=READING)]
Opening = Annotated[
    list[Path] | None,
    typer.Option(
        help="Last year's closing balances: a trial balance, balance sheet or ledger, where the export has no openings."
    ),
]
IncludeSuggested = Annotated[bool, typer.Option("--include-suggested", help="Also use suggestions nobody has accepted yet.")]
FailOn = Annotated[str, typer.Option(help="Exit with 1 from this gravity on: error, warning, info or never.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Force = Annotated[bool, typer.Option("--force", help="Replace an existing file.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Print no summary.")]


def choice(option: str, value: str, known: tuple[str, ...]) -> str:
    """The value of an option with few choices. Raises TK901 (exit 2)."""
    if value not in known:
        raise TilikarttaError(error("TK901", option=option, value=value, known=known), ExitCode.USAGE)
    return value


def read_options(
    encoding: str, separator: str, decimal: str, date: str, sheet: str, sign: str, column: list[str] | None, entity: str = "",
    profile: str = "", strict: bool = False, explain: bool = False,
) -> "ReadOptions":  # fmt: skip
    """The reading options as one value. Raises TilikarttaError (exit 2) for a malformed ``--column`` or an unsound profile."""
    from tilikartta.sources.options import ReadOptions, parse_columns

    columns, findings = parse_columns(column or [])
    if findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    found = None
    if profile:
        from tilikartta.sources.profile import load_profile

        found = load_profile(profile)
    return ReadOptions(encoding, separator, decimal, date, sheet, sign, columns, entity, found, strict=strict, explain=explain)
