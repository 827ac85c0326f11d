"""What is asked in a review, and what may be answered. Plain values; the mapping file is the only state that lasts."""

from collections.abc import Mapping as Map
from dataclasses import dataclass, field
from typing import Any, Literal

from tilikartta.model import OUTSIDE, Target
from tilikartta.model.suggestion import Band, Candidate, LocalFacts

Kind = Literal["account", "event", "rule", "question", "missing"]
State = Literal["open", "accepted", "skipped", "outside", "removed"]


@dataclass(frozen=True)
class Part:
    """One rule of an answer: ``where`` are conditions beside the account's own (``sign``, ``side``, a cost centre).

    Without ``targets`` the account is outside.
    """

    targets: tuple[Target, ...] = ()
    where: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a person decided: one rule, or several where the account is split. No parts at all: the suggestion is removed.

    ``reason`` says why an account is outside, ``basis`` what shares rest on, ``class_change`` why the class may change.
    """

    parts: tuple[Part, ...]
    reason: str = ""
    basis: str = ""
    note: str = ""
    class_change: str = ""

    @classmethod
    def of(cls, code: str, function: str = "", *, note: str = "", class_change: str = "") -> "Answer":
        """The whole account is this account of the universal chart."""
        return cls((Part((Target(code, function),)),), note=note, class_change=class_change)

    @classmethod
    def outside(cls, reason: str) -> "Answer":
        """The account is left out of the universal chart; every report prints the reason."""
        return cls((Part(),), reason=reason)

    @classmethod
    def by(cls, key: str, **targets: Target) -> "Answer":
        """Split by ``sign`` (income, expense) or ``side`` (debit, credit)."""
        return cls(tuple(Part((target,), ((key, value),)) for value, target in targets.items()))

    @classmethod
    def by_centre(cls, dimension: str, targets: Map[str, Target], rest: Target) -> "Answer":
        """Split by cost centre: pattern -> target, and a rule for everything else."""
        parts = [Part((target,), ((dimension, pattern),)) for pattern, target in targets.items()]
        return cls((*parts, Part((rest,))))

    @classmethod
    def shares(cls, targets: tuple[Target, ...], basis: str = "") -> "Answer":
        """Split by shares that make 100 % (hundredths of a per cent in the targets)."""
        return cls((Part(targets),), basis=basis)

    @classmethod
    def removed(cls) -> "Answer":
        """The suggestion goes, and what the other rules say holds."""
        return cls(())

    @property
    def state(self) -> State:
        """What it makes of the account."""
        if not self.parts:
            return "removed"
        return "accepted" if any(part.targets for part in self.parts) else "outside"

    @property
    def codes(self) -> tuple[str, ...]:
        """The accounts of the universal chart that it names."""
        return tuple(target.account for part in self.parts for target in part.targets if target.account)


@dataclass(frozen=True)
class ReviewItem:
    """One thing to decide: a suggested rule (or the two of an event account), a question, or an account without any rule.

    ``rules`` are places among the rules of the file, ``lines`` those of a question among the lines after the rules (first and
    the one after the last). ``when`` is the condition as it was loaded from the file. ``proposed`` is the answer that accepts
    the rules as they stand. ``question`` is why there is no suggestion, in the words of the file.
    """

    key: str
    kind: Kind
    local: LocalFacts
    when: Any
    candidates: tuple[Candidate, ...] = ()
    band: Band = "none"
    question: str = ""
    proposed: Answer | None = None
    rules: tuple[int, ...] = ()
    lines: tuple[int, int] | None = None
    has_ledger: bool = False

    @property
    def stake(self) -> int:
        """Euros at stake in cents: what has gone through the account, or its balance where only the file is known."""
        return self.local.turnover if self.has_ledger else abs(self.local.balance)

    @property
    def is_account(self) -> bool:
        """Whether it is about one whole account, so that it can be split or compared with others."""
        return self.kind != "rule"


@dataclass(frozen=True)
class Progress:
    """How far it is: accounts and cents with an answer, of all."""

    done: int
    total: int
    done_cents: int
    total_cents: int

    @property
    def percent(self) -> float:
        """Share of the euros, rounded down so that 100 means all; of the accounts where no euros are known."""
        if self.total_cents:
            return 1000 * self.done_cents // self.total_cents / 10
        return 1000 * self.done // self.total / 10 if self.total else 100.0


def when_with(when: Any, where: Map[str, str]) -> Any:
    """A condition of the file with more keys; a bare pattern stays bare where there are none."""
    own = {"sign", "side"}
    if not where and not (isinstance(when, dict) and own & when.keys()):
        return when
    keys = dict(when) if isinstance(when, dict) else {"account": when}
    kept = {key: value for key, value in keys.items() if not (where and key in own)}
    return {**kept, **where}


@dataclass(frozen=True)
class RuleData:
    """A rule as it was loaded, for rules that are written anew: everything but ``to`` and ``status`` is kept."""

    data: Map[str, Any] = field(default_factory=dict)

    def answered(self, part: Part, answer: Answer) -> dict[str, Any]:
        """The accepted rule. Axes that the suggestion set and the answer does not speak of (activity, funder, fund) stay."""
        left_out = {"when", "to", "status", "evidence", "reason", "basis", "note", "allow_class_change"}
        if part.targets:
            said = {"to": self._targets(part), "basis": answer.basis, "allow_class_change": answer.class_change}
        else:
            said = {"to": OUTSIDE, "reason": answer.reason}
        said["note"] = answer.note or self.data.get("note", "")
        rest = {key: value for key, value in self.data.items() if key not in left_out}
        rule = {"when": when_with(self.data["when"], dict(part.where)), **said, **rest}
        return {key: value for key, value in rule.items() if value not in ("", None)}

    def _targets(self, part: Part) -> Any:
        given = self.data.get("to")
        axes = (
            {key: value for key, value in given.items() if key not in ("account", "function")} if isinstance(given, dict) else {}
        )
        rows = [{**target.axes(), **axes} for target in part.targets]
        if len(rows) == 1:
            return rows[0]["account"] if set(rows[0]) == {"account"} else rows[0]
        return [{**row, "share": _percent(target.share)} for row, target in zip(rows, part.targets, strict=True)]


def _percent(hundredths: int) -> str:
    return f"{hundredths // 100}" if hundredths % 100 == 0 else f"{hundredths / 100:.2f}"
