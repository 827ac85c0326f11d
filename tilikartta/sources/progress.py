"""How far the reading of a file is, told to whoever asked. Without an observer it costs a call per block and nothing per row."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

# Name of the file, bytes done, bytes in all. Called with a growing count, the last time with done = all.
Observer = Callable[[str, int, int], None]


class Progress:
    """The part of one file that is read, in bytes of it. It never goes back and never passes the end."""

    def __init__(self, name: str = "", total: int = 0, observer: Observer | None = None) -> None:
        self.name, self.total = name, total
        self._observer = observer
        self._done = -1

    def reached(self, done: float) -> None:
        """So many bytes are done; fewer than before are no news."""
        count = min(int(done), self.total)
        if self._observer is not None and count > self._done:
            self._done = count
            self._observer(self.name, count, self.total)

    def part(self, share: float) -> None:
        """This share of the work (0 to 1) is done, where bytes do not measure it."""
        self.reached(share * self.total)

    def finish(self) -> None:
        """All is done."""
        self.reached(self.total)

    def through(self, blocks: Iterable[bytes]) -> Iterator[bytes]:
        """The blocks of the file, counted as they are taken and worked on."""
        done = 0
        for block in blocks:
            yield block
            done += len(block)
            self.reached(done)

    def counting(self, stream: BinaryIO, share: float) -> BinaryIO:
        """The stream, with the bytes read from it counted as this share of the work."""
        counted: Any = _Counted(stream, self, share)
        return counted  # type: ignore[no-any-return]


class _Counted:
    """A stream that tells how much was read from it; all else is the stream's own."""

    def __init__(self, stream: BinaryIO, progress: Progress, share: float) -> None:
        self._stream, self._progress, self._share = stream, progress, share
        self._taken = 0

    def read(self, size: int = -1) -> bytes:
        """As the stream reads."""
        data = self._stream.read(size)
        self._taken += len(data)
        self._progress.reached(min(self._taken * self._share, self._progress.total * self._share))
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
