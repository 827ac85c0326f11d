"""Accounts of a SAF-T file: chart with class and hint, opening and closing balances."""

from dataclasses import dataclass

from tilikartta.model import Finding, LocalAccount, Place, error
from tilikartta.sources.saft_objects import cents
from tilikartta.sources.xml_records import Record

ACCOUNT_FIELDS = frozenset({
    "AccountID", "AccountDescription", "AccountType", "StandardAccountID", "GroupingCode", "GroupingCategory", "TaxonomyCode",
    *(f"{when}{side}Balance{tail}" for when in ("Opening", "Closing") for side in ("Debit", "Credit")
      for tail in ("", "/Amount")),
})  # fmt: skip
SUMMED = frozenset({"GR", "GA", "AR", "AA"})  # Portugal: heading accounts that repeat the balances of those below

# Words for the kind of an account (OECD, Denmark, Romania) -> class. "GL" (Norway) tells nothing.
_CLASSES = {
    "asset": "asset", "assets": "asset", "activ": "asset", "liability": "liability", "liabilities": "liability",
    "pasiv": "liability", "equity": "equity", "income": "income", "revenue": "income", "sale": "income", "sales": "income",
    "expense": "expense", "expenses": "expense", "cost": "expense",
}  # fmt: skip


@dataclass(frozen=True)
class Account:
    """An account with its balances in cents, debit +. ``bad`` holds a balance that cannot be read."""

    number: str
    name: str
    klass: str
    hint: str
    opening: int
    closing: int
    has_closing: bool
    line: int
    is_sum: bool = False
    bad: str = ""


def read_account(record: Record) -> Account:
    """An ``Account`` element. The hint is the standard account, else the grouping code."""
    bad: list[str] = []

    def balance(which: str) -> int:
        total = 0
        for side, sign in (("Debit", 1), ("Credit", -1)):
            if text := record.get(f"{which}{side}Balance", f"{which}{side}Balance/Amount"):
                value = cents(text)
                if value is None:
                    bad.append(text)
                total += sign * (value or 0)
        return total

    has_closing = any(path.startswith("Closing") and text.strip() for path, text in record.fields.items())
    return Account(
        number=record.get("AccountID"),
        name=record.get("AccountDescription"),
        klass=_CLASSES.get(record.get("AccountType").casefold(), ""),
        hint=record.get("StandardAccountID", "GroupingCode", "TaxonomyCode"),
        opening=balance("Opening"),
        closing=balance("Closing"),
        has_closing=has_closing,
        line=record.line,
        is_sum=record.get("GroupingCategory") in SUMMED,
        bad=bad[0] if bad else "",
    )


def accounts_of(accounts: dict[str, Account], file: str) -> tuple[tuple[LocalAccount, ...], dict[str, Account], list[Finding]]:
    """The chart, the accounts whose balances count, and TK170 for balances that cannot be read."""
    chart = tuple(LocalAccount(one.number, one.name, one.klass, one.hint) for one in accounts.values())
    findings = [
        error("TK170", Place(file, row=one.line), account=one.number, value=one.bad, heading="Balance")
        for one in accounts.values()
        if one.bad
    ]
    return chart, {number: one for number, one in accounts.items() if not one.is_sum}, findings
