"""Write the ledgers of the example federation anew: ``python examples/generate.py [FOLDER]``.

The mappings (``mapping.yaml``) and ``federation.yaml`` are written by hand and stay as they are.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generator import exports, harjunkulma, kaarnajarvi, kurenlahti, small_members
from generator.earlier import with_opening_voucher, year_before
from generator.journal import Journal

FEDERATION = Path(__file__).parent / "liitto"


def generate(folder: Path) -> list[Path]:
    """Write the ledgers of the members under ``folder``, two years each; returns the files."""
    files: list[Path] = []
    for village in _years(harjunkulma.journal(), 94, "3", "2251", "1911"):
        files += [_at(folder, f"harjunkulma/{village.year}/{name}.csv") for name in ("paivakirja", "alkusaldot")]
        exports.tilitin_csv(village, files[-2])
        exports.opening_csv(village, files[-1])
    for carers in _years(kaarnajarvi.journal(), 96, "3", "2450", "1910"):
        files += [_at(folder, f"kaarnajarvi/{carers.year}/{name}.csv") for name in ("paivakirja", "alkusaldot")]
        exports.kitsas_csv(carers, files[-2])
        exports.opening_csv(carers, files[-1])
    before, club = _years(kurenlahti.journal(), 93, "01", "0060", "0010")
    for book in (with_opening_voucher(before), club):
        files.append(_at(folder, f"kurenlahti/{book.year}.xlsx"))
        exports.spreadsheet(book, files[-1], "Kurenlahden Kisailijat ry")
    return files + _small(folder)


def _small(folder: Path) -> list[Path]:
    """The three small members."""
    files: list[Path] = []
    for book in _years(small_members.foundation(), 95, "3", "2200", "1900"):
        files += [_at(folder, f"lumivaara/{book.year}/{name}.csv") for name in ("paivakirja", "alkusaldot")]
        exports.fund_csv(book, files[-2])
        exports.opening_csv(book, files[-1])
    for book in _years(small_members.heritage(), 95, "3", "2091", "1930"):
        files.append(_at(folder, f"sandnas/{book.year}.se"))
        exports.sie(book, files[-1], "Sandnäs Hembygdsförening rf")
    for book in _years(small_members.club(), 95, "3", "200", "100"):
        files.append(_at(folder, f"koskela/{book.year}.csv"))
        exports.trial_balance_csv(book, files[-1])
    return files


def _years(known: Journal, per_cent: int, result_from: str, equity: str, bank: str) -> tuple[Journal, Journal]:
    """The year before, and the known year."""
    return year_before(known, per_cent, result_from, equity, bank), known


def _at(folder: Path, name: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


if __name__ == "__main__":
    for file in generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FEDERATION):
        sys.stdout.write(f"{file}\n")
