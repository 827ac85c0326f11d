"""Measure the suggestions: leave one chart out, ask for its accounts, count the answers. ``make bench-suggest``.

Charts: those in ``charts/`` that nothing was learnt from (docs/suggest.md says what each set is), every shipped mapping by the
names in its file, and the ledgers of the example federation against the mappings their members made. A chart that is asked is
not in the memory, nor are its close relatives. The charts that words are learnt from are asked by ``fit_suggest.py --try``,
each by an engine that has not learnt from it.
"""

import argparse
import csv
from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from time import process_time

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import read_mapping
from tilikartta.mapping.apply import apply_mapping
from tilikartta.mapping.suggest.engine import Engine, suggest
from tilikartta.mapping.suggest.facts import local_facts
from tilikartta.mapping.suggest.memory import Memory
from tilikartta.mapping.suggest.phrases import learnt_names
from tilikartta.model.suggestion import AccountSuggestion, LocalFacts
from tilikartta.sources import read_ledger

HERE = Path(__file__).parent
EXAMPLES = HERE.parent / "examples" / "liitto"
HALVES = ("fresh", "asked-before", "held-out", "asked-once", "shipped", "examples")
FAMILIES = ({"tilitin-yhdistys", "tilitin-tiekunta", "tilitin-osakaskunta"},
            {"kitsas-yhdistys", "kitsas-yritys-2024", "kitupiikki-yhdistys-2018"})  # fmt: skip
GOAL = 2.0  # seconds over start-up that 300 accounts may take
LEAST_ACCOUNTS = 20  # a shipped mapping with fewer names of its own says nothing
EXTENDED = {"harjunkulma": "tilitin-yhdistys", "kaarnajarvi": "kitsas-yhdistys", "sandnas": "bas-forening"}


@dataclass(frozen=True)
class Case:
    """One account of a chart and the codes that are right for it (two for an event account)."""

    chart: str
    half: str
    facts: LocalFacts
    right: tuple[str, ...]


def cents(text: str) -> int:
    """Euros with two decimals as cents."""
    whole, _, rest = text.partition(".")
    return int(whole) * 100 + int(rest or 0)


def handmade(path: Path, *, bare: bool) -> list[Case]:
    """A chart of ``charts/``; ``bare`` leaves out what only a ledger tells."""
    cases = []
    with path.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            debit, credit = cents(row["debit"]), cents(row["credit"])
            texts = tuple(text for text in row["texts"].split(";") if text)
            facts = LocalFacts(row["number"], row["name"], debit - credit, debit, credit, 10, texts)
            facts = LocalFacts(row["number"], row["name"]) if bare else facts
            cases.append(Case(path.stem, path.parent.name, facts, tuple(row["code"].split("|"))))
    return cases


def from_memory(memory: Memory, name: str) -> list[Case]:
    """A shipped mapping by the names in its file: accounts with a number of their own."""
    seen: dict[str, Case] = {}
    for entry in memory.by_mapping.get(name, ()):
        if entry.pattern is not None and entry.pattern.kind == "exact" and entry.name and not entry.sign:
            facts = LocalFacts(entry.number, entry.name)
            seen.setdefault(entry.number, Case(name, "shipped", facts, (entry.code,)))
    return list(seen.values())


def from_ledger(folder: Path) -> list[Case]:
    """A member of the example federation: what its ledger of 2025 tells of the accounts, against the mapping it made itself."""
    ledger, _ = read_ledger(sorted((folder / "2025").glob("*")) or sorted(folder.glob("2025.*")))
    mapping, _ = read_mapping(str(folder / "mapping.yaml"))
    if mapping is None:
        return []
    keys = apply_mapping(ledger, mapping, universal_chart()).keys
    mapped = keys[keys["universal"] != ""]
    right: dict[str, tuple[str, ...]] = {}
    for number, code in sorted(set(zip(mapped["account"], mapped["universal"], strict=True))):
        right[str(number)] = (*right.get(str(number), ()), str(code))
    return [Case(folder.name, "examples", one, right[one.number]) for one in local_facts(ledger) if one.number in right]


def charts_of(half: str, memory: Memory, *, bare: bool) -> list[list[Case]]:
    """The charts of one set. A set without a folder is empty."""
    if half == "shipped":
        return [cases for name in memory.mappings if len(cases := from_memory(memory, name)) >= LEAST_ACCOUNTS]
    if half == "examples":
        return [from_ledger(folder) for folder in sorted(EXAMPLES.iterdir()) if (folder / "mapping.yaml").exists()]
    return [handmade(path, bare=bare) for path in sorted((HERE / "charts" / half).glob("*.csv"))]


def relatives(name: str) -> set[str]:
    """The mappings that must be forgotten when a chart is asked."""
    name = EXTENDED.get(name, name)
    return next((family for family in FAMILIES if name in family), {name})


def wilson(good: int, of: int) -> tuple[float, float]:
    """95 % interval of a share."""
    if not of:
        return 0.0, 1.0
    z, share = 1.96, good / of
    middle, spread = share + z * z / (2 * of), z * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    return (middle - spread) / (1 + z * z / of), (middle + spread) / (1 + z * z / of)


