"""The forms of export, written as the programs write them."""

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from generator.journal import Journal, Posting, Voucher

NO_BREAK_SPACE = "\u00a0"
Row = Sequence[str]


def finnish(cents: int) -> str:
    """``1 250,00`` with a no-break space between thousands, as Java and Excel write it in Finnish."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100:,}".replace(",", NO_BREAK_SPACE) + f",{abs(cents) % 100:02d}"


def _rows(journal: Journal, row: Callable[[Voucher, Posting], Row]) -> list[Row]:
    return [row(voucher, posting) for voucher in journal.numbered() for posting in voucher.postings]


def _sides(posting: Posting, amount: Callable[[int], str]) -> tuple[str, str]:
    shown = amount(abs(posting.cents))
    return (shown, "") if posting.cents > 0 else ("", shown)


def tilitin_csv(journal: Journal, path: Path) -> None:
    """Journal of Tilitin: comma, decimal comma in quotes, Windows-1252, LF, d.M.yyyy; the opening balances are not in it."""
    heading = ("Tosite", "Päivämäärä", "Nro", "Tili", "Debet", "Kredit", "Selite")

    def row(voucher: Voucher, posting: Posting) -> Row:
        when = f"{voucher.day.day}.{voucher.day.month}.{voucher.day.year}"
        name = journal.accounts[posting.account]
        return (str(voucher.number), when, posting.account, name, *_sides(posting, finnish), posting.text)

    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([heading, *_rows(journal, row)])
    path.write_bytes(text.getvalue().encode("cp1252"))


def kitsas_csv(journal: Journal, path: Path) -> None:
    """Päiväkirja of Kitsas: UTF-8 without BOM, CRLF, account number and name in one cell, amounts always in quotes."""
    heading = ("Pvm", "Tosite", "Tili", "Kohdennus", "Selite", '"Debet €"', '"Kredit €"')
    balance_accounts = ("1", "2")

    def quoted(text: str) -> str:
        needs = any(mark in text for mark in ',"\n; \t')
        return '"' + text.replace('"', '""') + '"' if needs else text

    def amount(cents: int) -> str:
        return f'"{cents // 100},{cents % 100:02d}"'

    def row(voucher: Voucher, posting: Posting) -> Row:
        account = f"{posting.account} {journal.accounts[posting.account]}"
        target = "" if posting.account.startswith(balance_accounts) else posting.target
        when = voucher.day.strftime("%d.%m.%Y")
        return (when, str(voucher.number), quoted(account), quoted(target), quoted(posting.text), *_sides(posting, amount))

    lines = [",".join(cells) for cells in (heading, *_rows(journal, row))]
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("utf-8"))


def opening_csv(journal: Journal, path: Path) -> None:
    """A list of opening balances, as a treasurer copies it from last year's balance sheet: debit +, credit −."""
    lines = ["Tili;Tilin nimi;Alkusaldo"]
    lines += [f"{account};{journal.accounts[account]};{finnish(cents)}" for account, cents in journal.opening.items()]
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8-sig"))


def spreadsheet(journal: Journal, path: Path, name: str) -> None:
    """A treasurer's own workbook: a preamble, real dates, account numbers as text, one signed amount (debit +)."""
    book = Workbook()
    sheet = book.active
    sheet.title = f"Päiväkirja {journal.year}"
    sheet.append([name])
    sheet.append([f"Päiväkirja 1.1.{journal.year} - 31.12.{journal.year}"])
    sheet.append(["Plus = debet, miinus = kredit. Talkootunnit eivät kuulu tilinpäätökseen."])
    sheet.append([])
    sheet.append(["Pvm", "Tosite", "Tili", "Tilin nimi", "Selite", "Summa"])
    for voucher in journal.numbered():
        for posting in voucher.postings:
            amount = posting.cents / 100  # Excel knows only binary numbers; the reader makes cents of them again
            sheet.append([voucher.day, voucher.number, posting.account, journal.accounts[posting.account], posting.text, amount])
    _dress(sheet)
    fixed = datetime(journal.year + 1, 1, 15)
    book.properties.creator, book.properties.created = name, fixed
    text = io.BytesIO()
    book.save(text)
    path.write_bytes(_repacked(text.getvalue(), fixed))


