"""Key figures against sums done by hand on a small ledger; what is missing is None with its reason, never 0."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from mapping_ledgers import CHART, Balance, Entry, Rules, ledger, mapped

from tilikartta.definitions.key_figure_file import _apart, read_key_figures, shipped_key_figures
from tilikartta.messages import LANGUAGES, hint, message
from tilikartta.model.formula import FormulaError, NotDivisible, evaluate, parse_formula
from tilikartta.model.measures import Band, KeyFigureBook, Pick, in_language, rounded
from tilikartta.statements.figures import statement
from tilikartta.statements.key_figures import key_figures

BOOK = shipped_key_figures()
FILE = Path(__file__).resolve().parents[1] / "charts" / "key-figures.yaml"
HOME = (("dim_kp", "home"),)
FUND = (("dim_kp", "fund"),)

OPENING = {
    "1910": 10_000_00, "1140": 4_000_00, "1610": 1_000_00, "2040": -3_000_00, "2120": -9_500_00, "2520": -500_00,
    "2540": -2_000_00,
}  # fmt: skip
# in euros; bank is the other side of every one
YEAR = {
    "3310": -6_000, "3420": -2_000, "3410": -1_000, "3630": -5_000, "3650": -1_000, "3810": -500, "3730": -4_500,
    "4110": 8_000, "4210": 1_500, "5110": 2_000, "6650": 1_500, "6910": 500, "6940": 250, "7130": 1_000, "7510": 250,
}  # fmt: skip


def rules(**axes: dict) -> Rules:
    found = Rules()
    for account in CHART.accounts:
        found.add(account.code, account.code)
    found.add({"account": "*", "kp": "fund"}, {"fund": "Muistorahasto"})
    for code, axis in axes.items():
        found.add(code.removeprefix("a"), axis)
    return found


def book_of(year: dict[str, int] = YEAR, opening: dict[str, int] = OPENING, dims: dict = {}):  # noqa: B006
    entries = []
    for code, euros in year.items():
        entries += [Entry(code, euros * 100, dims=dims.get(code, HOME)), Entry("1910", -euros * 100, dims=HOME)]
    return ledger(entries, [Balance(code, cents, None, "2025-01-01") for code, cents in opening.items()])


def figures(book=None, mapping: Rules | None = None):
    result = mapped(book or book_of(), (mapping or rules()).mapping(dims=["kp"]))
    rows, findings = key_figures(result, CHART, BOOK)
    return {(row.figure.id, row.variant.id if row.variant else ""): row for row in rows}, findings


# income 20 000, expenses 15 000 (of them depreciation 1 000, which this ledger takes from the bank): bank 15 000 at the end
BY_HAND = {
    # equity 9 500 + 3 000 + 5 000 = 17 500; assets 15 000 + 4 000 + 1 000 = 20 000, less advances 2 000
    ("equity_ratio", ""): "97.2",
    ("equity_ratio", "without_restricted_funds"): "80.6",  # 14 500 / 18 000
    ("quick_ratio", ""): "32.00",  # (15 000 + 1 000) / (2 500 - 2 000)
    ("current_ratio", ""): "6.40",  # 16 000 / 2 500
    ("operating_reserve_months", ""): "9.0",  # (17 500 - 3 000 - 4 000) / 14 000 * 12
    ("operating_reserve_months", "with_restricted_funds"): "11.6",  # 13 500 / 14 000 * 12
    ("cash_months", ""): "12.9",  # 15 000 / 14 000 * 12
    ("grant_dependency", ""): "47.5",  # municipality 5 000 + 4 500; the foundation is not public
    ("own_funding_share", ""): "52.5",
    ("own_funding_share", "without_membership_fees"): "22.5",
    ("membership_fee_share", ""): "30.0",
    ("fundraising_cost_ratio", ""): "8.3",  # 750 / 9 000
    ("fundraising_cost_ratio", "without_membership_fees"): "25.0",  # 750 / 3 000
    ("collection_cost_ratio", ""): "25.0",  # 500 / 2 000
    ("programme_expense_ratio", ""): "83.3",  # 12 500 / 15 000
    ("admin_expense_ratio", ""): "10.0",  # 1 500 / 15 000
    ("staff_cost_ratio", ""): "63.3",  # 9 500 / 15 000
    ("result_margin", ""): "25.0",  # 5 000 / 20 000
    ("operating_reliance", ""): "0.80",  # (20 000 - 5 000 - 1 000 - 2 000) / 15 000
    ("relative_indebtedness", ""): "2.5",  # (2 500 - 2 000) / 20 000
}  # fmt: skip


def test_every_figure_by_hand():
    found, findings = figures()
    values = {key: str(row.value) for key, row in found.items() if key in BY_HAND}
    assert values == BY_HAND
    assert findings == []
    assert {key[0] for key in BY_HAND} == {figure.id for figure in BOOK.figures}
    assert all(type(row.value) is Decimal and row.reason is None for key, row in found.items())


def test_bands_are_those_of_the_source_and_their_limits_hold():
    found, _ = figures()
    bands = {key[0]: row.band.id for key, row in found.items() if row.band}
    assert bands == {
        "equity_ratio": "excellent", "quick_ratio": "good", "current_ratio": "ok", "programme_expense_ratio": "good",
    }  # fmt: skip
    by_id = {figure.id: figure for figure in BOOK.figures}

    def band(figure: str, value: str) -> list[str]:
        return [band.id for band in by_id[figure].bands if band.holds(Decimal(value))]

    expected = {"50.1": ["excellent"], "50.0": ["good"], "35.0": ["good"], "34.9": ["satisfactory"], "25.0": ["satisfactory"]}
    assert {value: band("equity_ratio", value) for value in expected} == expected
    assert {value: band("quick_ratio", value) for value in ("1.01", "1.00", "0.50", "0.49")} == {
        "1.01": ["good"], "1.00": ["satisfactory"], "0.50": ["satisfactory"], "0.49": ["weak"],
    }  # fmt: skip
    assert (band("programme_expense_ratio", "65.0"), band("programme_expense_ratio", "85.0")) == ([], ["excellent"])
    assert (band("operating_reserve_months", "2.9"), band("operating_reserve_months", "3.0")) == (["watch"], ["ok"])


def test_a_figure_carries_the_cents_that_stood_in_it():
    found, _ = figures()
    assert dict(found["admin_expense_ratio", ""].terms) == {"administration": 1_500_00, "expenses": 15_000_00}
    assert dict(found["current_ratio", ""].terms) == {"bs.a.cur": 16_000_00, "bs.l.liab.short": 2_500_00}


def test_totals_of_terms_are_those_of_the_income_statement():
    book = book_of()
    result = mapped(book, rules().mapping(dims=["kp"]))
    amounts = statement(result, CHART, CHART.layout_by_id["is_npo"]).amounts
    found, _ = figures(book)
    terms = dict(found["result_margin", ""].terms)
    assert terms["income"] == sum(amounts[line][0] for line in ("is.ord.inc", "is.fund.inc", "is.inv.inc", "is.gen"))
    assert terms["expenses"] == -sum(amounts[line][0] for line in ("is.ord.exp", "is.fund.exp", "is.inv.exp"))


def test_without_openings_figures_of_the_balance_sheet_are_not_available_and_the_others_are():
    found, _ = figures(book_of(opening={}))
    missing = {key[0] for key, row in found.items() if row.reason is not None}
    assert missing == {
        "equity_ratio", "quick_ratio", "current_ratio", "operating_reserve_months", "cash_months", "relative_indebtedness",
    }  # fmt: skip
    assert {found[name, ""].reason.code for name in missing} == {"TK601"}
    assert all(found[name, ""].value is None for name in missing)
    assert str(found["result_margin", ""].value) == "25.0"


def test_stated_closings_are_as_good_as_openings():
    closing = {**OPENING, "1910": 15_000_00, **{code: euros * 100 for code, euros in YEAR.items()}}
    rows = [Balance(code, None, cents, "2025-01-01", "2025-12-31") for code, cents in closing.items()]
    found, _ = figures(ledger(balances=rows))
    assert {key: str(row.value) for key, row in found.items() if key in BY_HAND} == BY_HAND


def test_turnovers_alone_do_not_tell_what_there_is():
    """A list of debit and credit sums is read with a closing that is only its turnover."""
    rows = [
        Balance(code, None, euros * 100, "2025-01-01", "2025-12-31", debit=max(euros, 0) * 100, credit=max(-euros, 0) * 100)
        for code, euros in {**YEAR, "1910": 5_000}.items()
    ]
    found, _ = figures(ledger(balances=rows))
    assert found["equity_ratio", ""].reason.code == "TK601"
    rows[-1] = replace(rows[-1], closing=15_000_00)  # the bank shows more than its turnover: closings are stated
    found, _ = figures(ledger(balances=rows))
    assert found["equity_ratio", ""].value is not None


def test_a_list_of_closings_without_turnover_tells_what_there_is():
    rows = [Balance(code, None, cents) for code, cents in {"1910": 500, "2120": -300, "3310": -200}.items()]
    found, _ = figures(ledger(balances=rows))
    assert str(found["equity_ratio", ""].value) == "100.0"


def test_an_opening_of_zero_is_a_statement():
    found, _ = figures(book_of(opening={"1910": 0}))
    assert found["equity_ratio", ""].reason is None


def test_an_opening_of_a_later_year_does_not_tell_the_earlier_one():
    rows = [
        Entry("1910", 100, "2024-05-01"), Entry("3310", -100, "2024-05-01"),
        Entry("1910", 50, "2025-05-01"), Entry("3310", -50, "2025-05-01"),
    ]  # fmt: skip
    openings = [Balance("1910", 300, None, "2025-01-01"), Balance("2120", -300, None, "2025-01-01")]
    result = mapped(ledger(rows, openings), rules().mapping(dims=["kp"]))
    rows_, _ = key_figures(result, CHART, BOOK)
    equity = [row for row in rows_ if row.figure.id == "equity_ratio" and row.variant is None]
    assert [(row.period, row.value, row.reason.code if row.reason else "") for row in equity] == [
        ("2024", None, "TK601"), ("2025", Decimal("100.0"), ""),
    ]  # fmt: skip


def test_a_second_entity_without_openings_makes_the_balance_sheet_unknown():
    rows = [
        Entry("1910", 5, entity="A"),
        Entry("3310", -5, entity="A"),
        Entry("1910", 7, entity="B"),
        Entry("3310", -7, entity="B"),
    ]
    found, _ = figures(ledger(rows, [Balance("1910", 1, None, "2025-01-01", entity="A")]))
    assert found["equity_ratio", ""].reason.code == "TK601"


def test_zero_and_negative_divisors_are_reasons_not_numbers():
    found, _ = figures(book_of({"4110": 100}))
    assert found["result_margin", ""].reason.code == "TK600"
    assert found["collection_cost_ratio", ""].reason.code == "TK600"
    assert found["membership_fee_share", ""].value is None
    found, _ = figures(book_of({"3310": 500, "4110": 100, "6650": 1}))
    assert found["result_margin", ""].reason.code == "TK604"
    assert [text.fi for text in found["result_margin", ""].reason.data["of"]] == ["Tuotot yhteensä"]


def test_a_divisor_made_of_lines_is_named_by_the_lines():
    found, _ = figures(book_of({"3310": -1}, opening={"1910": 5, "2120": -5}))
    reason = found["current_ratio", ""].reason
    assert (reason.code, [text.sv for text in reason.data["of"]]) == ("TK600", ["Kortfristigt främmande kapital"])


def test_administration_that_nobody_keeps_apart_is_missing_and_not_zero():
    year = {code: euros for code, euros in YEAR.items() if code != "6650"}
    found, _ = figures(book_of(year))
    for name in ("admin_expense_ratio", "programme_expense_ratio"):
        assert (found[name, ""].value, found[name, ""].reason.code) == (None, "TK603")
    assert found["staff_cost_ratio", ""].value is not None


def test_administration_allocated_away_is_zero_after_and_stands_before():
    entries = [Entry("6980", -1_500_00, dims=HOME), Entry("6980", 1_500_00, dims=FUND)]
    mapping = rules().add({"account": "6980", "kp": "home"}, {"function": "administration"})
    whole = ledger(
        [Entry(code, euros * 100, dims=HOME) for code, euros in YEAR.items()]
        + [Entry("1910", -sum(YEAR.values()) * 100, dims=HOME), *entries]
    )
    found, _ = figures(whole, mapping)
    assert str(found["admin_expense_ratio", ""].value) == "0.0"
    assert str(found["admin_expense_ratio", "before_allocation"].value) == "10.0"


def test_euros_of_unknown_nature_make_a_range_and_say_how_much():
    found, _ = figures(book_of({**YEAR, "6790": 5_000}))
    row = found["staff_cost_ratio", ""]
    assert row.value is None
    assert row.reason.code == "TK602"
    assert (row.reason.data["amount"], str(row.low), str(row.high)) == (5_000_00, "47.5", "72.5")  # 9 500 and 14 500 of 20 000
    assert found["admin_expense_ratio", ""].value is not None, "a figure that needs no natures is not touched"


def test_euros_of_unknown_nature_that_cannot_change_the_printed_figure_do_no_harm():
    found, _ = figures(book_of({**YEAR, "6790": 1}))
    assert str(found["staff_cost_ratio", ""].value) == "63.3"


def test_unspecified_staff_is_still_staff():
    found, _ = figures(book_of({**YEAR, "4990": 5_000}))
    assert str(found["staff_cost_ratio", ""].value) == "72.5"


def test_grants_of_an_unknown_funder_are_neither_public_nor_private():
    found, _ = figures(book_of({**YEAR, "3690": -5_000}))
    row = found["grant_dependency", ""]
    assert (row.value, str(row.low), str(row.high)) == (None, "38.0", "58.0")  # 9 500 and 14 500 of 25 000
    found, _ = figures(book_of({**YEAR, "3690": -5_000}), rules(a3690={"funder": "okm"}))
    assert str(found["grant_dependency", ""].value) == "58.0"
    found, _ = figures(book_of({**YEAR, "3690": -5_000}), rules(a3690={"funder": "own"}))
    assert str(found["grant_dependency", ""].value) == "38.0"
    found, _ = figures(book_of({**YEAR, "3670": -5_000}))
    assert str(found["grant_dependency", ""].value) == "58.0", "a wage subsidy is public without a funder"


def test_funds_narrow_the_variant_and_not_the_figure():
    found, _ = figures(book_of(dims={"3410": FUND, "6940": FUND}))
    assert str(found["result_margin", ""].value) == "25.0"
    assert str(found["result_margin", "unrestricted_funds"].value) == "22.4"  # (19 000 - 14 750) / 19 000
    assert str(found["fundraising_cost_ratio", "unrestricted_funds"].value) == "6.3"  # 500 / 8 000
    assert str(found["operating_reliance", ""].value) == "0.73"  # the fund's donation is not free: 11 000 / 15 000


def test_an_empty_ledger_has_reasons_only():
    found, findings = figures(ledger())
    assert findings == []
    assert {row.value for row in found.values()} == {None}
    assert {row.reason.code for row in found.values()} <= {"TK600", "TK601", "TK603"}


def test_a_long_first_year_counts_its_own_months():
    rows = [
        Entry("1910", 1_800, "2024-07-01"), Entry("3310", -1_800, "2024-07-01"),
        Entry("5110", 900, "2025-12-31"), Entry("1910", -900, "2025-12-31"),
    ]  # fmt: skip
    mapping = replace(rules().mapping(dims=["kp"]), valid_from=date(2024, 7, 1), valid_to=date(2025, 12, 31))
    result = mapped(ledger(rows, [Balance("1910", 0, None, "2024-07-01")]), mapping)
    rows_, _ = key_figures(result, CHART, BOOK)
    found = {row.figure.id: row for row in rows_ if row.variant is None}
    assert str(found["cash_months"].value) == "18.0"  # 900 of cash, 900 spent in 18 months


def test_accounts_without_a_home_are_told():
    _, findings = figures(ledger([Entry("nowhere", 700), Entry("1910", -700), Entry("other", -200), Entry("1910", 200)]))
    (finding,) = findings
    assert (finding.code, finding.data["count"], finding.data["amount"]) == ("TK605", 2, 900)
    _, findings = figures(ledger([Entry("nowhere", 700)], [Balance("nowhere", 50, None, "2025-01-01")]))
    assert [finding.data["amount"] for finding in findings] == [750]


def test_what_rests_on_no_source_says_so_in_three_languages():
    words = {
        "fi": "yleistä käytäntöä, lähdettä ei ole",
        "sv": "allmän praxis utan källa",
        "en": "common practice without a source",
    }
    unconfirmed = {figure.id for figure in BOOK.figures if figure.unconfirmed}
    assert unconfirmed == {
        "cash_months", "grant_dependency", "own_funding_share", "membership_fee_share", "collection_cost_ratio",
        "staff_cost_ratio", "relative_indebtedness",
    }  # fmt: skip
    for figure in BOOK.figures:
        told = {lang: words[lang] in figure.source.get(lang).lower() for lang in LANGUAGES}
        assert set(told.values()) == {figure.unconfirmed}, figure.id


def test_the_split_between_programme_and_administration_carries_its_caution():
    found, _ = figures()
    for name in ("programme_expense_ratio", "admin_expense_ratio"):
        assert "kartoituksesta" in found[name, ""].cautions[0].fi
    assert found["staff_cost_ratio", ""].cautions == ()


def test_every_nature_of_the_income_statement_has_its_names():
    natures = {account.nature for account in CHART.accounts if account.in_income_statement}
    assert natures == set(BOOK.natures)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_reasons_read_as_sentences_with_names_of_the_language(lang):
    found, _ = figures(book_of({"4110": 100, "6790": 50}, opening={}))
    words = {"fi": "ei saatavilla", "sv": "ej tillgängligt", "en": "not available"}
    reasons = [row.reason for row in found.values() if row.reason]
    assert {reason.code for reason in reasons} == {"TK600", "TK601", "TK602", "TK603"}
    for reason in reasons:
        text = message(in_language(reason, lang), lang)
        assert text.startswith(words[lang])
        assert "Text(" not in text + hint(in_language(reason, lang), lang)
    rough = next(reason for reason in reasons if reason.code == "TK602")
    assert ("66,7" if lang != "en" else "66.7") in message(in_language(rough, lang), lang)


def test_a_pick_takes_what_matches_every_attribute():
    rent, office = CHART.by_code["5110"], CHART.by_code["6690"]
    pick = Pick(klass=("expense",), nature=("premises", "office_admin"), not_account=("5115",), unspecified="false")
    assert pick.takes_account(rent)
    assert not pick.takes_account(office), "unspecified"
    assert not pick.takes_account(CHART.by_code["5115"])
    assert not pick.takes_account(CHART.by_code["3840"]), "income"
    assert not replace(pick, not_nature=("premises",)).takes_account(rent)
    assert not replace(pick, account=("5120",)).takes_account(rent)
    only, never = Pick(function=("programme",)), Pick(not_function=("programme",))
    assert [one.takes_function("programme") for one in (Pick(), only, never)] == [True, True, False]
    assert [one.takes_function("fundraising") for one in (Pick(), only, never)] == [True, False, True]


# --- formulas ------------------------------------------------------------------------------------------------------------------

VALUES = {"a": Fraction(7), "b": Fraction(-2), "bs.a.cur": Fraction(3), "zero": Fraction(0)}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a - bs.a.cur - 1", "3"), ("a - (bs.a.cur - 1)", "5"), ("2 + 3 * a", "23"), ("(2 + 3) * a", "35"), ("12 / 3 / 2", "2"),
        ("12 / (3 / 2)", "8"), ("abs(b) * 2", "4"), ("-b", "2"), ("a * -2", "-14"), ("a+b", "5"), ("1.5 * 2", "3"),
        ("-(a + 1)", "-8"),
    ],
)  # fmt: skip
def test_formulas_count_as_in_school(text, value):
    assert evaluate(parse_formula(text), VALUES.__getitem__) == Fraction(value)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("a +", 4),
        ("a b", 3),
        ("(a", 3),
        ("a)", 2),
        ("", 1),
        ("a ** 2", 4),
        ("__import__('os')", 11),
        ("abs a", 5),
        ("A", 1),
        ("a + $", 5),
    ],
)
def test_what_is_no_formula_is_refused_at_its_place(text, at):
    with pytest.raises(FormulaError) as fault:
        parse_formula(text)
    assert fault.value.at == at


def test_brackets_without_end_do_not_exhaust_the_reader():
    with pytest.raises(FormulaError):
        parse_formula("(" * 5_000 + "a" + ")" * 5_000)
    assert evaluate(parse_formula("(" * 20 + "a" + ")" * 20), VALUES.__getitem__) == 7


@pytest.mark.parametrize(("text", "names"), [("a / zero", ("zero",)), ("a / (b + zero)", ("b", "zero")), ("1 / 0", ())])
def test_division_by_what_is_not_above_zero_names_the_divisor(text, names):
    with pytest.raises(NotDivisible) as fault:
        evaluate(parse_formula(text), VALUES.__getitem__)
    assert fault.value.names == names


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [("1/3", 1, "0.3"), ("5/100", 1, "0.1"), ("-5/100", 1, "-0.1"), ("49/1000", 1, "0.0"), ("2", 2, "2.00"), ("200/3", 0, "67")],
)
def test_rounding_halves_away_from_zero(value, decimals, text):
    assert str(rounded(Fraction(value), decimals)) == text


# --- the file -------------------------------------------------------------------------------------------------------------------


def faults(tmp_path, *changes: tuple[str, str]) -> list[tuple[str, int]]:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "figures.yaml"
    path.write_text(text, encoding="utf-8")
    _, findings = read_key_figures(path, CHART)
    return [(finding.code, finding.place.row) for finding in findings]


def line_of(part: str) -> int:
    return FILE.read_text(encoding="utf-8").split(part)[0].count("\n") + 1


def test_the_shipped_file_is_sound(tmp_path):
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("TK320", 'formula: "free_income / expenses"', 'formula: "free_income / (expenses"'),
        ("TK321", 'formula: "free_income / expenses"', 'formula: "free_income / expense"'),
        ("TK321", 'formula: "bs.a.cur / bs.l.liab.short"', 'formula: "bs.a.curr / bs.l.liab.short"'),
        ("TK322", "layouts: [is_npo, bs_npo]", "layouts: [is_npo, bs_npo, is_npx]"),
        ("TK323", "select: [{class: [expense], nature: [depreciation]}]", "select: [{class: [expense], nature: [deprecation]}]"),
        ("TK323", "select: [{class: [expense], nature: [depreciation]}]", "select: [{class: [expense], nature: [sales]}]"),
        ("TK324", "select: [{class: [income]}]", "select: [{class: [income, expense]}]"),
        ("TK324", "select: [{class: [income]}]", "select: [{}]"),
        ("TK324", "select: [{class: [income]}]", "select: [{class: [asset]}]"),
        ("TK325", "id: quick_ratio", "id: equity_ratio"),
        ("TK327", 'at_least: "35", at_most: "50"', 'at_least: "35", at_most: "51"'),
        ("TK327", 'under: "0.5"', 'at_most: "0.5"'),
        ("TK328", 'formula: "(bs.l.eq - bs.a.nc.int - bs.a.nc.tan) / (expenses - depreciation) * months"', "fund: restricted"),
        ("TK329", "cautions: [bound]", "cautions: [bond]"),
    ],
)  # fmt: skip
def test_every_fault_of_the_file_is_found_near_its_place(tmp_path, code, old, new):
    found = faults(tmp_path, (old, new))
    assert {one for one, _ in found} == {code}
    assert abs(found[0][1] - line_of(old)) <= 6


def test_bands_may_touch_but_not_overlap():
    name = BOOK.figures[0].name
    low = Band("low", name, at_most=Decimal(1))
    assert _apart(low, Band("high", name, over=Decimal(1)))
    assert not _apart(low, Band("high", name, at_least=Decimal(1)))
    assert not _apart(low, Band("open", name))


def test_the_book_is_the_type_it_says():
    assert isinstance(BOOK, KeyFigureBook)
    assert BOOK.version == CHART.version
