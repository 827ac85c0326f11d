"""``python -m tilikartta``."""

from tilikartta.cli.main import run

run()
