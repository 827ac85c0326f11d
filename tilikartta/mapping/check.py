"""Faults of a mapping that show without a ledger, and those that show with a list of the accounts it is for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from tilikartta.mapping.resolve import Local, candidates, nearest_codes, resolve, said_on
from tilikartta.mapping.specificity import width
from tilikartta.model import AXES, Chart, Condition, Finding, LocalAccount, Mapping, Pattern, Rule, error, info, ordered, warning

# Classes of a local chart that a universal class may take without a word: programs call provisions and reserves either way.
_ALIKE = ({"liability", "equity"}, {"expense", "appropriation"}, {"income", "appropriation"})


def _targets(mapping: Mapping, chart: Chart) -> list[Finding]:
    """TK541 unknown codes (nearest offered), TK550 retired codes with their replacement, TK542/543 functions."""
    findings: list[Finding] = []
    for rule in mapping.rules:
        for target in rule.targets:
            if not target.account:
                continue
            account = chart.by_code.get(target.account)
            if account is None:
                findings.append(error("TK541", rule.place, target=target.account, near=nearest_codes(target.account, chart)))
                continue
            if account.until is not None:
                new = chart.by_code.get(account.replaced_by or "")
                findings.append(
                    error("TK550", rule.place, target=account.code, until=account.until, new=new.code if new else "–")
                )
            if target.function and account.functions and target.function not in account.functions:
                data = {"target": account.code, "given": target.function, "used": account.function or ""}
                findings.append(warning("TK542", rule.place, **data))
            if account.functions and not account.function and not target.function:
                findings.append(warning("TK543", rule.place, target=account.code))
    return findings


def _overlap(one: tuple[Pattern, ...], other: tuple[Pattern, ...]) -> bool:
    """Whether some code is in patterns of the same width on both sides, so that neither side is the more specific."""
    return any(width(a) == width(b) for a in one for b in other if _same_ground(a, b))


def _same_ground(one: Pattern, other: Pattern) -> bool:
    if "any" in (one.kind, other.kind):
        return one.kind == other.kind
    size = min(len(one.low), len(other.low))
    return one.low[:size] <= other.high[:size] and other.low[:size] <= one.high[:size]


def _alike(one: Condition, other: Condition) -> bool:
    """Whether two conditions are equally specific and can hold for the same entry."""
    if (one.side, one.sign) != (other.side, other.sign):
        return False
    if bool(one.account) != bool(other.account) or (one.account and not _overlap(one.account, other.account)):
        return False
    if bool(one.name) != bool(other.name) or (one.name and not set(one.name) & set(other.name)):
        return False
    mine, theirs = dict(one.dims), dict(other.dims)
    return mine.keys() == theirs.keys() and all(_overlap(mine[key], theirs[key]) for key in mine)


def _in_same_time(one: Rule, other: Rule) -> bool:
    starts_late = one.valid_to is not None and other.valid_from is not None and other.valid_from > one.valid_to
    ends_early = other.valid_to is not None and one.valid_from is not None and one.valid_from > other.valid_to
    return not starts_late and not ends_early


def _meeting(mapping: Mapping) -> Iterator[tuple[Rule, Rule]]:
    """Pairs of rules that may be equally specific: the same kinds of conditions, and some account pattern of the same width."""
    near: dict[tuple[object, ...], list[int]] = {}
    for index, rule in enumerate(mapping.rules):
        when = rule.when
        shape = (rule.place.file, when.side, when.sign, bool(when.account), bool(when.name), tuple(key for key, _ in when.dims))
        spots = {(width(one), one.low if one.kind == "exact" else "") for one in when.account} or {(Fraction(0), "")}
        for spot in spots:
            near.setdefault((shape, spot), []).append(index)
    pairs = {pair for indices in near.values() for pair in combinations(indices, 2)}
    return ((mapping.rules[one], mapping.rules[other]) for one, other in sorted(pairs))


def ambiguous_pairs(mapping: Mapping) -> list[Finding]:
    """TK540 for every two rules of one file that are equally specific, can meet in one entry and disagree on an axis."""
    findings = []
    for one, other in _meeting(mapping):
        if not _in_same_time(one, other) or not _alike(one.when, other.when):
            continue
        for axis in AXES:
            first, second = said_on(one, axis), said_on(other, axis)
            if first and second and first != second:
                who = ", ".join(str(pattern) for pattern in one.when.account) or ", ".join(one.when.name)
                lines = {"first": str(one.place), "second": str(other.place)}
                findings.append(error("TK540", one.place, account=who, axis=axis, **lines))
                break
    return findings


def _side_pairs(mapping: Mapping) -> list[Finding]:
    """TK551: a rule for one side of the balance without one for the other and without a general rule leaves a hole."""
    findings = []
    for rule in mapping.rules:
        if not rule.when.side and not rule.when.sign:
            continue
        others = [other.when for other in mapping.rules if other is not rule and _covers(other.when, rule.when)]
        if not any((when.side, when.sign) != (rule.when.side, rule.when.sign) for when in others):
            who = ", ".join(str(pattern) for pattern in rule.when.account) or ", ".join(rule.when.name)
            findings.append(warning("TK551", rule.place, account=who))
    return findings


def _covers(wide: Condition, narrow: Condition) -> bool:
    """Whether every account of ``narrow`` is also in ``wide`` (dimensions, side and sign left aside)."""
    if narrow.account:
        return bool(wide.account) and all(any(_holds(w, n) for w in wide.account) for n in narrow.account)
    return bool(set(wide.name) & set(narrow.name))


def _holds(wide: Pattern, narrow: Pattern) -> bool:
    if wide.kind == "any":
        return True
    size = len(wide.low)
    if narrow.kind == "any" or len(narrow.low) < size:
        return False
    if wide.kind == "exact":
        return narrow.kind == "exact" and wide.low == narrow.low
    return wide.low <= narrow.low[:size] and narrow.high[:size] <= wide.high


def check_mapping(mapping: Mapping, chart: Chart) -> list[Finding]:
    """All faults that the mapping has by itself."""
    return ordered([*_targets(mapping, chart), *ambiguous_pairs(mapping), *_side_pairs(mapping)])


def _class_change(rule: Rule, klass: str, account: LocalAccount, chart: Chart) -> list[Finding]:
    """TK552: the class changes across the mapping and the rule does not say why."""
    findings = []
    for target in rule.targets:
        new = chart.by_code.get(target.account)
        if new is None or rule.allow_class_change or new.klass == klass or any({new.klass, klass} == pair for pair in _ALIKE):
            continue
        data = {"name": account.name, "old": klass, "target": new.code, "new": new.klass}
        findings.append(error("TK552", rule.place, account=account.number or account.name, **data))
    return findings


def _longer(rules: Iterable[Rule], accounts: Sequence[LocalAccount]) -> list[Finding]:
    """TK553: accounts that a range catches although they are longer than its ends (7000-7099 holds 70500)."""
    findings = []
    for rule in rules:
        for pattern in rule.when.account:
            if pattern.kind == "range":
                caught = [a.number for a in accounts if len(a.number) > len(pattern.low) and pattern.matches(a.number)]
                if caught:
                    findings.append(info("TK553", rule.place, range=str(pattern), caught=caught))
    return findings


def check_against(mapping: Mapping, chart: Chart, accounts: Sequence[LocalAccount]) -> list[Finding]:
    """Faults that show against a list of the organisation's accounts.

    TK540 ambiguous, TK544 not mapped, TK552 class change, TK553 longer accounts in a range, TK554 dead rules, TK555 class change
    against the mapping that this one extends.
    """
    findings: list[Finding] = []
    used: set[int] = set()
    base_files = {file for file, _ in mapping.files[1:]}
    # only where some rule looks at the side or the sign can another rule win on the other one
    sides = ("debit", "credit") if any(rule.when.side for rule in mapping.rules) else ("debit",)
    signs = ("income", "expense") if any(rule.when.sign for rule in mapping.rules) else ("income",)
    for account in accounts:
        local = Local(account.number, account.name)
        seen = {id(one.rule) for side in sides for sign in signs
                for one in candidates(mapping.rules, Local(account.number, account.name, (), side, sign))}  # fmt: skip
        used |= seen | _by_dimension(mapping, local)
        result = resolve(mapping, chart, local)
        findings += [finding for finding in result.findings if finding.code == "TK540"]
        rules = [rule for rule in mapping.rules if id(rule) in seen]
        if not any(rule.outside or any(target.account for target in rule.targets) for rule in rules):
            findings.append(warning("TK544", account=account.number or account.name, name=account.name))
        winner = result.rule
        if winner is not None and account.klass:
            findings += _class_change(winner, account.klass, account, chart)
        elif winner is not None:
            findings += _against_base(mapping, base_files, winner, account, chart)
    own = [rule for rule in mapping.rules if rule.place.file not in base_files]
    findings += [warning("TK554", rule.place) for rule in own if id(rule) not in used]
    return ordered([*findings, *_longer(own, accounts)])


def _by_dimension(mapping: Mapping, local: Local) -> set[int]:
    """Rules that would match the account in some cost centre: they are not dead."""
    found = set()
    for rule in mapping.rules:
        if rule.when.dims:
            bare = replace(rule, when=replace(rule.when, dims=(), side="", sign=""))
            if (not bare.when.account and not bare.when.name) or candidates((bare,), local):
                found.add(id(rule))
    return found


def _against_base(mapping: Mapping, base_files: set[str], winner: Rule, account: LocalAccount, chart: Chart) -> list[Finding]:
    """Where the chart does not tell the class, the mapping that is extended does."""
    if winner.place.file in base_files or not base_files:
        return []
    base = tuple(rule for rule in mapping.rules if rule.place.file in base_files)
    result = resolve(Mapping(mapping.name, rules=base), chart, Local(account.number, account.name))
    if not result.parts:
        return []
    return _class_change(winner, chart.by_code[result.parts[0].account].klass, account, chart)
