"""What an answer must hold to: known codes that are in use, permitted functions, and a class that does not change in silence."""

from collections.abc import Iterator

from tilikartta.mapping.resolve import nearest_codes
from tilikartta.mapping.review.items import Answer, ReviewItem
from tilikartta.model import Chart, Finding, Place, Target, error

# Classes of a local chart that a universal class may take without a word, as mapping check has it.
_ALIKE = ({"liability", "equity"}, {"expense", "appropriation"}, {"income", "appropriation"})


def answer_faults(item: ReviewItem, answer: Answer, chart: Chart, place: Place | None = None) -> list[Finding]:
    """TK541 or TK550 codes, TK590 a function that is not permitted, TK591 a class that changes without a reason."""
    targets = [target for part in answer.parts for target in part.targets if target.account]
    return [finding for target in targets for finding in _faults(item, answer, target, chart, place)]


def _faults(item: ReviewItem, answer: Answer, target: Target, chart: Chart, place: Place | None) -> Iterator[Finding]:
    account = chart.by_code.get(target.account)
    who = item.local.number or item.local.name
    if account is None:
        yield error("TK541", place, account=who, target=target.account, near=nearest_codes(target.account, chart))
        return
    if account.until is not None:
        yield error("TK550", place, account=who, target=account.code, until=account.until, new=account.replaced_by or "–")
    if target.function and target.function not in account.functions:
        yield error("TK590", place, account=who, target=account.code, given=target.function, permitted=list(account.functions))
    if changes_class(item.local.klass, account.klass) and not answer.class_change:
        yield error("TK591", place, account=who, name=item.local.name, kind=item.local.klass, target=account.code)


def changes_class(local: str, universal: str) -> bool:
    """Whether an account of this class of the local chart must not become one of that class without a reason."""
    return bool(local) and local != universal and not any({local, universal} == pair for pair in _ALIKE)
