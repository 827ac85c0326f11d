"""The memory: accepted mappings, as a person can read them. What is accepted is known at once; nothing is trained on it.

A mapping file tells the name of a local account in the comment behind its rule, or in a ``name`` condition; where it tells none,
the ledger in the same member folder does.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tilikartta.definitions.locate import mapping_names, shipped
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.suggest.phrases import learnt_names
from tilikartta.mapping.suggest.sister_ledgers import ledger_names
from tilikartta.model import Mapping, Pattern, Rule, TilikarttaError

_COMMENT = re.compile(r"\s#\s*(.+?)\s*$")
_ASIDE = re.compile(r"^\.\.\.|https?:")
LEARNT_FROM = "learnt"  # what the made-up charts are called where mappings are listed
_WHOLE_YEARS = 60  # letters that a comment may have and still be a name


@dataclass(frozen=True)
class MemoryEntry:
    """One account that somebody has mapped: whose, its number (or range) and name, and what it means.

    ``pattern`` is None where the rule goes by name alone.
    """

    mapping: str
    number: str
    name: str
    code: str
    function: str = ""
    pattern: Pattern | None = None
    sign: str = ""


@dataclass(frozen=True)
class Memory:
    """Everything known from accepted mappings, in the order of the mappings' names."""

    entries: tuple[MemoryEntry, ...] = ()

    @classmethod
    def of(cls, folders: Sequence[Path] = (), *, ready: bool = True) -> "Memory":
        """What the shipped mappings and those in the folders (and below) tell. Files that are no sound mappings are left out."""
        found: list[MemoryEntry] = []
        for name in mapping_names() if ready else []:
            found += entries_of(shipped("mappings") / f"{name}.yaml")
        for folder in folders:
            paths = sorted(folder.rglob("*.yaml")) if folder.is_dir() else [folder]
            for path in paths:
                known = entries_of(path, _organisation(path, folder))
                found += known
                found += _from_ledger(path, {entry.number for entry in known if entry.name}) if path.stem == "mapping" else []
        return cls(tuple(dict.fromkeys(found)))

    def without(self, names: Iterable[str]) -> "Memory":
        """The memory without some mappings."""
        left_out = set(names)
        return Memory(tuple(entry for entry in self.entries if entry.mapping not in left_out))

    def but_for(self, path: Path) -> "Memory":
        """The memory without what this very file says."""
        return self.without({path.stem, _organisation(path, path.parent)})

    @cached_property
    def mappings(self) -> tuple[str, ...]:
        """Names of the mappings."""
        return tuple(dict.fromkeys(entry.mapping for entry in self.entries))

    @cached_property
    def by_mapping(self) -> dict[str, tuple[MemoryEntry, ...]]:
        """Entries by mapping."""
        return {name: tuple(entry for entry in self.entries if entry.mapping == name) for name in self.mappings}


def learnt_entries() -> list[MemoryEntry]:
    """The names that word weights and index were made of, each with the made-up chart that it stands in."""
    return [MemoryEntry(f"{LEARNT_FROM}/{chart}", "", name, code, "", None) for code, name, chart in learnt_names()]


def _organisation(path: Path, folder: Path) -> str:
    """``mapping.yaml`` of a member folder goes by the name of the folder."""
    return path.parent.name if path.stem == "mapping" else path.stem


def _from_ledger(path: Path, named: set[str]) -> list[MemoryEntry]:
    """What the ledger beside a member's mapping calls the accounts that the mapping itself gives no name."""
    mapping, findings = read_mapping(str(path))
    if mapping is None or any(finding.severity == "error" for finding in findings):
        return []
    return [
        MemoryEntry(path.parent.name, number, name, code, function, Pattern("exact", number))
        for number, name, code, function in ledger_names(path.parent, mapping)
        if number not in named
    ]


def entries_of(path: Path, name: str = "") -> list[MemoryEntry]:
    """The accepted rules of one file with the names of their accounts. What it extends is not repeated."""
    try:
        text = path.read_text(encoding="utf-8")
        if not re.search(r"^mapping:", text, re.M):
            return []
        mapping, findings = read_mapping(str(path))
    except (OSError, UnicodeDecodeError, TilikarttaError):
        return []
    if mapping is None or any(finding.severity == "error" for finding in findings):
        return []
    return list(_entries(mapping, text.splitlines(), name or mapping.name))


def _entries(mapping: Mapping, lines: list[str], name: str) -> Iterator[MemoryEntry]:
    own = mapping.files[0][0]
    for rule in mapping.rules:
        if rule.place.file != own or rule.status != "accepted" or rule.outside or rule.when.dims or rule.shared:
            continue
        target = rule.targets[0]
        if not target.account or rule.when.side == "credit":
            continue
        for called in _names(rule, lines):
            for pattern in rule.when.account or (None,):
                number = str(pattern) if pattern else ""
                yield MemoryEntry(name, number, called, target.account, target.function, pattern, rule.when.sign)


def _names(rule: Rule, lines: list[str]) -> list[str]:
    """The name in the comment behind the rule, and those of its ``name`` condition; "" where it has none."""
    at = rule.place.row - 1
    found = _COMMENT.search(lines[at]) if 0 <= at < len(lines) else None
    comment = found[1] if found else ""
    names = [comment] if comment and len(comment) <= _WHOLE_YEARS and not _ASIDE.match(comment) else []
    if names and any(pattern.kind != "exact" for pattern in rule.when.account) and "," in comment:
        names += [part.strip() for part in comment.split(",") if len(part.strip()) > 3]
    names += [part.removeprefix("~") for part in rule.when.name if not part.startswith("~")]
    return names or [""]
