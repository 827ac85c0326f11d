"""The words of a federation's workbook: its own where it has them, those of a single report otherwise."""

from dataclasses import dataclass

from tilikartta.messages import label
from tilikartta.messages.numbers import present
from tilikartta.reports.words import Words


@dataclass(frozen=True)
class FederationWords(Words):
    """Words and sentences in one language; keys under ``fed.`` come before those under ``report.``."""

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key, with its figures put in."""
        try:
            text = label(f"fed.{key}", self.lang)
        except KeyError:
            return super().__call__(key, **values)
        return text.format_map({name: present(value, self.lang) for name, value in values.items()}) if values else text
