"""A YAML file of check settings -> CheckSettings, with the place of every fault."""

from pathlib import Path

from tilikartta.definitions.locate import shown
from tilikartta.definitions.strict_yaml import load
from tilikartta.definitions.validate import validate
from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.model.check_settings import CheckSettings


def load_check_settings(path: Path) -> CheckSettings:
    """The settings of a file. Raises TilikarttaError (exit 2) with every fault: TK501-TK513."""
    document, findings = load(path, shown(path))
    settings, faults = validate(document, CheckSettings)
    if settings is None or findings or faults:
        raise TilikarttaError([*findings, *faults], ExitCode.USAGE)
    return settings
