"""Functions by cost centre, and accounts of shared costs that no cost centre has taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from tilikartta.definitions.word_forms import fold
from tilikartta.mapping.suggest.words import lexicon, name_of, root
from tilikartta.model import Chart
from tilikartta.model.suggestion import AccountSuggestion, Evidence, FunctionSuggestion

# Natures of costs that several functions share: rent, energy, telephone, programs, bookkeeping, audit, insurance of all ...
SHARED_NATURES = frozenset({"premises", "office_admin", "audit", "bank_fees"})
_FREE = 0.5  # share of the entries without a cost centre from which the account is pointed out


@dataclass(frozen=True)
class CentreFacts:
    """One value of a dimension: the column's name (without ``dim_``), the value, and the commonest entry texts."""

    dimension: str
    value: str
    texts: tuple[str, ...] = ()


def function_suggestions(centres: Sequence[CentreFacts]) -> tuple[FunctionSuggestion, ...]:
    """Cost centres whose name, or else whose entries, tell the function. What tells nothing is left to the person."""
    found = []
    for centre in sorted(centres, key=lambda one: (one.dimension, one.value)):
        function, word = _function_of(centre.value)
        kind = "centre_name"
        if not function:
            kind = "centre_texts"
            told = {_function_of(text) for text in centre.texts}
            functions = {one for one, _ in told if one}
            if len(functions) == 1 and len(centre.texts) > 1:
                function = functions.pop()
                word = next(word for one, word in sorted(told) if one == function)
        if function:
            pattern = _pattern(centre.value)
            evidence = (Evidence(kind, {"text": centre.value, "word": word}),)
            found.append(FunctionSuggestion(centre.dimension, pattern, centre.value, function, evidence))
    return tuple(found)


def _pattern(value: str) -> str:
    """The code alone where the value carries its name after it (*310 Keräykset*); marks of a pattern make it exact."""
    first, _, rest = value.partition(" ")
    text = first if rest and any(sign.isdigit() for sign in first) else value
    return f"={text}" if any(sign in text for sign in "-–*=") else text


def _function_of(text: str) -> tuple[str, str]:
    """The function that the words of a text tell, and the word that told; ("", "") for none or several."""
    name = name_of(text)
    parts = {*name.words, *name.parts, *name.kinds}
    told: dict[str, str] = {}
    for function, words in lexicon()["functions"].items():
        for word in words.split():
            if root(fold(word).strip()) in parts:
                told.setdefault(function, word)
    if len(told) > 1:
        told.pop("programme", None)  # "keräystoiminta" is fundraising, "hallinnon kokous" administration
    return next(iter(told.items())) if len(told) == 1 else ("", "")


def shared_accounts(accounts: Sequence[AccountSuggestion], chart: Chart, free: dict[str, float]) -> tuple[str, ...]:
    """Numbers of accounts with costs of all functions. ``free``: share of the entries without a cost centre, by account.

    A ledger without cost centres gives an empty ``free``: then the nature of the cost decides alone.
    """
    found = []
    for one in accounts:
        best = one.best
        account = chart.by_code.get(best.code) if best else None
        if account is None or one.band == "none" or account.klass != "expense" or account.nature not in SHARED_NATURES:
            continue
        if not free or free.get(one.local.number or one.local.name, 1.0) >= _FREE:
            found.append(one.local.number or one.local.name)
    return tuple(sorted(found))
