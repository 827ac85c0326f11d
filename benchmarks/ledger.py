"""A ledger of any size on the association chart of Tilitin, for measuring. The same size gives the same bytes."""

import random
from pathlib import Path

from tilikartta.definitions.mapping_file import load_mapping

HEADING = "Tosite;Päivämäärä;Nro;Tili;Debet;Kredit;Selite\n"
TEXTS = (
    "Jäsenmaksu",
    "Kokouskahvit",
    "Kylätalon vuokra",
    "Sähkölasku",
    "Kopiopaperi",
    "Talkoiden ruokailu",
    "Retken bussi",
    "Arpajaiset",
)


def accounts() -> list[str]:
    """Every account number of the ready mapping."""
    rules = load_mapping("tilitin-yhdistys").rules
    return sorted({pattern.low for rule in rules for pattern in rule.when.account if pattern.kind == "exact"})


def euros(cents: int) -> str:
    """``1 234,56`` with a no-break space."""
    return f"{cents // 100:,}".replace(",", "\u00a0") + f",{cents % 100:02d}"


def write_ledger(path: Path, rows: int) -> Path:
    """Write ``rows`` postings, two to a voucher, spread over 2025. A file of that name stays: same size, same bytes."""
    if path.exists():
        return path
    numbers, chance = accounts(), random.Random(2025)
    draft = path.with_suffix(".draft")
    with draft.open("w", encoding="utf-8", newline="") as target:
        target.write(HEADING)
        for voucher in range(1, rows // 2 + 1):
            month, day = chance.randint(1, 12), chance.randint(1, 28)
            debit, credit = chance.sample(numbers, 2)
            amount, text = euros(chance.randint(50, 500_000)), f"{chance.choice(TEXTS)} {chance.randint(1, 20_000)}"
            head = f"{voucher};{day}.{month}.2025"
            target.write(f"{head};{debit};Tili {debit};{amount};;{text}\n{head};{credit};Tili {credit};;{amount};{text}\n")
    draft.rename(path)
    return path
