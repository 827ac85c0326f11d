"""The shape of a mapping file, as editors and the strict loader know it."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from tilikartta.definitions.allocation_section import AllocationField
from tilikartta.definitions.annual_list_section import ListEntryDocument
from tilikartta.definitions.checks_document import AcceptanceDocument, ChecksDocument
from tilikartta.definitions.strict_types import Day, Share, Strict
from tilikartta.definitions.strict_types import Listed as Patterns
from tilikartta.model import Organisation


def _condition(value: Any) -> Any:
    """A bare pattern (or list of them) means the account."""
    return value if isinstance(value, dict) else {"account": value}


def _target(value: Any) -> Any:
    """A bare code means the account."""
    return value if isinstance(value, dict) else {"account": value}


def _targets(value: Any) -> Any:
    return [_target(item) for item in value] if isinstance(value, list) else [_target(value)]


FunctionName = Literal["programme", "administration", "fundraising", "investment", "general_grants", "appropriations"]


class ValidDocument(Strict):
    """From and to, both included."""

    model_config = ConfigDict(frozen=True)  # and so the default is shared by all rules, not copied for each

    from_: Day | None = Field(None, alias="from", description="First day, YYYY-MM-DD")
    to: Day | None = Field(None, description="Last day, YYYY-MM-DD")


class WhenDocument(BaseModel):
    """Which entries a rule is for. Keys are ANDed; a list means or. Other keys are short names from ``dimensions``."""

    model_config = ConfigDict(extra="allow", defer_build=True)

    account: Patterns = Field([], description="Code patterns: 3000, 3000-3099, 30*, *")
    name: Patterns = Field([], description="Account names: whole, or ~part for 'contains'")
    side: Literal["", "debit", "credit"] = Field("", description="Side of the closing balance of the account")
    sign: Literal["", "income", "expense"] = Field("", description="Sign of the single entry: income = credit, expense = debit")


class TargetDocument(Strict):
    """What the entry means. Axes that are left out are decided by other rules or the account's default."""

    account: str = Field("", description="Code of the universal chart")
    function: Literal["", "programme", "administration", "fundraising", "investment", "general_grants", "appropriations"] = ""
    activity: str = Field("", description="The organisation's own activity area or project")
    funder: str = Field("", description="stea, okm, esr, municipality, foundation, own ...")
    fund: str = Field("", description="Name of a restricted fund; unrestricted when left out")
    share: Share | None = Field(None, description="Per cent; the shares of a rule sum to 100")


When = Annotated[WhenDocument, BeforeValidator(_condition, json_schema_input_type=str | list[str] | WhenDocument)]
Targets = Annotated[
    list[TargetDocument], BeforeValidator(_targets, json_schema_input_type=str | TargetDocument | list[TargetDocument])
]


class RuleDocument(Strict):
    """One rule: when -> to."""

    when: When
    to: Targets = Field(description="A code, axes to set, a list of shares, or 'outside'")
    reason: str = Field("", description="Why the account is outside; printed in every report")
    basis: str = Field("", description="What the shares rest on")
    note: str = ""
    status: Literal["accepted", "suggested"] = "accepted"
    evidence: str = ""
    by: str = Field("", description="Who accepted the rule")
    date: str = Field("", description="When it was accepted")
    valid: ValidDocument = ValidDocument.model_construct()
    allow_class_change: str = Field("", description="Why the class may change across the mapping")


class GrantDocument(Strict):
    """A grant that is reported on: which euros are its, and what the decision says."""

    name: str
    form: str = Field(description="Form of the report: stea, esr_eakr_40, money_collection ... (charts/funders)")
    funder: str = Field("", description="Value of the funder axis")
    activity: Patterns = Field([], description="Values of the activity axis")
    where: dict[str, Patterns] = Field({}, description="Short name from dimensions: patterns, such as kp: 300-399")
    period: ValidDocument = ValidDocument.model_construct()
    decision: Share | None = Field(None, description="Amount of the decision in euros")
    kind: str = Field("", description="The funder's own kind of grant, such as Ak")
    rates: dict[str, Share] = Field({}, description="Percentages that the decision states, such as oncost: 24.5")


class ActivityDocument(Strict):
    """What an activity did in a year. What nobody counted is left out; that is not the same as 0."""

    activity: str = Field(description="Value of the activity axis")
    name: str = ""
    period: str = Field("", description="Financial year, such as 2025; may be left out when there is only one")
    meetings: int | None = None
    participants: int | None = None
    hours: Share | None = None
    volunteer_hours: Share | None = None
    volunteer_hour_value: Share | None = Field(None, description="Euros per hour, the organisation's own statement")
    outcomes: dict[str, int] = Field({})


class MappingDocument(Strict):
    """A mapping file: one per organisation."""

    mapping: Literal["1"] = Field(description="Version of the mapping language")
    organisation: Organisation = Organisation()
    extends: str = Field("", description="A shipped mapping or a file; only differences follow")
    source: dict[str, str] = Field({}, description="How to read the export")
    valid: ValidDocument = ValidDocument.model_construct()
    dimensions: dict[str, str] = Field({}, description="Short name used in the rules: heading in the ledger")
    rules: list[RuleDocument] = Field([])
    grants: list[GrantDocument] = Field([], description="Grants that are reported on (tilikartta report)")
    activities: list[ActivityDocument] = Field([], description="Volumes of activities, for unit costs (tilikartta report)")
    allocation: AllocationField | None = Field(None, description="How shared costs are divided over the activities")
    annual_lists: list[ListEntryDocument] = Field([], description="Micro-association: what its ledger does not hold")
    checks: ChecksDocument = Field(ChecksDocument.model_construct(), description="How tilikartta validate checks the ledger")
    accepted: list[AcceptanceDocument] = Field([], description="Findings that a person has accepted (tilikartta validate)")
