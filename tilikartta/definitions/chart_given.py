"""A chart as a command names it: a file, a folder that holds one, or ``universal`` for the shipped one."""

from pathlib import Path

from tilikartta.definitions.chart_check import Places
from tilikartta.definitions.chart_file import read_chart
from tilikartta.definitions.locate import shipped, shown
from tilikartta.definitions.strict_yaml import load
from tilikartta.model import Chart, ExitCode, Finding, Place, TilikarttaError, error

SHIPPED = "universal"


def chart_path(given: str) -> Path:
    """The chart file. Raises TilikarttaError TK383 (exit 3) where a folder holds no chart or several."""
    path = Path(given)
    if not path.exists() and given == SHIPPED:
        return shipped("charts") / f"{SHIPPED}.yaml"
    if not path.is_dir():
        return path
    files = [file for folder in (path, path / "charts") for file in sorted(folder.glob("*.yaml")) if _is_chart(file)]
    if len(files) != 1:
        names = [file.name for file in files]
        raise TilikarttaError(error("TK383", Place(path.as_posix()), count=len(files), files=names), ExitCode.UNREADABLE)
    return files[0]


def _is_chart(file: Path) -> bool:
    """By the first key that is no comment: ``chart: 1``."""
    with file.open(encoding="utf-8", errors="replace") as lines:
        return any(line.startswith("chart:") for line in lines)


def chart_given(given: str) -> tuple[Chart, Places]:
    """The chart with its layouts and the places in its file.

    Raises TilikarttaError with every fault when it cannot be read as a chart (exit 3 where the file cannot be opened, else 2).
    """
    path = chart_path(given)
    chart, findings = read_chart(path)
    if chart is None:
        raise TilikarttaError(findings, _exit(findings))
    document, _ = load(path, shown(path))
    return chart, Places(document, {account.code: index for index, account in enumerate(chart.accounts)})


def _exit(findings: list[Finding]) -> ExitCode:
    return ExitCode.UNREADABLE if any(finding.code == "TK507" for finding in findings) else ExitCode.USAGE
