"""Invented books of GnuCash (XML), and what hledger, Ledger and Beancount print of a journal, in the form of the programs."""

import csv
import io
import json
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

SPACES = "gnc act trn ts split slot cmdty book cd sx price"
NAMES = "".join(f' xmlns:{name}="http://www.gnucash.org/XML/{name}"' for name in SPACES.split())


@dataclass(frozen=True)
class Account:
    """An account of GnuCash; ``parent`` is the key of another, "" the root."""

    key: str
    name: str
    kind: str
    code: str = ""
    parent: str = ""


@dataclass(frozen=True)
class Posting:
    account: str
    cents: int
    comment: str = ""
    currency: str = "EUR"
    fraction: str = ""  # GnuCash: written instead of the cents


@dataclass(frozen=True)
class Transaction:
    day: date
    text: str
    postings: tuple[Posting, ...]
    number: str = ""
    closing: bool = False
    comment: str = ""


def decimal(cents: int) -> str:
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def gnucash_xml(accounts: list[Account], transactions: list[Transaction], root="gnc-v2", prolog="") -> str:
    parts = ['<?xml version="1.0" encoding="utf-8" ?>\n', prolog, f"<{root}{NAMES}>\n<gnc:book version='2.0.0'>\n"]
    parts.append("<gnc:commodity version='2.0.0'><cmdty:space>CURRENCY</cmdty:space><cmdty:id>EUR</cmdty:id></gnc:commodity>\n")
    parts.append(_account(Account("root", "Root Account", "ROOT")))
    parts += [_account(account) for account in accounts]
    parts += [_transaction(transaction) for transaction in transactions]
    template = Transaction(date(2030, 1, 1), "malli", (Posting("tmpl", 99_99),))
    parts.append("<gnc:template-transactions>\n" + _account(Account("tmpl", "Template", "BANK")) + _transaction(template))
    parts.append(f"</gnc:template-transactions>\n</gnc:book>\n</{root}>\n")
    return "".join(parts)


def _account(account: Account) -> str:
    code = f"  <act:code>{account.code}</act:code>\n" if account.code else ""
    parent = "" if account.kind == "ROOT" else f"  <act:parent type='guid'>{account.parent or 'root'}</act:parent>\n"
    return (
        f"<gnc:account version='2.0.0'>\n  <act:name>{escape(account.name)}</act:name>\n"
        f"  <act:id type='guid'>{account.key}</act:id>\n"
        f"  <act:type>{account.kind}</act:type>\n{code}  <act:slots><slot><slot:key>color</slot:key></slot></act:slots>\n{parent}"
        "</gnc:account>\n"
    )


def _transaction(transaction: Transaction) -> str:
    slot = "<slot>\n<slot:key>date-posted</slot:key>\n<slot:value type='gdate'><gdate>2025-01-01</gdate></slot:value>\n</slot>"
    if transaction.closing:
        slot += "<slot><slot:key>book_closing</slot:key><slot:value type='integer'>1</slot:value></slot>"
    number = f"  <trn:num>{transaction.number}</trn:num>\n" if transaction.number else ""
    splits = "".join(
        "    <trn:split>\n      <split:id type='guid'>x</split:id>\n"
        + (f"      <split:memo>{escape(posting.comment)}</split:memo>\n" if posting.comment else "")
        + "      <split:reconciled-state>n</split:reconciled-state>\n"
        f"      <split:value>{posting.fraction or f'{posting.cents}/100'}</split:value>\n"
        f"      <split:quantity>1/3</split:quantity>\n      <split:account type='guid'>{posting.account}</split:account>\n"
        "    </trn:split>\n"
        for posting in transaction.postings
    )
    currency = transaction.postings[0].currency
    return (
        "<gnc:transaction version='2.0.0'>\n  <trn:id type='guid'>t</trn:id>\n  <trn:currency>\n"
        f"    <cmdty:space>CURRENCY</cmdty:space>\n    <cmdty:id>{currency}</cmdty:id>\n  </trn:currency>\n{number}"
        f"  <trn:date-posted>\n    <ts:date>{transaction.day} 10:59:00 +0000</ts:date>\n  </trn:date-posted>\n"
        f"  <trn:date-entered>\n    <ts:date>2031-02-03 20:00:00 +0000</ts:date>\n  </trn:date-entered>\n"
        f"  <trn:description>{escape(transaction.text)}</trn:description>\n  <trn:slots>{slot}</trn:slots>\n"
        f"  <trn:splits>\n{splits}  </trn:splits>\n</gnc:transaction>\n"
    )


