"""What the definitions cost a command: ``python benchmarks/chart_loading.py libraries|load|prove MAPPING`` in a fresh process.

``load`` less ``libraries`` is the cost over the imports: chart and layouts read and checked (shape, references), a mapping of 300
rules read and checked against the chart. ``prove`` adds the proof of ``chart check``, which the shipped chart does not need.
"""

import sys
from pathlib import Path

RULES = 300


def write_mapping(path: Path) -> Path:
    """A mapping of 300 rules in the forms that people write: bare codes, ranges with a function, lists."""
    from tilikartta.definitions.chart_file import universal_chart

    accounts = [one for one in universal_chart().accounts if one.klass != "off_statement"]
    rules = []
    for index, account in enumerate(accounts[:RULES]):
        number = 10000 + 10 * index
        if account.function is None or index % 3 == 0:
            rules.append(f'  - {{when: "{number}", to: {account.code}}}')
        elif index % 3 == 1:
            rules.append(f'  - {{when: "{number}-{number + 4}", to: {{account: {account.code}, function: {account.function}}}}}')
        else:
            rules.append(f'  - {{when: ["{number}", "{number + 1}"], to: {account.code}, note: tili {account.code}}}')
    path.write_text("mapping: 1\nrules:\n" + "\n".join(rules) + "\n", encoding="utf-8")
    return path


def libraries() -> None:
    """What the definitions import of others. pydantic imports its parts when they are named, and the rest of the libraries that
    it needs (importlib.metadata, email, zipfile) when the first validator is made.
    """
    import yaml  # noqa: F401
    from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError  # noqa: F401

    TypeAdapter(int)


def load(mapping: Path) -> None:
    """As ``map`` and ``mapping check`` begin."""
    from tilikartta.definitions.chart_file import universal_chart
    from tilikartta.definitions.mapping_file import load_mapping
    from tilikartta.mapping.check import check_mapping

    if findings := check_mapping(load_mapping(str(mapping)), universal_chart()):
        raise SystemExit(f"the mapping of the benchmark is not sound: {findings[:3]}")


def prove() -> None:
    """As ``chart check`` does."""
    from tilikartta.definitions.chart_check import check_file
    from tilikartta.definitions.locate import shipped

    if findings := check_file(shipped("charts") / "universal.yaml").findings:
        raise SystemExit(f"the chart is not sound: {findings[:3]}")


if __name__ == "__main__":
    libraries()
    if sys.argv[1] in ("load", "prove"):
        load(Path(sys.argv[2]))
    if sys.argv[1] == "prove":
        prove()
