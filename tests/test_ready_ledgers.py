"""A ledger posted on every account of a ready chart: all accounts and euros have a home, and the balance sheet balances."""

from datetime import date

import pytest

from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.mapping_file import load_mapping
from tilikartta.mapping.apply import apply_mapping
from tilikartta.mapping.coverage import coverage_of
from tilikartta.model import Ledger, SourceFile
from tilikartta.sources.canonical import frame_of
from tilikartta.statements.control import differences
from tilikartta.statements.figures import statement

CHARTS = ("tilitin-yhdistys", "kitsas-yhdistys", "kitupiikki-yhdistys-2018", "tilitin-tiekunta", "tilitin-osakaskunta")


def posted_on_every_account(name):
    """One voucher a year and account: the account against the next one, so that each is debited and credited with other sums."""
    numbers = [rule.when.account[0].low for rule in load_mapping(name).rules]
    rows = []
    for year in (2023, 2024, 2025):
        for index, number in enumerate(numbers):
            cents = (index * 7919 + year) % 99_991 + 1
            rows += [(date(year, 1 + index % 12, 1 + index % 28), number, cents)]
            rows += [(date(year, 1 + index % 12, 1 + index % 28), numbers[(index + 1) % len(numbers)], -cents)]
    columns = zip(*rows, strict=True)
    frame = frame_of("entries", dict(zip(("date", "account", "amount"), map(list, columns), strict=True)))
    return numbers, Ledger(frame, frame_of("balances", {}, 0), (SourceFile("a.csv", "", 0, "csv"),))


@pytest.mark.parametrize("name", CHARTS)
def test_every_account_and_euro_has_a_home_and_the_balance_sheet_balances(name):
    chart = universal_chart()
    numbers, ledger = posted_on_every_account(name)
    mapped = apply_mapping(ledger, load_mapping(name), chart)
    coverage = coverage_of(mapped)
    assert (coverage.accounts, coverage.mapped, coverage.unmapped) == (len(numbers), len(numbers), 0)
    assert coverage.turnover == coverage.turnover_mapped == int(ledger.entries["amount"].abs().sum())
    for layout in ("bs_npo", "bs_kpa", "bs_pma_short", "bs_micro_short"):
        assert statement(mapped, chart, chart.layout_by_id[layout]).difference == [0, 0, 0]
    assert differences(mapped, chart)["unmapped"] == [0, 0, 0]


@pytest.mark.parametrize("name", CHARTS)
def test_the_income_statement_is_the_sum_of_the_result_accounts(name):
    chart = universal_chart()
    _, ledger = posted_on_every_account(name)
    mapped = apply_mapping(ledger, load_mapping(name), chart)
    in_result = {code for code, account in chart.by_code.items() if account.in_income_statement}
    for layout in ("is_npo", "is_micro_association", "is_nature"):
        filled = statement(mapped, chart, chart.layout_by_id[layout])
        for period in range(3):
            chosen = mapped.keys["universal"].isin(in_result) & (mapped.keys["period"] == period)
            expected = -int(mapped.balances.loc[chosen, "movement"].sum())
            assert sum(filled.amounts[line.id][period] for line in filled.layout.leaves) == expected
            assert filled.amounts[filled.layout.flat[-1][1].id][period] == expected
