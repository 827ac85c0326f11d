"""``checks:`` and ``accepted:`` of a mapping file, and the file of settings that says the same -> CheckSettings."""

import re
from typing import Any

from tilikartta.definitions.checks_document import AcceptanceDocument, ChecksDocument
from tilikartta.definitions.strict_yaml import Document, PathKey
from tilikartta.model import Finding, Place, error
from tilikartta.model.check_settings import Acceptance, CheckSettings, FinancialYear

_CODE = re.compile(r"TK\d{3}")
_BEGINNING = re.compile(r"TK\d{0,3}")
# the least that each threshold may be
_LEAST = {
    "per_code": 1, "duplicate_days": 0, "duplicate_least": 0, "outsize_times": 2, "digits_least": 5, "digits_one_in": 1_000,
    "wages_least": 0, "pension_least": 0,
}  # fmt: skip


def _codes(given: list[str], path: PathKey, document: Document) -> tuple[list[tuple[str, Place]], list[Finding]]:
    """Codes in capitals with their places; TK570 for what cannot be one."""
    codes: list[tuple[str, Place]] = []
    findings = []
    for index, text in enumerate(given):
        place, code = document.place((*path, index)), text.strip().upper()
        codes.append((code, place))
        if not _BEGINNING.fullmatch(code):
            findings.append(error("TK570", place, value=text))
    return codes, findings


def read_checks(given: ChecksDocument, path: PathKey, document: Document) -> tuple[dict[str, Any], list[Finding]]:
    """The settings that are stated, by the name of their field in CheckSettings.

    TK570 a code that cannot be one, TK531 a year that ends before it begins, TK572 a limit that is too small.
    """
    select, findings = _codes(given.select, (*path, "select"), document)
    ignore, faults = _codes(given.ignore, (*path, "ignore"), document)
    findings += faults
    if given.year is not None and given.year.first > given.year.last:
        findings.append(error("TK531", document.place((*path, "year")), first=given.year.first, last=given.year.last))
    for key, least in (*_LEAST.items(), ("pension_most", given.pension_least)):
        if (value := getattr(given, key)) < least:
            findings.append(error("TK572", document.place((*path, key)), value=value, key=key, least=least))
    stated = {name: getattr(given, name) for name in ChecksDocument.model_fields if name in given.model_fields_set}
    stated = {name: tuple(value) if isinstance(value, list) else value for name, value in stated.items()}
    chosen = {"select": tuple(code for code, _ in select), "ignore": tuple(code for code, _ in ignore)}
    stated |= {name: codes for name, codes in chosen.items() if name in stated}
    if given.year is not None:
        stated["year"] = FinancialYear(given.year.first, given.year.last)
    return {**stated, "code_places": (*select, *ignore)}, findings


def read_accepted(
    given: list[AcceptanceDocument], path: PathKey, document: Document
) -> tuple[tuple[Acceptance, ...], list[Finding]]:
    """The acceptances with their places.

    TK570 a code that cannot be one, TK571 a reason or person left empty, TK572 a row below 0.
    """
    accepted, findings = [], []
    for index, one in enumerate(given):
        code = one.code.strip().upper()
        if not _CODE.fullmatch(code):
            findings.append(error("TK570", document.place((*path, index, "code")), value=one.code))
        findings += [
            error("TK571", document.place((*path, index, key)), key=key)
            for key in ("reason", "person")
            if not str(getattr(one, key)).strip()
        ]
        if one.row < 0:
            findings.append(error("TK572", document.place((*path, index, "row")), value=one.row, key="row", least=1))
        place = document.place((*path, index))
        accepted.append(Acceptance(code, one.reason, one.person, one.date, one.account, one.voucher, one.file, one.row, place))
    return tuple(accepted), findings


def checks_of(stated: dict[str, Any], accepted: tuple[Acceptance, ...], over: dict[str, Any] | None = None) -> CheckSettings:
    """The settings of an organisation; what ``over`` (a file of settings) states wins, key by key."""
    both = {"accepted": accepted, **stated, **(over or {})}
    both["code_places"] = (*stated.get("code_places", ()), *(over or {}).get("code_places", ()))
    return CheckSettings(**both)


__all__ = ["checks_of", "read_accepted", "read_checks"]
