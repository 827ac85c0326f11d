"""Which rule wins: patterns, specificity axis by axis, ties that are errors, and targets that do not exist."""

from fractions import Fraction
from itertools import permutations

import pytest
from mapping_ledgers import CHART, HERE, Rules, codes, patterns

from tilikartta.definitions.patterns import parse_pattern
from tilikartta.mapping.resolve import Local, Resolution, accepted, resolve
from tilikartta.mapping.specificity import width


def one(rules: Rules, account: str = "", name: str = "", **more) -> Resolution:
    dims = tuple(sorted((key, value) for key, value in more.items() if key not in {"side", "sign", "day"}))
    local = Local(account, name, dims, more.get("side", ""), more.get("sign", ""), more.get("day"))
    return resolve(rules.mapping(), CHART, local)


def home(rules: Rules, account: str = "", name: str = "", **more) -> str:
    result = one(rules, account, name, **more)
    assert not result.findings, result.findings
    return "outside" if result.outside else result.parts[0].account if result.parts else ""


@pytest.mark.parametrize(
    ("pattern", "inside", "not_inside"),
    [
        ("3000", ["3000"], ["300", "30000", "03000", "3000 ", ""]),
        ("7000-7099", ["7000", "7050", "7099", "70500", "7099999"], ["705", "7", "7100", "6999", "71000", "69999", ""]),
        ("54*", ["54", "540", "5400", "549999"], ["5", "55", "154", ""]),
        ("*", ["1", "abc", "0050"], []),
        ("0050", ["0050"], ["50", "050", "00500"]),
        ("0100-0199", ["0100", "0150", "01501"], ["100", "150", "0200"]),
        ("A10-A20", ["A10", "A15", "A200"], ["A1", "B15", "a15"]),
        (" 7000 – 7099 ", ["7050"], ["7100"]),
        (["1000", "2000-2009", "3*"], ["1000", "2005", "3"], ["1001", "2010", "4"]),
    ],
)
def test_patterns_hold_what_they_say(pattern, inside, not_inside):
    found = patterns(pattern)
    assert [code for code in inside if not any(one.matches(code) for one in found)] == []
    assert [code for code in not_inside if any(one.matches(code) for one in found)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("300-3099", "TK520"), ("3000-309", "TK520"), ("3099-3000", "TK521"), ("", "TK522"), ("3**", "TK522"), ("3*0", "TK522"),
     ("*-*", "TK522"), ("3000-", "TK522"), ("–3000", "TK522")],
)  # fmt: skip
def test_patterns_that_are_refused(text, code):
    pattern, findings = parse_pattern(text, HERE)
    assert pattern is None
    assert codes(findings) == [code]


@pytest.mark.parametrize(
    ("pattern", "share"),
    [("5400", Fraction(0)), ("54*", Fraction(1, 100)), ("5400-5499", Fraction(1, 100)), ("5*", Fraction(1, 10)),
     ("*", Fraction(1)), ("5400-5400", Fraction(1, 10000)), ("0-9", Fraction(1)), ("4000-7999", Fraction(4000, 10000))],
)  # fmt: skip
def test_width_of_a_pattern(pattern, share):
    (found,) = patterns(pattern)
    assert width(found) == share


def test_width_of_digits_of_other_scripts_does_not_crash():
    """Was a fault: '²' counts as a digit for ``isdigit`` and not for ``int``."""
    (found,) = patterns("5²*")
    assert width(found) < 1


WINS = [
    # more specific first; the account is 5410 in cost centre 310 with project P1
    ({"account": "54*", "kp": "3*"}, "5410", "more conditions before exact"),
    ("5410", "5400-5419", "exact before a range"),
    ("5400-5419", "54*", "narrower range before a wider prefix"),
    ("541*", "54*", "longer prefix before a shorter one"),
    ("54*", "5000-5999", "prefix before a wider range"),
    ("5*", "*", "anything before the star"),
    ({"account": "54*", "kp": "310"}, {"account": "54*", "kp": "300-399"}, "narrower cost centre"),
    ({"account": "5410", "kp": "300-399"}, {"account": "54*", "kp": "300-399"}, "narrower account in the same cost centres"),
    ({"account": "54*", "side": "debit"}, "5410", "side is a condition"),
    ({"account": "54*", "sign": "expense"}, "54*", "sign is a condition"),
    ({"account": "54*", "name": "~vuokra"}, "5410", "name is a condition"),
    ({"name": "vuokra sali"}, {"name": "~vuokra"}, "whole name before a part"),
    ({"name": "~vuokra s"}, {"name": "~vuokra"}, "longer part before a shorter one"),
    (["9999", "5410"], "541*", "the narrowest pattern of a list counts"),
    ({"kp": "310"}, "*", "a cost centre before the star"),
    ({"account": "54*", "kp": "*"}, "54*", "any cost centre before none asked for (was a fault: a tie)"),
    ({"account": "54*", "kp": "300-399"}, {"account": "54*", "kp": "*"}, "a range of cost centres before any"),
]
LOCAL = {"kp": "310", "pr": "P1", "side": "debit", "sign": "expense"}


