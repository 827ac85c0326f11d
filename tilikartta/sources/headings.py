"""Which role a heading may play: synonyms in Finnish, Swedish and English, kept as data in ``profiles/headings.yaml``."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from tilikartta.definitions import strict_yaml
from tilikartta.model import DIM_PREFIX

_CURRENCY = re.compile(r"(?:[\s(\[]*|\s+(?:i|in|på)\s+)(€|£|\$|\b(?:eur|euroa|euro|euroina|sek|nok|dkk|gbp|usd|chf)\b)[\s)\]]*$")
_PLUS_DEBIT = re.compile(r"\+\s*=\s*(debet|debit|d\b)", re.IGNORECASE)
_PLUS_CREDIT = re.compile(r"\+\s*=\s*(kredit|credit|k\b|c\b)", re.IGNORECASE)


@dataclass(frozen=True)
class Words:
    """The synonyms as loaded: heading key -> {role: rank}, and the words that mark dimensions, totals and sides."""

    roles: dict[str, dict[str, int]]
    ignored: frozenset[str]
    contra: frozenset[str]
    dimension_words: frozenset[str]
    dimension_stems: tuple[str, ...]
    totals: frozenset[str]
    carried: frozenset[str]
    debit_words: frozenset[str]
    credit_words: frozenset[str]
    openings: frozenset[str]
    carries: frozenset[str]
    account_words: tuple[str, ...]
    voucher_words: tuple[str, ...]
    asset_words: frozenset[str]
    liability_words: frozenset[str]
    statement_words: frozenset[str]


@lru_cache(maxsize=4096)
def key_of(heading: str) -> str:
    """A heading without case, currency, spaces and punctuation: ``Tos.nro`` -> ``tosnro``, ``Debet €`` -> ``debet``."""
    text = unicodedata.normalize("NFC", heading).casefold().strip()
    bare = _CURRENCY.sub("", text)
    return "".join(character for character in bare or text if character.isalnum() or character in "%#€")


@cache
def words() -> Words:
    """Load the synonyms once, strictly: a fault in the shipped file is a fault of the program."""
    text = resources.files("tilikartta.sources.profiles").joinpath("headings.yaml").read_text(encoding="utf-8")
    document, findings = strict_yaml.parse(text, "headings.yaml", marked=False)
    if findings:
        raise ValueError(f"headings.yaml: {findings}")
    data = document.data
    roles: dict[str, dict[str, int]] = {}
    for role, languages in data["roles"].items():
        for synonyms in languages.values():
            for rank, synonym in enumerate(synonyms):
                ranks = roles.setdefault(key_of(synonym), {})
                ranks[role] = min(rank, ranks.get(role, rank))
    return Words(
        roles=roles,
        ignored=_keys(data["ignored"]),
        contra=_keys(data["contra"]),
        dimension_words=frozenset(key_of(word) for word in data["dimensions"]["words"]),
        dimension_stems=tuple(key_of(stem) for stem in data["dimensions"]["stems"]),
        totals=_casefolded(data["totals"]),
        carried=_casefolded(data["carried"]),
        debit_words=frozenset(data["debit_words"]),
        credit_words=frozenset(data["credit_words"]),
        openings=_casefolded(data["openings"]),
        carries=_casefolded(data["carries"]),
        account_words=tuple(data["account_words"]),
        voucher_words=tuple(data["voucher_words"]),
        asset_words=frozenset(data["asset_words"]),
        liability_words=frozenset(data["liability_words"]),
        statement_words=frozenset(key_of(word) for word in data["statement_words"]),
    )


def _keys(languages: dict[str, list[str]]) -> frozenset[str]:
    return frozenset(key_of(word) for language in languages.values() for word in language)


def _casefolded(languages: dict[str, list[str]]) -> frozenset[str]:
    return frozenset(word.casefold() for language in languages.values() for word in language)


def roles_of(heading: str) -> dict[str, int]:
    """The roles a heading may play, each with its rank (0 is the clearest word for it)."""
    if direction_of(heading):
        return {"amount": 0}
    return words().roles.get(key_of(heading), {})


def direction_of(heading: str) -> str:
    """``debit-plus`` or ``credit-plus`` where the heading says it, as in ``Summa (+ = Debet / - = Kredit)``; otherwise ""."""
    if _PLUS_DEBIT.search(heading):
        return "debit-plus"
    return "credit-plus" if _PLUS_CREDIT.search(heading) else ""


def is_dimension(heading: str) -> bool:
    """Whether a column of this heading is a cost centre, project, activity or funder, or a dimension of our own CSV."""
    key = key_of(heading)
    return (
        heading.startswith(DIM_PREFIX)
        or key in words().dimension_words
        or (bool(key) and key.startswith(words().dimension_stems))
    )


def is_known(heading: str) -> bool:
    """Whether the heading means anything to a ledger."""
    return bool(roles_of(heading)) or is_dimension(heading) or key_of(heading) in words().ignored | words().contra


def dimension_name(heading: str) -> str:
    """``dim_`` and the heading in plain ASCII: ``Kostnadsställe`` -> ``dim_kostnadsstalle``; ``dim_kp`` stays."""
    heading = heading.removeprefix(DIM_PREFIX)
    plain = unicodedata.normalize("NFKD", heading.replace("ø", "o").replace("æ", "ae")).encode("ascii", "ignore").decode()
    return DIM_PREFIX + (re.sub(r"[^a-z0-9]+", "_", plain.casefold()).strip("_") or "x")
