"""What an account is by its name: asset, liability, equity, income or expense. The words are data (``account_words.yaml``)."""

import re
from functools import cache, lru_cache
from importlib import resources

from tilikartta.definitions import strict_yaml

RESULT = {"income": -1, "expense": 1}
BALANCE = {"asset": 1, "liability": -1, "equity": -1}
SIDES = {**RESULT, **BALANCE}
"""Kind -> the side on which such an account grows: 1 debit, -1 credit."""
_HEADS = ("income", "expense", "asset", "liability", "equity")
_NAMES = ("income_name", "expense_name", "asset_name")


@cache
def _words() -> dict[str, re.Pattern[str]]:
    text = resources.files("tilikartta.sources").joinpath("account_words.yaml").read_text(encoding="utf-8")
    document, findings = strict_yaml.parse(text, "account_words.yaml", marked=False)
    if findings:
        raise ValueError(f"account_words.yaml: {findings}")
    return {
        kind: re.compile("|".join(word for words in languages.values() for word in words))
        for kind, languages in document.data.items()
    }


@lru_cache(maxsize=8192)
def kind_of_name(name: str) -> str:
    """One of ``SIDES`` by the words of a name; "" where it does not say, or says two things.

    The result comes before the balance sheet: interest on a loan is a cost, and costs of the bank are no money in it.
    """
    words, text = _words(), name.casefold()
    if not text or words["open"].search(text):
        return ""
    heads = [kind for kind in _HEADS if words[kind].search(text)]
    found = [kind for kind in heads if kind in RESULT] or heads
    if not found:
        found = [kind.removesuffix("_name") for kind in _NAMES if words[kind].search(text)]
        found = [kind for kind in found if kind in RESULT] or found
    return found[0] if len({SIDES[kind] for kind in found}) == 1 else ""


def kind_of_number(number: str) -> str:
    """The kind by the first digit in the usual numbering: 1 assets, 2 liabilities, 3 income, 4 to 9 expenses; else ""."""
    first = number[:1]
    usual = {"1": "asset", "2": "liability", "3": "income"}
    return usual.get(first, "expense" if first.isdigit() and first > "3" else "")
