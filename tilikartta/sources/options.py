"""What a user may decide about reading instead of leaving it to the file's own evidence."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from tilikartta.model import Finding, error

if TYPE_CHECKING:
    from tilikartta.sources.profile import Profile

ROLES: frozenset[str] = frozenset({
    "account", "account_name", "date", "voucher", "series", "text", "debit", "credit", "amount", "side",
    "debit_account", "credit_account", "currency", "opening", "closing", "running", "vat",
})  # fmt: skip
DIM_ROLE = "dim:"
SIGNS: tuple[str, ...] = ("debit-credit", "debit-credit-negative", "debit-plus", "credit-plus", "statement")
DATE_ORDERS: tuple[str, ...] = ("dmy", "mdy", "ymd")
SEPARATORS: dict[str, str] = {"semicolon": ";", "comma": ",", "tab": "\t", "pipe": "|", "\\t": "\t"}


@dataclass(frozen=True)
class ReadOptions:
    """Decisions of the user; an empty value leaves the decision to the evidence in the file.

    ``separator`` is one character (or ``tab``, ``semicolon``, ``comma``, ``pipe``); ``decimal`` is ``,`` or ``.``; ``date`` is
    the order of day, month and year (``dmy``, ``mdy``, ``ymd``); ``sheet`` names one sheet, ``*`` takes all; ``sign`` is one of
    ``SIGNS``; ``columns`` maps a role (``ROLES`` or ``dim:<name>``) to a heading; ``entity`` fills the column of that name.
    ``profile`` says all this for one program; ``texts`` are headings of texts where there are several; ``tags`` is ``text`` when
    texts begin with tags; ``strict`` refuses what would be guessed; ``explain`` gathers the reasons of every decision.
    ``kind_of`` tells by number and name what an account is (asset, liability, equity, income, expense, or ""), ``opened`` what
    accounts held before the file begins (cents, debit +): both help to settle signs that the file leaves open.
    """

    encoding: str = ""
    separator: str = ""
    decimal: str = ""
    date: str = ""
    sheet: str = ""
    sign: str = ""
    columns: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    entity: str = ""
    profile: "Profile | None" = None
    texts: tuple[str, ...] = ()
    tags: str = ""
    strict: bool = False
    explain: bool = False
    kind_of: Callable[[str, str], str] | None = field(default=None, compare=False)
    opened: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}), compare=False)

    @property
    def separator_character(self) -> str:
        """The separator itself, where it was given by name."""
        return SEPARATORS.get(self.separator, self.separator)


def parse_columns(texts: Iterable[str]) -> tuple[dict[str, str], list[Finding]]:
    """``--column`` values such as ``account="Tilinro"`` as role -> heading. TK120 malformed, TK121 unknown role, TK122 twice."""
    columns: dict[str, str] = {}
    findings: list[Finding] = []
    for text in texts:
        role, equals, heading = (part.strip() for part in text.partition("="))
        heading = heading[1:-1].strip() if heading[:1] in "\"'" and heading[:1] == heading[-1:] and len(heading) > 1 else heading
        if not equals or not heading:
            findings.append(error("TK120", value=text))
        elif not is_role(role):
            findings.append(error("TK121", role=role, known=sorted(ROLES)))
        elif columns.get(role, heading) != heading:
            findings.append(error("TK122", role=role, first=columns[role], second=heading))
        else:
            columns[role] = heading
    return columns, findings


def is_role(role: str) -> bool:
    """Whether a heading can be given for this role."""
    return role in ROLES or (role.startswith(DIM_ROLE) and len(role) > len(DIM_ROLE))


def faults(options: ReadOptions) -> list[Finding]:
    """What is wrong with the options themselves: TK121 role, TK123 option value, TK124 encoding."""
    findings = [error("TK121", role=role, known=sorted(ROLES)) for role in options.columns if not is_role(role)]
    if len(options.separator_character) > 1:
        findings.append(error("TK123", option="--separator", value=options.separator, known=list(SEPARATORS)[:4]))
    for option, value, known in (
        ("--decimal", options.decimal, (",", ".")),
        ("--date", options.date, DATE_ORDERS),
        ("--sign", options.sign, SIGNS),
    ):
        if value and value not in known:
            findings.append(error("TK123", option=option, value=value, known=list(known)))
    if options.encoding:
        try:
            "a".encode(options.encoding)
        except (LookupError, UnicodeError):
            findings.append(error("TK124", value=options.encoding))
    return findings
