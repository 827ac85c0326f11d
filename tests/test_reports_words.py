"""The words of the reports: three languages, the same figures in each, nothing that breaks a workbook."""

import re
from importlib import resources

import yaml

from tilikartta.reports.words import Words, base_name, clean, looks_like_formula, rule_place

_FIGURES = re.compile(r"\{(\w+)\}")


def labels() -> dict[str, dict[str, str]]:
    text = resources.files("tilikartta.messages").joinpath("labels_report.yaml").read_text(encoding="utf-8")
    return dict(yaml.load(text, yaml.BaseLoader))


def test_every_word_stands_in_three_languages_with_the_same_figures() -> None:
    for key, texts in labels().items():
        assert set(texts) == {"fi", "sv", "en"}, key
        assert len({frozenset(_FIGURES.findall(text)) for text in texts.values()}) == 1, key
        assert all(text.strip() for text in texts.values()), key


def test_sheet_and_style_names_are_unique_and_short_enough() -> None:
    for prefix, longest in (("report.sheet.", 31), ("report.style.", 255)):
        for lang in ("fi", "sv", "en"):
            names = [texts[lang] for key, texts in labels().items() if key.startswith(prefix)]
            assert len(names) == len(set(names)), (prefix, lang)
            assert all(len(name) <= longest for name in names)


def test_rules_are_named_by_file_and_line_whatever_the_folder() -> None:
    assert rule_place("/koti/x/oma.yaml:12:5") == "oma.yaml:12"
    assert rule_place("C:\\kirjat\\oma.yaml:12:5") == "oma.yaml:12"
    assert rule_place("oma.yaml:12") == "oma.yaml:12"
    assert rule_place("") == ""
    assert base_name("a\\b/c.csv") == "c.csv"


def test_texts_are_made_fit_for_xml() -> None:
    assert clean("a\x00b\x1fc\ud800") == "a\ufffdb\ufffdc\ufffd"
    assert clean("_x0041_") == "_x005F_x0041_"
    assert len(clean("a" * 40_000)) == 32_767
    assert all(looks_like_formula(text) for text in ("=1", "+1", "-1", "@a", "\ta"))
    assert not any(looks_like_formula(text) for text in ("a=1", "", " =1", "1-1"))


def test_numbers_and_names_in_words() -> None:
    assert Words("fi").decimal("33.33") == "33,33"
    assert Words("en").decimal("33.33") == "33.33"
    assert Words("fi").known("sign.pair", "pair") == "debet-tili ja kredit-tili samalla rivillä"
    assert Words("fi").known("sign.unheard", "unheard") == "unheard"
