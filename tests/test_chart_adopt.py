"""The chart for other programs: SIE read back by our own reader, Kitsas and Tilitin by the rules of their report languages.

The two small readers below are written from the facts of docs/chart-adopt.md; neither program itself has been run.
"""

import io
import json
import re
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner, Result

from tilikartta.cli.chart import app
from tilikartta.cli.session import Session, run_guarded
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.model import RESULT_CLASSES
from tilikartta.reports.chart_adopt import ENDINGS, FORMATS, adopted, write_adopted
from tilikartta.reports.chart_statements import BALANCE, INCOME, statement_rows
from tilikartta.sources import read_ledger

CHART = universal_chart()
LEVELS = ("basic", "extended")
each_level = pytest.mark.parametrize("level", LEVELS)
FILES = ("balance-sheet.txt", "balance-sheet-detailed.txt", "income-statement.txt", "income-statement-detailed.txt")


def run(*arguments: str, lang: str = "fi") -> Result:
    return CliRunner().invoke(app, ["export", *arguments], obj=Session(lang), env={"COLUMNS": "300"})


def written(kind: str, level: str, folder: Path, lang: str = "fi") -> Path:
    path = folder / f"chart{ENDINGS[kind][0]}"
    write_adopted(kind, CHART, level, lang, 0, path)
    return path


def expected(level: str) -> list[str]:
    """The accounts of the level in use, with the account of the year's result, without what stands outside the statements."""
    return [
        account.code
        for account in CHART.accounts
        if not account.until
        and account.klass != "off_statement"
        and (level == "extended" or account.level == "basic" or account.code == "2130")
    ]


# --- rows of the statements ---------------------------------------------------------------------------------------------------


@each_level
@pytest.mark.parametrize("layout", [INCOME, BALANCE])
def test_every_account_is_counted_once_on_the_line_of_its_default_function(level: str, layout: str) -> None:
    accounts, _ = adopted(CHART, level)
    rows = statement_rows(CHART, layout, accounts)
    on = [(code, row.id) for row in rows if row.counted for code in row.codes]
    scheme = CHART.layout_by_id[layout]
    lines = {account.code: scheme.line_of(account, account.function) for account in accounts if scheme.covers(account)}
    assert sorted(on) == sorted((code, line.id) for code, line in lines.items() if line)
    assert len(on) == len(lines)


def test_running_rows_hold_every_line_above_and_totals_their_group() -> None:
    accounts, _ = adopted(CHART, "extended")
    above: set[str] = set()
    for row in statement_rows(CHART, INCOME, accounts):
        if row.counted:
            above |= set(row.codes)
        if row.kind == "running":
            assert set(row.codes) == above
    assert above == {account.code for account in accounts if account.klass in RESULT_CLASSES}
    totals = {row.id: set(row.codes) for row in statement_rows(CHART, BALANCE, accounts)}
    assert totals["bs.a.total"] == {account.code for account in accounts if account.klass == "asset"}
    assert totals["bs.l.total"] == {account.code for account in accounts if account.klass in ("liability", "equity")}


# --- SIE ----------------------------------------------------------------------------------------------------------------------


@each_level
@pytest.mark.parametrize("lang", ["fi", "sv"])
def test_our_own_reader_reads_the_sie_chart_back(level: str, lang: str, tmp_path: Path) -> None:
    ledger, findings = read_ledger([written("sie", level, tmp_path, lang)])
    assert [finding.code for finding in findings if finding.severity != "info"] == []
    assert [account.number for account in ledger.chart] == expected(level)
    kinds = {"equity": "liability", "appropriation": "expense"}
    for account in ledger.chart:
        own = CHART.by_code[account.number]
        assert account.klass == kinds.get(own.klass, own.klass)
        assert account.name == own.name.get(lang).replace("–", "-")
    assert not len(ledger.entries)
    assert set(ledger.balances["closing"]) == {0}


def test_the_sie_file_has_no_vouchers_and_names_its_year(tmp_path: Path) -> None:
    path = tmp_path / "kartta.se"
    assert run("-o", str(path), "--level", "basic", "--year", "2027").exit_code == 0
    lines = path.read_bytes().decode("cp437").splitlines()
    assert "#SIETYP 1" in lines
    assert "#RAR 0 20270101 20271231" in lines
    assert not any(line.startswith(("#VER", "#TRANS", "#IB")) for line in lines)
    assert "#KTYP 3310 I" in lines
    assert "#KTYP 2120 S" in lines


# --- Kitsas -------------------------------------------------------------------------------------------------------------------

KITSAS_TYPES = {
    "A", "APM", "APT", "AS", "AO", "AJ", "AL", "ALM", "AV", "ARK", "ARP", "B", "BE", "T", "BS", "BL", "BJ", "BLM", "BO", "BV",
    "C", "CZ", "CL", "CLZ", "D", "DZ", "DH", "DP", "DPZ", "DVE",
}  # fmt: skip
KITSAS_SINGLE = {"BE", "T", "AL", "BL", "AV", "BV"}