@pytest.mark.parametrize(("winner", "loser", "why"), WINS)
def test_the_more_specific_rule_wins_whatever_the_order(winner, loser, why):
    for first, second in ((winner, loser), (loser, winner)):
        rules = Rules().add(first, "5110" if first is winner else "5120").add(second, "5110" if second is winner else "5120")
        assert home(rules, "5410", "Vuokra  Sali", **LOCAL) == "5110", why


TIES = [
    ("54*", "5400-5499", "a prefix is the interval of its leading characters"),
    ("5410", ["5410", "6000"], "the same account twice"),
    ("5400-5419", "5405-5424", "ranges of the same width"),
    ({"kp": "310"}, "5410", "conditions that cannot be compared"),
    ({"account": "5410", "kp": "3*"}, {"account": "54*", "kp": "310"}, "one is narrower in account, the other in cost centre"),
    ({"account": "54*", "side": "debit"}, {"account": "54*", "sign": "expense"}, "side and sign"),
    ({"account": "54*", "name": "~vuokra"}, {"account": "54*", "kp": "310"}, "name and cost centre"),
    ({"kp": "310"}, {"pr": "P1"}, "two dimensions"),
]


@pytest.mark.parametrize(("one_rule", "other_rule", "why"), TIES)
def test_rules_that_cannot_be_compared_and_disagree_are_an_error_with_both_lines(one_rule, other_rule, why):
    for first, second in ((one_rule, other_rule), (other_rule, one_rule)):
        result = one(Rules().add(first, "5110", line=7).add(second, "5120", line=9), "5410", "Vuokra Sali", **LOCAL)
        assert not result.mapped, why
        (finding,) = result.findings
        assert (finding.code, finding.data["axis"]) == ("TK540", "account")
        assert {finding.data["first"], finding.data["second"]} == {"m.yaml:7:3", "m.yaml:9:3"}


@pytest.mark.parametrize(("one_rule", "other_rule", "why"), TIES)
def test_equally_specific_rules_that_agree_are_no_error(one_rule, other_rule, why):
    assert home(Rules().add(one_rule, "5110").add(other_rule, "5110"), "5410", "Vuokra Sali", **LOCAL) == "5110", why


def test_a_tie_below_the_winner_is_no_error():
    rules = Rules().add("54*", "5110").add("5400-5499", "5120").add("5410", "5130")
    assert home(rules, "5410") == "5130"


def test_outside_against_an_account_is_a_disagreement_too():
    rules = Rules().add("54*", "5110").add("5400-5499", "outside", reason="x")
    assert codes(one(rules, "5410").findings) == ["TK540"]
    assert home(Rules().add("54*", "5110").add("5410", "outside", reason="x"), "5410") == "outside"
    assert home(Rules().add("54*", "outside", reason="x").add("5410", "5110"), "5410") == "5110"


def test_every_axis_is_resolved_on_its_own():
    rules = (
        Rules()
        .add("4000-7999", {"account": "5110", "function": "programme", "funder": "own"})
        .add({"account": "4000-7999", "kp": "300-399"}, {"function": "fundraising"})
        .add("5410", {"account": "5120"})
        .add({"pr": "P*"}, {"activity": "Leirit", "funder": "stea"})
        .add({"kp": "310"}, {"fund": "Stipendit"})
    )
    (part,) = one(rules, "5410", kp="310", pr="P1").parts
    assert (part.account, part.function, part.activity, part.fund) == ("5120", "fundraising", "Leirit", "Stipendit")
    (part,) = one(rules.add({"account": "5410", "pr": "P1"}, {"funder": "okm"}), "5410", kp="900", pr="P1").parts
    assert (part.function, part.funder, part.fund) == ("programme", "okm", "")


