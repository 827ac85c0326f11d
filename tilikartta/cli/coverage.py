"""The table of ``mapping coverage``."""

from typing import TYPE_CHECKING

from tilikartta.cli.session import Session

if TYPE_CHECKING:
    from tilikartta.reports.contents import Contents


def show_coverage(session: Session, contents: "Contents") -> None:
    """Two counts, accounts and euros, then the accounts without a home by euros at stake."""
    from rich.table import Table

    from tilikartta.mapping.apply import UNMAPPED
    from tilikartta.mapping.coverage import account_table
    from tilikartta.messages.numbers import count, money, percent

    lang, coverage = session.lang, contents.coverage
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("", "coverage.accounts", "coverage.euros", "coverage.share"):
        table.add_column(session.label(heading) if heading else "", justify="right" if heading else "left")
    lost = coverage.turnover - coverage.turnover_mapped - coverage.turnover_outside
    rows = [
        ("coverage.mapped", coverage.mapped, coverage.turnover_mapped),
        ("coverage.outside", coverage.outside, coverage.turnover_outside),
        ("coverage.unmapped", coverage.unmapped, lost),
    ]
    for key, accounts, cents in rows:
        share = 100 * cents / coverage.turnover if coverage.turnover else 0.0
        table.add_row(session.label(key), count(accounts, lang), money(cents, lang, session.currency), percent(share, lang))
    session.out.print(table)
    session.out.print(session.label("coverage.with_balance", count=coverage.unmapped_with_balance))
    if coverage.unspecified:
        share = 100 * coverage.unspecified / coverage.turnover
        session.out.print(session.label("coverage.unspecified", percent=percent(share, lang)))
    accounts_table = account_table(contents.mapped)
    missing = accounts_table[accounts_table["status"] == UNMAPPED].sort_values(["turnover", "account"], ascending=[False, True])
    for row in missing.to_dict("records"):
        who = f"{row['account']} {row['account_name']}".strip()
        session.out.print(
            "  " + session.label("coverage.row", account=who, closing=money(int(row["closing"]), lang, session.currency))
        )
