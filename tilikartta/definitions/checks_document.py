"""The shape of ``checks:`` and ``accepted:``, the same in a mapping file and in a file of settings."""

from typing import Literal

from pydantic import Field

from tilikartta.definitions.strict_types import Day, Listed, Strict
from tilikartta.model.check_settings import SHOWN_PER_CODE, CheckSettings

_USUAL = CheckSettings()


class YearDocument(Strict):
    """The financial year that the ledger is for, both days included."""

    first: Day = Field(description="First day, YYYY-MM-DD")
    last: Day = Field(description="Last day, YYYY-MM-DD")


class ChecksDocument(Strict):
    """How ``tilikartta validate`` checks this organisation's ledger. Options of the command line win over it."""

    preset: Literal["basic", "strict"] = Field("basic", description="strict also looks for what is only worth a look")
    select: Listed = Field([], description="Only these findings: codes or beginnings of codes, such as TK210 or TK5")
    ignore: Listed = Field([], description="Not these findings")
    today: Day | None = Field(None, description="Entries after this day are in the future; today when left out")
    year: YearDocument | None = Field(None, description="Financial year of the ledger, when the entries do not show it")
    cash: Listed = Field([], description="Own numbers of cash boxes, beside those that the mapping tells")
    overdraft: Listed = Field([], description="Own numbers of bank accounts that have a credit limit")
    vat: Literal["", "liable", "not_liable"] = Field("", description="Whether the organisation is liable for VAT")
    per_code: int = Field(SHOWN_PER_CODE, description="How many findings of one code are listed; the rest is counted")
    duplicate_days: int = Field(_USUAL.duplicate_days, description="Days within which equal vouchers may be one (TK223)")
    duplicate_least: int = Field(_USUAL.duplicate_least, description="Least amount of such vouchers, in euros (TK223)")
    outsize_times: int = Field(
        _USUAL.outsize_times, description="How many times any other an amount is out of proportion (TK226)"
    )
    digits_least: int = Field(_USUAL.digits_least, description="Different amounts of an account to say something (TK227, TK228)")
    digits_one_in: int = Field(
        _USUAL.digits_one_in, description="Name what chance gives less than once in so many (TK227, TK228)"
    )
    wages_least: int = Field(
        _USUAL.wages_least, description="Wages of a year that must have social costs, in euros (TK684, TK686)"
    )
    pension_least: int = Field(_USUAL.pension_least, description="Usual pension costs at least, per cent of wages (TK686)")
    pension_most: int = Field(_USUAL.pension_most, description="Usual pension costs at most, per cent of wages (TK686)")


class AcceptanceDocument(Strict):
    """A finding that a person has looked at and accepted. What is left out may be anything."""

    code: str = Field(description="Code of the finding, such as TK216")
    reason: str = Field(description="Why it may stay as it is; shown in every list of findings")
    person: str = Field(description="Who accepted it")
    date: Day = Field(description="When, YYYY-MM-DD")
    account: str = Field("", description="Only on this account of your own chart")
    voucher: str = Field("", description="Only of this voucher")
    file: str = Field("", description="Only in this file")
    row: int = Field(0, description="Only on this row of the file")


class SettingsDocument(ChecksDocument):
    """A file of settings (``--settings``): the keys of ``checks:`` and the list ``accepted:``."""

    settings: Literal["1"] = Field("1", description="Version of the settings")
    accepted: list[AcceptanceDocument] = Field([], description="Accepted findings")
