"""The course of a review: where it stands, what was answered, and the way back. Every step gives a new value."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from tilikartta.mapping.review.items import Answer, Progress, ReviewItem, State
from tilikartta.mapping.review.opening import Opened
from tilikartta.mapping.review.writing import answered_text


@dataclass(frozen=True)
class Step:
    """What ``undo`` goes back to."""

    answers: Mapping[str, Answer]
    at: int
    skipped: frozenset[str]


@dataclass(frozen=True)
class ReviewSession:
    """One sitting. ``text`` is the file as it should stand now; ``at`` is the item before the person's eyes."""

    opened: Opened
    answers: Mapping[str, Answer] = field(default_factory=dict)
    at: int = 0
    skipped: frozenset[str] = frozenset()
    history: tuple[Step, ...] = ()

    @property
    def text(self) -> str:
        """The mapping file with all answers."""
        return answered_text(self.opened, self.answers)

    @property
    def items(self) -> tuple[ReviewItem, ...]:
        """All that is asked."""
        return self.opened.items

    @property
    def item(self) -> ReviewItem | None:
        """What is asked now; None when nothing is left."""
        return self.items[self.at] if self.at < len(self.items) else None

    @property
    def open_items(self) -> tuple[ReviewItem, ...]:
        """What has no answer yet, skipped ones too."""
        return tuple(item for item in self.items if item.key not in self.answers)

    def state(self, item: ReviewItem) -> State:
        """What became of an item."""
        if (answer := self.answers.get(item.key)) is not None:
            return answer.state
        return "skipped" if item.key in self.skipped else "open"

    def progress(self) -> Progress:
        """Accounts and euros with an answer, of all that the file (or the ledger) knows. Rules of functions are no accounts."""
        accounts = [item for item in self.items if item.is_account or item.stake]
        answered = [item for item in accounts if item.key in self.answers]
        before = self.opened.done
        return Progress(
            len(answered) + len(before), len(accounts) + len(before),
            sum(item.stake for item in answered) + sum(before.values()),
            sum(item.stake for item in accounts) + sum(before.values()),
        )  # fmt: skip

    def accept(self, code: str, function: str = "") -> "ReviewSession":
        """The account before the eyes means this account of the universal chart."""
        return self.answer(Answer.of(code, function))

    def answer(self, answer: Answer) -> "ReviewSession":
        """Answer what is asked now and go on to the next open item."""
        return self.answer_all([self.item] if self.item else [], answer)

    def answer_all(self, items: Iterable[ReviewItem], answer: Answer) -> "ReviewSession":
        """The same answer for several items, as one step."""
        answers = {**self.answers, **{item.key: answer for item in items}}
        keys = set(answers) - set(self.answers)
        return replace(self._stepped(), answers=answers, skipped=self.skipped - keys)._onward()

    def skip(self) -> "ReviewSession":
        """Leave it open and go on."""
        if self.item is None:
            return self
        skipped = self.skipped if self.item.key in self.answers else self.skipped | {self.item.key}
        return replace(self._stepped(), skipped=skipped)._onward()

    def back(self) -> "ReviewSession":
        """The item before this one, answered or not; an answer given again takes the place of the first."""
        return replace(self, at=max(0, self.at - 1))

    def undo(self) -> "ReviewSession":
        """Take the last answer (or skip) back; nothing happens at the beginning."""
        if not self.history:
            return self
        last = self.history[-1]
        return replace(self, answers=last.answers, at=last.at, skipped=last.skipped, history=self.history[:-1])

    def _stepped(self) -> "ReviewSession":
        return replace(self, history=(*self.history, Step(self.answers, self.at, self.skipped)))

    def _onward(self) -> "ReviewSession":
        """To the next open item that was not skipped, here or from the beginning; past the end when none is left."""
        order = [*range(self.at + 1, len(self.items)), *range(min(self.at + 1, len(self.items)))]
        found = next((at for at in order if self.state(self.items[at]) == "open"), len(self.items))
        return replace(self, at=found)
