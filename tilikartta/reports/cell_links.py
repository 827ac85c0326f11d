"""Links of many cells to places here or in other files: tens of thousands of them in moments, where link objects take minutes.

A file is one relationship of the sheet's part, which all links to it share (ECMA-376 part 1, 18.3.1.47; part 2, relationships).
"""

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_EMPTY = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
_SHEET = re.compile(r"^xl/worksheets/sheet(\d+)\.xml$")


@dataclass
class CellLinks:
    """The links of a sheet, cell by cell: (cell, file as a relative URI or "" for this one, place in it as ``'Sheet'!A6``)."""

    links: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, cell: str, place: str, file: str = "") -> None:
        """One more link."""
        self.links.append((cell, file, place))

    @property
    def files(self) -> dict[str, str]:
        """The other files, with the ids of their relationships."""
        found = dict.fromkeys(file for _, file, _ in self.links if file)
        return {file: f"file{number}" for number, file in enumerate(found, start=1)}

    def in_sheet(self, content: bytes) -> bytes:
        """The end of a sheet (which has links of its own already) with these links after them."""
        if not self.links:
            return content
        ids = {file: f' r:id="{key}"' for file, key in self.files.items()} | {"": ""}
        added = "".join(f'<hyperlink ref="{cell}"{ids[file]} location={quoteattr(place)}/>' for cell, file, place in self.links)
        if content.count(b"<hyperlinks>") != 1:
            raise AssertionError("a sheet without links of its own")
        opened = content.replace(b"<hyperlinks>", f'<hyperlinks xmlns:r="{_RELATIONS}">'.encode())
        return opened.replace(b"</hyperlinks>", f"{added}</hyperlinks>".encode())

    def in_relations(self, content: bytes) -> bytes:
        """The sheet's relationships with the files."""
        added = "".join(
            f'<Relationship Id="{key}" Type="{_RELATIONS}/hyperlink" Target={quoteattr(file)} TargetMode="External"/>'
            for file, key in self.files.items()
        )
        return (content or _EMPTY).replace(b"</Relationships>", f"{added}</Relationships>".encode())


def relations_of(sheet: str) -> str:
    """The part that holds the relationships of a sheet's part."""
    return _SHEET.sub(r"xl/worksheets/_rels/sheet\1.xml.rels", sheet)
