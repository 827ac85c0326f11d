"""Writing the private file of codes, for its owner's eyes only."""

import json
from pathlib import Path

from tilikartta.model.benchmark import Codes
from tilikartta.reports.whole_file import whole_file


def codes_text(codes: Codes, warning: str) -> str:
    """The file as YAML, with a warning at its head."""
    head = "".join(f"# {line}\n" for line in warning.splitlines())
    rows = "".join(f"  {json.dumps(one, ensure_ascii=False)}: {code}\n" for one, code in sorted(codes.by_id.items()))
    return f"{head}codes: 1\nsecret: {codes.secret}\nmembers:\n{rows}"


def write_codes(codes: Codes, path: Path, warning: str) -> None:
    """Write the file whole or not at all, readable by its owner alone."""
    with whole_file(path) as draft:
        draft.chmod(0o600)
        draft.write_text(codes_text(codes, warning), encoding="utf-8", newline="\n")
