"""What reading found out about a table, as a profile: the same ledger comes out when it is read with it."""

from tilikartta.model import DIM_PREFIX
from tilikartta.sources.cells import Part
from tilikartta.sources.layout import Roles
from tilikartta.sources.options import DIM_ROLE, SIGNS
from tilikartta.sources.profile import HEADERLESS, NATURAL, Profile
from tilikartta.sources.profile_table import Shaped
from tilikartta.sources.statement_columns import PERIODS

_ENCODINGS = {
    "UTF-8": "utf-8", "UTF-8 (BOM)": "utf-8", "CP1252": "cp1252", "ISO-8859-15": "iso8859-15", "CP850": "cp850",
    "Mac Roman": "mac_roman", "UTF-16 LE (BOM)": "utf-16-le", "UTF-16 LE": "utf-16-le", "UTF-16 BE (BOM)": "utf-16-be",
    "UTF-16 BE": "utf-16-be", "UTF-32 LE (BOM)": "utf-32-le",
}  # fmt: skip
_SEPARATORS = {";": "semicolon", ",": "comma", "\t": "tab", "|": "pipe"}
_RULES = ("recognise", "unit", "ignore", "carry", "unpadded", "rows", "widths")  # what a profile says that no file shows


def profile_of(part: Part, shaped: Shaped, roles: Roles, profile: Profile | None) -> dict[str, object]:
    """The profile in force with what the file itself told, as plain data in the order of the form."""
    table, decisions = shaped.table, part.decisions
    given = {} if profile is None else profile.model_dump(exclude_defaults=True)
    encoding, separator = decisions.get("encoding", ""), decisions.get("separator", "")
    found: dict[str, object] = {"profile": "1"}
    found["title"] = given.get("title", "")
    found["encoding"] = _ENCODINGS.get(encoding, encoding)
    found["separator"] = _SEPARATORS.get("\t" if separator == "tab" else separator, separator)
    found["decimal"] = decisions.get("decimal", "") if decisions.get("decimal", "") in (",", ".") else ""
    found["date"] = given.get("date") or _order(decisions.get("date", ""))
    found["sheet"] = table.sheet
    found["sign"] = given.get("sign") or (decisions.get("sign", "") if decisions.get("sign") in (*SIGNS, NATURAL) else "")
    found["header"] = given.get("header", "") or ("" if table.header_row or given.get("widths") else HEADERLESS)
    placed = (profile is not None and profile.widths) or decisions.get("layout") == PERIODS  # a column named would be read alone
    found["columns"] = {} if placed else _columns(shaped, roles, profile)
    for rule in _RULES:
        if given.get(rule):
            found[rule] = _plain(given[rule])
    return {key: value for key, value in found.items() if value}


def _columns(shaped: Shaped, roles: Roles, profile: Profile | None) -> dict[str, object]:
    """Role -> heading, or the place of the column where there are no headings."""
    headings = shaped.table.headings
    columns: dict[str, object] = {role: headings[index] for role, index in roles.at.items() if headings[index]}
    if profile is not None and "cents" in profile.columns:
        columns["cents"] = list(profile.columns["cents"])
        if columns.get("amount") in profile.columns["cents"]:
            del columns["amount"]
    columns.pop("change", None)
    if texts := [headings[index] for index in roles.texts if headings[index]]:
        columns["text"] = texts[0] if len(texts) == 1 else texts
    for dimension, index in roles.dims.items():
        if headings[index]:
            columns[DIM_ROLE + dimension.removeprefix(DIM_PREFIX)] = headings[index]
    return columns


def _order(shown: str) -> str:
    """The order of a date form such as ``d.m.yyyy``; forms that say it themselves need none."""
    letters = "".join(dict.fromkeys(letter for letter in shown.split(",")[0] if letter in "dmy"))
    return letters if letters in ("dmy", "mdy", "ymd") and not shown.startswith("yyyy") else ""


def _plain(value: object) -> object:
    """Lists and maps as YAML knows them, without what is empty."""
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if item}
    return value
