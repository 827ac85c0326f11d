"""The mapping seen from the ledger: accounts without a home, changes of class, rules that nothing uses."""

from dataclasses import replace

from tilikartta.checks.subject import Subject
from tilikartta.definitions.locate import mapping_names
from tilikartta.mapping.apply import UNMAPPED
from tilikartta.mapping.check import check_against
from tilikartta.mapping.coverage import unmapped_findings
from tilikartta.model import Finding, LocalAccount, Severity


def unmapped(subject: Subject) -> list[Finding]:
    """TK545 (error): an account with a balance has no home in the universal chart. TK544 (warning) tells of those without a
    balance.

    Why: its euros are missing from every line of the statements.

    Mend: add a rule for the account to the mapping; `tilikartta chart search NAME` finds the home.

    Passes::

        voucher,date,account,amount
        1,2025-02-03,6610,12.00
        1,2025-02-03,1910,-12.00

    Fails::

        voucher,date,account,amount
        1,2025-02-03,X9,12.00
        1,2025-02-03,1910,-12.00
    """
    if subject.mapped is None or not (subject.mapped.keys["status"] == UNMAPPED).any():
        return []
    return unmapped_findings(subject.mapped)


def ambiguous_rules(subject: Subject) -> list[Finding]:
    """TK540 (error): two equally specific rules of the mapping disagree on an account.

    Why: the order in the file does not decide, so neither is chosen for you, and the account has no home.

    Mend: remove one of the rules, or make one more specific: a single account, a narrower range or one more condition.

    Passes::

        voucher,date,account,amount,rule,second_home
        1,2025-02-03,6610,12.00,,
        1,2025-02-03,1910,-12.00,,

    Fails::

        voucher,date,account,amount,rule,second_home
        1,2025-02-03,6610,12.00,,6210
        1,2025-02-03,1910,-12.00,,
    """
    if subject.mapped is None:
        return []
    return [finding for finding in subject.mapped.findings if finding.code == "TK540"]


def class_changed(subject: Subject) -> list[Finding]:
    """TK552 (error): the mapping moves an account to another class than the file says it has.

    Why: an asset that becomes a cost changes the result; the organisation's own chart says what the account is.

    Mend: correct the rule, or write the reason into it (allow_class_change).

    Passes::

        voucher,date,account,amount,class
        1,2025-02-03,6610,12.00,expense
        1,2025-02-03,1910,-12.00,asset

    Fails::

        voucher,date,account,amount,class
        1,2025-02-03,6610,12.00,asset
        1,2025-02-03,1910,-12.00,asset
    """
    return [finding for finding in subject.once(_against) if finding.code == "TK552"]


def dead_rules(subject: Subject) -> list[Finding]:
    """TK554 (info): rules of the organisation's own mapping that match no account of the ledger.

    Why: a rule that nothing uses is often a slip in a number, and the account meant is mapped by a wider rule.

    Mend: correct the number, or remove the rule when the account is no longer used.

    Passes::

        voucher,date,account,amount,rule
        1,2025-02-03,6610,12.00,
        1,2025-02-03,1910,-12.00,

    Fails::

        voucher,date,account,amount,rule
        1,2025-02-03,6610,12.00,9999
        1,2025-02-03,1910,-12.00,
    """
    mapping = subject.mapping
    if mapping is None or mapping.name in mapping_names():
        return []
    dead = [replace(finding, severity=Severity.INFO) for finding in subject.once(_against) if finding.code == "TK554"]
    return subject.listed(dead[: subject.settings.per_code], len(dead))


def _against(subject: Subject) -> list[Finding]:
    """What the mapping says against the accounts of the ledger and of the chart in its file."""
    if subject.mapping is None or subject.mapped is None:
        return []
    known = {(one.number, one.name): one for one in subject.ledger.chart}
    by_number = {one.number: one for one in subject.ledger.chart}
    pairs = subject.accounts[["account", "account_name"]].drop_duplicates().itertuples(index=False)
    used = [
        known.get((str(number), str(name))) or by_number.get(str(number)) or LocalAccount(str(number), str(name))
        for number, name in pairs
    ]
    return check_against(subject.mapping, subject.chart, list(dict.fromkeys([*used, *subject.ledger.chart])))