def test_disagreement_on_one_axis_leaves_the_others():
    rules = Rules().add("5410", "5110").add("54*", {"function": "administration"}).add("5400-5499", {"function": "fundraising"})
    result = one(rules, "5410")
    assert [(finding.code, finding.data["axis"]) for finding in result.findings] == [("TK540", "function")]
    assert result.winners["account"].place.row == 1


def test_winners_and_losers_are_told_by_axis():
    rules = Rules().add("5*", "5110").add("54*", {"account": "5120", "function": "administration"}).add("5410", "5130")
    result = one(rules, "5410")
    assert {axis: rule.place.row for axis, rule in result.winners.items()} == {"account": 3, "function": 2}
    assert {axis: [rule.place.row for rule in lost] for axis, lost in result.losers.items()} == {"account": [1, 2]}


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_agreeing_rules_with_shares_give_the_same_whatever_their_order(order):
    """Was a fault: of rules that agree on the account, the first in the file decided how its shares go with the functions."""
    given = [
        ("54*", [{"account": "5110", "share": 70}, {"account": "5120", "share": 30}]),
        (
            "5400-5499",
            [
                {"account": "5110", "function": "programme", "share": 70},
                {"account": "5120", "function": "administration", "share": 30},
            ],
        ),
        ("*", "5130"),
    ]
    rules = Rules()
    for index in order:
        rules.add(*given[index])
    result = one(rules, "5410")
    assert not result.findings
    assert {(part.account, part.function, part.weight) for part in result.parts} == {
        ("5110", "programme", 7000), ("5120", "administration", 3000),
    }  # fmt: skip


def test_rules_that_agree_by_axis_but_not_together_are_an_error():
    """Was a fault: the first in the file was taken."""
    straight = [{"account": a, "function": f, "share": 50} for a, f in (("5110", "programme"), ("5120", "administration"))]
    crossed = [{"account": a, "function": f, "share": 50} for a, f in (("5110", "administration"), ("5120", "programme"))]
    assert set(codes(one(Rules().add("54*", straight).add("5400-5499", crossed), "5410").findings)) == {"TK540"}


def test_shares_of_two_rules_multiply():
    rules = (
        Rules()
        .add("5410", [{"account": "5110", "share": 60}, {"account": "5120", "share": 40}])
        .add(
            {"account": "5410", "kp": "1"}, [{"function": "programme", "share": 70}, {"function": "administration", "share": 30}]
        )
    )
    parts = one(rules, "5410", kp="1").parts
    assert {(part.account, part.function): part.weight for part in parts} == {
        ("5110", "programme"): 42_000_000, ("5110", "administration"): 18_000_000,
        ("5120", "programme"): 28_000_000, ("5120", "administration"): 12_000_000,
    }  # fmt: skip


def test_own_rules_override_those_of_the_base_when_equally_specific():
    base = Rules("base.yaml").add("54*", "5120").add("5410", "5130")
    own = Rules("own.yaml").add("5400-5499", "5110")
    assert resolve(own.mapping(base), CHART, Local("5499")).parts[0].account == "5110"
    assert resolve(own.mapping(base), CHART, Local("5410")).parts[0].account == "5130", "the more specific base rule wins"


def test_a_tie_inside_the_base_is_reported_unless_an_own_rule_settles_it():
    base = Rules("base.yaml").add("54*", "5120").add("5400-5499", "5130")
    assert codes(resolve(Rules("own.yaml").mapping(base), CHART, Local("5410")).findings) == ["TK540"]
    settled = resolve(Rules("own.yaml").add("5410", "5110").mapping(base), CHART, Local("5410"))
    assert (settled.parts[0].account, settled.findings) == ("5110", [])


def test_suggested_rules_are_inert_until_asked_for():
    rules = Rules().add("5410", "5120", status="suggested").add("54*", "5110")
    assert resolve(accepted(rules.mapping()), CHART, Local("5410")).parts[0].account == "5110"
    assert resolve(accepted(rules.mapping(), include_suggested=True), CHART, Local("5410")).parts[0].account == "5120"
    only = Rules().add("5410", "5120", status="suggested").mapping(dims=["kp"])
    assert not resolve(accepted(only), CHART, Local("5410")).mapped
    assert accepted(only).dimensions == only.dimensions


