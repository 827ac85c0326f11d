"""No attribute of an account and no line of a layout can change unseen.

Every mutation must be caught by the proof that a user's own chart gets (``check_layout``: each account, function and funder on
exactly one line), or by the golden tables. What the proof alone cannot see is told here, so that it is known: a nature exchanged
for another of the same line, a flip, a level, a line moved under another heading.
"""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import cache

import pytest
from golden_chart import FOLDER, account_row, accounts_text, layout_text, layouts_text, select_text

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.layout_check import check_layout, funders_to_try, lines_of
from tilikartta.definitions.strict_yaml import Document
from tilikartta.model import FUNCTIONS, Account, Layout, Line, Select

CHART = universal_chart()
SEED = 20261124
KEYS = [field.name for field in fields(Select)]
NATURES = sorted({account.nature for account in CHART.accounts})
CLASSES = sorted({account.klass for account in CHART.accounts})
KNOWN = {
    "klass": CLASSES, "nature": NATURES, "function": list(FUNCTIONS), "term": ["long", "short"], "funder": ["stea", "foundation"],
    "purpose": ["collection"],
}  # fmt: skip

every_layout = pytest.mark.parametrize("layout", CHART.layouts, ids=lambda layout: layout.id)


# --- the golden tables --------------------------------------------------------------------------------------------------------


def test_accounts_are_those_of_the_golden_table():
    golden = (FOLDER / "accounts.csv").read_text(encoding="utf-8").splitlines()
    now = accounts_text(CHART).splitlines()
    assert [row for row in now if row not in set(golden)] == []
    assert now == golden


def test_layouts_are_those_of_the_golden_table():
    assert layouts_text(CHART).splitlines() == (FOLDER / "layouts.txt").read_text(encoding="utf-8").splitlines()


# --- accounts -----------------------------------------------------------------------------------------------------------------


def other(values: list, than: object, pick: random.Random) -> object:
    return pick.choice([value for value in values if value != than])


def mutated_accounts(account: Account, pick: random.Random) -> Iterator[tuple[str, Account]]:
    """The account with each of its attributes changed, one at a time."""
    yield "klass", replace(account, klass=other(CLASSES, account.klass, pick))
    yield "nature", replace(account, nature=other(NATURES, account.nature, pick))
    yield "nature to nothing", replace(account, nature="")
    yield "level", replace(account, level="extended" if account.level == "basic" else "basic")
    yield "term", replace(account, term=other([None, "long", "short"], account.term, pick))
    yield "unspecified", replace(account, unspecified=not account.unspecified)
    yield "flip", replace(account, flip=other([None, "1910", "2410"], account.flip, pick))
    yield "funder", replace(account, funder=other([None, "stea", "foundation"], account.funder, pick))
    yield "purpose", replace(account, purpose="" if account.purpose else "collection")
    yield "until", replace(account, until="2027.1")
    yield "replaced_by", replace(account, replaced_by="6790")
    yield "tax", replace(account, tax=account.tax + "x")
    yield "vat", replace(account, vat=other(["", "outside", "taxable"], account.vat, pick))
    yield "since", replace(account, since="2027.1")
    if account.functions:
        yield "function", replace(account, function=other(list(FUNCTIONS), account.function, pick))
        more = other([one for one in FUNCTIONS if one not in account.functions], "", pick)
        yield "one function more", replace(account, functions=(*account.functions, more))
        yield "one function less", replace(account, functions=account.functions[:-1])
    else:
        yield "functions", replace(account, functions=("programme",), function="programme")


def proof_sees(account: Account) -> bool:
    """Whether some layout no longer has exactly one line for the account under each function and funder."""
    for layout in CHART.layouts:
        for function in (account.functions or (None,)) if layout.covers(account) else ():
            if any(len(lines_of(layout, account, function, funder)) != 1 for funder in funders_to_try(layout)):
                return True
    return False


def test_every_changed_attribute_of_an_account_is_seen():
    pick = random.Random(SEED)
    missed, seen = [], Counter()
    for account in CHART.accounts:
        golden = account_row(CHART, account)
        for what, changed in mutated_accounts(account, pick):
            if account_row(CHART, changed) == golden:
                missed.append((account.code, what))
            seen[what] += 1
    assert missed == []
    assert min(seen.values()) > 50


def test_the_proof_alone_sees_what_moves_euros_off_or_onto_two_lines():
    """Without the golden tables: what a user's own chart is told."""
    pick = random.Random(SEED)
    seen, tried = Counter(), Counter()
    for account in pick.sample([one for one in CHART.accounts if one.klass != "off_statement"], 60):
        for what, changed in mutated_accounts(account, pick):
            tried[what] += 1
            seen[what] += proof_sees(changed)
    assert seen["nature to nothing"] == tried["nature to nothing"]
    assert seen["klass"] >= 0.5 * tried["klass"]
    assert seen["nature"] >= 0.5 * tried["nature"]
    blind = {"level", "unspecified", "flip", "tax", "vat", "since", "until", "replaced_by"}
    assert {what for what in blind if seen[what]} == set()  # the golden table is their only guard


