"""What a comparison was made from."""

from collections.abc import Iterable
from itertools import chain

from tilikartta.comparison.contents import Comparison
from tilikartta.model.manifest import Ingredient, Manifest


def manifest_of(comparison: Comparison) -> Manifest:
    """What the comparison was made from: shared files first, then those of the members, each once."""
    files: Iterable[Ingredient] = chain(comparison.shared, *(one.ingredients for one in comparison.results))
    years = [year for one in comparison.counted for year in one.years]
    return Manifest(
        comparison.version, f"{comparison.chart.id} {comparison.chart.version}", tuple(dict.fromkeys(files)), comparison.options,
        sum(year.turnover_in for year in years), sum(year.turnover_out for year in years),
    )  # fmt: skip
