"""Budget files: a list of account, name and amount, under the headings that people give a budget."""

import re

from tilikartta.sources.options import ReadOptions
from tilikartta.sources.profile import Profile

WORDS = ("Talousarvio", "Budjetti", "Tulo- ja menoarvio", "TA", "Budget", "Summa", "Määrä", "Belopp", "Amount", "€", "EUR")


def budget_options(year: str) -> ReadOptions:
    """Options that read a budget of the year (a label such as ``2025``): ``Talousarvio 2025``, ``TA2025`` or ``Budget``.

    Amounts stay as they stand: which of them are income is told by the kind of each account, once the budget is mapped.
    """
    number = next(reversed(re.findall(r"\d{4}", year)), "")
    dated = [*(f"{word}{gap}{number}" for word in WORDS[:5] for gap in (" ", "")), number] if number else []
    profile = Profile.model_validate({"profile": "1", "sign": "debit-plus", "columns": {"amount": [*dated, *WORDS]}})
    return ReadOptions(profile=profile.named("budget"))
