"""The statements against the ledger: every cent of the one stands in the other."""

from tilikartta.checks.meaning import sheet_of, universal_sums
from tilikartta.checks.subject import Subject
from tilikartta.model import RESULT_CLASSES, Cents, Finding, error
from tilikartta.statements.control import differences
from tilikartta.statements.figures import income_statement


def statement_differs(subject: Subject) -> list[Finding]:
    """TK681 (error): a statement does not show what the ledger holds.

    Why: the link from an entry to the financial statements and back must be unbroken (KPL 2:6). A layout that loses an account
    loses its euros without a word; this check counts both sides again.

    Mend: this is a fault in a layout of the program and not in your books: please report it.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00

    Fails::

        voucher,date,account,amount,broken_layout
        1,2025-02-03,6610,12.00,yes
        1,2025-02-03,1910,-12.00,
    """
    mapped, chart = subject.mapped, subject.chart
    if mapped is None:
        return []
    income, balance = (chart.layout_by_id[name] for name in ("is_npo", "bs_npo"))
    sums = subject.once(universal_sums)
    in_result = sums[sums["klass"].isin(RESULT_CLASSES)]
    result = -(in_result["opening"] + in_result["movement"]).groupby(in_result["period"]).sum()
    shown, sheet = income_statement(mapped, chart, income, sums), subject.once(sheet_of)
    lost = differences(mapped, chart)
    found = []
    for index, label in enumerate(shown.periods):
        printed, held = shown.amounts[income.flat[-1][1].id][index], int(result.get(index, 0))
        if printed != held:
            found.append(error("TK681", layout=income.id, year=label, shown=Cents(printed), held=Cents(held)))
        expected = lost["ledger"][index] - lost["unmapped"][index] - lost["outside"][index] - lost["off_statement"][index]
        if sheet.difference[index] != expected:
            found.append(
                error("TK681", layout=balance.id, year=label, shown=Cents(sheet.difference[index]), held=Cents(expected))
            )
    return found