def kitsas(level: str, folder: Path, lang: str = "fi") -> dict:
    return json.loads(written("kitsas", level, folder, lang).read_text(encoding="utf-8"))


def kitsas_amounts(rows: list[dict], amounts: dict[str, int]) -> dict[str, int]:
    """What a report prints: the accounts whose numbers begin with a part of the formula; ``h`` prints no figure."""
    shown = {}
    for number, row in enumerate(rows):
        formula = row["L"]
        assert not set(formula) & set("+-."), formula
        if "h" in formula:
            continue
        parts = re.findall(r"\d{1,8}", formula)
        shown[f"{number} {row['fi']}"] = sum(cents for code, cents in amounts.items() for part in parts if code.startswith(part))
    return shown


@each_level
def test_kitsas_accounts_have_types_and_numbers_that_the_program_takes(level: str, tmp_path: Path) -> None:
    document = kitsas(level, tmp_path)
    accounts = [one for one in document["tilit"] if not one["tyyppi"].startswith("H")]
    assert [str(one["numero"]) for one in accounts] == expected(level)
    assert {one["tyyppi"] for one in accounts} <= KITSAS_TYPES
    types = [one["tyyppi"] for one in accounts]
    assert all(types.count(single) <= 1 for single in KITSAS_SINGLE)
    assert {"BE", "T", "ARP", "ARK"} <= set(types)
    for one in accounts:
        own, digit = CHART.by_code[str(one["numero"])], str(one["numero"])[0]
        assert digit == {"asset": "1", "liability": "2", "equity": "2"}.get(own.klass, digit)
        assert (digit in "12") == own.in_balance_sheet
        first = {"asset": "A", "income": "C", "expense": "D", "appropriation": "D"}.get(own.klass, "BT")
        assert one["tyyppi"][0] in first
        assert one["nimi"] == {lang: own.name.get(lang) for lang in ("fi", "sv", "en")}
        assert one["ohje"]["fi"] == " ".join(own.definition.fi.split())
        assert one["laajuus"] == (1 if own.level == "basic" else 2)


@each_level
def test_kitsas_headings_stand_before_their_accounts(level: str, tmp_path: Path) -> None:
    listed = kitsas(level, tmp_path)["tilit"]
    for before, after in pairwise(listed):
        if before["tyyppi"] == "H2":
            assert str(after["numero"]).startswith(str(before["numero"]))
    headings = [(one["numero"], one["tyyppi"]) for one in listed if one["tyyppi"].startswith("H")]
    assert len(set(headings)) == len(headings)
    assert [number for number, kind in headings if kind == "H1"] in ([1, 2, 3, 4], [1, 2, 3, 4, 8])


@each_level
def test_kitsas_settings_are_those_of_a_chart_and_name_accounts_of_the_file(level: str, tmp_path: Path) -> None:
    document = kitsas(level, tmp_path)
    settings, codes = document["asetukset"], set(expected(level))
    assert "KitsasVersio" in settings  # without it the program refuses the file
    assert "VakioTilikartta" not in settings  # with it an update would overwrite the chart
    named = {value for value in settings.values() if isinstance(value, str) and re.fullmatch(r"\d{4}", value)}
    named |= {str(method["TILI"]) for key in ("maksutavat+", "maksutavat-") for method in settings[key]}
    assert len(named) > 5
    assert named <= codes
    assert settings["laajuus"] in settings["laajuudet"]


@each_level
def test_kitsas_statements_show_what_our_own_do(level: str, tmp_path: Path) -> None:
    settings = kitsas(level, tmp_path)["asetukset"]
    amounts = {code: 100 * (index + 1) for index, code in enumerate(expected(level))}
    accounts, _ = adopted(CHART, level)
    for key, layout in (("tulos/yleinen", INCOME), ("tase/yleinen", BALANCE)):
        rows = statement_rows(CHART, layout, accounts)
        assert [row["fi"] for row in settings[key]["rivit"]] == [row.name.fi for row in rows]
        shown = kitsas_amounts(settings[key]["rivit"], amounts)
        sums = {f"{n} {row.name.fi}": sum(amounts[c] for c in row.codes) for n, row in enumerate(rows) if row.kind != "heading"}
        assert shown == sums
    longer = {f"{code}9": cents for code, cents in amounts.items()}  # an account opened under another falls on its line
    assert kitsas_amounts(settings["tulos/yleinen"]["rivit"], longer) == kitsas_amounts(
        settings["tulos/yleinen"]["rivit"], amounts
    )


# --- Tilitin ------------------------------------------------------------------------------------------------------------------


def tilitin(level: str, folder: Path, lang: str = "fi") -> dict[str, str]:
    with ZipFile(io.BytesIO(written("tilitin", level, folder, lang).read_bytes())) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def tilitin_rows(text: str) -> list[tuple[str, int, list[tuple[str, str]], str]]:
    """(kind and style, indent, ranges [from, to), text) of every row but the empty ones."""
    rows = []
    for line in text.splitlines():
        if line == "-":
            continue
        head, *fields = line.split(";")
        assert re.fullmatch(r"[HGSTD][PBI]\d", head), line
        *numbers, said = fields
        assert len(numbers) % 2 == 0, line
        rows.append((head[:2], int(head[2]), list(zip(numbers[::2], numbers[1::2], strict=True)), said))
    return rows


