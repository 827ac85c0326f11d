"""Questions of a review that take more than one key: which account, how to split, why."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tilikartta.cli.review_keys import Keys
from tilikartta.cli.review_view import Offer, View

if TYPE_CHECKING:
    from tilikartta.definitions.search import Index
    from tilikartta.mapping.review.items import Answer, ReviewItem
    from tilikartta.model import Finding, Mapping, Target

_SHARE = re.compile(r"(\d)\s*[:=]\s*(\d{1,3}(?:[.,]\d{1,2})?)\s*%?")
_MOST_HITS = 8


class Ask:
    """Asks, and gives the answer or nothing."""

    def __init__(self, view: View, keys: Keys) -> None:
        self.view, self.keys = view, keys
        self._index: Index | None = None

    def text(self, key: str, **values: object) -> str:
        """A line of text; "" for none."""
        self.view.say(f"ask.{key}", **values)
        return self.keys.line()

    def yes(self, key: str) -> bool:
        """Whether the key is yes in one of the languages."""
        self.view.say(f"ask.{key}")
        return self.keys.key() in ("y", "k", "j")

    def number(self, key: str, codes: Sequence[str]) -> str:
        """One of some codes by its number; the only one, or the first where just Enter is pressed."""
        if len(codes) < 2:
            return codes[0] if codes else ""
        self.view.say(f"ask.{key}")
        for at, code in enumerate(codes, start=1):
            self.view.out.print(f"  {at}  {self.view.called(code)}", soft_wrap=True)
        pressed = self.keys.key().strip()
        if not pressed:
            return codes[0]
        return codes[int(pressed) - 1] if pressed.isdigit() and 1 <= int(pressed) <= len(codes) else ""

    def function(self, permitted: Sequence[str]) -> str:
        """One of the functions; "" for none."""
        names = [f"{at} {self.view.session.label(f'report.function.{name}')}" for at, name in enumerate(permitted, start=1)]
        self.view.say("ask.function", names=names)
        pressed = self.keys.key()
        return permitted[int(pressed) - 1] if pressed.isdigit() and 1 <= int(pressed) <= len(permitted) else ""

    def target(self, key: str, offers: Sequence[Offer] = (), **values: object) -> "Target | None":
        """An account of the chart: a code (a function may stand behind it), the number of a candidate, or words to search."""
        from tilikartta.model import Target

        words = self.text(key, **values)
        first, _, rest = words.partition(" ")
        codes = [code for offer in offers for code in offer.answer.codes]
        if first.isdigit() and len(first) == 1 and 1 <= int(first) <= len(codes):
            first = codes[int(first) - 1]
        if first in self.view.chart.by_code:
            return Target(first, rest.strip())
        return self._searched(words) if words else None

    def _searched(self, words: str) -> "Target | None":
        from tilikartta.definitions.search import index_of, search
        from tilikartta.model import Target

        if self._index is None:
            self._index = index_of(self.view.chart)
        hits = [hit.account for hit in search(self._index, words, lang=self.view.session.lang, limit=_MOST_HITS)]
        hits = [account for account in hits if account.until is None]
        if not hits:
            self.view.say("search.none", words=words)
            return None
        self.view.accounts(hits)
        self.view.say("ask.pick")
        pressed = self.keys.key()
        return Target(hits[int(pressed) - 1].code) if pressed.isdigit() and 1 <= int(pressed) <= len(hits) else None

    def with_function(self, item: "ReviewItem", answer: "Answer", function: str) -> "Answer":
        """The answer with the function that was chosen before, where the account permits it."""
        if not function or not item.is_account:
            return answer
        parts = [
            replace(part, targets=tuple(replace(target, function=function) for target in part.targets)) for part in answer.parts
        ]
        return replace(answer, parts=tuple(parts))

    def faults(self, item: "ReviewItem", answer: "Answer") -> "list[Finding]":
        """What is wrong with the answer for this account."""
        from tilikartta.mapping.review.rules import answer_faults

        return answer_faults(item, answer, self.view.chart)

    def sound(self, item: "ReviewItem", answer: "Answer") -> "Answer | None":
        """The answer, with a reason where the class changes; None (and why) where it cannot be taken."""
        findings = self.faults(item, answer)
        if {finding.code for finding in findings} == {"TK591"}:
            self.view.findings(findings)
            reason = self.text("class_change")
            return replace(answer, class_change=reason) if reason else None
        if findings:
            self.view.findings(findings)
            return None
        return answer

    def split(self, mapping: "Mapping", offers: Sequence[Offer]) -> "Answer | None":
        """By sign, side, shares or cost centre."""
        from tilikartta.mapping.review.items import Answer

        self.view.say("ask.split")
        kind = self.keys.key()
        if kind == "1":
            income = self.target("split.income", offers)
            expense = self.target("split.expense", offers) if income else None
            return Answer.by("sign", income=income, expense=expense) if income and expense else None
        if kind == "2":
            debit = self.target("split.debit", offers)
            credit = self.target("split.credit", offers) if debit else None
            return Answer.by("side", debit=debit, credit=credit) if debit and credit else None
        if kind == "3":
            return self._shares(offers)
        return self._by_centre(mapping, offers) if kind == "4" else None

    def _shares(self, offers: Sequence[Offer]) -> "Answer | None":
        """One account divided over functions: ``1=70 2=30``."""
        from tilikartta.mapping.review.items import Answer

        target = self.target("split.account", offers)
        if target is None:
            return None
        permitted = self.view.chart.by_code[target.account].functions
        names = [f"{at} {self.view.session.label(f'report.function.{name}')}" for at, name in enumerate(permitted, start=1)]
        given = _SHARE.findall(self.text("split.shares", names=names))
        shares = {int(at): round(100 * float(share.replace(",", "."))) for at, share in given}
        if sum(shares.values()) != 10_000 or not all(1 <= at <= len(permitted) and share for at, share in shares.items()):
            self.view.say("split.not_whole")
            return None
        targets = tuple(replace(target, function=permitted[at - 1], share=share) for at, share in shares.items())
        return Answer.shares(targets, self.text("split.basis"))

    def _by_centre(self, mapping: "Mapping", offers: Sequence[Offer]) -> "Answer | None":
        from tilikartta.mapping.review.items import Answer

        names = [short for short, _ in mapping.dimensions]
        if not names:
            self.view.say("split.no_centres")
            return None
        name = names[0]
        if len(names) > 1:
            typed = self.text("split.dimension", names=names)
            name = typed if typed in names else name
        targets: dict[str, Target] = {}
        while pattern := self.text("split.centre", name=name):
            target = self.target("split.of_centre", offers, centre=pattern)
            if target is not None:
                targets[pattern] = target
        rest = self.target("split.rest", offers) if targets else None
        return Answer.by_centre(name, targets, rest) if rest is not None else None
