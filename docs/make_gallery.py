"""Write the error gallery, docs/errors/: a page for every finding, with an example and its exact message in three languages.

``python docs/make_gallery.py`` writes it, ``python docs/make_gallery.py --check`` ends with 1 when a page is out of date.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from gallery_examples import ERRORS, Example, examples  # noqa: E402

from tilikartta.messages import LANGUAGES, label, message, part, where  # noqa: E402

AGAIN = "run: python docs/make_gallery.py"
LONGEST = 60  # lines of a file that are shown
HEADINGS = {"fi": "Suomeksi", "sv": "På svenska", "en": "In English"}
FAMILIES = {
    "TK1": "Reading a file", "TK2": "Ledger", "TK3": "Chart and accounts", "TK4": "Continuity", "TK5": "Mapping and settings",
    "TK6": "Statements, funds, grants and exports", "TK7": "Comparison", "TK8": "Disclosure", "TK9": "Use of the commands",
}  # fmt: skip
_HEAD = """\
# Error gallery

Every finding there is: {count}, each with its own page that holds an example, the exact message, why it matters and what to do,
in Finnish, Swedish and English. {run} of the examples really run each time this gallery is made ({checks} of them stand in the
checks themselves, see [checks.md](../checks.md); the files of the others are in [files](files) and their commands in
[examples.yaml](examples.yaml)). The rest needs more than a small text file or two: a locked workbook, a broken archive, a fault
in a shipped chart, a federation. Their messages are made with the values of [values.yaml](values.yaml).

In the terminal: `tilikartta explain TK210`. This gallery is written by `python docs/make_gallery.py`.
"""


def _plain(text: str) -> str:
    """A message as Markdown that shows it as it is."""
    for sign in ("\\", "*", "`", "<", "|", "["):
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split("\n")).replace("\u00a0", " ")


def _said(example: Example, lang: str) -> str:
    """The message as the terminal shows it: gravity, code, place, what is wrong."""
    found = example.finding
    spot = where(found, lang)
    head = f"**{label(f'severity.{found.severity}', lang)} {found.code}**"
    return f"{head} {_plain(f'{spot}: ' if spot else '')}{_plain(message(found, lang))}"


def _fenced(text: str, kind: str = "text") -> str:
    lines = text.rstrip("\n").split("\n")
    shown = [*lines[:LONGEST], f"... ({len(lines) - LONGEST} more lines)"] if len(lines) > LONGEST else lines
    fence = "````" if "```" in text else "```"
    return "\n".join([f"{fence}{kind}", *(line.rstrip() for line in shown), fence])


def _example(example: Example) -> Iterator[str]:
    """What brings the finding about."""
    code = example.finding.code
    if example.check:
        anchor = "accounts are those of the universal chart, amounts are euros, debit +"
        yield f"The failing example of this check ([checks.md](../checks.md); {anchor}):\n"
        yield _fenced(example.check, "csv") + "\n"
        return
    if not example.command:
        yield "This one is not run: the message above is made with the values of [values.yaml](values.yaml).\n"
        return
    for name, text in example.files:
        yield f"[{name}](files/{code}/{name}):\n"
        yield (_fenced(text) if text.strip() else "(an empty file)") + "\n"
    yield _fenced(f"tilikartta {example.command}", "console") + "\n"


def page(code: str, example: Example) -> str:
    """The page of one code."""
    lines = [f"# {code}\n"]
    for lang in LANGUAGES:
        lines += [f"## {HEADINGS[lang]}\n", f"> {_said(example, lang)}\n"]
        told = {name: _plain(part(example.finding, name, lang)) for name in ("why", "fix")}
        lines += [f"**{label(f'finding.{name}', lang)}:** {text}\n" for name, text in told.items()]
    lines += ["## Example\n", *_example(example), "[All findings](README.md)\n"]
    return "\n".join(lines)


def index(listed: list[tuple[str, Example]]) -> str:
    """The list of all codes, by family."""
    run = sum(1 for _, one in listed if one.command or one.check)
    lines = [_HEAD.format(count=len(listed), run=run, checks=sum(1 for _, one in listed if one.check))]
    for family, title in FAMILIES.items():
        held = [(code, one) for code, one in listed if code.startswith(family)]
        if held:
            lines += [f"\n## {title} ({family})\n", "| code | gravity | message |", "|---|---|---|"]
            lines += [
                f"| [{code}]({code}.md) | {one.finding.severity} | {_plain(message(one.finding, 'en'))} |" for code, one in held
            ]
    return "\n".join(lines) + "\n"


def pages() -> dict[str, str]:
    """Every page by its name."""
    listed = examples()
    return {**{f"{code}.md": page(code, example) for code, example in listed}, "README.md": index(listed)}


def stale() -> list[str]:
    """Names of pages that are missing, out of date or about a code that is no more."""
    made = pages()
    there = {path.name: path.read_text(encoding="utf-8") for path in ERRORS.glob("*.md")}
    return sorted(name for name in made.keys() | there.keys() if made.get(name) != there.get(name))


def write() -> int:
    """Write the pages and remove those of codes that are no more."""
    made = pages()
    for path in ERRORS.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (ERRORS / name).write_text(text, encoding="utf-8", newline="\n")
    return len(made)


def main(arguments: list[str]) -> int:
    """Write the gallery, or check it."""
    if arguments == ["--check"]:
        if names := stale():
            sys.stderr.write(f"out of date: {', '.join(names)}; {AGAIN}\n")
        return 1 if names else 0
    sys.stdout.write(f"{write()} pages in {ERRORS.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
