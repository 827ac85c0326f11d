"""charts/funders/*.yaml -> Form, checked so that every euro of a cost centre falls on one row of the form."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tilikartta.definitions.chart_file import rename_class, universal_chart
from tilikartta.definitions.key_figure_file import pick_faults
from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import Document, load
from tilikartta.definitions.validate import closest, validate
from tilikartta.model import Account, Chart, ExitCode, Finding, TilikarttaError, error
from tilikartta.model.grants import INCOME_SECTIONS, Form, FormRow

GRANT_NATURES: frozenset[str] = frozenset({"grant_targeted", "grant_general"})


def rows_of(form: Form, account: Account, function: str, *, this_grant: bool = False) -> list[FormRow]:
    """The rows that claim the account under the function: what is not accepted goes before the rest, a ``rest`` row comes last.

    ``this_grant``: whether it is income from the funder of the report.
    """
    if account.klass == "asset":
        return [row for row in form.rows if row.section == "capex" and _claims(row, account, function)]
    income = account.klass == "income"
    first, others = ("excluded", ("income",)) if income else ("ineligible", ("cost", "covered"))
    grant = "this" if this_grant else "other"
    able = [row for row in form.rows if row.grant in {"", grant} and not row.rest and _claims(row, account, function)]
    found = [row for row in able if row.section == first][:1] or [row for row in able if row.section in others]
    return found or [row for row in form.rows if row.rest and row.section in {first, *others}]


def _claims(row: FormRow, account: Account, function: str) -> bool:
    if row.grant and account.nature not in GRANT_NATURES:
        return False
    return any(pick.takes_account(account) and pick.takes_function(function) for pick in row.select)


def _partition(form: Form, chart: Chart, document: Document) -> Iterator[Finding]:
    """TK330 euros without a row, TK331 euros on several rows."""
    place = document.place(("rows",), key=True)
    for account in chart.accounts:
        for function in account.functions if account.in_income_statement else ():
            for this_grant in (True, False):
                rows = rows_of(form, account, function, this_grant=this_grant)
                if not rows:
                    yield error("TK330", place, account=account.code, function=function, form=form.id)
                elif len(rows) > 1:
                    names = [row.id for row in rows]
                    yield error("TK331", place, account=account.code, function=function, form=form.id, rows=names)


def _rows(form: Form, chart: Chart, document: Document) -> Iterator[Finding]:
    """TK323 of every row, TK325 one id twice, TK335 a row that could never do its work."""
    seen: set[str] = set()
    for index, row in enumerate(form.rows):
        path = ("rows", index)
        yield from pick_faults(row.select, chart, document, (*path, "select"))
        if row.id in seen:
            yield error("TK325", document.place((*path, "id")), id=row.id)
        seen.add(row.id)
        if not _whole(row):
            yield error("TK335", document.place(path), row=row.id, form=form.id)
    for index, check in enumerate(form.by_hand):
        yield from pick_faults(check.select, chart, document, ("by_hand", index, "select"))
    yield from pick_faults(form.scope, chart, document, ("scope",))


def _whole(row: FormRow) -> bool:
    """Whether what is not accepted says why, a rest row selects nothing, and the others select accounts of their own side.

    No row selects by funder or fund (``grant`` does): the proof that every euro has one row could not follow.
    """
    if row.section in {"ineligible", "excluded"} and row.why is None:
        return False
    if row.rest or not row.select:
        return row.rest and not row.select and row.section != "capex"
    side = {"income"} if row.section in INCOME_SECTIONS else {"asset"} if row.section == "capex" else {"expense", "appropriation"}
    return all(
        pick.klass and set(pick.klass) <= side and not (pick.funder or pick.not_funder or pick.fund) for pick in row.select
    )


def _references(form: Form, document: Document) -> Iterator[Finding]:
    """TK332 a flat rate or limit of rows that are not there or come later, TK336 a flat rate without exactly one percentage."""
    known = [row.id for row in form.rows if row.section in {"cost", "capex"}]
    for index, flat in enumerate(form.flats):
        place = document.place(("flats", index))
        yield from (error("TK332", place, name=name, near=closest(name, known)) for name in flat.of if name not in known)
        if (flat.percent is None) != bool(flat.rate):
            yield error("TK336", place, flat=flat.id)
        known.append(flat.id)
    for index, limit in enumerate(form.limits):
        place = document.place(("limits", index))
        yield from (
            error("TK332", place, name=name, near=closest(name, known)) for name in (*limit.rows, *limit.of) if name not in known
        )


def read_form(path: Path, chart: Chart, *, prove: bool = True) -> tuple[Form | None, list[Finding]]:
    """One funder form, checked against the chart. Every fault is a finding; None when the file has not the right shape.

    ``prove``: also walk every account and function (TK330, TK331), which takes longer than all the rest.
    """
    document, findings = load(path, shown(path))
    form, faults = validate(document, Form, rename_class)
    findings += faults
    if form is None:
        return None, findings
    checks = (_rows, _partition) if prove else (_rows,)
    return form, [*findings, *(one for check in checks for one in check(form, chart, document)), *_references(form, document)]


@cache
def shipped_forms() -> dict[str, Form]:
    """The shipped funder forms by id, for the universal chart; a test proves them, so a run need not."""
    read = [read_form(path, universal_chart(), prove=False) for path in sorted((shipped("charts") / "funders").glob("*.yaml"))]
    findings = [finding for _, faults in read for finding in faults]
    if findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return {form.id: form for form, _ in read if form is not None}
