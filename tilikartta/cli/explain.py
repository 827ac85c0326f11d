"""``tilikartta explain``: why an account maps where it does."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tilikartta.cli import options as o
from tilikartta.cli.mapping import local_accounts, unknown_account
from tilikartta.cli.reading import read_files
from tilikartta.cli.session import Session
from tilikartta.model.finding import ExitCode, TilikarttaError, error

if TYPE_CHECKING:
    from tilikartta.mapping.explain import Explanation
    from tilikartta.model import Chart, Rule


def explain(
    context: typer.Context,
    what: Annotated[
        str, typer.Argument(help="An account of your own chart, or the code of a finding (TK545).", metavar="ACCOUNT|CODE")
    ],
    mapping: Annotated[str, typer.Option("-m", "--mapping", help="Mapping file, or name of a ready one.")] = "",
    name: Annotated[str, typer.Option(help="Name of the account, where rules look at names.")] = "",
    dim: Annotated[list[str] | None, typer.Option(help="Cost centre or other dimension, such as kp=310.")] = None,
    side: Annotated[str, typer.Option(help="Side of the closing balance: debit or credit.")] = "debit",
    sign: Annotated[str, typer.Option(help="Sign of the entry: income or expense.")] = "expense",
    ledger: Annotated[list[Path] | None, typer.Option("--ledger", help="Ledger in which to look up the account's name.")] = None,
) -> None:
    """Explain where an account goes: per axis which rule won, which lost and why; or what a finding means."""
    session: Session = context.obj
    from tilikartta.messages import catalogue

    if what.upper() in catalogue():
        _explain_finding(session, what.upper())
        return
    if not mapping:
        raise TilikarttaError(error("TK908", what=what), ExitCode.USAGE)
    o.choice("--side", side, ("debit", "credit"))
    o.choice("--sign", sign, ("income", "expense"))
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.explain import explain as explain_local
    from tilikartta.mapping.resolve import Local

    read = load_mapping(mapping)
    dims = tuple(sorted((key.strip(), value.strip()) for key, _, value in (text.partition("=") for text in dim or [])))
    account = what
    if ledger:
        from tilikartta.mapping.known_kinds import with_mapping
        from tilikartta.sources import ReadOptions

        found = local_accounts(read_files(session, ledger, with_mapping(ReadOptions(), read))[0])
        match = [pair for pair in found if what in pair]
        if not match:
            raise unknown_account(what, [number or named for number, named in found])
        account, name = match[0]
    chart = universal_chart()
    _show(session, explain_local(read, chart, Local(account, name, dims, side, sign)), chart)


def _explain_finding(session: Session, code: str) -> None:
    """The texts of a finding, with dots where its figures go."""
    from rich.text import Text

    from tilikartta.messages import pattern

    session.out.print(Text(code, style="bold"))
    for part in ("what", "why", "fix"):
        session.out.print(f"{session.label(f'finding.{part}')}: {pattern(code, part, session.lang)}")


def _show(session: Session, explanation: "Explanation", chart: "Chart") -> None:
    """One block per axis: value, winner with its line, losers with the reason."""
    from rich.text import Text

    from tilikartta.mapping.apply import turned_to

    out, local = session.out, explanation.local
    resolution = explanation.resolution
    out.print(Text(f"{local.account} {local.name}".strip(), style="bold"))
    if resolution.outside is not None:
        out.print(session.label("explain.outside", reason=resolution.outside.reason))
    elif not resolution.mapped:
        out.print(session.label("explain.unmapped"))
    for part in resolution.parts:
        account = chart.by_code[part.account]
        out.print(f"→ {account.code} {account.name.get(session.lang)}")
        if (other := turned_to(resolution, chart)) is not None:
            out.print("  " + session.label("explain.flip", account=f"{other.code} {other.name.get(session.lang)}"))
        for layout_id in ("is_npo", "bs_npo"):
            layout = chart.layout_by_id[layout_id]
            line = layout.line_of(account, part.function or None, part.funder) if layout.covers(account) else None
            if line is not None:
                out.print(
                    "  "
                    + session.label(
                        "explain.line", layout=layout.name.get(session.lang), line=f"{line.id} {line.name.get(session.lang)}"
                    )
                )
    for axis in explanation.axes:
        values = ", ".join(axis.values) or "–"
        out.print(Text(f"{session.label(f'axis.{axis.axis}')}: {values}", style="bold"))
        if axis.winner is not None:
            out.print("  " + session.label("explain.won", rule=described(axis.winner), place=str(axis.winner.place)))
        elif axis.values:
            out.print("  " + session.label("explain.default"))
        for loser in axis.losers:
            why = session.label(f"explain.why.{loser.why}")
            out.print("  " + session.label("explain.lost", rule=described(loser.rule), place=str(loser.rule.place), why=why))
    for rule in explanation.inert:
        out.print("  " + session.label("explain.inert", rule=described(rule), place=str(rule.place)))
    session.show_findings(resolution.findings)


def described(rule: "Rule") -> str:
    """A rule on one line, as it stands in the file."""
    when = rule.when
    conditions = [", ".join(str(pattern) for pattern in when.account)] if when.account else []
    conditions += [f"name: {', '.join(when.name)}"] if when.name else []
    conditions += [f"{key}: {', '.join(str(pattern) for pattern in patterns)}" for key, patterns in when.dims]
    conditions += [f"{key}: {getattr(when, key)}" for key in ("side", "sign") if getattr(when, key)]
    if rule.outside:
        return f"{'; '.join(conditions)} → outside"
    targets = []
    for target in rule.targets:
        text = ", ".join(f"{value}" if axis == "account" else f"{axis}: {value}" for axis, value in target.axes().items())
        targets.append(f"{text} ({target.share / 100:g} %)" if rule.shared else text)
    return f"{'; '.join(conditions)} → {' + '.join(targets)}"
