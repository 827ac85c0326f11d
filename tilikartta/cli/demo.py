"""``tilikartta demo``: an example federation written to a folder and run through the whole job."""

from pathlib import Path
from typing import Annotated

import typer


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Folder to write into; made when missing.")] = Path("tilikartta-demo"),
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier demo.")] = False,
) -> None:
    """Write three invented associations with their ledgers and mappings, check them, map them, and say what to try next."""
