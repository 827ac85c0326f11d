"""Write docs/checks.md from the docstrings of the checks and the texts of their findings: ``python docs/make_checks.py``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tilikartta.checks.catalogue import CheckDoc, doc_of
from tilikartta.checks.registry import BASIC, STRICT
from tilikartta.messages import catalogue

PAGE = Path(__file__).resolve().parent / "checks.md"
FAMILIES = {"TK2": "Ledger", "TK3": "Accounts", "TK4": "Continuity", "TK5": "Mapping", "TK6": "Statements, funds and grants"}
_HEAD = """\
# Checks of `tilikartta validate`

{count} checks, {basic} of them in the preset `basic`; `strict` adds those that are only worth a look. Errors and warnings are
never guesses. The examples run as tests: the first passes, the second fails. Their accounts are those of the universal chart,
amounts are euros (debit +), `opening` is a balance at the start of the year, `repeat` stands for so many like vouchers.

A finding in your language: `tilikartta explain TK210`. This page is written by `python docs/make_checks.py`.
"""


def _check(doc: CheckDoc, preset: str) -> Iterator[str]:
    yield f"\n### {doc.code} {doc.what[0].upper()}{doc.what[1:]}\n"
    yield f"{doc.severity}, preset {preset}\n"
    yield f"**Why:** {doc.why}\n"
    yield f"**Mend:** {doc.mend}\n"
    yield f"> {catalogue()[doc.code]['what']['fi']}\n"
    yield "Passes:\n"
    yield f"```csv\n{doc.passes}\n```\n"
    yield "Fails:\n"
    yield f"```csv\n{doc.fails}\n```"


def page() -> str:
    """The page as text."""
    docs = sorted(((doc_of(check), "basic" if check in BASIC else "strict") for check in STRICT), key=lambda pair: pair[0].code)
    lines = [_HEAD.format(count=len(STRICT), basic=len(BASIC))]
    for family, title in FAMILIES.items():
        lines.append(f"\n## {title} ({family})")
        for doc, preset in docs:
            if doc.code.startswith(family):
                lines += _check(doc, preset)
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}\n")
