"""What a review shows: the account, its candidates with the reasons, how far it is."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from rich.console import Console

    from tilikartta.mapping.review.items import Answer, Progress, ReviewItem
    from tilikartta.mapping.review.session import ReviewSession
    from tilikartta.model import Account, Chart, Finding, Target
    from tilikartta.model.suggestion import Candidate

ON_KEYS = 3
_ONE_LINE = 110


@dataclass(frozen=True)
class Offer:
    """What a key from 1 to 3 accepts: an answer with the lines that tell of it. ``code`` is "" for several rules."""

    answer: "Answer"
    code: str
    lines: tuple[str, ...]


@dataclass
class View:
    """The screen of one review. ``names`` are those of the local accounts, for accounts on the other side."""

    session: Session
    chart: "Chart"
    names: dict[str, str] = field(default_factory=dict)

    @property
    def out(self) -> "Console":
        """Where it is shown."""
        return self.session.out

    def say(self, key: str, **values: object) -> None:
        """A sentence of ``review.*``."""
        self.out.print(self.session.label(f"review.{key}", **values), soft_wrap=True)

    def findings(self, findings: "Sequence[Finding]") -> None:
        """Why an answer was not taken."""
        self.session.show_findings(findings)

    def offers(self, item: "ReviewItem") -> list[Offer]:
        """What the keys 1 to 3 accept for an item."""
        from tilikartta.mapping.review.items import Answer

        if item.kind in ("event", "rule") and item.proposed is not None:
            offers = [self._as_proposed(item, item.proposed)]
            rest = [one for one in item.candidates if one.code and one.code not in item.proposed.codes] if item.is_account else []
        else:
            offers, rest = [], list(item.candidates)
        for candidate in rest[: ON_KEYS - len(offers)]:
            answer = Answer.of(candidate.code, candidate.function)
            if item.proposed is not None and candidate.code in item.proposed.codes:
                answer = item.proposed
            offers.append(Offer(answer, candidate.code, self._candidate(candidate)))
        return offers

    def _as_proposed(self, item: "ReviewItem", answer: "Answer") -> Offer:
        parts = []
        for part in answer.parts:
            where = ", ".join(self.session.label(f"review.where.{value}") for _, value in part.where)
            parts.append((f"{where}: " if where else "") + "; ".join(self.target(target) for target in part.targets))
        reasons = [reason for candidate in item.candidates if (reason := self._reasons(candidate))]
        return Offer(answer, answer.codes[0] if len(answer.codes) == 1 else "", ("  ".join(parts), *reasons[: len(answer.parts)]))

    def target(self, target: "Target") -> str:
        """``5110 Toimitilavuokrat, Hallinto``."""
        words = [self.called(target.account)] if target.account else []
        words += [self.session.label(f"report.function.{target.function}")] if target.function else []
        words += [value for axis, value in target.axes().items() if axis not in ("account", "function")]
        return ", ".join(words)

    def called(self, code: str) -> str:
        """Code and name; the code alone where the chart does not know it."""
        account = self.chart.by_code.get(code)
        return f"{code} {account.name.get(self.session.lang)}" if account else code

    def _candidate(self, candidate: "Candidate") -> tuple[str, ...]:
        account = self.chart.by_code.get(candidate.code)
        told = _first_sentence(account.definition.get(self.session.lang)) if account else ""
        return tuple(line for line in (f"{self.called(candidate.code)} – {told}", self._reasons(candidate)) if line)

    def _reasons(self, candidate: "Candidate") -> str:
        from tilikartta.reports.suggestion_words import reasons

        return reasons(candidate, self.chart, self.session.lang)

    def item(self, review: "ReviewSession", item: "ReviewItem", offers: Sequence[Offer], function: str) -> None:
        """The account before the eyes, and what may be pressed."""
        from tilikartta.model import Cents

        local = item.local
        self.out.print()
        self.progress(review.progress())
        title = f"{local.number} {local.name}".strip() if item.is_account else self.session.label("review.rule", name=local.name)
        self.say("title", title=title, balance=Cents(local.balance))
        if item.key in review.answers:
            told = "; ".join(self.target(target) for part in review.answers[item.key].parts for target in part.targets)
            self.say(f"was.{review.state(item)}", answer=told)
        if local.texts:
            self.say("texts", texts=local.texts[:4])
        if local.counter:
            self.say("counter", accounts=[f"{key} {self.names.get(key, '')}".strip() for key in local.counter[:3]])
        if item.question:
            self.say("question", reason=item.question)
        for number, offer in enumerate(offers, start=1):
            self.out.print(f"  {number}  {offer.lines[0]}", soft_wrap=True)
            for line in offer.lines[1:]:
                self.out.print(f"       {line}", style="dim", soft_wrap=True)
        if function:
            self.say("function.chosen", name=self.session.label(f"report.function.{function}"))
        self.say("keys.account" if item.is_account else "keys.rule")

    def progress(self, progress: "Progress") -> None:
        """Accounts and euros."""
        from tilikartta.messages.numbers import percent
        from tilikartta.model import Cents

        self.say(
            "progress", done=progress.done, total=progress.total, percent=percent(progress.percent, self.session.lang),
            cents=Cents(progress.done_cents), all=Cents(progress.total_cents),
        )  # fmt: skip

    def accounts(self, accounts: "Sequence[Account]") -> None:
        """A numbered list of accounts of the chart."""
        for number, account in enumerate(accounts, start=1):
            told = _first_sentence(account.definition.get(self.session.lang))
            self.out.print(f"  {number}  {self.called(account.code)} – {told}", soft_wrap=True)

    def definition(self, code: str) -> None:
        """All that the chart says of an account."""
        account = self.chart.by_code[code]
        lang = self.session.lang
        self.out.print(f"  {self.called(code)}", style="bold", soft_wrap=True)
        self.out.print(f"  {' '.join(account.definition.get(lang).split())}", soft_wrap=True)
        for words in (account.aliases.get(lang), account.examples.get(lang)):
            if words:
                self.out.print(f"  · {'; '.join(' '.join(word.split()) for word in words)}", style="dim", soft_wrap=True)


def _first_sentence(text: str) -> str:
    text = " ".join(text.split())
    end = text.find(". ")
    text = text[: end + 1] if end >= 0 else text
    return text if len(text) <= _ONE_LINE else text[: _ONE_LINE - 1].rsplit(" ", 1)[0] + "…"
