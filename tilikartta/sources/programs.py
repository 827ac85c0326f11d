"""Tables of single programs: a table goes to the reader with what a profile knows of its program, or as it stands.

Bank statements are refused, rows outside the books left out, and what was found out is kept as a profile ready to save.
"""

from dataclasses import replace

import pyarrow.compute as pc

from tilikartta.model import DIM_PREFIX, Finding, Severity, error, warning
from tilikartta.sources import delimited, reader
from tilikartta.sources.account_signs import by_nature
from tilikartta.sources.bank_statements import refuse_statement
from tilikartta.sources.canonical import arrow, concat, frame_of, ledger_of
from tilikartta.sources.cells import Part
from tilikartta.sources.file import InputFile
from tilikartta.sources.fixed_width import read_fixed
from tilikartta.sources.layout import Roles, assign_roles
from tilikartta.sources.netbaron import split_tax
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.organisations import several_organisations
from tilikartta.sources.own_table import is_own, read_as_own, take_entities, take_periods
from tilikartta.sources.profile import Profile
from tilikartta.sources.profile_match import by_beginning, by_headings
from tilikartta.sources.profile_of import profile_of
from tilikartta.sources.profile_table import Shaped, reading, shape, take_openings
from tilikartta.sources.reasons import reasons_of, refuse_guesses
from tilikartta.sources.sign_evidence import CREDIT_PLUS, DEBIT_PLUS
from tilikartta.sources.sign_question import is_open, told, verdict_on
from tilikartta.sources.table import Table
from tilikartta.sources.unbooked import without_unbooked

_OPENED, _READ = 0.5, 0.95  # shares of the time that a large text takes
GENERATED_TAX = "gbat10"  # its rows may ask the program that reads them for VAT rows of their own


def read_text(file: InputFile, options: ReadOptions) -> tuple[list[Part], list[Finding]]:
    """A text file: of fixed width, with headings, or without them."""
    asked = options.profile is not None
    profile = options.profile or by_beginning(file)
    opened = reading(options, profile)
    if profile is not None and profile.widths:
        table, findings = read_fixed(file, opened, profile)
    else:
        table, findings = delimited.read_table(file, opened)
    file.progress.part(_OPENED)
    if table is None:
        return [], findings
    part, more = read_table(table, options, profile, asked=asked)
    file.progress.part(_READ)
    return [part], findings + more


def read_table(
    table: Table, options: ReadOptions, profile: Profile | None = None, *, asked: bool = False
) -> tuple[Part, list[Finding]]:
    """One table -> the canonical ledger. ``profile`` is one found before the table was opened."""
    asked = asked or options.profile is not None
    profile = options.profile or profile or (None if options.columns else by_headings(table))
    if not options.columns and not asked and (refused := refuse_statement(table)):
        return Part(decisions=dict(table.decisions), rows=len(table)), refused
    shaped = Shaped(table, options) if profile is None else shape(table, options, profile, asked=asked)
    own = profile is None and not options.columns and is_own(table)
    if own:
        read_as_own(shaped)
    shaped.table, left = without_unbooked(shaped.table, profile)
    if len(table) and not len(shaped.table):
        return Part(rows=len(table)), [*shaped.findings, *left, error("TK151", table.place(table.header_row))]
    extra = _before(shaped, profile)
    before = [*shaped.findings, *left, *extra]
    part, findings = _read(shaped)
    if own:
        take_periods(part, shaped.table)
        take_entities(part, shaped.table)
    elif not any(finding.severity is Severity.ERROR for finding in (*before, *findings)):
        part, findings = _settled(part, shaped, findings, strict=options.strict)
    findings = [*before, *findings, *([] if own else several_organisations(table))]
    part.rows = len(table)
    _note(part, shaped, profile, options)
    if options.strict:
        findings += refuse_guesses(part, table)
    return part, findings


