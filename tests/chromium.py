"""A headless Chromium spoken to over a pipe: no network and no driver, for tests that must see a page as a reader does."""

import fcntl
import itertools
import json
import os
import select
import shutil
import subprocess
import tempfile
from pathlib import Path

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WAIT = 60  # seconds for one answer; a browser that is silent so long is ill
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", "--no-first-run",
         "--remote-debugging-pipe")  # fmt: skip


class Browser:
    """One page. ``told`` collects what the browser complains of: console, exceptions, refused requests, policy."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.asked: list[str] = []
        self._folder = tempfile.TemporaryDirectory(prefix="chromium-", ignore_cleanup_errors=True)
        to_read, self._out = os.pipe()
        self._in, to_write = os.pipe()

        def ends() -> None:  # the browser reads its orders from descriptor 3 and answers on 4
            reading, writing = (fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (to_read, to_write))
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        command = [str(CHROMIUM), *FLAGS, f"--user-data-dir={self._folder.name}", "about:blank"]
        self._run = subprocess.Popen(
            command, preexec_fn=ends, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )  # fmt: skip
        os.close(to_read)
        os.close(to_write)
        self._rest, self._numbers, self._session = b"", itertools.count(1), ""
        target = self.order("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.order("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.order(f"{domain}.enable")

    def __enter__(self) -> "Browser":
        return self

    def __exit__(self, *_: object) -> None:
        self._run.kill()
        self._run.wait()
        os.close(self._out)
        os.close(self._in)
        self._folder.cleanup()

    def order(self, method: str, **parameters: object) -> dict:
        """Send an order and give its answer."""
        number = next(self._numbers)
        order = {"id": number, "method": method, "params": parameters}
        if self._session:
            order["sessionId"] = self._session
        os.write(self._out, json.dumps(order).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]
            self._hear(answer)

    def _next(self) -> dict:
        while b"\0" not in self._rest:
            ready, _, _ = select.select([self._in], [], [], WAIT)
            assert ready, "the browser does not answer"
            got = os.read(self._in, 1 << 20)
            assert got, "the browser is gone"
            self._rest += got
        head, _, self._rest = self._rest.partition(b"\0")
        return json.loads(head)

    def _hear(self, event: dict) -> None:
        method, given = event.get("method", ""), event.get("params", {})
        if method == "Runtime.consoleAPICalled":
            self.told.append(str(given["args"]))
        elif method == "Runtime.exceptionThrown":
            self.told.append(str(given["exceptionDetails"]))
        elif method == "Log.entryAdded":
            self.told.append(given["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.asked.append(given["request"]["url"])

    def open(self, path: Path, width: int, height: int = 900, *, script: bool = True) -> None:
        """Show a file at a width, and wait until it is there."""
        self.order("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self.order("Emulation.setScriptExecutionDisabled", value=not script)
        self.order("Page.navigate", url=path.resolve().as_uri())
        event: dict = {}
        while event.get("method") != "Page.loadEventFired":
            event = self._next()
            self._hear(event)

    def value(self, code: str) -> object:
        """The value of an expression of the page."""
        return self.order("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)["result"].get("value")

    def press(self, key: str, code: int) -> None:
        """A key of the keyboard."""
        for kind in ("rawKeyDown", "keyUp"):
            self.order("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)
