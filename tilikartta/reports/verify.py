"""Do a report and the files that it was made from still belong together? Hashes tell, nothing is counted anew."""

import hashlib
import json
import os
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Literal

from tilikartta import __version__
from tilikartta.definitions.locate import shipped
from tilikartta.model import ExitCode, Finding, Place, TilikarttaError, error, info, ordered, warning
from tilikartta.model.manifest import Ingredient
from tilikartta.reports import seal as seals
from tilikartta.reports.seal import Seal

State = Literal["same", "changed", "missing"]
DEEPEST = 4  # folders below a given one
LARGEST_PART = 50_000_000
BLOCK = 1 << 20
HTML_SEAL = re.compile(r'<script type="application/json" id="manifest">(.*?)</script>', re.DOTALL)


@dataclass(frozen=True)
class Checked:
    """One file that the report rests on. ``found`` is where a file of that name stands, "" for none."""

    ingredient: Ingredient
    state: State
    found: str = ""


@dataclass(frozen=True)
class Verification:
    """What came of it. ``whole``: the report says what it said when it was made."""

    seal: Seal
    whole: bool
    files: tuple[Checked, ...]
    findings: tuple[Finding, ...]


def verify_report(report: Path, places: Sequence[Path] = ()) -> Verification:
    """Compare a report's seal with its own content and with the files of the same names in ``places``.

    Without places, files are looked for beside the report and in the folder at hand. Findings: TK670 the report was changed,
    TK672 an input has changed, TK673 it is not found, TK674 another chart, TK675 another version of the program. Raises
    TilikarttaError TK671 (exit 3) where the file holds no manifest.
    """
    seal, whole = _opened(report)
    where = [_Files(places)] if places else [_Files([report.resolve().parent]), _Files([Path.cwd()])]
    files = tuple(_checked(one, where) for one in seal.manifest.ingredients)
    return Verification(seal, whole, files, tuple(ordered(_findings(report, seal, whole, files))))


def _opened(report: Path) -> tuple[Seal, bool]:
    """The seal, and whether the content is what it was."""
    try:
        if zipfile.is_zipfile(report):
            return _of_workbook(report)
        text = report.read_bytes().decode()
        if found := HTML_SEAL.search(text):
            seal = seals.unsealed(json.loads(found[1]))
            return seal, seals.text_hash(text[: found.start()] + text[found.end() :]) == seal.content
        document = json.loads(text)
        seal = seals.unsealed(document["manifest"])
        return seal, seals.document_hash(document) == seal.content
    except (KeyError, TypeError, ValueError, AttributeError, zipfile.BadZipFile) as fault:
        raise TilikarttaError(error("TK671", Place(report.as_posix())), ExitCode.UNREADABLE) from fault


def _of_workbook(report: Path) -> tuple[Seal, bool]:
    counted = seals.ContentHash()
    with zipfile.ZipFile(report) as package:
        if package.getinfo(seals.PART).file_size > LARGEST_PART:
            raise ValueError("no manifest")
        seal = seals.from_part(package.read(seals.PART))
        for name in sorted(set(package.namelist()) - {seals.PART}):
            with package.open(name) as member:
                for _ in counted.watch(name, _blocks(member)):
                    pass
    return seal, counted.hexdigest() == seal.content


def _blocks(stream: IO[bytes]) -> Iterator[bytes]:
    while block := stream.read(BLOCK):
        yield block


class _Files:
    """The files of some folders by name."""

    def __init__(self, places: Sequence[Path]) -> None:
        self._places = places

    @cached_property
    def by_name(self) -> dict[str, list[Path]]:
        """Every file under the places, hidden folders left out."""
        found: dict[str, list[Path]] = {}
        for path in dict.fromkeys(path for place in self._places for path in _under(place)):
            found.setdefault(path.name, []).append(path)
        return found

    def named(self, path: str) -> list[Path]:
        """Files that may be the ingredient, those in its own folder before others; the archive for a member of one."""
        parts = PurePosixPath(path).parts
        if parts[0] in ("charts", "mappings") and (own := shipped(parts[0]).joinpath(*parts[1:])).is_file():
            return [own]
        name = next((part for part in parts if part.lower().endswith(".zip")), parts[-1])
        found = self.by_name.get(name, [])
        return [one for one in found if one.as_posix().endswith(f"/{path}")] or found


def _under(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place.resolve()
        return
    root = place.resolve()
    for folder, folders, names in os.walk(root):
        depth = len(Path(folder).relative_to(root).parts)
        folders[:] = sorted(name for name in folders if not name.startswith(".")) if depth < DEEPEST else []
        yield from (Path(folder) / name for name in sorted(names))


def _checked(ingredient: Ingredient, where: Sequence[_Files]) -> Checked:
    """The ingredient beside the files of its name, in the first place that has any: one with the same hash is enough."""
    found = next((named for files in where if (named := files.named(ingredient.path))), [])
    same = next((path for path in found if _hash(path, ingredient.path) == ingredient.sha256), None)
    if same is not None:
        return Checked(ingredient, "same", same.as_posix())
    return Checked(ingredient, "changed", found[0].as_posix()) if found else Checked(ingredient, "missing")


def _hash(path: Path, wanted: str) -> str:
    """The hash of a file, or of the member of an archive that ``wanted`` names. "" for what cannot be read."""
    digest = hashlib.sha256()
    try:
        if path.suffix.lower() != ".zip":
            with path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        with zipfile.ZipFile(path) as archive, archive.open(wanted.partition(f"{path.name}/")[2]) as member:
            for block in _blocks(member):
                digest.update(block)
    except (OSError, KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return ""
    return digest.hexdigest()


def _findings(report: Path, seal: Seal, whole: bool, files: Iterable[Checked]) -> Iterator[Finding]:
    place = Place(report.as_posix())
    if not whole:
        yield error("TK670", place)
    for one in files:
        name, own = one.ingredient.path, one.ingredient.role in ("chart", "layout", "key_figures", "form")
        if one.state == "same":
            continue
        if own and name.startswith("charts/"):
            yield warning("TK674", place, name=name, chart=seal.manifest.chart)
        else:
            yield error("TK672" if one.state == "changed" else "TK673", Place(one.found or name), name=name)
    if seal.manifest.version != __version__:
        yield info("TK675", place, made=seal.manifest.version, here=__version__)
