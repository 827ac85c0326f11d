"""``tilikartta compare --anonymise``: the protected benchmark, from the options to the written file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tilikartta.cli.session import Session
from tilikartta.model.benchmark import Codes, Rules
from tilikartta.model.finding import ExitCode, Finding, TilikarttaError, error, info

if TYPE_CHECKING:
    from tilikartta.comparison.benchmark import Benchmark
    from tilikartta.comparison.benchmark_own import Own
    from tilikartta.comparison.contents import Comparison

FORMATS = ("xlsx", "json")


@dataclass
class Asked:
    """The options of the protected benchmark. ``codes`` is the private file of codes, None for one beside the output."""

    against: list[Path] = field(default_factory=list)
    member: str = ""
    rounding: int = 0
    codes: Path | None = None
    least: int = Rules.least

    def check(self, *, anonymise: bool) -> None:
        """Raises TK761 (exit 2) when an option is given without ``--anonymise`` (names would be published), else as ``rules``."""
        if anonymise:
            self.rules()
            return
        given = {
            "--against": self.against, "--for": self.member, "--round": self.rounding, "--codes": self.codes,
            "--k": self.least != Rules.least,
        }  # fmt: skip
        if used := [option for option, value in given.items() if value]:
            raise TilikarttaError(error("TK761", option=used[0]), ExitCode.USAGE)

    def rules(self) -> Rules:
        """The rules. Raises TK759 (exit 2) for those that protect nothing."""
        for option, value, least in (("--k", self.least, 3), ("--round", self.rounding, 0)):
            if value < least:
                raise TilikarttaError(error("TK759", option=option, value=value), ExitCode.USAGE)
        return Rules(self.least, rounding=self.rounding)

    def codes_file(self, target: Path) -> Path:
        """Where the private codes stand."""
        return self.codes or target.with_name(f"{target.stem}-codes.yaml")


@dataclass
class Made:
    """A benchmark with what it took."""

    benchmark: "Benchmark"
    own: "Own | None"
    codes: Codes
    findings: list[Finding]


def made(asked: Asked, comparison: "Comparison", target: Path) -> Made:
    """The benchmark of a comparison; nothing is written yet."""
    from tilikartta.comparison.benchmark import benchmark
    from tilikartta.comparison.benchmark_own import own_figures
    from tilikartta.comparison.codes import with_members
    from tilikartta.definitions.codes_file import load_codes
    from tilikartta.reports.benchmark_earlier import read_earlier

    path = asked.codes_file(target)
    before = load_codes(path)
    codes = with_members(before, (one.member.id for one in comparison.results))
    found = benchmark(comparison, asked.rules(), codes, [read_earlier(one) for one in asked.against])
    own = own_figures(comparison, found, codes, asked.member) if asked.member else None
    added = len(codes.by_id) - len(before.by_id)
    findings = list(found.findings)
    if not path.exists():
        findings.append(info("TK750", path=path.as_posix()))
    elif added:
        findings.append(info("TK751", path=path.as_posix(), count=added))
    return Made(found, own, codes, findings)


def publish(session: Session, asked: Asked, comparison: "Comparison", kind: str, target: Path, *, as_json: bool) -> None:
    """Write the codes where they are new, then the benchmark; show on the screen what came of it."""
    from tilikartta.reports.benchmark_codes import write_codes
    from tilikartta.reports.benchmark_document import benchmark_json, write_benchmark_json
    from tilikartta.reports.benchmark_workbook import write_benchmark

    one = made(asked, comparison, target)
    if any(finding.code in ("TK750", "TK751") for finding in one.findings):
        write_codes(one.codes, asked.codes_file(target), session.label("benchmark.codes.warning"))
    (write_benchmark if kind == "xlsx" else write_benchmark_json)(comparison, one.benchmark, one.own, target)
    if as_json:
        from tilikartta.cli.documents import print_document

        print_document(session, benchmark_json(comparison, one.benchmark, one.own, [target.as_posix()], one.findings))
    elif not session.quiet:
        _show(session, comparison, one, target)


def _show(session: Session, comparison: "Comparison", one: Made, target: Path) -> None:
    """How much is published and how much is not, and where the result is."""
    found = one.benchmark
    published = len(found.cells) + len(found.key_figures)
    session.show_findings(
        [*one.findings, *comparison.findings, *(own for result in comparison.results for own in result.findings)], limit=3
    )
    session.out.print(session.label("benchmark.shown", published=published, suppressed=sum(found.suppressed.values())))
    session.out.print(session.label("map.written", path=str(target)), soft_wrap=True)
