"""Time and memory of a child process."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from tempfile import TemporaryFile, gettempdir

MEBI = 1024 if sys.platform != "darwin" else 1024 * 1024  # ru_maxrss is kibibytes, on macOS bytes

# As where the program is installed: every module is compiled once, not in every run, whatever the environment says here.
ENVIRONMENT = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
ENVIRONMENT["PYTHONPYCACHEPREFIX"] = os.path.join(gettempdir(), "tilikartta-bench", "bytecode")


@dataclass(frozen=True)
class Run:
    """Wall time in seconds and peak memory (resident set) in megabytes."""

    seconds: float
    megabytes: float


def run(command: Sequence[str]) -> Run:
    """Run to the end; a child that fails stops the measuring and shows why. Its own memory only: read by ``wait4``."""
    return run_for_output(command)[0]


def run_for_output(command: Sequence[str]) -> tuple[Run, str]:
    """Like ``run``, with what the child wrote to standard output."""
    with TemporaryFile("w+") as said, TemporaryFile("w+") as complained:
        begun = time.perf_counter()
        child = subprocess.Popen(command, stdout=said, stderr=complained, env=ENVIRONMENT)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        complained.seek(0)
        if child.returncode:
            raise SystemExit(f"{' '.join(command)} ended with {child.returncode}\n{complained.read()}")
        return Run(seconds, usage.ru_maxrss / MEBI), said.read()


def best(command: Sequence[str], times: int) -> Run:
    """Median time of several runs, after one that warms the caches; the highest peak."""
    run(command)
    runs = [run(command) for _ in range(times)]
    return Run(median(each.seconds for each in runs), max(each.megabytes for each in runs))
