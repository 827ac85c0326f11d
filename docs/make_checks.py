"""Write docs/checks.md from the docstrings of the checks and the texts of their findings: ``python docs/make_checks.py``."""

import sys
from collections.abc import Iterator
from pathlib import Path

from tilikartta.checks.catalogue import CheckDoc, CheckFunction, doc_of
from tilikartta.checks.registry import BASIC, STRICT
from tilikartta.messages import message, where

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tests"))  # the examples are read as the tests read them

from check_examples import subject_of_example  # noqa: E402

PAGE = HERE / "checks.md"
FAMILIES = {"TK2": "Ledger", "TK3": "Accounts", "TK4": "Continuity", "TK5": "Mapping", "TK6": "Statements, funds and grants"}
_HEAD = """\
# Checks of `tilikartta validate`

{count} checks, {basic} of them in the preset `basic`; `strict` adds those that are only worth a look. Errors and warnings are
never guesses. The examples run as tests: the first passes, the second fails with the message under it. Their accounts are
those of the universal chart, amounts are euros (debit +), `opening` is a balance at the start of the year, `repeat` stands for
so many like vouchers.

A finding in your language: `tilikartta explain TK210`. This page is written by `python docs/make_checks.py`.
"""


def _message(check: CheckFunction, doc: CheckDoc) -> str:
    """What the check says about its failing example, in Finnish, with the place before it as in the terminal."""
    found = check(subject_of_example(doc.fails))[0]
    spot = where(found, "fi")
    return f"{spot}: {message(found, 'fi')}" if spot else message(found, "fi")


def _check(check: CheckFunction, doc: CheckDoc, preset: str) -> Iterator[str]:
    yield f"\n### {doc.code} {doc.what[0].upper()}{doc.what[1:]}\n"
    yield f"{doc.severity}, preset {preset}\n"
    yield f"**Why:** {doc.why}\n"
    yield f"**Mend:** {doc.mend}\n"
    yield "Passes:\n"
    yield f"```csv\n{doc.passes}\n```\n"
    yield "Fails:\n"
    yield f"```csv\n{doc.fails}\n```\n"
    yield f"> {doc.code} {_message(check, doc)}"


def page() -> str:
    """The page as text."""
    checks = sorted(STRICT, key=lambda check: doc_of(check).code)
    lines = [_HEAD.format(count=len(STRICT), basic=len(BASIC))]
    for family, title in FAMILIES.items():
        lines.append(f"\n## {title} ({family})")
        for check in checks:
            if (doc := doc_of(check)).code.startswith(family):
                lines += _check(check, doc, "basic" if check in BASIC else "strict")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    sys.stdout.write(f"{PAGE.name}\n")
