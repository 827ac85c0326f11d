"""The universal chart read as one dictionary: every account explained in three languages, and the references lead somewhere."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tilikartta.definitions.chart_file import read_chart
from tilikartta.model import Chart
from tilikartta.model.chart import LANGS, Lang

CHART = Path(__file__).resolve().parents[1] / "charts" / "universal.yaml"
CODE = re.compile(r"\b\d{4}\b")
GROUP = re.compile(r"\b(?:ryhm\w+|grupp\w*|groups?) (\d\d)\b")

in_every_language = pytest.mark.parametrize("lang", LANGS)


@cache
def chart() -> Chart:
    read, findings = read_chart(CHART)
    assert read is not None
    assert findings == []
    return read


def repeated(words: list[str]) -> list[str]:
    return sorted(word for word, count in Counter(word.casefold() for word in words).items() if count > 1)


@in_every_language
def test_every_account_has_a_name_and_a_definition(lang: Lang) -> None:
    bare = [a.code for a in chart().accounts if not a.name.get(lang).strip() or len(a.definition.get(lang)) < 60]
    open_ended = [a.code for a in chart().accounts if not a.definition.get(lang).endswith(".")]

    assert bare == []
    assert open_ended == []


@in_every_language
def test_every_group_has_a_name_of_its_own(lang: Lang) -> None:
    names = [group.name.get(lang) for group in chart().groups]

    assert all(names)
    assert repeated(names) == []


@in_every_language
def test_names_are_unique_and_fit_a_table_cell(lang: Lang) -> None:
    names = [account.name.get(lang) for account in chart().accounts]

    assert repeated(names) == []
    assert [name for name in names if len(name) > 60] == []


@in_every_language
def test_no_text_is_left_in_another_language(lang: Lang) -> None:
    """A placeholder is the Finnish text in every language."""
    others = [other for other in LANGS if other != lang]

    same = [a.code for a in chart().accounts for other in others if a.definition.get(lang) == a.definition.get(other)]

    assert same == []


@in_every_language
def test_definitions_refer_to_accounts_and_groups_that_exist(lang: Lang) -> None:
    codes = {account.code for account in chart().accounts}
    groups = {group.code for group in chart().groups}

    unknown = [(a.code, code) for a in chart().accounts for code in CODE.findall(a.definition.get(lang)) if code not in codes]
    lost = [(a.code, group) for a in chart().accounts for group in GROUP.findall(a.definition.get(lang)) if group not in groups]

    assert unknown == []
    assert lost == []


def test_the_three_languages_refer_to_the_same_accounts() -> None:
    def codes(text: str) -> frozenset[str]:
        return frozenset(CODE.findall(text))

    differing = [a.code for a in chart().accounts if len({codes(a.definition.get(lang)) for lang in LANGS}) > 1]

    assert differing == []


def test_every_definition_names_a_neighbour() -> None:
    """What does not belong to an account must be told with the account that takes it."""
    alone = [a.code for a in chart().accounts if not set(CODE.findall(a.definition.fi)) - {a.code}]

    assert alone == []


@in_every_language
def test_no_two_definitions_are_equal(lang: Lang) -> None:
    assert repeated([account.definition.get(lang) for account in chart().accounts]) == []


@in_every_language
def test_an_alias_leads_to_one_account(lang: Lang) -> None:
    words = [word for account in chart().accounts for word in (account.name.get(lang), *account.aliases.get(lang))]

    assert repeated(words) == []


@in_every_language
def test_every_account_has_aliases_and_examples(lang: Lang) -> None:
    assert [a.code for a in chart().accounts if not a.aliases.get(lang)] == []
    assert [a.code for a in chart().accounts if not a.examples.get(lang)] == []


def test_every_account_names_the_law_or_guide_behind_it() -> None:
    """Fault: 175 accounts named nothing, and one a remark about its nature."""
    named = (
        "KPA ",
        "KPL ",
        "PMA ",
        "AVL ",
        "TVL ",
        "VNA ",
        "STEA",
        "Valtionavustuslaki ",
        "Rahankeräyslaki ",
        "Asetus 1752/2015",
    )
    practice = ("nuorisoala.fi", "MLL ", "Käytäntö: ")

    assert [a.code for a in chart().accounts if not a.source.startswith(named + practice)] == []
    assert [a.code for a in chart().accounts if "UNCONFIRMED" in a.source] == []


def test_the_basic_level_is_a_small_chart() -> None:
    basic = [account.code for account in chart().accounts if account.level == "basic"]

    assert 55 <= len(basic) <= 70
    assert len(chart().accounts) >= 200


def test_every_group_has_an_account_for_what_is_not_itemised() -> None:
    unspecified = [account.code for account in chart().accounts if account.unspecified]

    missing = [group.code for group in chart().groups if not any(code.startswith(group.code) for code in unspecified)]

    assert missing == []
