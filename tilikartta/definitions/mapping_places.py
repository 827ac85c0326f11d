"""Which accounts of the programs with a ready mapping mean an account of the universal chart."""

from functools import cache

from tilikartta.definitions.account_places import AccountPlace
from tilikartta.definitions.locate import mapping_names
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.model import Account, Condition, Mapping, Text


def mapping_places(account: Account, scheme: str = "") -> list[AccountPlace]:
    """One answer for each ready mapping, apart by function where its rules name functions; only ``scheme`` where it is given.

    A target is what the rule looks for: the numbers, then the names (``~part``). None at all: the program has no such account.
    """
    return [place for name in mapping_names() if scheme in ("", name) for place in _places(_ready(name), account)]


@cache
def _ready(name: str) -> Mapping:
    return load_mapping(name)


def _places(mapping: Mapping, account: Account) -> list[AccountPlace]:
    by_function: dict[str, list[str]] = {}
    for rule in mapping.rules:
        for target in rule.targets:
            if target.account == account.code and rule.status == "accepted":
                sought = by_function.setdefault(target.function, [])
                sought += [written] if (written := _written(rule.when)) not in sought else []
    name = Text(mapping.name, mapping.name, mapping.name)
    return [
        AccountPlace(
            mapping.name, name, "mapping", tuple((one, None) for one in sought), functions=(function,) if function else ()
        )
        for function, sought in sorted((by_function or {"": []}).items())
    ]


def _written(when: Condition) -> str:
    """What a rule looks for, on one line."""
    dims = [f"{name} {pattern}" for name, patterns in when.dims for pattern in patterns]
    return " ".join([*map(str, when.account), *when.name, *dims, *filter(None, (when.side, when.sign))])
