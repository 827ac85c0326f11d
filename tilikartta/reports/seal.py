"""The seal of a report: what it was made from and the hash of what it says, kept in the file so that ``verify`` can check both.

A workbook keeps it as a custom XML part (ECMA-376 part 1, 15.2.5), which spreadsheets carry along or drop but never show.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from html import escape, unescape
from pathlib import PurePosixPath
from typing import Any

from tilikartta.model.manifest import Ingredient, Manifest

PART = "customXml/item1.xml"
RELATION = (
    b'<Relationship Id="rIdManifest" Target="/' + PART.encode() + b'" '
    b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/customXml"/></Relationships>'
)
_WRAPPED = re.compile(r"^<manifest[^>]*>(.*)</manifest>\s*$", re.DOTALL)


@dataclass(frozen=True)
class Seal:
    """A manifest and the hash of the report's own content; ``command`` made it.

    ``folder``: files below it are named by their way from it (the members of a federation), all others by name alone.
    """

    command: str
    manifest: Manifest
    content: str = ""
    folder: str = ""

    def document(self) -> dict[str, Any]:
        """The seal as plain JSON values; paths without the folder that the report happened to be made in."""
        manifest = asdict(replace(self.manifest, ingredients=()))
        manifest["options"] = dict(self.manifest.options)
        manifest["ingredients"] = [{**asdict(one), "path": self._named(one.path)} for one in self.manifest.ingredients]
        return {"manifest": 1, "command": self.command, **manifest, "content": self.content}

    def _named(self, path: str) -> str:
        """The file's name, the same on every computer. An archive and its member stay together."""
        parts = [part for part in PurePosixPath(path.replace("\\", "/")).parts if part not in ("/", "..", ".")]
        whole = "/".join(parts)
        if parts[:1] in (["charts"], ["mappings"]):
            return whole
        if self.folder and not path.startswith(("/", "../")) and ":" not in path:
            return whole  # told from the folder already: two members may have files of one name
        root = PurePosixPath(self.folder.replace("\\", "/"))
        if self.folder and PurePosixPath(path).is_relative_to(root):
            return PurePosixPath(path).relative_to(root).as_posix()
        archive = next((index for index, part in enumerate(parts) if part.lower().endswith(".zip")), len(parts) - 1)
        return "/".join(parts[max(archive, 0) :])


def unsealed(document: Mapping[str, Any]) -> Seal:
    """A seal from its document. Raises KeyError, TypeError or ValueError when it is none."""
    files = tuple(Ingredient(**one) for one in document["ingredients"])
    given = tuple(sorted(dict(document["options"]).items()))
    manifest = Manifest(
        document["version"], document["chart"], files, given, int(document["total_in"]), int(document["total_out"])
    )
    return Seal(str(document["command"]), manifest, str(document["content"]))


class ContentHash:
    """The hash of a package: of every member its name and content, in the order of names."""

    def __init__(self) -> None:
        self._whole = hashlib.sha256()

    def watch(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Pass the chunks of a member on, counting them in."""
        member = hashlib.sha256()
        for chunk in chunks:
            member.update(chunk)
            yield chunk
        self._whole.update(f"{name}\0{member.hexdigest()}\n".encode())

    def hexdigest(self) -> str:
        """The hash so far."""
        return self._whole.hexdigest()


def part(seal: Seal, content: str) -> bytes:
    """The custom XML part of a workbook."""
    text = json.dumps(replace(seal, content=content).document(), ensure_ascii=False, sort_keys=True)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="urn:tilikartta:manifest">{escape(text)}</manifest>'.encode()


def from_part(raw: bytes) -> Seal:
    """The seal of a custom XML part. Raises ValueError, KeyError or TypeError when it is none of ours."""
    found = _WRAPPED.match(raw.decode().partition("\n")[2])
    if found is None:
        raise ValueError("no manifest")
    return unsealed(json.loads(unescape(found[1])))


def document_hash(document: Mapping[str, Any]) -> str:
    """The hash of a JSON document without its manifest and the list of files that it was written to."""
    told = {key: value for key, value in document.items() if key not in ("manifest", "outputs")}
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def with_seal(document: dict[str, Any], seal: Seal) -> dict[str, Any]:
    """A JSON document with its seal under ``manifest``."""
    return {**document, "manifest": replace(seal, content=document_hash(document)).document()}


def text_hash(text: str) -> str:
    """The hash of a page without its seal."""
    return hashlib.sha256(text.encode()).hexdigest()
