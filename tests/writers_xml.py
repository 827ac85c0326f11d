"""Writes invented books as SAF-T Financial and XBRL GL, in the dialects of several countries and programs."""

from dataclasses import dataclass
from xml.sax.saxutils import escape

from interchange_ledgers import NAMES, OBJECTS, Books, Posting, Voucher
from writers_sie import amount

SAFT_NAMESPACES = {
    "NO": "urn:StandardAuditFile-Taxation-Financial:NO",
    "DK": "urn:StandardAuditFile-Taxation-Financial:DK",
    "OECD": "urn:OECD:StandardAuditFile-Taxation/2.00",
    "": "",
}


@dataclass(frozen=True)
class SaftStyle:
    country: str = "NO"
    prefix: str = ""
    encoding: str = "utf-8"
    line: str = "Line"
    nested_amount: bool = True
    pretty: bool = True
    both_dates: bool = True


class XmlWriter:
    def __init__(self, prefix: str, pretty: bool) -> None:
        self.prefix = f"{prefix}:" if prefix else ""
        self.pretty = pretty
        self.parts: list[str] = []

    def open(self, name: str, attributes: str = "") -> None:
        self.parts.append(f"<{self.prefix}{name}{attributes}>")

    def close(self, name: str) -> None:
        self.parts.append(f"</{self.prefix}{name}>")

    def leaf(self, name: str, text: str, attributes: str = "") -> None:
        self.parts.append(f"<{self.prefix}{name}{attributes}>{escape(text)}</{self.prefix}{name}>")

    def bytes(self, encoding: str) -> bytes:
        head = f'<?xml version="1.0" encoding="{encoding}"?>'
        return ("\n" if self.pretty else "").join([head, *self.parts]).encode(encoding)


def write_saft(books: Books, style: SaftStyle = SaftStyle()) -> bytes:
    out = XmlWriter(style.prefix, style.pretty)
    space = SAFT_NAMESPACES[style.country]
    name = f"xmlns:{style.prefix}" if style.prefix else "xmlns"
    out.open("AuditFile", f' {name}="{space}"' if space else "")
    out.open("Header")
    out.leaf("AuditFileVersion", "1.30")
    out.leaf("AuditFileCountry", style.country)
    out.open("Company")
    out.leaf("Name", "Esimerkki ry")
    out.close("Company")
    out.leaf("DefaultCurrencyCode", "EUR")
    out.open("SelectionCriteria")
    out.leaf("SelectionStartDate", "2025-01-01")
    out.leaf("SelectionEndDate", "2025-12-31")
    out.close("SelectionCriteria")
    out.close("Header")
    _masters(out, books)
    _journals(out, books, style)
    out.close("AuditFile")
    return out.bytes(style.encoding)


def _masters(out: XmlWriter, books: Books) -> None:
    closing = books.closing()
    out.open("MasterFiles")
    out.open("GeneralLedgerAccounts")
    for number, name in books.accounts.items():
        out.open("Account")
        out.leaf("AccountID", number)
        out.leaf("AccountDescription", name)
        out.leaf("AccountType", "GL")
        for which, cents in (("Opening", books.opening.get(number, 0)), ("Closing", closing.get(number, 0))):
            out.leaf(f"{which}{'Credit' if cents < 0 else 'Debit'}Balance", amount(abs(cents)))
        out.close("Account")
    out.close("GeneralLedgerAccounts")
    out.open("AnalysisTypeTable")
    for (dimension, code), name in OBJECTS.items():
        out.open("AnalysisTypeTableEntry")
        out.leaf("AnalysisType", dimension)
        out.leaf("AnalysisTypeDescription", NAMES[dimension])
        out.leaf("AnalysisID", code)
        out.leaf("AnalysisIDDescription", name)
        out.close("AnalysisTypeTableEntry")
    out.close("AnalysisTypeTable")
    out.close("MasterFiles")


def _journals(out: XmlWriter, books: Books, style: SaftStyle) -> None:
    every = [posting.cents for voucher in books.vouchers for posting in voucher.postings]
    out.open("GeneralLedgerEntries")
    out.leaf("NumberOfEntries", str(len(books.vouchers)))
    out.leaf("TotalDebit", amount(sum(cents for cents in every if cents > 0)))
    out.leaf("TotalCredit", amount(-sum(cents for cents in every if cents < 0)))
    for voucher in books.vouchers:
        out.open("Journal")
        out.leaf("JournalID", voucher.series)
        _transaction(out, voucher, style)
        out.close("Journal")
    out.close("GeneralLedgerEntries")


