"""Write the ledgers of the example federation anew: ``python examples/generate.py [FOLDER]``.

The mappings (``mapping.yaml``) are written by hand and stay as they are.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from generator import exports, harjunkulma, kaarnajarvi, kurenlahti

FEDERATION = Path(__file__).parent / "liitto"


def generate(folder: Path) -> list[Path]:
    """Write the ledgers of the three members under ``folder``; returns the files."""
    village, carers, club = harjunkulma.journal(), kaarnajarvi.journal(), kurenlahti.journal()
    for member in ("harjunkulma/2025", "kaarnajarvi/2025", "kurenlahti"):
        (folder / member).mkdir(parents=True, exist_ok=True)
    files = [
        folder / "harjunkulma/2025/paivakirja.csv",
        folder / "harjunkulma/2025/alkusaldot.csv",
        folder / "kaarnajarvi/2025/paivakirja.csv",
        folder / "kaarnajarvi/2025/alkusaldot.csv",
        folder / "kurenlahti/2025.xlsx",
    ]
    exports.tilitin_csv(village, files[0])
    exports.opening_csv(village, files[1])
    exports.kitsas_csv(carers, files[2])
    exports.opening_csv(carers, files[3])
    exports.spreadsheet(club, files[4], "Kurenlahden Kisailijat ry")
    return files


if __name__ == "__main__":
    for file in generate(Path(sys.argv[1]) if len(sys.argv) > 1 else FEDERATION):
        sys.stdout.write(f"{file}\n")
