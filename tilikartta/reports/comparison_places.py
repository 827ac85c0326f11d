"""Places of findings as paths from the federation's folder: a report is the same wherever the federation lies."""

from dataclasses import replace

from tilikartta.comparison.contents import Comparison
from tilikartta.definitions.locate import shipped
from tilikartta.model import Finding


def from_the_folder(comparison: Comparison) -> Comparison:
    """The comparison with paths told from the federation's folder, those of shipped files from the folder of the program."""
    folder = comparison.federation.folder
    roots = tuple(f"{root.rstrip('/')}/" for root in (folder, shipped("charts").parent.as_posix()) if root not in ("", "."))
    told = tuple(
        replace(result, findings=tuple(_told(found, roots) for found in result.findings)) for result in comparison.results
    )
    return replace(comparison, results=told, findings=tuple(_told(found, roots) for found in comparison.findings))


def _told(finding: Finding, roots: tuple[str, ...]) -> Finding:
    place = replace(finding.place, file=_without(finding.place.file, roots))
    return replace(finding, place=place, data={name: _value(value, roots) for name, value in finding.data.items()})


def _value(value: object, roots: tuple[str, ...]) -> object:
    if isinstance(value, (list, tuple)):
        return [_value(one, roots) for one in value]
    return _without(value, roots) if type(value) is str else value


def _without(path: str, roots: tuple[str, ...]) -> str:
    return next((path[len(root) :] for root in roots if path.startswith(root)), path)
