"""The words of a report in its language. Sentences live in ``messages``; here figures are only put into them."""

import re
from dataclasses import dataclass
from datetime import date

from tilikartta.mapping.periods import Period
from tilikartta.messages import label
from tilikartta.messages.numbers import day, present
from tilikartta.model import Text

_RULE = re.compile(r"^(.*?):(\d+)(?::\d+)?$")
# Characters that XML 1.0 cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Spreadsheets read a literal ``_x0041_`` as a character; the first underscore is then written as its own code.
_CODED = re.compile("_(x[0-9A-Fa-f]{4}_)")
LONGEST_TEXT = 32_767  # characters in one cell of a workbook


@dataclass(frozen=True)
class Words:
    """Words and sentences in one language."""

    lang: str
    currency: str = ""  # of the ledger; "" and EUR are euros

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key under ``report.``, with its figures put in."""
        text = label(f"report.{key}", self.lang)
        return (
            text.format_map({name: present(value, self.lang, self.currency) for name, value in values.items()})
            if values
            else text
        )

    @property
    def unit(self) -> str:
        """The money that figures are in: ``Euroa``, or the code of another currency."""
        return self("statement.unit") if self.currency in ("", "EUR") else self.currency

    def known(self, key: str, otherwise: str) -> str:
        """The word of a key, or the given text where there is none: new file formats may bring names of their own."""
        try:
            return self(key)
        except KeyError:
            return otherwise

    def of(self, text: Text) -> str:
        """A text of the chart."""
        return text.get(self.lang)

    def function(self, code: str) -> str:
        """The name of a function of the chart; "" for none."""
        return self(f"function.{code}") if code else ""

    def axis(self, name: str, value: str) -> str:
        """What stands on an axis: a funder in words, activities and funds as the mapping names them."""
        return self.known(f"funder.{value}", value) if name == "funder" else value

    def span(self, period: Period) -> str:
        """``1.1.2025–31.12.2025``."""
        return f"{day(period.start, self.lang)}–{day(period.end, self.lang)}"

    def day(self, value: date) -> str:
        """A date as people write it."""
        return day(value, self.lang)

    def decimal(self, digits: str) -> str:
        """Digits with the language's decimal mark."""
        return digits if self.lang == "en" else digits.replace(".", ",")

    def short(self, period: Period) -> str:
        """The shortest unmistakable name of a period: ``2025``, or first and last day of a broken one."""
        whole_year = (period.start.month, period.start.day, period.end.month, period.end.day) == (1, 1, 12, 31)
        return str(period.end.year) if whole_year and period.start.year == period.end.year else self.span(period)


def base_name(path: str) -> str:
    """The file's name without its folder: a report must not depend on the folder it was made in."""
    return path.replace("\\", "/").rsplit("/", 1)[-1]


def rule_place(place: str) -> str:
    """``file:line`` of a rule, from ``folder/file:line:column``."""
    found = _RULE.match(place)
    return f"{base_name(found[1])}:{found[2]}" if found else base_name(place)


def clean(text: str) -> str:
    """The text as a workbook's XML can hold it."""
    return _CODED.sub(r"_x005F_\1", _FORBIDDEN.sub("\ufffd", text)[:LONGEST_TEXT])


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet would take the text for a formula or a command when it is typed in again."""
    return text.startswith(("=", "+", "-", "@", "\t", "\r"))
