"""The shape of ``federation.yaml``, as editors and the strict loader know it."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from tilikartta.definitions.strict_types import Listed, Share, Strict


def _by_id(value: Any) -> Any:
    """A bare name means the folder."""
    return {"id": value} if isinstance(value, str) else value


def _for_every_year(value: Any) -> Any:
    """One number holds for every year."""
    return value if isinstance(value, dict) else {"": value}


def _files(value: Any) -> Any:
    """A bare path or list of them means the ledgers of the year."""
    return value if isinstance(value, dict) else {"files": value}


Numbers = Annotated[dict[str, Share], BeforeValidator(_for_every_year, json_schema_input_type=float | dict[str, float])]


class FilesDocument(Strict):
    """The ledgers of one financial year, relative to the member's folder."""

    files: Listed
    opening: Listed = Field([], description="Opening balances, or last year's closing balances, where the export has none")


YearFilesDocument = Annotated[FilesDocument, BeforeValidator(_files, json_schema_input_type=str | list[str] | FilesDocument)]


class MemberDocument(Strict):
    """One member. What is left out is told by the member's own mapping.yaml and the names in its folder."""

    id: str = Field("", description="Name of the member in files and reports; the folder's name when left out")
    path: str = Field("", description="Folder of the member, relative to this file; the id when left out")
    mapping: str = Field("", description="Mapping file or name of a ready mapping; mapping.yaml of the folder when left out")
    name: str = ""
    region: str = ""
    group: str = Field("", description="Size class; counted from size_classes when left out")
    basis: Literal["", "accrual", "cash"] = ""
    members: Numbers = Field({})
    staff: Numbers = Field({}, description="Person-years")
    years: dict[str, YearFilesDocument] = Field({}, description="Ledgers by year where the folder does not tell")


MemberEntry = Annotated[MemberDocument, BeforeValidator(_by_id, json_schema_input_type=str | MemberDocument)]


class SizeClassDocument(Strict):
    """A size class by total income of the newest year: below ``under`` euros; the last one has no limit."""

    name: str
    under: Share | None = None


class SideDocument(Strict):
    """One side of a payment inside the federation."""

    member: str = Field(description="Id of the member; * for every member but the one on the other side")
    accounts: Listed = Field(description="Codes of the universal chart")
    local: Listed = Field([], description="Only these accounts of the member's own chart")


class EliminationDocument(Strict):
    """What one member pays to another; the federation's sums leave it out."""

    name: str
    payer: SideDocument
    receiver: SideDocument
    tolerance: Share = Field(Decimal(0), description="Euros that the two books may differ by")


class FederationDocument(Strict):
    """A federation: its members and what no member file says."""

    federation: Literal["1"] = Field(description="Version of this file's language")
    name: str = ""
    members: list[MemberEntry] = Field([], description="In the order of the reports; every member folder when left out")
    size_classes: list[SizeClassDocument] = Field([])
    activities: list[str] = Field([], description="The activity areas that the members share")
    eliminations: list[EliminationDocument] = Field([])
