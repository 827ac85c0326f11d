"""Lines of a SIE file -> records by label and postings of vouchers. No arithmetic yet."""

from collections import Counter
from dataclasses import dataclass, field

from tilikartta.model import Finding, error
from tilikartta.sources.file import InputFile
from tilikartta.sources.postings import SHOWN, Rows, and_more
from tilikartta.sources.sie_text import FIELD, plain

# Records that are read; what else a file holds is left out and named in the decisions.
READ = frozenset({
    "#SIETYP", "#PROGRAM", "#FNAMN", "#ORGNR", "#KPTYP", "#VALUTA", "#RAR", "#KONTO", "#KTYP", "#SRU", "#DIM", "#UNDERDIM",
    "#OBJEKT", "#IB", "#UB", "#RES", "#OIB", "#OUB", "#PSALDO", "#OMFATTN",
})  # fmt: skip
SILENT = frozenset({
    "#FLAGGA", "#FORMAT", "#GEN", "#FNR", "#FTYP", "#ADRESS", "#TAXAR", "#PROSA", "#BKOD", "#ENHET", "#KSUMMA",
})  # fmt: skip
_AMOUNT_AT = {"#IB": 2, "#UB": 2, "#RES": 2, "#OIB": 3, "#OUB": 3, "#PSALDO": 4}
_OBJECTS_AT = {"#OIB": 2, "#OUB": 2, "#PSALDO": 3}
_POSTINGS = ("#TRANS", "#RTRANS", "#BTRANS")


@dataclass
class Records:
    """``by_label``: label -> (line, fields without quotes). ``postings``: account, objects, amount, date, text, line, voucher.

    ``vouchers``: series, number, date, text, line. ``history`` counts ``#RTRANS`` and ``#BTRANS``, ``ignored`` other labels.
    """

    by_label: dict[str, list[tuple[int, list[str]]]] = field(default_factory=dict)
    postings: Rows = field(
        default_factory=lambda: Rows(("account", "objects", "amount", "date", "text"), ("source_row", "voucher"))
    )
    vouchers: list[tuple[str, str, str, str, int]] = field(default_factory=list)
    history: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    first_history: int = 0
    commas: bool = False

    def of(self, label: str) -> list[tuple[int, list[str]]]:
        """The records of a label."""
        return self.by_label.get(label, [])

    def first(self, label: str) -> str:
        """The first field of the first record of a label, or ""."""
        return next((fields[0].strip() for _, fields in self.of(label) if fields), "")


def parse(file: InputFile, lines: list[str]) -> tuple[Records, list[Finding]]:
    """TK154 a voucher that does not end (the file is cut off), TK158 a record without the fields it must have."""
    reader = _Lines(file, Records())
    for number, line in enumerate(lines, 1):
        tokens = FIELD.findall(line)
        if tokens and tokens[0][0] == "#":
            reader.record(number, tokens)
        elif "}" in line:
            reader.close()
        if line.rstrip()[-1:] == "{" and reader.records.vouchers:
            reader.inside = True
    reader.settle()
    if reader.inside:
        reader.cut(reader.records.vouchers[-1])
    return reader.records, [*reader.findings[:SHOWN], *and_more("TK158", len(reader.findings) - SHOWN, file.name)]


@dataclass
class _Lines:
    file: InputFile
    records: Records
    inside: bool = False
    pending: tuple[object, ...] = ()
    findings: list[Finding] = field(default_factory=list)

    def record(self, number: int, tokens: list[str]) -> None:
        """One record that begins with a label."""
        label = tokens[0]
        if label == "#TRANS" or (label := label.upper()) in _POSTINGS:
            self.posting(number, label, tokens)
        elif label == "#VER":
            self.voucher(number, tokens)
        elif label in READ:
            self.settle()
            fields = [token if token[0] == "{" else plain(token) for token in tokens[1:]]
            if (at := _OBJECTS_AT.get(label, 0)) and fields[at : at + 1] and fields[at][:1] != "{":
                fields.insert(at, "{}")
            if label in _AMOUNT_AT and len(fields) <= _AMOUNT_AT[label]:
                self.findings.append(error("TK158", self.file.place(number), record=" ".join(tokens)[:80]))
                return
            self.records.by_label.setdefault(label, []).append((number, fields))
        elif label not in SILENT:
            self.records.ignored[label] += 1

    def voucher(self, number: int, tokens: list[str]) -> None:
        """``#VER series number date text``; trailing fields may be missing."""
        self.settle()
        if self.inside:
            self.cut(self.records.vouchers[-1])
        series, name, day, text = [plain(token).strip() for token in [*tokens[1:5], "", "", "", ""][:4]]
        self.records.vouchers.append((series, name, day, text, number))
        self.inside = False

    def posting(self, number: int, label: str, tokens: list[str]) -> None:
        """``#TRANS account {objects} amount date text``. Corrections stand as ``#RTRANS`` before an equal ``#TRANS``."""
        if not self.inside or len(tokens) < 3:
            self.findings.append(error("TK158", self.file.place(number), record=" ".join(tokens)[:80]))
            return
        objects = ""
        if tokens[2][0] == "{":
            objects = tokens.pop(2)[1:-1].strip()
        account, amount, day, text = [plain(token) for token in [*tokens[1:5], "", "", "", ""][:4]]
        if not amount.strip():
            self.findings.append(error("TK158", self.file.place(number), record=" ".join(tokens)[:80]))
        row = (account.strip(), objects, amount.strip(), day.strip(), text.strip(), number, len(self.records.vouchers) - 1)
        if label != "#TRANS":
            self.records.history[label] += 1
            self.records.first_history = self.records.first_history or number
        if "," in amount:
            self.records.commas = True
        if label == "#RTRANS":
            self.settle()
            self.pending = row
        elif label == "#TRANS":
            if self.pending and (self.pending[0], self.pending[2]) != (row[0], row[2]):
                self.settle()
            self.pending = ()
            self.records.postings.add(*row)

    def settle(self) -> None:
        """An added row that no equal ``#TRANS`` followed counts by itself: once in any case."""
        if self.pending:
            self.records.postings.add(*self.pending)
            self.pending = ()

    def close(self) -> None:
        """The end of a voucher."""
        self.settle()
        self.inside = False

    def cut(self, voucher: tuple[str, str, str, str, int]) -> None:
        """A voucher that does not end."""
        name = " ".join(part for part in voucher[:2] if part)
        self.findings.append(error("TK154", self.file.place(voucher[4]), voucher=name, begun=f"#VER {name}".strip()))
