"""The conversation of a review: show an account, take a key, save the answer, go on."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.review_ask import Ask
from tilikartta.cli.review_keys import END, Keys
from tilikartta.cli.review_view import Offer, View

if TYPE_CHECKING:
    from tilikartta.mapping.review.items import Answer, ReviewItem
    from tilikartta.mapping.review.session import ReviewSession


class Loop:
    """One sitting at the terminal. The file on disk always holds every answer given so far."""

    def __init__(self, view: View, keys: Keys, path: Path, review: "ReviewSession") -> None:
        self.view, self.keys, self.path, self.review = view, keys, path, review
        self.ask = Ask(view, keys)
        self._saved = review.opened.text
        self._function = ""
        self._commands: dict[str, Callable[[ReviewItem, list[Offer]], None]] = {
            "/": self._search, "x": self._split, "a": self._alike, "o": self._outside, "?": self._define, "d": self._remove,
            "f": self._choose_function,
        }  # fmt: skip

    def run(self) -> "ReviewSession":
        """Until nothing is left, or the person has had enough."""
        while (item := self.review.item) is not None or not self._at_end():
            if item is None:
                continue
            offers = self.view.offers(item)
            self.view.item(self.review, item, offers, self._function)
            key = self.keys.key()
            if key == END:
                break
            self._obey(key, item, offers)
        return self.review

    def _at_end(self) -> bool:
        """Past the last item: True ends the review; going back or undoing goes on with it."""
        self.view.progress(self.review.progress())
        left = sum(self.review.state(item) == "skipped" for item in self.review.items)
        self.view.say("end", skipped=left)
        key = self.keys.key()
        if key == "b":
            self.review = self.review.back()
        elif key == "u":
            self._change(self.review.undo())
        return self.review.item is None and key in (END, "")

    def _obey(self, key: str, item: "ReviewItem", offers: list[Offer]) -> None:
        if key.isdigit() and 1 <= int(key) <= len(offers):
            self._take(item, offers[int(key) - 1].answer)
        elif key in self._commands:
            self._commands[key](item, offers)
        elif key == "s":
            self.review = self.review.skip()
        elif key == "b":
            self.review = self.review.back()
        elif key == "u":
            self._change(self.review.undo())
        elif key:
            self.view.say("unknown_key", pressed=key)

    def _change(self, changed: "ReviewSession") -> bool:
        """Save what the file now should say; an answer that makes it faulty is not taken."""
        from tilikartta.model import TilikarttaError
        from tilikartta.reports.review_file import save_review

        text = changed.text
        findings = save_review(self.path, text, self._saved, self.view.chart)
        if any(finding.code == "TK592" for finding in findings):
            raise TilikarttaError(findings)
        if findings:
            self.view.findings(findings)
            return False
        self.review, self._saved, self._function = changed, text, ""
        return True

    def _take(self, item: "ReviewItem", answer: "Answer") -> None:
        answer = self.ask.with_function(item, answer, self._function)
        sound = self.ask.sound(item, answer)
        if sound is not None:
            self._change(self.review.answer(sound))

    def _search(self, item: "ReviewItem", offers: list[Offer]) -> None:
        from tilikartta.mapping.review.items import Answer

        target = self.ask.target("search", offers)
        if target is not None:
            self._take(item, Answer.of(target.account, target.function))

    def _split(self, item: "ReviewItem", offers: list[Offer]) -> None:
        if not item.is_account:
            self.view.say("unknown_key", pressed="x")
            return
        answer = self.ask.split(self.review.opened.mapping, offers)
        if answer is not None and (sound := self.ask.sound(item, answer)) is not None:
            self._change(self.review.answer(sound))

    def _alike(self, item: "ReviewItem", offers: list[Offer]) -> None:
        """The first candidate (or the one that is named) for this account and all like it, after they were shown."""
        from tilikartta.mapping.review.alike import alike
        from tilikartta.mapping.review.items import Answer

        chosen = self.ask.number("alike.which", [offer.code for offer in offers if offer.code])
        if not chosen:
            return
        answer = self.ask.with_function(item, Answer.of(chosen), self._function)
        sound = self.ask.sound(item, answer)
        if sound is None:
            return
        others = [other for other in alike(self.review, item, chosen) if not self.ask.faults(other, sound)]
        self.view.say("alike.list", count=len(others) + 1, target=self.view.called(chosen))
        for one in (item, *others):
            self.view.out.print(f"    {one.local.number} {one.local.name}".rstrip(), soft_wrap=True)
        if self.ask.yes("alike.sure"):
            self._change(self.review.answer_all([item, *others], sound))

    def _outside(self, item: "ReviewItem", _: list[Offer]) -> None:
        from tilikartta.mapping.review.items import Answer

        if not item.is_account:
            self.view.say("unknown_key", pressed="o")
            return
        reason = self.ask.text("outside")
        if reason:
            self._change(self.review.answer(Answer.outside(reason)))
        else:
            self.view.say("outside.none")

    def _remove(self, item: "ReviewItem", _: list[Offer]) -> None:
        from tilikartta.mapping.review.items import Answer

        if item.rules:
            self._change(self.review.answer(Answer.removed()))
        else:
            self.view.say("remove.none")

    def _define(self, _: "ReviewItem", offers: list[Offer]) -> None:
        codes = [code for offer in offers for code in offer.answer.codes]
        chosen = self.ask.number("define", list(dict.fromkeys(codes)))
        if chosen:
            self.view.definition(chosen)

    def _choose_function(self, item: "ReviewItem", offers: list[Offer]) -> None:
        permitted = [name for offer in offers for code in offer.answer.codes for name in self.view.chart.by_code[code].functions]
        self._function = self.ask.function(list(dict.fromkeys(permitted))) if item.is_account else ""
