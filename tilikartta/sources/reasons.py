"""Why reading decided what it did, and what of it was guessed: by an encoding's score, by content, or by default."""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc

from tilikartta.model import DIM_PREFIX, Finding, Reason, error
from tilikartta.sources.cells import Part
from tilikartta.sources.encoding import NAMES
from tilikartta.sources.file import InputFile
from tilikartta.sources.headings import is_dimension, roles_of
from tilikartta.sources.layout import Roles
from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile
from tilikartta.sources.profile_table import Shaped
from tilikartta.sources.side_suffix import with_signs
from tilikartta.sources.statement_columns import PERIODS
from tilikartta.sources.table import Column, Table

# Bases that are guesses, and the finding with which --strict refuses each kind of decision.
GUESSED = frozenset({"score", "content", "default"})
_REFUSED = {"encoding": "TK144", "column": "TK145", "date": "TK146", "sign": "TK147"}
_TEXT_AMOUNTS = ("debit", "credit", "amount", "opening", "closing")


def reasons_of(part: Part, shaped: Shaped, roles: Roles, profile: Profile | None, options: ReadOptions) -> list[Reason]:
    """The reasons in the order of reading: encoding, separator, headings, columns, decimal mark, dates, sign, layout."""
    table, decisions, asked = shaped.table, part.decisions, options
    reasons: list[Reason] = []
    if encoding := decisions.get("encoding"):
        given = "given" if asked.encoding else "profile" if profile is not None and profile.encoding else ""
        basis = given or ("mark" if "BOM" in encoding else "score" if encoding in NAMES.values() else "valid")
        reasons.append(Reason("encoding", encoding, basis, option="--encoding"))
    if separator := decisions.get("separator"):
        reasons.append(Reason("separator", separator, "given" if asked.separator else "headings", option="--separator"))
    if profile is not None:
        basis = "given" if asked.profile is not None else "begins" if profile.recognise.begins else "headings"
        reasons.append(Reason("profile", profile.name, basis, option="--profile"))
    if table.header_row:
        count = sum(bool(roles_of(heading) or is_dimension(heading)) for heading in table.headings)
        reasons.append(Reason("header_row", str(table.header_row), "known", f"{count}/{sum(map(bool, table.headings))}"))
    if decisions.get("layout") == PERIODS:
        reasons += [Reason(f"column.{role}", heading, "heading", heading) for role, heading in part.columns.items()]
    else:
        reasons += _columns(table, roles, shaped.options, asked, profile)
    found = (_decimal(part, table, roles, asked), _dates(part, shaped, roles, asked), _sign(part, shaped, roles, asked))
    reasons += [reason for reason in found if reason is not None]
    if layout := decisions.get("layout"):
        reasons.append(Reason("layout", layout, "structure"))
    return reasons


def refuse_guesses(part: Part, table: Table) -> list[Finding]:
    """Findings of ``--strict``: TK144 the encoding, TK145 a column, TK146 the order of dates, TK147 the sign were guessed."""
    findings: list[Finding] = []
    for reason in part.reasons:
        topic = reason.topic.split(".")[0]
        if reason.basis not in GUESSED or topic not in _REFUSED:
            continue
        code, place = _REFUSED[topic], table.place(table.header_row, reason.value if topic == "column" else "")
        if topic == "column":
            role = reason.topic.removeprefix("column.")
            findings.append(error(code, place, role=role, heading=reason.value, option=reason.option))
        else:
            findings.append(error(code, place, value=reason.value, option=reason.option))
    return findings


def guessed_encoding(file: InputFile, parts: Sequence[Part], options: ReadOptions) -> list[Finding]:
    """TK144 for formats with a structure of their own: an encoding that neither file nor standard states."""
    found = {part.decisions.get("encoding", "") for part in parts} & set(NAMES.values())
    if options.encoding:
        return []
    return [error("TK144", file.place(), value=encoding, option="--encoding") for encoding in sorted(found)]