@pytest.mark.parametrize("name", ["Jäsenmaksutuotot", "JÄSENMAKSUTUOTOT", " jäsenmaksutuotot ", "Ja\u0308senmaksutuotot"])
def test_names_are_compared_without_case_and_as_composed_letters(name):
    """The last one was a fault: exports from a Mac write ä as two characters."""
    assert home(Rules().add({"name": "jäsenmaksutuotot"}, "3310"), "", name) == "3310"
    assert home(Rules().add({"name": "~SENMAKSU"}, "3310"), "", name) == "3310"


def test_spaces_inside_names_do_not_matter():
    """Was a fault: two spaces in a rule matched no name at all."""
    for given in ("Muut  tuotot", "~muut   tuo", "~ muut tuo"):
        assert home(Rules().add({"name": given}, "3310"), "", "Muut\u00a0 tuotot ") == "3310"
    assert home(Rules().add({"name": "muut tuotot"}, "3310"), "", "Muuttuotot") == ""


def test_a_name_is_whole_unless_it_says_part():
    rules = Rules().add({"name": "keräys"}, "3420")
    assert home(rules, "", "Keräys") == "3420"
    assert home(rules, "", "Kevätkeräys") == ""


def test_charts_without_numbers_need_rules_by_name():
    rules = Rules().add("*", "5110").add({"name": "~vuokra"}, "5120")
    assert home(rules, "", "Toimiston vuokra") == "5120"
    assert home(rules, "", "Muu") == "", "a star stands for every number, and there is none"


def test_dimension_values_may_carry_their_names():
    rules = Rules().add("5410", "5110").add({"account": "5410", "kp": "300-399"}, {"function": "fundraising"})
    assert one(rules, "5410", kp="310 Keräykset").parts[0].function == "fundraising"
    assert one(rules, "5410", kp="410 Keräykset").parts[0].function == "programme"
    assert one(rules, "5410").parts[0].function == "programme"
    named = Rules().add({"account": "5410", "kp": "Keräykset"}, "5110")
    assert home(named, "5410", kp="Keräykset") == "5110"
    assert home(named, "5410", kp="Muut") == ""


def test_unknown_target_is_an_error_and_the_account_stays_unmapped():
    result = one(Rules().add("5410", "33100"), "5410")
    assert not result.mapped
    (finding,) = result.findings
    assert (finding.code, finding.data["target"], str(finding.place)) == ("TK541", "33100", "m.yaml:1:3")
    assert any(str(near).startswith("3310") for near in finding.data["near"])


def test_one_unknown_share_leaves_the_whole_account_unmapped():
    result = one(Rules().add("5410", [{"account": "5110", "share": 50}, {"account": "nowhere", "share": 50}]), "5410")
    assert (result.mapped, codes(result.findings)) == (False, ["TK541"])


def test_function_that_is_not_permitted_gives_way_to_the_default_with_a_warning():
    result = one(Rules().add("3010", {"account": "3420", "function": "administration"}), "3010")
    assert result.parts[0].function == "fundraising"
    assert [(finding.code, finding.data["given"], finding.data["used"]) for finding in result.findings] == [
        ("TK542", "administration", "fundraising")
    ]


def test_balance_sheet_accounts_have_no_function():
    result = one(Rules().add("1911", {"account": "1910", "function": "programme", "fund": "X"}), "1911")
    assert (result.parts[0].function, result.parts[0].fund, result.findings) == ("", "X", [])


def test_the_funder_of_the_universal_account_is_its_default():
    funded = next(account for account in CHART.accounts if account.funder)
    assert one(Rules().add("1", funded.code), "1").parts[0].funder == funded.funder
    assert one(Rules().add("1", {"account": funded.code, "funder": "okm"}), "1").parts[0].funder == "okm"


def test_leading_zeros_tell_accounts_apart():
    rules = Rules().add("0050", "5110").add("50", "5120").add("050", "5130")
    assert [home(rules, code) for code in ("0050", "50", "050", "00050")] == ["5110", "5120", "5130", ""]