def _quoted(rows, separator=",", always=True) -> str:
    target = io.StringIO()
    csv.writer(
        target, delimiter=separator, quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL, lineterminator="\n"
    ).writerows(rows)
    return target.getvalue()


def hledger_print(transactions: list[Transaction], newer=False) -> str:
    """``hledger print -O csv``; newer versions have debit before credit."""
    sides = ["debit", "credit"] if newer else ["credit", "debit"]
    head = ["txnidx", "date", "date2", "status", "code", "description", "comment", "account", "amount", "commodity", *sides]
    rows = [[*head, "posting-status", "posting-comment"]]
    for index, transaction in enumerate(transactions, 1):
        for posting in transaction.postings:
            money = decimal(abs(posting.cents))
            debit, credit = (money, "") if posting.cents > 0 else ("", money)
            rows.append([
                str(index), str(transaction.day), "", "*",
                transaction.number, transaction.text, transaction.comment, posting.account,
                decimal(posting.cents), posting.currency, *((debit, credit) if newer else (credit, debit)), "", posting.comment,
            ])  # fmt: skip
    return _quoted(rows)


def hledger_register(transactions: list[Transaction], form="{number} {currency}") -> str:
    """``hledger register -O csv``."""
    rows = [["txnidx", "date", "code", "description", "account", "amount", "total"]]
    for index, transaction in enumerate(transactions, 1):
        for posting in transaction.postings:
            amount = form.format(number=decimal(posting.cents), currency=posting.currency) if posting.cents else "0"
            rows.append([str(index), str(transaction.day), transaction.number, transaction.text, posting.account, amount, "0"])
    return _quoted(rows)


def hledger_json(transactions: list[Transaction], indent=2) -> str:
    """``hledger print -O json``, with as many decimals as hledger keeps of a computed amount."""

    def tags(comment):
        return [part.strip().split(": ") for part in comment.split(",") if ": " in part]

    journal = []
    for index, transaction in enumerate(transactions, 1):
        postings = [
            {
                "paccount": posting.account.strip("()[]"),
                "pamount": [{
                    "acommodity": posting.currency, "aprice": None,
                    "aquantity": {"decimalMantissa": posting.cents * 10, "decimalPlaces": 3, "floatingPoint": 0.1},
                    "astyle": {"ascommodityside": "R", "asprecision": 2},
                }],
                "pcomment": posting.comment, "pdate": None, "ptags": tags(posting.comment), "poriginal": None,
                "ptype": {"(": "VirtualPosting", "[": "BalancedVirtualPosting"}.get(posting.account[0], "RegularPosting"),
            }
            for posting in transaction.postings
        ]  # fmt: skip
        journal.append({
            "tcode": transaction.number, "tcomment": transaction.comment, "tdate": str(transaction.day), "tdate2": None,
            "tdescription": transaction.text, "tindex": index, "tpostings": postings, "ttags": tags(transaction.comment),
        })  # fmt: skip
    return json.dumps(journal, indent=indent, ensure_ascii=False)


def ledger_csv(transactions: list[Transaction]) -> str:
    """``ledger csv``: no headings, dates with slashes, quotes as \\", no needless zeros."""
    lines = []
    for transaction in transactions:
        for posting in transaction.postings:
            number = decimal(posting.cents).rstrip("0").rstrip(".")
            note = " ".join(text for text in (posting.comment, transaction.comment) if text)
            cells = [
                f"{transaction.day:%Y/%m/%d}",
                transaction.number,
                transaction.text,
                posting.account,
                posting.currency,
                number,
                "*",
                note,
            ]
            lines.append(",".join('"' + cell.replace('"', '\\"') + '"' for cell in cells))
    return "\n".join(lines) + "\n"


def beancount_csv(transactions: list[Transaction], form="number") -> str:
    """``bean-query -f csv``: padded numbers; ``form`` number (with id), position or numberify."""
    heads = {
        "number": ["id", "date", "flag", "payee", "narration", "account", "number", "currency", "tags"],
        "position": ["date", "narration", "account", "position"],
        "numberify": ["date", "narration", "account", "position (EUR)"],
    }
    rows = [heads[form]]
    for index, transaction in enumerate(transactions, 1):
        for posting in transaction.postings:
            number = decimal(posting.cents).rjust(14)
            day, text, account = str(transaction.day), transaction.text, posting.account
            rows.append({
                "number": [f"{index:032x}", day, "*", "", text, account, number, posting.currency, transaction.comment],
                "position": [day, text, account, f"{number} {posting.currency}"],
                "numberify": [day, text, account, number],
            }[form])  # fmt: skip
    return _quoted(rows, always=False)
