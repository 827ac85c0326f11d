"""What a name is compared by: words, parts of compounds, heads, kinds of things and runs of letters, each with a weight."""

from functools import cache

from tilikartta.mapping.suggest.words import Name, root

# Whole words say most; runs of letters catch slips and unknown inflection.
_WORD, _PART, _RUN, _HEAD, _KIND = 1.0, 0.9, 0.4, 0.55, 0.8
_RUN_LENGTH = 4
_BESIDE = 0.6  # weight of what stands in brackets or after a preposition


def features(name: Name, *, runs: bool = True) -> dict[str, float]:
    """The features of a name with the weight of their kind; what stands in brackets or after a preposition weighs less.

    ``runs``: whether runs of letters count. Long examples of definitions go without: they would only be found by chance.
    """
    found: dict[str, float] = {}
    for word in name.words:
        found[f"w{word}"] = _WORD * (_BESIDE if word in name.aside else 1.0)
    for part in name.parts:
        found[f"p{part}"] = _PART * (_BESIDE if part in name.aside else 1.0)
    for kind in name.kinds:
        found[f"k{kind}"] = _KIND
    for head in name.heads:
        found[f"h{head}"] = _HEAD
    if runs and not name.aside:
        for word in name.plain.split():
            found |= dict.fromkeys(_runs(word), _RUN)
    elif runs:
        for word in sorted(name.plain.split(), key=lambda one: root(one) not in name.aside):  # what is not aside comes last
            found |= dict.fromkeys(_runs(word), _RUN * (_BESIDE if root(word) in name.aside else 1.0))
    return found


@cache
def _runs(word: str) -> tuple[str, ...]:
    """Runs of letters of a word, its ends marked."""
    padded = f" {word} "
    return tuple(f"r{padded[at : at + _RUN_LENGTH]}" for at in range(len(padded) - _RUN_LENGTH + 1))
