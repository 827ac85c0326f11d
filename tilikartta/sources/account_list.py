"""Lists of accounts (tililuettelo): number, name and class, without amounts."""

import csv
import io
from pathlib import Path

from tilikartta.model import Finding, Place, error
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import open_file

_NUMBER = ("number", "numero", "nro", "tilinumero", "tilinro", "tili", "kontonummer", "konto", "account", "code")
_NAME = ("name_fi", "name", "nimi", "tilin nimi", "kontonamn", "namn", "name_sv", "name_en", "account name")
_TYPE = ("type", "tyyppi", "tilin tyyppi", "class", "laji", "typ", "klass")

# What programs call the classes -> ours. The first word of the type decides.
_CLASSES = {
    "asset": "asset", "vastaavaa": "asset", "tillgång": "asset",
    "liability": "liability", "vastattavaa": "liability", "skuld": "liability", "velka": "liability",
    "equity": "equity", "oma": "equity", "eget": "equity",
    "income": "income", "revenue": "income", "tuotto": "income", "tulo": "income", "intäkt": "income",
    "expense": "expense", "kulu": "expense", "meno": "expense", "kostnad": "expense",
}  # fmt: skip


def _column(headings: list[str], known: tuple[str, ...]) -> int | None:
    folded = [heading.strip().casefold() for heading in headings]
    return next((folded.index(word) for word in known if word in folded), None)


def read_account_list(path: Path) -> tuple[list[tuple[str, str, str]], list[Finding]]:
    """Posting accounts as (number, name, class); class is "" when the list does not tell. Heading rows are left out.

    Findings: TK190 when there is no column of account numbers. Raises TilikarttaError when the file cannot be read.
    """
    file = open_file(path)
    decoded, findings = decode(file)
    if decoded is None:
        return [], findings
    text = bytes(decoded.utf8).decode("utf-8")
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:4096], delimiters=";,\t|")
    except csv.Error:
        dialect = csv.excel
    rows = list(csv.reader(io.StringIO(text), dialect))
    head = rows[0] if rows else []
    number, name, kind = (_column(head, known) for known in (_NUMBER, _NAME, _TYPE))
    if number is None:
        return [], [error("TK190", Place(str(path), row=1), headings=head)]
    accounts = []
    for row in rows[1:]:
        cells = [cell.strip() for cell in row] + [""] * (len(head) - len(row))
        type_ = cells[kind] if kind is not None else ""
        if not cells[number] or type_.casefold().startswith(("heading", "otsikko", "rubrik")):
            continue
        first = type_.casefold().split(" ")[0]
        accounts.append((cells[number], cells[name] if name is not None else "", _CLASSES.get(first, "")))
    return accounts, []
