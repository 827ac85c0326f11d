"""Files are written whole or not at all: into a temporary file of the same folder, then moved over the old one."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends well it becomes ``path``, else it is removed and ``path`` stays as it was."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    # O_EXCL: never write through a link that someone else has put there; the umask decides the rights, as for any new file.
    os.close(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666))
    try:
        yield draft
        _to_disk(draft)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def _to_disk(path: Path) -> None:
    """Make sure that the bytes are on the disk before the old file is given up."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())