def _read(shaped: Shaped) -> tuple[Part, list[Finding]]:
    """The table read, its opening rows taken out."""
    part, findings = reader.read(shaped.table, shaped.options)
    return part, [*findings, *_after(part, shaped)]


def _settled(part: Part, shaped: Shaped, findings: list[Finding], *, strict: bool) -> tuple[Part, list[Finding]]:
    """The ledger with the direction of its amounts settled by its accounts, or the question to the user."""
    roles = _roles_of(part, shaped)
    if not is_open(part, shaped, roles):
        return part, findings
    assert part.entries is not None
    verdict, table = verdict_on(part, shaped), shaped.table
    heading = table.headings[roles.at["amount"]]
    place = table.place(table.header_row, heading)
    if part.decisions["sign"] == "statement":
        part.sign_told = DEBIT_PLUS in (verdict.model, verdict.numbered) and verdict.model != CREDIT_PLUS
        return part, findings if part.sign_told else [*findings, error("TK191", place, heading=heading)]
    said = told(part.entries, verdict, place, heading)
    if verdict.model == CREDIT_PLUS:
        shaped.options = replace(shaped.options, sign=CREDIT_PLUS)
        part, findings = _read(shaped)
    part.sign_told = bool(verdict.model) and not verdict.weak
    guessed = strict and not part.sign_told  # TK147 says it
    return part, findings if guessed else [*findings, *said]


def _before(shaped: Shaped, profile: Profile | None) -> list[Finding]:
    """What single programs need that no profile says."""
    if profile is None:
        return []
    if profile.name == "netbaron":
        shaped.table, findings = split_tax(shaped.table)
        return findings
    return _generated_tax(shaped.table) if profile.name == GENERATED_TAX else []


def _generated_tax(table: Table) -> list[Finding]:
    """TK128: rows of GBAT10 for which the receiving program makes a VAT row (T); the file lacks those rows."""
    if len(table.headings) < 27:
        return []
    rows = table.rows.filter(pc.equal(table.columns[26].plain(), "T")).to_pylist()
    return [warning("TK128", table.place(rows[0], "27"), count=len(rows), rows=rows[:5])] if rows else []


def _after(part: Part, shaped: Shaped) -> list[Finding]:
    """Opening rows leave the entries; natural signs become debit and credit."""
    findings: list[Finding] = []
    if part.entries is not None and shaped.openings:
        part.entries, rows = take_openings(part.entries, shaped.openings)
        keep = ("entity", "source_file", "sheet", "source_row", "account", "account_name")
        columns = {name: arrow(rows, name) for name in map(str, rows.columns) if name in keep or name.startswith(DIM_PREFIX)}
        days = arrow(rows, "date")
        more = frame_of("balances", {**columns, "opening": arrow(rows, "amount"), "period_start": days}, len(rows))
        frames = [frame for frame in (part.balances, more) if frame is not None and len(frame)]
        part.balances = concat([ledger_of(None, frame) for frame in frames]).balances if frames else part.balances
    if shaped.natural and part.entries is not None and part.decisions.get("sign") == "debit-plus":
        findings += by_nature(part, shaped.table)
    return findings


def _roles_of(part: Part, shaped: Shaped) -> Roles:
    """The roles of the columns, also of those that only content told."""
    untitled = (not shaped.table.header_row and shaped.options.profile is None) or "by_content" in part.decisions
    named = {role: heading for role, heading in part.columns.items() if not role.startswith(DIM_PREFIX)} if untitled else {}
    roles, _ = assign_roles(shaped.table, replace(shaped.options, columns={**named, **shaped.options.columns}))
    return roles


def _note(part: Part, shaped: Shaped, profile: Profile | None, options: ReadOptions) -> None:
    """The profile in force, the one found out, and the reasons where they are asked for."""
    if profile is not None:
        part.decisions["profile"] = profile.name
    roles = _roles_of(part, shaped)
    part.profile = profile_of(part, shaped, roles, profile)
    if options.strict or options.explain:
        part.reasons = reasons_of(part, shaped, roles, profile, options)
