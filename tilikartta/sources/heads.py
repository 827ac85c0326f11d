"""Heading rows of accounts in a printed report: which are real, and where they stand when they are no number."""

from dataclasses import replace

import numpy as np
import pandas as pd

from tilikartta.sources.layout import Roles
from tilikartta.sources.lines import FIGURES, Labels, Lines, first_cells
from tilikartta.sources.report_words import Mask, account_label, account_word, bare_name
from tilikartta.sources.table import Table


def confirmed_heads(lines: Lines, table: Table) -> Lines:
    """Without what only looks like a heading: lines of a page header, such as a postal code before the repeated headings."""
    if not lines.repeated.any() or not lines.head.any():
        return lines
    state = pd.Series(np.where(lines.repeated, 1.0, np.where(lines.posting | lines.opening, 0.0, np.nan)))
    before_headings = lines.head & (state.bfill().shift(-1).fillna(0.0).to_numpy() == 1.0) & _recurs(lines, table)
    if not before_headings.any() or not (lines.head & ~before_headings).any():
        return lines  # every account has its own headings (Odoo), or none has
    number, name = (np.where(before_headings, "", part) for part in (lines.labels.number, lines.labels.name))
    labels = Labels(number, name, lines.labels.column)
    return replace(lines, head=lines.head & ~before_headings, labels=labels)


def _recurs(lines: Lines, table: Table) -> Mask:
    """Headings that stand above the first headings too, or come again and again, as lines of a page header do."""
    written = [index for index in range(len(table.columns)) if table.columns[index].cents is None]
    first = pd.Series(first_cells(table, written, 1)[0].to_numpy())
    above = {cell.strip() for line in table.preamble for cell in line}
    bare = ~first.str.match(account_word(), na=False)
    again = first.isin(above) | (first.where(lines.head).duplicated(keep=False) & pd.Series(lines.head))
    return np.asarray(bare & again, dtype=np.bool_)


def names_as_heads(lines: Lines, table: Table, roles: Roles) -> Lines:
    """Accounts without numbers: a heading is what a later total repeats (``Bank`` ... ``Total for Bank``)."""
    written = [index for index in range(len(table.columns)) if index not in {roles.at.get(role) for role in FIGURES}]
    first, second = (cells.to_numpy() for cells in first_cells(table, written))
    sums = {bare_name(cell) for cell in set(first[lines.total | lines.opening]) if cell}
    sums.discard("")
    candidates = (lines.remarks | lines.head) & (second == "")
    folded = pd.Series(first).str.casefold().str.strip().to_numpy()
    head = candidates & np.isin(folded, list(sums))
    number = np.where(head, first, "")
    empty = np.full(len(number), "", dtype=object)
    return replace(lines, head=head, labels=Labels(number, empty))


def label_above(table: Table) -> tuple[str, str] | None:
    """The account that the lines above the headings name, where the report of one account begins with it."""
    for line in reversed(table.preamble):
        cells = [cell.strip() for cell in line if cell.strip()]
        if cells and (label := account_label(" ".join(cells[:2])) or account_label(cells[0])) is not None:
            return label
    return None
