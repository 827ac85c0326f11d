"""The command ``tilikartta``: one file per command, one place that turns faults into text and exit codes."""

import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tilikartta import __version__
from tilikartta.cli import chart, compare, convert, demo, explain, formats, mapping, report, review, suggest, validate, verify
from tilikartta.cli import map as map_command
from tilikartta.cli.session import Session, language_first, run_guarded


class Commands(TyperGroup):
    """The commands; ``--lang`` belongs to the run and is understood after the command, too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments with the language first."""
        return super().parse_args(ctx, language_first(args))


app = typer.Typer(
    name="tilikartta",
    cls=Commands,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="One universal chart of accounts for associations and foundations: map any ledger to it, to the cent.",
)
app.command("map")(map_command.map_ledger)
app.command("validate")(validate.validate)
app.command("report")(report.report)
app.command("compare")(compare.compare)
app.command("convert")(convert.convert)
app.command("verify")(verify.verify)
app.command("suggest")(suggest.suggest)
app.command("review")(review.review)
app.command("formats")(formats.formats)
app.command("explain")(explain.explain)
app.command("demo")(demo.demo)
app.add_typer(chart.app, name="chart")
app.add_typer(mapping.app, name="mapping")


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"tilikartta {__version__}")
        raise typer.Exit


@app.callback()
def main(
    context: typer.Context,
    lang: Annotated[
        str, typer.Option(help="Language of texts: fi, sv or en. Before or after the command. Default: from the locale, then fi.")
    ] = "",
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")] = False,
) -> None:
    """Map, check and compare the ledgers of associations and foundations. Files stay on this computer."""
    context.obj = Session.start(lang)


def run() -> None:
    """Entry point of the console script."""
    sys.exit(run_guarded(app))


if __name__ == "__main__":
    run()
