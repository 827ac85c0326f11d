"""Chart files: references that lead nowhere are findings, and the shipped chart has none."""

import shutil

import pytest

from tilikartta.definitions.chart_file import read_chart, universal_chart
from tilikartta.definitions.locate import shipped, shown

ACCOUNT = """
  - code: {code}
    name: {{fi: a, sv: b, en: c}}
    definition: {{fi: a, sv: b, en: c}}
    class: {klass}
    nature: other
"""
HEAD = "chart: 1\nid: t\nversion: 1\nname: {fi: a, sv: b, en: c}\ngroups:\n  - {code: 1, name: {fi: a, sv: b, en: c}}\naccounts:"


@pytest.fixture
def read(tmp_path):
    def reader(*accounts):
        path = tmp_path / "chart.yaml"
        path.write_text(HEAD + "".join(accounts), encoding="utf-8")
        return read_chart(path)

    return reader


def account(code, klass="asset", extra=""):
    return ACCOUNT.format(code=code, klass=klass) + (f"    {extra}\n" if extra else "")


@pytest.mark.parametrize(
    ("accounts", "code", "row"),
    [
        ((account("10"), account("10")), "TK301", 14),
        ((account("10", extra="flip: 11"),), "TK302", 13),
        ((account("10", extra="replaced_by: 99"),), "TK302", 13),
        ((account("10", "income", "function: programme"),), "TK303", 13),
        ((account("10", "expense"),), "TK304", 8),
        ((account("20"),), "TK305", 8),
        ((account("10", "aset"),), "TK512", 11),
        ((account("10", extra="natuer: x"),), "TK511", 13),
    ],
)  # fmt: skip
def test_faults_of_a_chart_have_their_place(read, accounts, code, row):
    _, findings = read(*accounts)
    assert code in {finding.code for finding in findings}
    assert min(finding.place.row for finding in findings if finding.code == code) == row


def test_wrong_class_lists_the_classes_and_unknown_key_its_neighbours(read):
    _, (finding,) = read(account("10", "aset"))
    assert finding.data["expected"][:3] == ["asset", "liability", "equity"]
    _, (finding,) = read(account("10", extra="clas: asset"))
    assert finding.data["near"][0] == "class"


def test_codes_with_leading_zeros_stay(read):
    chart, findings = read(account("0100".replace("0100", "1_00")), account("10.50"))
    assert findings == []
    assert list(chart.by_code) == ["1_00", "10.50"]


def test_faults_of_layouts_are_found_with_those_of_the_chart(tmp_path):
    shutil.copytree(shipped("charts"), tmp_path / "charts")
    layout = tmp_path / "charts" / "layouts" / "is-npo.yaml"
    layout.write_text(layout.read_text(encoding="utf-8").replace("type: running", "type: runing", 1), encoding="utf-8")
    chart, findings = read_chart(tmp_path / "charts" / "universal.yaml")
    assert [(finding.code, finding.data["value"]) for finding in findings] == [("TK512", "runing")]
    assert chart is not None
    assert "is_npo" not in chart.layout_by_id


def test_unknown_key_deep_in_a_layout_suggests_the_keys_of_a_line(tmp_path):
    shutil.copytree(shipped("charts"), tmp_path / "charts")
    layout = tmp_path / "charts" / "layouts" / "bs-npo.yaml"
    layout.write_text(layout.read_text(encoding="utf-8").replace("            ref:", "            reff:", 1), encoding="utf-8")
    _, (finding,) = read_chart(tmp_path / "charts" / "universal.yaml")
    assert (finding.code, finding.data["near"]) == ("TK511", ["ref"])


def test_the_shipped_chart_has_no_faults():
    _, findings = read_chart(shipped("charts") / "universal.yaml")
    assert findings == []
    assert len(universal_chart().accounts) >= 200


def test_shipped_files_are_shown_without_the_path_of_this_machine(tmp_path):
    assert shown(shipped("charts") / "layouts" / "is-npo.yaml") == "charts/layouts/is-npo.yaml"
    assert shown(tmp_path / "x.yaml") == (tmp_path / "x.yaml").as_posix()


def test_every_account_falls_in_exactly_one_leaf_of_every_layout():
    chart = universal_chart()
    for layout in chart.layouts:
        for one in chart.accounts:
            for function in one.functions or (None,):
                lines = [line.id for line in layout.leaves if line.select is not None and line.select.takes(one, function)]
                assert len(lines) == int(layout.covers(one)), (layout.id, one.code, function, lines)