def _dress(sheet: Worksheet) -> None:
    for cell in (sheet["A1"], *sheet[5]):
        cell.font = Font(bold=True)
    for letter, width in {"A": 12, "B": 8, "C": 8, "D": 30, "E": 48, "F": 14}.items():
        sheet.column_dimensions[letter].width = width
    for row in sheet.iter_rows(min_row=6):
        row[0].number_format, row[5].number_format = "d.m.yyyy", "#,##0.00"
    sheet.freeze_panes = "A6"


def _repacked(raw: bytes, fixed: datetime) -> bytes:
    """The same workbook with fixed times, so that two runs give the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as given, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in sorted(given.namelist()):
            content = given.read(name)
            if name == "docProps/core.xml":
                head, _, tail = content.partition(b"<dcterms:modified")
                rest = tail.partition(b"</dcterms:modified>")[2]
                stamp = f'<dcterms:modified xsi:type="dcterms:W3CDTF">{fixed:%Y-%m-%dT%H:%M:%SZ}</dcterms:modified>'
                content = head + stamp.encode() + rest
            made.writestr(zipfile.ZipInfo(name, (fixed.year, 1, 15, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def fund_csv(journal: Journal, path: Path) -> None:
    """A plain journal with the fund in the column of projects: semicolons, decimal comma, UTF-8."""
    lines = ["Päivä;Tosite;Tili;Tilin nimi;Projekti;Debet;Kredit;Selite"]
    for voucher in journal.numbered():
        for one in voucher.postings:
            sides = ";".join(_sides(one, finnish))
            name = journal.accounts[one.account]
            lines.append(f"{voucher.day:%d.%m.%Y};{voucher.number};{one.account};{name};{one.target};{sides};{one.text}")
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))


def sie(journal: Journal, path: Path, name: str) -> None:
    """SIE type 4 in code page 437, as Swedish programs write it; accounts from 3000 on belong to the result."""
    closing = dict(journal.opening)
    for voucher in journal.vouchers:
        for one in voucher.postings:
            closing[one.account] = closing.get(one.account, 0) + one.cents
    year = journal.year
    lines = ["#FLAGGA 0", '#PROGRAM "Bokslutet" 1.0', "#FORMAT PC8", f"#GEN {year + 1}0115", "#SIETYP 4", f'#FNAMN "{name}"',
             f"#RAR 0 {year}0101 {year}1231", "#VALUTA EUR"]  # fmt: skip
    lines += [f'#KONTO {account} "{text}"' for account, text in journal.accounts.items()]
    lines += [f"#IB 0 {account} {_plain(amount)}" for account, amount in journal.opening.items()]
    lines += [f"#{'UB' if account < '3' else 'RES'} 0 {account} {_plain(amount)}" for account, amount in sorted(closing.items())]
    for voucher in journal.numbered():
        lines += [f'#VER A {voucher.number} {voucher.day:%Y%m%d} "{voucher.postings[0].text}"', "{"]
        lines += [f"   #TRANS {one.account} {{}} {_plain(one.cents)}" for one in voucher.postings]
        lines.append("}")
    path.write_bytes("".join(f"{line}\r\n" for line in lines).encode("cp437"))


def _plain(amount: int) -> str:
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def trial_balance_csv(journal: Journal, path: Path) -> None:
    """Sums by account and nothing else: what a small association sends."""
    lines = ["Tili;Tilin nimi;Alkusaldo;Debet;Kredit;Loppusaldo"]
    for account, name in journal.accounts.items():
        moves = [one.cents for voucher in journal.vouchers for one in voucher.postings if one.account == account]
        debit, credit = sum(cents for cents in moves if cents > 0), -sum(cents for cents in moves if cents < 0)
        start = journal.opening.get(account, 0)
        lines.append(";".join((account, name, *map(finnish, (start, debit, credit, start + debit - credit)))))
    path.write_bytes("".join(f"{line}\n" for line in lines).encode("utf-8"))