def _transaction(out: XmlWriter, voucher: Voucher, style: SaftStyle) -> None:
    out.open("Transaction")
    out.leaf("TransactionID", voucher.number)
    out.leaf("PeriodYear", str(voucher.day.year))
    out.leaf("TransactionDate", voucher.day.isoformat())
    if style.both_dates:
        out.leaf("GLPostingDate", voucher.day.isoformat())
    for posting in voucher.postings:
        _line(out, posting, style)
    out.close("Transaction")


def _line(out: XmlWriter, posting: Posting, style: SaftStyle) -> None:
    out.open(style.line)
    out.leaf("RecordID", "1")
    out.leaf("AccountID", posting.account)
    for dimension, code in posting.objects.items():
        out.open("Analysis")
        out.leaf("AnalysisType", dimension)
        out.leaf("AnalysisID", code)
        out.close("Analysis")
    out.leaf("Description", posting.text)
    side = "CreditAmount" if posting.cents < 0 else "DebitAmount"
    if style.nested_amount:
        out.open(side)
        out.leaf("Amount", amount(abs(posting.cents)))
        out.leaf("CurrencyCode", "USD")
        out.leaf("CurrencyAmount", "1.11")
        out.close(side)
    else:
        out.leaf(side, amount(abs(posting.cents)))
    out.close(style.line)


@dataclass(frozen=True)
class XbrlStyle:
    sign: str = "code"  # code, code-signed, signed, sign-element
    root: str = "xbrli:xbrl"
    year: str = "2017-01-01"
    extra_account: bool = False
    dates: str = "detail"  # or header


def write_xbrl(books: Books, style: XbrlStyle = XbrlStyle()) -> bytes:
    out = XmlWriter("gl-cor", True)
    spaces = f' xmlns:gl-cor="http://www.xbrl.org/int/gl/cor/fi/{style.year}" xmlns:xbrli="http://www.xbrl.org/2003/instance"'
    if style.root:
        out.parts.append(f"<{style.root}{spaces}>")
    out.open("accountingEntries", "" if style.root else spaces)
    out.open("documentInfo")
    out.leaf("entriesType", "journal", ' contextRef="now"')
    out.leaf("defaultCurrency", "ISO4217:EUR")
    out.close("documentInfo")
    for voucher in books.vouchers:
        out.open("entryHeader")
        out.leaf("sourceJournalID", voucher.series)
        out.leaf("entryNumber", voucher.number)
        if style.dates == "header":
            out.leaf("postedDate", voucher.day.isoformat())
        for posting in voucher.postings:
            _detail(out, books, voucher, posting, style)
        out.close("entryHeader")
    out.close("accountingEntries")
    if style.root:
        out.parts.append(f"</{style.root}>")
    return out.bytes("utf-8")


def _detail(out: XmlWriter, books: Books, voucher: Voucher, posting: Posting, style: XbrlStyle) -> None:
    out.open("entryDetail")
    if style.extra_account:
        out.open("account")
        out.leaf("accountMainID", "STD1")
        out.leaf("accountPurposeCode", "ifrs")
        out.close("account")
    out.open("account")
    out.leaf("accountMainID", posting.account)
    out.leaf("accountMainDescription", books.accounts[posting.account])
    for dimension, code in posting.objects.items():
        out.open("accountSub")
        out.leaf("accountSubDescription", OBJECTS[(dimension, code)])
        out.leaf("accountSubID", code)
        out.leaf("accountSubType", NAMES[dimension])
        out.close("accountSub")
    out.close("account")
    signed = style.sign in ("signed", "code-signed")
    out.leaf("amount", amount(posting.cents if signed else abs(posting.cents)), ' unitRef="eur" decimals="2"')
    if style.sign.startswith("code"):
        out.leaf("debitCreditCode", "C" if posting.cents < 0 else "D")
    if style.sign == "sign-element":
        out.leaf("signOfAmount", "-" if posting.cents < 0 else "+")
    if style.dates == "detail":
        out.leaf("postingDate", voucher.day.isoformat())
    out.leaf("detailComment", posting.text)
    out.close("entryDetail")