def tilitin_sum(ranges: list[tuple[str, str]], amounts: dict[str, int]) -> int:
    """The sum of ranges: numbers are compared as text."""
    return sum(cents for start, stop in ranges for code, cents in amounts.items() if start <= code < stop)


@each_level
def test_the_tilitin_archive_holds_what_the_program_opens(level: str, tmp_path: Path) -> None:
    files = tilitin(level, tmp_path)
    assert set(files) == {"META-INF/MANIFEST.MF", "chart-of-accounts.txt", *FILES}
    name = next(line for line in files["META-INF/MANIFEST.MF"].splitlines() if line.startswith("Name: "))
    assert len(name.encode("utf-8")) <= 70
    assert CHART.version in name


@each_level
def test_tilitin_accounts_have_their_types(level: str, tmp_path: Path) -> None:
    count, *rows = tilitin(level, tmp_path)["chart-of-accounts.txt"].splitlines()
    assert int(count) == len(rows)
    fields = [row.split(";") for row in rows]
    assert all(len(row) == 4 and row[0] in "AH" for row in fields)
    accounts = [row for row in fields if row[0] == "A"]
    assert [row[1] for row in accounts] == expected(level)
    types = {"asset": "0", "liability": "1", "equity": "2", "income": "3", "expense": "4", "appropriation": "4"}
    special = {"2120": "5", "2130": "6"}
    for _, code, name, kind in accounts:
        assert kind == special.get(code, types[CHART.by_code[code].klass])
        assert name == CHART.by_code[code].name.fi
    assert {row[3] for row in fields if row[0] == "H"} == {"0", "1"}
    codes = {row[1] for row in accounts}
    assert all(row[1] in codes for row in fields if row[0] == "H")


@each_level
def test_tilitin_statements_show_what_our_own_do(level: str, tmp_path: Path) -> None:
    files = tilitin(level, tmp_path)
    amounts = {code: 100 * (index + 1) for index, code in enumerate(expected(level))}
    accounts, _ = adopted(CHART, level)
    result = sum(cents for code, cents in amounts.items() if CHART.by_code[code].in_income_statement)
    for name, layout in (("income-statement", INCOME), ("balance-sheet", BALANCE)):
        rows = statement_rows(CHART, layout, accounts)
        shown = tilitin_rows(files[f"{name}.txt"])
        assert [row[3] for row in shown] == [row.name.fi for row in rows]
        for (_, _, ranges, _), row in zip(shown, rows, strict=True):
            own = sum(amounts[code] for code in row.codes) + (result if "2130" in row.codes else 0)
            assert tilitin_sum(ranges, amounts) == own, row.id
        detailed = tilitin_rows(files[f"{name}-detailed.txt"])
        assert [row for row in detailed if row[0] != "DP"] == shown
        listed = [start for kind, _, ranges, _ in detailed if kind == "DP" for start, _ in ranges]
        assert sorted(listed) == sorted(code for row in rows if row.counted for code in row.codes)


# --- the command --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", FORMATS)
def test_two_runs_give_the_same_bytes(kind: str, tmp_path: Path) -> None:
    first = written(kind, "basic", tmp_path).read_bytes()
    assert written(kind, "basic", tmp_path).read_bytes() == first


@pytest.mark.parametrize("name", ["kartta.kitsaskartta", "kartta.jar"])
def test_the_command_says_that_the_file_was_not_tried_in_the_program(name: str, tmp_path: Path) -> None:
    result = run("-o", str(tmp_path / name))
    assert result.exit_code == 0, result.output
    assert "TK391" in result.stderr
    assert "TK390" not in result.stderr
    assert "TK393" in result.stderr
    assert "9110" in result.stderr
    assert (tmp_path / name).stat().st_size > 1000


def test_a_name_that_the_program_would_not_show_is_told(tmp_path: Path) -> None:
    result = run("--format", "kitsas", "-o", str(tmp_path / "kartta.json"))
    assert result.exit_code == 0
    assert "TK390" in result.stderr
    assert json.loads((tmp_path / "kartta.json").read_text(encoding="utf-8"))["tilit"]


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_name_is_needed(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    def start(args, standalone_mode):
        return app(args=["export", *args], standalone_mode=standalone_mode, obj=Session("fi"))

    assert run_guarded(start, ["--format", kind]) == 2
    assert "TK394" in capsys.readouterr().err


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_names_come_in_the_language_of_the_run(lang: str, tmp_path: Path) -> None:
    assert f"A;3310;{CHART.by_code['3310'].name.get(lang)};3" in tilitin("basic", tmp_path, lang)["chart-of-accounts.txt"]
    assert kitsas("basic", tmp_path, lang)["asetukset"]["kieli"] == lang