@dataclass(frozen=True)
class Answer:
    """A case with what was suggested."""

    case: Case
    given: AccountSuggestion

    @property
    def codes(self) -> list[str]:
        """The codes suggested, best first."""
        return [candidate.code for candidate in self.given.candidates]

    def within(self, most: int) -> bool:
        """Whether a right code is among the first so many."""
        return any(code in self.case.right for code in self.codes[:most])

    @property
    def first(self) -> bool:
        """Whether the first code is right."""
        return self.within(1)


def engine_for(cases: list[Case], memory: Memory, engines: dict[frozenset[str], Engine]) -> Engine:
    """What may be known when a chart is asked. ``engines`` keeps what has been made."""
    forgotten = frozenset(relatives(cases[0].chart)) & set(memory.mappings)
    if forgotten not in engines:
        engines[forgotten] = Engine.of(universal_chart(), memory.without(forgotten))
    return engines[forgotten]


def ask(cases: list[Case], memory: Memory, engines: dict[frozenset[str], Engine]) -> list[Answer]:
    """All accounts of one chart in one go, with the memory that may be known."""
    engine = engine_for(cases, memory, engines)
    found = suggest([case.facts for case in cases], engine.chart, engine.memory, recognise=False, engine=engine)
    by_key = {(one.local.number, one.local.name): one for one in found.accounts}
    return [Answer(case, by_key[case.facts.number, case.facts.name]) for case in cases]


def line(name: str, answers: list[Answer]) -> str:
    """One row of the result."""
    of = len(answers)
    likely = [answer for answer in answers if answer.given.band == "likely"]
    good = sum(answer.first for answer in likely)
    low, high = wilson(good, len(likely))
    none = sum(answer.given.band == "none" for answer in answers)
    hits = share(sum(answer.first for answer in answers), of) + share(sum(answer.within(3) for answer in answers), of)
    bands = share(none, of) + share(len(likely), of) + share(good, len(likely))
    return f"{name:<34}{of:>5}{hits}{bands}  {100 * low:5.1f}–{100 * high:.1f}"


def share(part: int, of: int) -> str:
    """A percentage in a column of eight."""
    return f"{100 * part / of:>8.1f}" if of else "       –"


def report(title: str, answers: list[Answer]) -> None:
    """Totals, by chart, by class and by the first evidence."""
    chart = universal_chart()
    print(f"\n{title}\n{'':<34}{'n':>5}{'top-1':>8}{'top-3':>8}{'none':>8}{'likely':>8}{'right':>8}  95 % (Wilson)")
    groups: dict[str, list[Answer]] = {"all": answers}
    for answer in answers:
        groups.setdefault(f"chart {answer.case.chart}", []).append(answer)
    for answer in sorted(answers, key=lambda one: chart.by_code[one.case.right[0]].klass):
        groups.setdefault(f"class {chart.by_code[answer.case.right[0]].klass}", []).append(answer)
    for answer in answers:
        best = answer.given.best
        kind = best.evidence[0].kind if best and best.evidence else "none"
        groups.setdefault(f"evidence {kind}", []).append(answer)
    for name, held in groups.items():
        print(line(name, held))


def speed(memory: Memory) -> str:
    """What 300 accounts cost, each with three different texts of entries: processor time of the index and of the answers."""
    names = [name for _, name, _ in learnt_names()]
    texts = [tuple(names[37 * at + 1 : 37 * at + 4]) for at in range(300)]
    facts = [LocalFacts(str(1000 + at), names[37 * at], 1000, 1000, 0, 3, held) for at, held in enumerate(texts)]
    chart = universal_chart()
    start = process_time()
    engine = Engine.of(chart, memory)
    made = process_time()
    suggest(facts, chart, memory, engine=engine)
    done = process_time()
    verdict = "ok" if done - start <= GOAL else "MISSED"
    parts = f"index {made - start:.2f} s, answers {done - made:.2f} s"
    return f"300 accounts with texts: {parts} (goal {GOAL:.0f} s together: {verdict})"


def misses(answers: Iterable[Answer]) -> Iterable[str]:
    """Every wrong first answer, readable."""
    chart = universal_chart()
    for answer in answers:
        if not answer.first:
            right = ", ".join(f"{code} {chart.by_code[code].name.fi}" for code in answer.case.right)
            place = "3" if answer.within(3) else "-"
            given = "; ".join(f"{c.code} {chart.by_code[c.code].name.fi} {c.score}" for c in answer.given.candidates[:3])
            facts = answer.case.facts
            yield "\t".join([answer.case.chart, facts.number, facts.name, right, place, answer.given.band, given])


def main() -> None:
    """Ask every chart."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=(*HALVES, "all"), default="all")
    parser.add_argument("--misses", type=Path)
    parser.add_argument("--bare", action="store_true", help="without balances and texts, as from a list of accounts")
    given = parser.parse_args()
    memory = Memory.of()
    print(speed(memory))
    engines: dict[frozenset[str], Engine] = {}
    listed: list[str] = []
    for half in HALVES:
        if given.half not in {half, "all"}:
            continue
        charts = [cases for cases in charts_of(half, memory, bare=given.bare) if cases]
        answers = [answer for cases in charts for answer in ask(cases, memory, engines)]
        if answers:
            report(half, answers)
        listed += misses(answers)
    if given.misses:
        given.misses.write_text("\n".join(listed) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
