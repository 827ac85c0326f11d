"""Words as people write them: without dots and rings, inflected, with the stem changing, with a slip of the finger."""

import re
from functools import lru_cache

_PLAIN = {"š": "s", "ž": "z", "œ": "oe", "–": " ", "’": " "}
_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789\n"
_MARKED = {"a": "äåáàâãæ", "o": "öøóòôõ", "e": "éèêë", "u": "üúùû", "i": "íìîï", "n": "ñ", "c": "ç"}
# Latin-1 byte -> letter without its mark; everything else is a space.
_TABLE = bytes(
    next((ord(plain) for plain, marked in _MARKED.items() if chr(byte) in marked), byte if chr(byte) in _LETTERS else 32)
    for byte in range(256)
)

# Endings of inflection in the three languages, the longest first. What is left has at least four letters.
_FINNISH = "issa ista isin illa ilta ille ssa sta lla lta lle iin een aan oon uun tta ien jen den ksi ina ia ta na in en an on un"
_SHORT = "it et at ut ot t n a i e s"
_SWEDISH_AND_ENGLISH = "arnas ernas orna erna arna ens ets ar er or ies ing es ed"
_ENDINGS = frozenset(f"{_FINNISH} {_SHORT} {_SWEDISH_AND_ENGLISH}".split())
_BY_LENGTH = {
    size: frozenset(ending for ending in _ENDINGS if len(ending) == size)
    for size in sorted(set(map(len, _ENDINGS)), reverse=True)
}
_LEAST_STEM = 4

# Finnish gradation before the last vowel: palkka - palkan, velka - velat, korko - korot, tunti - tunnit, lehti - lehdet.
_GRADES = (
    ("kk", "k"), ("pp", "p"), ("tt", "t"), ("lk", "l"), ("rk", "r"), ("lt", "ll"), ("nt", "nn"), ("rt", "rr"), ("ht", "hd"),
    ("nk", "ng"), ("mp", "mm"), ("t", "d"), ("p", "v"),
)  # fmt: skip
_CASE = re.compile(r"(?<=[aeiouy])(?:n|t|ssa|sta|lla|lta|lle|ksi|na)$")
_LAST_SYLLABLE = re.compile(r"([bcdfghjklmnpqrstvwxz]+)([aeiouy]{1,2})$")


@lru_cache(maxsize=1 << 16)
def fold(text: str) -> str:
    """Small letters without dots and rings; every other sign is a space, line breaks stay."""
    text = text.casefold()
    for marked, plain in _PLAIN.items():
        text = text.replace(marked, plain)
    return text.encode("latin-1", "replace").translate(_TABLE).decode("latin-1")


def stem(word: str) -> str:
    """The folded word without one ending of inflection."""
    for size, endings in _BY_LENGTH.items():
        if len(word) - size >= _LEAST_STEM and word[-size:] in endings:
            word = word[:-size]
            break
    return word[:-2] if word.endswith("ks") and len(word) >= _LEAST_STEM + 2 else word  # avustus - avustukset


def graded(word: str) -> list[str]:
    """The word's other grade in Finnish, without case ending: ``palkka`` -> ``palka``, ``koron`` -> ``korko``."""
    form = _CASE.sub("", word)
    found = _LAST_SYLLABLE.search(form)
    if found is None:
        return []
    consonants, vowel = found.groups()
    forms = []
    for strong, weak in _GRADES:
        for old, new in ((strong, weak), (weak, strong)):
            if consonants.endswith(old) and not (len(new) > len(old) and consonants.endswith(new)):
                forms.append(form[: found.start()] + consonants[: -len(old)] + new + vowel)
    return [other for other in dict.fromkeys(forms) if len(other) >= _LEAST_STEM]


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, drop, change or swap to make one word of the other; ``most + 1`` when it takes more than ``most``."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, row = row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before = last
    return row[-1]
