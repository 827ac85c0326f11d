"""One local account (with its dimensions, side and sign) -> where it goes in the universal chart, axis by axis."""

from dataclasses import dataclass, field, replace
from datetime import date
from difflib import get_close_matches

from tilikartta.mapping.specificity import Fit, fit_of
from tilikartta.model import AXES, Chart, Finding, Mapping, Rule, error, warning

FULL = 10000


@dataclass(frozen=True, slots=True)
class Local:
    """What a rule looks at. ``side`` is that of the closing balance, ``sign`` that of the single entry, ``day`` its date."""

    account: str
    name: str = ""
    dims: tuple[tuple[str, str], ...] = ()
    side: str = ""
    sign: str = ""
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule that matches, and how specifically."""

    rule: Rule
    fit: Fit


@dataclass(frozen=True, slots=True)
class Part:
    """One target of an account: all axes, and the weight of its share (of the sum of the weights)."""

    account: str
    function: str
    activity: str
    funder: str
    fund: str
    weight: int


@dataclass
class Resolution:
    """Where a local account goes. ``parts`` is empty when it is not mapped or is outside."""

    parts: tuple[Part, ...] = ()
    outside: Rule | None = None
    winners: dict[str, Rule] = field(default_factory=dict)
    losers: dict[str, list[Rule]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    @property
    def mapped(self) -> bool:
        """Whether the account has a home in the universal chart."""
        return bool(self.parts)

    @property
    def rule(self) -> Rule | None:
        """The rule that decided the account."""
        return self.outside or self.winners.get("account")


def _in_time(rule: Rule, day: date | None) -> bool:
    if day is None:
        return True
    return (rule.valid_from is None or rule.valid_from <= day) and (rule.valid_to is None or day <= rule.valid_to)


def candidates(rules: tuple[Rule, ...], local: Local) -> list[Candidate]:
    """The rules that match, in file order. Suggested rules never do: filter them in or out before."""
    dims = dict(local.dims)
    found = []
    for rule in rules:
        if rule.when.side and rule.when.side != local.side:
            continue
        if rule.when.sign and rule.when.sign != local.sign:
            continue
        if not _in_time(rule, local.day):
            continue
        if (fit := fit_of(rule.when, local.account, local.name, dims)) is not None:
            found.append(Candidate(rule, fit))
    return found


def _values(rule: Rule, axis: str) -> tuple[tuple[str, int], ...]:
    """What a rule says on an axis: values with their shares. Empty when it leaves the axis to others."""
    if rule.outside:
        return (("outside", FULL),) if axis == "account" else ()
    return tuple((value, target.share) for target in rule.targets if (value := getattr(target, axis)))


def said_on(rule: Rule, axis: str) -> dict[str, int]:
    """What a rule says on an axis: value -> share. Two rules disagree when this differs."""
    merged: dict[str, int] = {}
    for value, share in _values(rule, axis):
        merged[value] = merged.get(value, 0) + share
    return merged


def _axes_set(rule: Rule) -> int:
    return sum(bool(_values(rule, axis)) for axis in AXES)


def _disagree(one: Rule, other: Rule, axis: str) -> bool:
    """Whether two rules say different things on an axis, alone or in how its shares go with those of other axes."""
    if said_on(one, axis) != said_on(other, axis):
        return True
    common = [name for name in AXES if _values(one, name) and said_on(one, name) == said_on(other, name)]
    return _together(one, common) != _together(other, common)


def _together(rule: Rule, axes: list[str]) -> dict[tuple[str, ...], int]:
    merged: dict[tuple[str, ...], int] = {}
    for target in rule.targets:
        values = tuple(str(getattr(target, axis)) for axis in axes)
        merged[values] = merged.get(values, 0) + target.share
    return merged


def _win(found: list[Candidate], axis: str, local: Local) -> tuple[Rule | None, list[Rule], list[Finding]]:
    """The winning rule on one axis, the losing ones, and a finding that names both lines when two are equally specific.

    Own rules stand before those of the mapping that the file extends and override them when equally specific.
    """
    setters = [candidate for candidate in found if _values(candidate.rule, axis)]
    best = [one for one in setters if not any(other.fit.beats(one.fit) for other in setters)]
    if not best:
        return None, [], []
    own = [one.rule for one in best if one.rule.place.file == best[0].rule.place.file]
    winner = max(own, key=_axes_set)  # of rules that agree, the one that says most: it knows which values belong together
    losers = [one.rule for one in setters if one.rule is not winner]
    clash = next((rule for rule in own if _disagree(rule, winner, axis)), None)
    if clash is None:
        return winner, losers, []
    finding = error(
        "TK540", winner.place, account=local.account or local.name, axis=axis, first=str(winner.place), second=str(clash.place)
    )
    return None, losers, [finding]


def _cross(shares: dict[str, tuple[tuple[str, int], ...]], winners: dict[str, Rule]) -> list[dict[str, str | int]]:
    """Targets over all axes. Axes that one rule sets together stay together; axes of different rules are independent."""
    rows: list[dict[str, str | int]] = [{"weight": 1}]
    seen: set[int] = set()
    for axis in shares:
        rule = winners[axis]
        if id(rule) in seen:
            continue
        seen.add(id(rule))
        axes = [other for other in shares if winners[other] is rule]
        options = [{**{a: getattr(target, a) for a in axes}, "weight": target.share} for target in rule.targets]
        rows = [{**row, **option, "weight": int(row["weight"]) * int(option["weight"])} for row in rows for option in options]
    return rows


def nearest_codes(word: str, chart: Chart) -> list[str]:
    """Codes near to an unknown one, with their names: those that begin alike, then those a typing error away."""
    alike = [code for code in chart.by_code if code[:3] == word[:3]]
    close = get_close_matches(word, list(chart.by_code), n=4, cutoff=0.5)
    return [f"{code} {chart.by_code[code].name.fi}" for code in dict.fromkeys([*alike, *close])][:4]


def _part(chart: Chart, row: dict[str, str | int], local: Local, rule: Rule, findings: list[Finding]) -> Part | None:
    """One target with the defaults of its universal account filled in; unknown and retired codes are findings."""
    code = str(row["account"])
    account = chart.by_code.get(code)
    if account is None:
        near = nearest_codes(code, chart)
        findings.append(error("TK541", rule.place, account=local.account or local.name, target=code, near=near))
        return None
    if account.in_balance_sheet or account.klass == "off_statement":
        function = ""
    else:
        given = str(row.get("function") or "")
        function = given if given in account.functions else (account.function or "")
        if given and given not in account.functions:
            findings.append(
                warning("TK542", rule.place, account=local.account or local.name, target=code, given=given, used=function)
            )
        if not function:
            findings.append(error("TK543", rule.place, account=local.account or local.name, target=code))
            return None
    funder = str(row.get("funder") or account.funder or "")
    return Part(code, function, str(row.get("activity") or ""), funder, str(row.get("fund") or ""), int(row["weight"]))


def resolve(mapping: Mapping, chart: Chart, local: Local, found: list[Candidate] | None = None) -> Resolution:
    """Resolve every axis on its own: the most specific rule that sets it wins.

    Findings: TK540 two equally specific rules disagree, TK541 unknown code, TK542 function not permitted (default used),
    TK543 no function.
    """
    found = candidates(mapping.rules, local) if found is None else found
    result = Resolution()
    for axis in AXES:
        winner, losers, findings = _win(found, axis, local)
        result.findings += findings
        if winner is not None:
            result.winners[axis] = winner
        if losers:
            result.losers[axis] = losers
    decided = result.winners.get("account")
    if decided is None:
        return result
    if decided.outside:
        result.outside = decided
        return result
    shares = {axis: _values(rule, axis) for axis, rule in result.winners.items()}
    rows = _cross(shares, result.winners)
    parts = [_part(chart, row, local, decided, result.findings) for row in rows]
    if all(part is not None for part in parts):
        result.parts = tuple(part for part in parts if part is not None)
    return result


def accepted(mapping: Mapping, include_suggested: bool = False) -> Mapping:
    """The mapping without its suggestions, unless they are asked for: a suggestion is inert until a person accepts it."""
    if include_suggested:
        return mapping
    rules = tuple(rule for rule in mapping.rules if rule.status == "accepted")
    return replace(mapping, rules=rules)
