"""The rules of a protected benchmark in words, and the names of its groups, lines and key figures."""

from tilikartta.comparison.benchmark import Benchmark, figure_id
from tilikartta.comparison.contents import Comparison
from tilikartta.messages import label
from tilikartta.messages.numbers import present
from tilikartta.model.benchmark import TOTAL_INCOME, Group

REASONS = ("few", "dominant", "secondary")


def said(key: str, lang: str, **values: object) -> str:
    """The text of a key under ``benchmark.``, with its figures put in."""
    return label(f"benchmark.{key}", lang).format_map({name: present(value, lang) for name, value in values.items()})


def rules_in_words(benchmark: Benchmark, lang: str) -> list[str]:
    """The rules, sentence by sentence."""
    rules = benchmark.rules
    keys: list[tuple[str, dict[str, object]]] = [
        ("few", {"least": rules.least}),
        ("dominant", {"largest": rules.largest, "two": rules.two_largest}),
        ("secondary", {}),
        ("years", {}),
        ("near", {}),
        ("against" if benchmark.against else "no_against", {"count": benchmark.against} if benchmark.against else {}),
        ("count", {}),
        ("percent", {}),
        ("quartiles", {"count": rules.quartiles_from}),
        ("rounded" if rules.rounding else "exact", {"unit": rules.rounding} if rules.rounding else {}),
        ("rows", {}),
        ("codes", {"least": rules.least}),
        ("limits", {}),
    ]
    return [said(f"rule.{key}", lang, **values) for key, values in keys]


def group_name(group: Group, lang: str) -> str:
    """``Kaikki jäsenet``, ``Kokoluokka: pienet``, ``Alue: Häme``."""
    return said(f"group.{group.kind}", lang, name=group.name)


def line_names(comparison: Comparison, lang: str) -> dict[str, tuple[str, int]]:
    """Name and depth of every line, total income first, in printing order."""
    flat = [*comparison.income.flat, *comparison.balance.flat]
    return {TOTAL_INCOME: (said("income", lang), 0)} | {line.id: (line.name.get(lang), depth) for depth, line in flat}


def figure_names(benchmark: Benchmark, lang: str) -> dict[str, tuple[str, str]]:
    """Name and unit of the key figures of which something is published."""
    return {
        figure_id(figure, variant): (
            f"{figure.name.get(lang)} ({variant.name.get(lang)})" if variant else figure.name.get(lang), figure.unit,
        )
        for figure, variant in benchmark.figures
    }  # fmt: skip
