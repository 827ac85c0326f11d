"""The private file of codes: which code stands for which member of a federation."""

import secrets
from pathlib import Path

from tilikartta.definitions.strict_yaml import load
from tilikartta.model import ExitCode, Place, TilikarttaError, error
from tilikartta.model.benchmark import Codes


def load_codes(path: Path) -> Codes:
    """The codes of a file; new ones with a secret of their own where there is no file yet.

    Raises TilikarttaError (exit 2) TK762 when it is no such file.
    """
    if not path.exists():
        return Codes(secrets.token_hex(16))
    document, findings = load(path, path.as_posix())
    if findings:
        raise TilikarttaError(findings, ExitCode.USAGE)
    data = document.data
    sound = isinstance(data, dict) and set(data) == {"codes", "secret", "members"} and data["codes"] == "1"
    if not sound or not _is_text(data["secret"]) or not isinstance(data["members"], dict):
        raise TilikarttaError(error("TK762", Place(path.as_posix())), ExitCode.USAGE)
    members = data["members"]
    if not all(_is_text(code) for code in members.values()) or len(set(members.values())) < len(members):
        raise TilikarttaError(error("TK762", Place(path.as_posix())), ExitCode.USAGE)
    return Codes(data["secret"], {str(member): str(code) for member, code in members.items()})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