def _columns(table: Table, roles: Roles, options: ReadOptions, asked: ReadOptions, profile: Profile | None) -> list[Reason]:
    """Every role: named by the user or a profile, told by its heading, or taken by what stands in the column."""
    reasons = []
    for role, index in [*roles.at.items(), *(("text", index) for index in roles.texts), *roles.dims.items()]:
        heading = table.headings[index]
        wanted = role if not role.startswith(DIM_PREFIX) else "dim:" + role.removeprefix(DIM_PREFIX)
        if asked.columns.get(wanted):
            basis = "given"
        elif options.columns.get(wanted) or heading in options.texts:
            basis = "profile"
        else:
            told = role in roles_of(heading) or (role.startswith(DIM_PREFIX) and is_dimension(heading))
            told = told or (role == "running" and "closing" in roles_of(heading))
            basis = "heading" if told else "content"
        examples = ", ".join(dict.fromkeys(table.columns[index].sample(20)))[:60]
        reasons.append(Reason(f"column.{role}", heading, basis, examples, f'--column {wanted}="{heading}"'))
    return reasons


def _texts(table: Table, roles: Roles) -> list[pa.ChunkedArray]:
    columns = [table.columns[roles.at[role]] for role in _TEXT_AMOUNTS if role in roles]
    return [
        column.plain() if column.cents is None else pc.if_else(column.cents.is_valid(), "", column.plain()) for column in columns
    ]


def _decimal(part: Part, table: Table, roles: Roles, asked: ReadOptions) -> Reason | None:
    """The decimal mark with the number of amounts that show it and of those that contradict it."""
    mark = part.decisions.get("decimal", "")
    if mark not in (",", "."):
        return None
    pattern = rf"\{mark}\d{{1,2}}\D*$"
    count = sum(pc.sum(pc.match_substring_regex(cells, pattern)).as_py() or 0 for cells in _texts(table, roles))
    return Reason("decimal", mark, "given" if asked.decimal else "evidence", str(count), "--decimal")


def _dates(part: Part, shaped: Shaped, roles: Roles, asked: ReadOptions) -> Reason | None:
    """The form of dates: settled by itself, by a day above 12, or only by custom (points: day first)."""
    shown = part.decisions.get("date", "")
    if not shown or "date" not in roles:
        return None
    if shaped.options.date:
        return Reason("date", shown, "given" if asked.date else "profile", option="--date")
    if not shown.startswith(("d", "m")):
        return Reason("date", shown, "form", option="--date")
    count = _settling(shaped.table.columns[roles.at["date"]], shown.startswith("d"))
    if count:
        return Reason("date", shown, "days", str(count), "--date")
    order = "dmy" if shown.startswith("d") else "mdy"
    return Reason("date", shown, "default" if "." in shown else "years", option=f"--date {order}")


def _settling(column: Column, day_first: bool) -> int:
    """Dates with a day above 12."""
    above = r"(1[3-9]|[23]\d)"
    pattern = rf"^{above}[./-]" if day_first else rf"^\d{{1,2}}[./-]{above}[./-]"
    return pc.sum(pc.match_substring_regex(column.plain(), pattern)).as_py() or 0


def _sign(part: Part, shaped: Shaped, roles: Roles, asked: ReadOptions) -> Reason | None:
    """The sign model: by two columns, by a heading, by what income and cost accounts show, or by default."""
    model = part.decisions.get("sign", "")
    if not model:
        return None
    if asked.sign:
        return Reason("sign", model, "given", option="--sign")
    if model in ("natural", "statement") or part.decisions.get("layout") == PERIODS:
        return Reason("sign", model, "arithmetic")
    if shaped.options.sign and not part.sign_told:
        return Reason("sign", model, "profile", option="--sign")
    if model not in ("debit-plus", "credit-plus"):
        return Reason("sign", model, "arithmetic" if model == "debit-credit-negative" else "columns", option="--sign")
    if roles.direction:
        return Reason("sign", model, "heading", shaped.table.headings[roles.at["amount"]], "--sign")
    if with_signs(shaped.table, roles) is not shaped.table:
        return Reason("sign", model, "structure")  # each amount says its side, as in 120,00 H
    return Reason("sign", model, "accounts" if part.sign_told else "default", option=f"--sign {model}")
