"""All checks in plain lists, in the order in which faults are best mended: what breaks others comes first."""

from tilikartta.checks import (
    accounts,
    cash,
    continuity,
    dates,
    digits,
    duplicates,
    funds,
    grant_period,
    grants,
    law,
    mapped,
    netting,
    numbering,
    own_chart,
    payroll,
    remapped,
    statement,
    stea,
    vat,
    vouchers,
)  # fmt: skip
from tilikartta.checks.catalogue import CheckFunction

BASIC: tuple[CheckFunction, ...] = (
    vouchers.one_sided_file,
    vouchers.unbalanced_vouchers,
    vouchers.unbalanced_days,
    vouchers.unbalanced_balances,
    dates.impossible_year,
    dates.outside_year,
    dates.stray_year,
    dates.in_the_future,
    duplicates.repeated_voucher,
    numbering.missing_voucher,
    numbering.number_used_twice,
    numbering.gaps,
    continuity.opening_differs,
    continuity.result_not_in_equity,
    continuity.year_missing,
    cash.negative_cash,
    cash.overdrawn_bank,
    own_chart.unknown_account,
    own_chart.posting_on_heading,
    mapped.ambiguous_rules,
    mapped.unmapped,
    mapped.class_changed,
    remapped.mapped_differently,
    statement.statement_differs,
    accounts.two_names,
    own_chart.renamed_account,
    accounts.wrong_side,
    netting.income_on_cost_account,
    netting.cost_on_income_account,
    vat.rate_not_in_force,
    vat.vat_without_liability,
    payroll.wages_without_social_costs,
    payroll.social_costs_without_wages,
    grants.grant_without_funder,
    grants.grant_without_cost_centre,
    grants.refused_cost,
    stea.imputed_cost,
    stea.not_for_stea,
    stea.general_costs,
    stea.delegated_grants,
    grant_period.cost_outside_period,
    grants.grant_in_surplus,
    grants.collection_without_income,
    funds.separate_assets,
    funds.fund_overspent,
    law.too_large_for_micro_association,
    law.size_class,
    law.audit_duty,
)
"""What every run looks for."""

STRICT: tuple[CheckFunction, ...] = (
    *BASIC,
    numbering.out_of_order,
    duplicates.likely_duplicate,
    duplicates.zero_rows,
    duplicates.missing_text,
    duplicates.outsize_amount,
    digits.last_digits,
    digits.round_numbers,
    accounts.same_name,
    own_chart.unused_account,
    payroll.pension_share,
    mapped.dead_rules,
)
"""With what is only worth a look: guesses and matters of taste, all of them info."""

PRESETS: dict[str, tuple[CheckFunction, ...]] = {"basic": BASIC, "strict": STRICT}

NEEDS_MAPPING: frozenset[str] = frozenset({
    "TK243", "TK337", "TK338", "TK342", "TK344", "TK345", "TK346", "TK347", "TK348", "TK401", "TK402", "TK404", "TK540", "TK545",
    "TK552", "TK554", "TK681", "TK682", "TK683", "TK684", "TK685", "TK686", "TK687", "TK688", "TK689", "TK690", "TK691", "TK692",
    "TK693", "TK694", "TK695",
})  # fmt: skip
"""Checks that need the meaning of accounts: without a mapping they find nothing."""

FAULTY_CELL: dict[str, str] = {
    "TK201": "account", "TK206": "date", "TK214": "voucher", "TK215": "voucher", "TK216": "voucher", "TK217": "date",
    "TK218": "date", "TK219": "date", "TK220": "date", "TK222": "voucher", "TK223": "voucher", "TK225": "text",
    "TK316": "account", "TK318": "account_name", "TK319": "account", "TK340": "account_name", "TK345": "account",
    "TK346": "account",
}  # fmt: skip
"""The column where a fault is seen; the amount where nothing else is said."""
