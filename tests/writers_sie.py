"""Writes invented books as SIE, in the ways that programs do and in a few that they should not."""

import zlib
from dataclasses import dataclass

from interchange_ledgers import NAMES, OBJECTS, Books


@dataclass(frozen=True)
class Style:
    encoding: str = "cp437"
    tab: bool = False
    quote_all: bool = False
    dates: bool = True  # on every #TRANS; otherwise only on #VER
    history: bool = False  # #RTRANS before every #TRANS, and a #BTRANS
    short: bool = False  # 12.5 and 12 instead of 12.50
    crlf: bool = True
    checksum: bool = False
    end_mark: bool = False  # Ctrl-Z of DOS
    kind: str = "4"


def amount(cents: int, short: bool = False) -> str:
    text = f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"
    return text.rstrip("0").rstrip(".") if short else text


class SieWriter:
    def __init__(self, style: Style) -> None:
        self.style = style
        self.lines: list[str] = []
        self.sum = 0
        self.counting = False

    def field(self, text: str) -> str:
        if text and not self.style.quote_all and all(character not in ' \t"{}#\\' for character in text):
            return text
        return '"' + text.replace('"', '\\"') + '"'

    def record(self, label: str, *fields: str | list[tuple[str, str]], indent: str = "") -> None:
        parts = []
        bare = [label]
        for one in fields:
            if isinstance(one, list):
                parts.append("{" + " ".join(f"{self.field(dim)} {self.field(code)}" for dim, code in one) + "}")
                bare += [text for pair in one for text in pair]
            else:
                parts.append(self.field(one))
                bare.append(one)
        self.lines.append(indent + ("\t" if self.style.tab else " ").join([label, *parts]))
        if self.counting:
            self.sum = zlib.crc32("".join(bare).encode(self.style.encoding.removesuffix("-sig")), self.sum)

    def bytes(self) -> bytes:
        text = ("\r\n" if self.style.crlf else "\n").join([*self.lines, ""])
        return text.encode(self.style.encoding) + (b"\x1a" if self.style.end_mark else b"")


def write_sie(books: Books, style: Style = Style()) -> bytes:
    out = SieWriter(style)
    out.record("#FLAGGA", "0")
    if style.checksum:
        out.lines.append("#KSUMMA")
        out.counting = True
    out.record("#PROGRAM", "Invented books", "1.0")
    out.record("#FORMAT", "PC8")
    out.record("#GEN", "20260101")
    out.record("#SIETYP", style.kind)
    out.record("#FNAMN", "Esimerkki ry")
    out.record("#RAR", "0", "20250101", "20251231")
    out.record("#VALUTA", "EUR")
    for number, name in NAMES.items():
        out.record("#DIM", number, name)
    for (dimension, code), name in OBJECTS.items():
        out.record("#OBJEKT", dimension, code, name)
    for number, name in books.accounts.items():
        out.record("#KONTO", number, name)
    _balances(out, books)
    if style.kind == "4":
        _vouchers(out, books)
    if style.checksum:
        out.lines.append(f"#KSUMMA {out.sum}")
    return out.bytes()


def _balances(out: SieWriter, books: Books) -> None:
    closing = books.closing()
    for account in books.accounts:
        if account in books.opening:
            out.record("#IB", "0", account, amount(books.opening[account], out.style.short))
    for account in books.accounts:
        label = "#UB" if account in books.opening or account < "3" else "#RES"
        if account in closing:
            out.record(label, "0", account, amount(closing[account], out.style.short))


def _vouchers(out: SieWriter, books: Books) -> None:
    style = out.style
    for voucher in books.vouchers:
        day = voucher.day.strftime("%Y%m%d")
        out.record("#VER", voucher.series, voucher.number, day, "", day)
        out.lines.append("{")
        if style.history:
            out.record("#BTRANS", voucher.postings[0].account, [], "99.00", day, "poistettu")
        for posting in voucher.postings:
            objects = list(posting.objects.items())
            fields = (posting.account, objects, amount(posting.cents, style.short), day if style.dates else "", posting.text)
            if style.history:
                out.record("#RTRANS", *fields)
            out.record("#TRANS", *fields, indent="\t" if style.tab else "   ")
        out.lines.append("}")
