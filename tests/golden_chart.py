"""The chart and its layouts as two texts that a person can read and compare: ``golden/accounts.csv`` and ``golden/layouts.txt``.

A change of either is a decision: a code never changes its meaning, and a line of a statement does not move by accident. After a
change that is meant, write them anew (``python tests/golden_chart.py``) and read what changed before it is committed.
"""

import csv
import io
from dataclasses import fields
from pathlib import Path

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.model import Account, Chart, Layout, Select

FOLDER = Path(__file__).resolve().parent / "golden"
ATTRIBUTES = (
    "klass", "nature", "function", "functions", "level", "term", "unspecified", "flip", "funder", "purpose", "tax", "vat",
    "since", "until", "replaced_by",
)  # fmt: skip
SHOWN = ("is_npo", "bs_npo")  # their lines stand beside each account, so that a reader sees what an attribute does


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(map(str, value))
    return "" if value is None or value is False else str(value)


def account_row(chart: Chart, account: Account) -> list[str]:
    """Code, attributes, and the line under the default function."""
    lines = []
    for name in SHOWN:
        layout = chart.layout_by_id[name]
        line = layout.line_of(account, account.function) if layout.covers(account) else None
        lines.append(line.id if line else "")
    return [account.code, *(_text(getattr(account, name)) for name in ATTRIBUTES), *lines]


def accounts_text(chart: Chart) -> str:
    """All accounts, a row each."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["code", *ATTRIBUTES, *SHOWN])
    writer.writerows(account_row(chart, account) for account in chart.accounts)
    return out.getvalue()


def select_text(select: Select | None) -> str:
    """What a leaf takes, in one line."""
    parts = [f"{field.name}={_text(getattr(select, field.name))}" for field in fields(Select) if getattr(select, field.name)]
    return " | ".join(parts)


def layout_text(layout: Layout) -> str:
    """The tree of a layout: where each line stands, what it is and what it selects."""
    rows = [f"{layout.id} {layout.kind}"]
    for depth, line in layout.flat:
        marks = [line.type, line.ref, line.takes, line.side, "" if line.statutory == "true" else f"statutory={line.statutory}"]
        marks += ["companies" if line.companies_only else "", select_text(line.select) if line.select else ""]
        rows.append("  " * (depth + 1) + " · ".join([line.id, *filter(None, marks)]))
    return "\n".join(rows) + "\n"


def layouts_text(chart: Chart) -> str:
    """All layouts, in the order of their ids."""
    return "\n".join(layout_text(layout) for layout in sorted(chart.layouts, key=lambda one: one.id))


def write() -> None:
    """Write both anew."""
    FOLDER.mkdir(exist_ok=True)
    for name, text in (("accounts.csv", accounts_text(universal_chart())), ("layouts.txt", layouts_text(universal_chart()))):
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write()
