"""What a report was made from, so that it can be checked later."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Ingredient:
    """One file that a report rests on: ``role`` is ledger, profile, chart, layout, mapping, federation, key_figures or form."""

    role: str
    path: str
    sha256: str
    size: int = 0
    rows: int = 0


@dataclass(frozen=True)
class Manifest:
    """What a report was made from. Holds no time of day: same input, same bytes.

    ``total_in`` and ``total_out`` are turnovers (debit + credit) in cents, before and after mapping.
    """

    version: str
    chart: str
    ingredients: tuple[Ingredient, ...]
    options: tuple[tuple[str, str], ...] = ()
    total_in: int = 0
    total_out: int = 0
