"""A YAML file of check settings -> the settings that it states, with the place of every fault."""

from pathlib import Path
from typing import Any

from tilikartta.definitions.checks_document import SettingsDocument
from tilikartta.definitions.checks_section import checks_of, read_accepted, read_checks
from tilikartta.definitions.locate import shown
from tilikartta.definitions.strict_yaml import load
from tilikartta.definitions.validate import validate
from tilikartta.model import ExitCode, TilikarttaError
from tilikartta.model.check_settings import CheckSettings


def stated_settings(path: Path) -> dict[str, Any]:
    """What a file of settings states, by field of CheckSettings. Raises TilikarttaError (exit 2) with every fault."""
    document, findings = load(path, shown(path))
    read, faults = validate(document, SettingsDocument)
    findings += faults
    if read is None:
        raise TilikarttaError(findings, ExitCode.USAGE)
    stated, faults = read_checks(read, (), document)
    accepted, more = read_accepted(read.accepted, ("accepted",), document)
    if findings := [*findings, *faults, *more]:
        raise TilikarttaError(findings, ExitCode.USAGE)
    return stated | ({"accepted": accepted} if "accepted" in read.model_fields_set else {})


def load_check_settings(path: Path) -> CheckSettings:
    """The settings of a file alone. Raises TilikarttaError (exit 2) with every fault."""
    return checks_of({}, (), stated_settings(path))
