"""What a person types: single keys on a terminal, a line per answer from a pipe or a plain terminal."""

import re
import sys
from typing import Protocol, TextIO

END = "q"
_END_OF_INPUT = ("", "\x04", "\x1a")  # nothing more, Ctrl-D, Ctrl-Z
_ESCAPE = re.compile(r"\x1b(?:\[[0-9;]*[A-Za-z~]|O.)?")


class Keys(Protocol):
    """Where answers come from."""

    def key(self) -> str:
        """One key, in lower case."""

    def line(self) -> str:
        """A line of text."""


class LineKeys:
    """One line per answer: ``1``, ``s``, ``/jäsenmaksut``, ``o sisäinen laskenta``. The end of the input ends the review."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._rest = ""

    def key(self) -> str:
        """The first sign of the next line; what follows is what ``line`` gives next. A code alone is a search for it."""
        text = self._stream.readline()
        if not text:
            return END
        text = text.strip()
        if len(text) > 1 and text[0].isdigit():
            text = f"/{text}"
        self._rest = text[1:].strip()
        return text[:1].lower()

    def line(self) -> str:
        """What followed the key, else the next line."""
        rest, self._rest = self._rest, ""
        return rest or self._stream.readline().strip()


class TerminalKeys:
    """Single keys, read without Enter; texts are typed as lines."""

    def __init__(self) -> None:
        self._typed = ""

    def key(self) -> str:
        """One key; "" for arrows and the like: their letters must do nothing. The end of the input is ``q``."""
        if not self._typed:
            self._typed = _keys_pressed()
        sign, self._typed = first_key(self._typed)
        return END if sign in _END_OF_INPUT else sign.strip("\x1b").lower()

    def line(self) -> str:
        """A line of text, beginning with what was typed ahead."""
        ahead, self._typed = self._typed, ""
        return (ahead if ahead.endswith("\n") else ahead + sys.stdin.readline()).strip()


def first_key(typed: str) -> tuple[str, str]:
    """The first key of what was typed, and the rest. An escape sequence is one key, given as the bare escape."""
    if found := _ESCAPE.match(typed):
        return "\x1b", typed[found.end() :]
    return typed[:1], typed[1:]


def keys_of(stream: TextIO) -> Keys:
    """Single keys where a person sits at a terminal, lines elsewhere."""
    return TerminalKeys() if stream.isatty() and _has_single_keys() else LineKeys(stream)


def _has_single_keys() -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: F401
        else:
            import termios
            import tty  # noqa: F401

            termios.tcgetattr(sys.stdin.fileno())
    except (ImportError, OSError):
        return False
    except Exception as fault:  # termios.error is no OSError
        if type(fault).__name__ != "error":
            raise
        return False
    return True


def _keys_pressed() -> str:
    """What the next press gives: one character, or all those of an arrow; "" at the end of the input."""
    if sys.platform == "win32":
        import msvcrt

        sign = msvcrt.getwch()
        if sign == "\x03":
            raise KeyboardInterrupt
        if sign in ("\x00", "\xe0"):  # an arrow or a function key: its second half says which
            msvcrt.getwch()
            return "\x1b"
        return sign
    import os
    import termios
    import tty

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle, termios.TCSADRAIN)  # what was typed while the last answer was saved counts
        return os.read(handle, 64).decode("utf-8", "ignore")
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
