"""Where the shipped charts and mappings are: inside the wheel, or beside the package in a checkout."""

from functools import cache
from pathlib import Path

from tilikartta.model import ExitCode, Place, TilikarttaError, error


@cache
def shipped(name: str) -> Path:
    """The folder ``charts`` or ``mappings`` of this installation."""
    package = Path(__file__).resolve().parent.parent
    inside, beside = package / "shipped" / name, package.parent / name
    return inside if inside.is_dir() else beside


def mapping_names() -> list[str]:
    """Names of the shipped mappings, as ``-m`` takes them."""
    return sorted(path.stem for path in shipped("mappings").glob("*.yaml"))


def mapping_path(name: str, beside: Path | None = None) -> Path:
    """The file of a mapping given as a path (also relative to ``beside``) or as the name of a shipped one.

    Raises TilikarttaError TK509 (exit 2) when there is none.
    """
    given = Path(name)
    tries = [given] if beside is None else [beside.parent / given, beside.parent / f"{name}.yaml", given]
    found = next((path for path in tries if path.is_file()), None)
    if found is not None:
        return found
    inside = shipped("mappings") / f"{name}.yaml"
    if inside.is_file():
        return inside
    from tilikartta.definitions.validate import closest

    near = closest(given.stem, mapping_names()) or mapping_names()
    raise TilikarttaError(error("TK509", Place(str(beside or "")), name=name, near=near), ExitCode.USAGE)


def shown(path: Path) -> str:
    """The path as reports show it: shipped files by their name only, so that reports are the same on every machine."""
    resolved = path.resolve()
    for name in ("charts", "mappings"):
        if resolved.is_relative_to(shipped(name).resolve()):
            return f"{name}/{resolved.relative_to(shipped(name).resolve()).as_posix()}"
    return path.as_posix()