# --- layouts ------------------------------------------------------------------------------------------------------------------


@cache
def combinations(layout: Layout) -> tuple[tuple[Account, str | None, str | None], ...]:
    return tuple(
        (account, function, funder)
        for account in CHART.accounts
        if layout.covers(account)
        for function in (account.functions or (None,))
        for funder in (("", "?", *layout.funders) if layout.funders else (None,))  # every one, not one of those alike
    )


def taken(layout: Layout, select: Select) -> frozenset[int]:
    return frozenset(number for number, one in enumerate(combinations(layout)) if select.takes(*one))


def mutated_selects(select: Select) -> Iterator[tuple[str, Select]]:
    """Every value of every key left out, every key left out, and a value that the key does not have yet."""
    for key in KEYS:
        given = getattr(select, key)
        for value in given:
            yield f"{key} without {value!r}", replace(select, **{key: tuple(one for one in given if one != value)})
        if len(given) > 1:
            yield f"no {key}", replace(select, **{key: ()})
        for value in KNOWN[key.removeprefix("not_")] if given else ():
            if value not in given:
                yield f"{key} with {value!r}", replace(select, **{key: (*given, value)})


def leaves(layout: Layout) -> list[Line]:
    return [line for line in layout.leaves if line.select is not None]


@every_layout
def test_every_value_of_every_list_does_something(layout: Layout):
    """A value left out must change what the line takes: the proof then fails, since the account stands on no line or on two.

    A key with one value may say again what another key implies (a class beside its nature); the golden tree guards those.
    """
    idle = []
    for line in leaves(layout):
        before = taken(layout, line.select)
        for key in () if line.companies_only else KEYS:
            given = getattr(line.select, key)
            for value in given if len(given) > 1 else ():
                changed = replace(line.select, **{key: tuple(one for one in given if one != value)})
                idle += [(line.id, key, value)] if taken(layout, changed) == before else []
    assert idle == []


@every_layout
def test_what_changes_the_accounts_of_a_line_fails_the_proof(layout: Layout):
    """The proof itself, run on layouts with one line changed: it fails exactly when the line takes other accounts than before."""
    pick = random.Random(SEED)
    mutations = [(line, what, changed) for line in leaves(layout) for what, changed in mutated_selects(line.select)]
    for line, what, changed in pick.sample(mutations, min(6, len(mutations))):
        moved = taken(layout, changed) != taken(layout, line.select)
        found = check_layout(with_line(layout, line.id, replace(line, select=changed)), CHART, Document("x.yaml", {}))
        assert bool({one.code for one in found} & {"TK350", "TK351"}) == moved, (line.id, what)


def with_line(layout: Layout, line_id: str, line: Line | None) -> Layout:
    """The layout with one line exchanged, or taken away (None)."""

    def walk(lines: tuple[Line, ...]) -> tuple[Line, ...]:
        kept = [(one, line if one.id == line_id else replace(one, lines=walk(one.lines))) for one in lines]
        return tuple(new for _, new in kept if new is not None)

    return replace(layout, lines=walk(layout.lines))


@every_layout
def test_a_line_taken_away_leaves_its_accounts_without_one(layout: Layout):
    """Leaves that nothing reaches are for companies; a line that only takes the result has no accounts either."""
    assert [line.id for line in leaves(layout) if not taken(layout, line.select) and not line.companies_only] == []


@every_layout
def test_every_changed_line_differs_from_the_golden_tree(layout: Layout):
    golden = layout_text(layout)
    for _, line in layout.flat:
        changes = [
            replace(line, id=line.id + "x"), replace(line, type="running" if line.type != "running" else "group"),
            replace(line, ref=line.ref + "x"), replace(line, statutory="false" if line.statutory != "false" else "true"),
            replace(line, companies_only=not line.companies_only), replace(line, takes="" if line.takes else "result"),
            replace(line, side="" if line.side else "asset"), None,
        ]  # fmt: skip
        assert all(layout_text(with_line(layout, line.id, changed)) != golden for changed in changes), line.id
        if line.select is not None:
            own = select_text(line.select)
            assert own in golden
            assert all(select_text(changed) != own for _, changed in mutated_selects(line.select)), line.id


@every_layout
def test_a_line_moved_under_another_heading_differs_from_the_golden_tree(layout: Layout):
    """The proof cannot see it: the account still has one line, but its euros are in another sum."""
    pick = random.Random(SEED)
    groups = [line for _, line in layout.flat if line.type == "group"]
    for line in pick.sample(leaves(layout), min(10, len(leaves(layout)))):
        home = next(group for group in groups if line in group.lines) if any(line in group.lines for group in groups) else None
        inside = {one.id for _, one in replace(layout, lines=(line,)).flat}
        for target in [group for group in groups if group is not home and group.id not in inside][:5]:
            bare = with_line(layout, line.id, None)
            (there,) = [one for _, one in bare.flat if one.id == target.id]
            moved = with_line(bare, target.id, replace(there, lines=(*there.lines, line)))
            assert layout_text(moved) != layout_text(layout)
