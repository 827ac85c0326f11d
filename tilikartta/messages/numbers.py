"""Numbers and dates as people of each language write them. Amounts stay integers of cents until here."""

from datetime import date

from tilikartta.model.finding import Cents, Word

NBSP = "\u00a0"
MINUS = "\u2212"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def money(cents: int, lang: str, currency: str = "") -> str:
    """``1 234,56 €`` in Finnish and Swedish, ``€1,234.56`` in English; ``1 234,56 SEK`` and ``SEK 1,234.56``; minus as U+2212.

    ``currency`` is what the ledger states; one that states none is in euros.
    """
    whole, rest = divmod(abs(cents), 100)
    thousands = f"{whole:,}"
    minus = MINUS if cents < 0 else ""
    mark = "€" if currency in ("", "EUR") else currency
    if lang == "en":
        return f"{minus}{mark}{'' if mark == '€' else NBSP}{thousands}.{rest:02d}"
    return f"{minus}{thousands.replace(',', NBSP)},{rest:02d}{NBSP}{mark}"


def plain(cents: int) -> str:
    """``-1234.56``: a decimal point and two decimals, for CSV and JSON."""
    whole, rest = divmod(abs(cents), 100)
    return f"{'-' if cents < 0 else ''}{whole}.{rest:02d}"


def day(value: date, lang: str) -> str:
    """``1.2.2025`` in Finnish and Swedish, ``1 Feb 2025`` in English."""
    if lang == "en":
        return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{value.day}.{value.month}.{value.year}"


def count(value: int, lang: str) -> str:
    """A whole number with thousands marks."""
    return f"{value:,}" if lang == "en" else f"{value:,}".replace(",", NBSP)


def percent(value: float, lang: str) -> str:
    """``99,5 %``, ``99.5%`` in English."""
    text = f"{value:.1f}"
    return f"{text}%" if lang == "en" else f"{text.replace('.', ',')}{NBSP}%"


def present(value: object, lang: str, currency: str = "") -> str:
    """Any value of a finding as text in the language, amounts in the currency of the ledger."""
    if isinstance(value, Cents):
        return money(value, lang, currency)
    if isinstance(value, Word):
        from tilikartta.messages import label

        return label(value, lang)
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int):
        return count(value, lang)
    if isinstance(value, date):
        return day(value, lang)
    if isinstance(value, (list, tuple)):
        return ", ".join(present(item, lang, currency) for item in value)
    return str(value)
