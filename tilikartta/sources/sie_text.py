"""Bytes of a SIE file: whose they are, their encoding, their fields, and the checksum.

``#FORMAT PC8`` is the only value the standard allows, and programs write it over UTF-8 and Windows-1252 too: the bytes decide.
"""

import re
import zlib
from collections import Counter

from tilikartta.model import Finding, error, warning
from tilikartta.sources.encoding import decode
from tilikartta.sources.file import InputFile

_BEGINS = re.compile(rb"^\s*#(?:FLAGGA|FORMAT|SIETYP|PROGRAM|GEN|FNAMN|KONTO|RAR|VER|KSUMMA|FNR|ORGNR|IB|UB|RES)\b", re.MULTILINE)
_IS_SIE = re.compile(rb"^\s*#(?:FLAGGA|SIETYP|FORMAT|RAR|KONTO|VER)\b", re.MULTILINE)
# A field: quoted (\" is a quote, unless no other closes it), an object list in braces, or bare. Atomic groups keep it linear.
FIELD = re.compile(r'(?>"(?:\\"|[^"])*")|\{(?:(?>"(?:\\"|[^"])*")|[^"{}])*+\}|[^\s"{}]+')
_BYTE_FIELD = re.compile(FIELD.pattern.encode())
_DOS = b"\x84\x86\x94\x8e\x8f\x99\x82"  # ä å ö Ä Å Ö é in code page 437
_WINDOWS = b"\xe4\xe5\xf6\xc4\xc5\xd6\xe9"
NAMES = {"cp437": "CP437", "cp1252": "CP1252"}
# ö ä å Ä read as Windows-1252 though they were code page 437; å ä ö read as Windows-1252 or 437 though they were UTF-8.
_GARBLED = re.compile(r"\w[”„†Ž™](?=[a-zåäö])|Ã[¤¥¶„…–]|├[ñÑÅ╢Ñ]")


def is_sie(file: InputFile) -> bool:
    """Whether the beginning holds SIE records, whatever the name of the file."""
    head = file.head.replace(b"\x00", b"") if b"\x00" in file.head[:64] else file.head
    head = head.removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").replace(b"\r", b"\n")
    return head.lstrip().startswith(b"#") and _IS_SIE.search(head) is not None and len(_BEGINS.findall(head)) > 1


def read_lines(file: InputFile, wanted: str) -> tuple[list[str] | None, str, list[Finding]]:
    """Lines (index 0 is line 1), name of the encoding, findings: TK13x as for any text, TK132 mixed, TK257 garbled letters."""
    codec = wanted or _codec(file.raw)
    if not wanted and codec and (row := _mixed_row(file.raw)):
        return None, "", [error("TK132", file.place(row))]
    decoded, findings = decode(file, codec)
    if decoded is None:
        return None, "", findings
    text = bytes(decoded.utf8).decode("utf-8").rstrip("\x1a")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(found := _GARBLED.findall(text)) > 1:
        spot = _GARBLED.search(text)
        start = spot.start() if spot is not None else 0
        row = text.count("\n", 0, start) + 1
        findings.append(warning("TK257", file.place(row), count=len(found), example=text[max(0, start - 8) : start + 8].strip()))
    return text.split("\n"), NAMES.get(decoded.encoding, decoded.encoding), findings


def _codec(raw: bytes) -> str:
    """The single-byte encoding whose letters the bytes are; "" for UTF-8 and whatever a byte order mark tells."""
    if raw.isascii() or raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw[:64]:
        return ""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        counts = Counter(raw.translate(None, bytes(range(128))))
        return "cp1252" if _count(counts, _WINDOWS) > _count(counts, _DOS) else "cp437"
    return ""


def _count(counts: Counter[int], letters: bytes) -> int:
    return sum(counts[letter] for letter in letters)


def _mixed_row(raw: bytes) -> int:
    """First line in the rarer encoding, when some lines hold UTF-8 letters and others single-byte ones; 0 when they agree."""
    wide, single = [], []
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            letters = line.decode("utf-8")
        except UnicodeDecodeError:
            single.append(number)
        else:
            if any(letter in "åäöÅÄÖé" for letter in letters):
                wide.append(number)
    if not wide or not single:
        return 0
    return wide[0] if len(wide) < len(single) else single[0]


def plain(token: str) -> str:
    """A field without its quotes and escapes."""
    return token[1:-1].replace('\\"', '"') if token[:1] == '"' and len(token) > 1 else token


def checksum_fault(file: InputFile) -> Finding | None:
    """TK254 when ``#KSUMMA`` is not the CRC-32 of the labels and fields between its two lines (without quotes and braces)."""
    if b"#KSUMMA" not in file.raw:
        return None
    total, counting = 0, False
    for number, line in enumerate(file.raw.split(b"\n"), 1):
        fields = _BYTE_FIELD.findall(line)
        if not fields or not fields[0].startswith(b"#"):
            continue
        if fields[0] != b"#KSUMMA":
            total = zlib.crc32(b"".join(map(_bare, fields)), total) if counting else total
        elif counting:
            told = fields[1].decode("ascii", "replace").strip('"') if len(fields) > 1 else ""
            return (
                None
                if told.lstrip("0") == str(total).lstrip("0")
                else warning("TK254", file.place(number), told=told or "-", computed=str(total))
            )
        else:
            counting = True
    return None


def _bare(field: bytes) -> bytes:
    """A field as the checksum sees it."""
    if field[:1] == b"{":
        return b"".join(map(_bare, _BYTE_FIELD.findall(field[1:-1])))
    return field[1:-1].replace(b'\\"', b'"') if field[:1] == b'"' else field
