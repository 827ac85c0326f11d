"""The quick ways of reading give what the careful ways give: shapes of amounts, columns that repeat themselves, white space."""

import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tilikartta.model import TilikarttaError
from tilikartta.sources import delimited, read_ledger
from tilikartta.sources.amounts import _each_once, read_amounts
from tilikartta.sources.shapes import shapes_of
from tilikartta.sources.table import Column
from tilikartta.sources.trim import trimmed


def column(*cells):
    return Column(pa.chunked_array([pa.array(cells, pa.string())]))


@pytest.mark.parametrize("mark", [",", "."])
@pytest.mark.parametrize("minus", ["", "-"])
def test_amounts_by_shape_are_those_of_the_general_way(mark, minus):
    chance = random.Random(f"{mark}{minus}")
    cells = ["", "0", "-0", f"0{mark}00", "0007", f"000{mark}5", f"999999999999999{mark}99", f"123456789012345{mark}9"]
    for _ in range(3000):
        whole = chance.randint(0, 10 ** chance.randint(1, 13))
        grouped = f"{whole:,}".replace(",", chance.choice(["", " ", "\u00a0", "\u202f"]))
        decimals = chance.choice(["", f"{mark}{chance.randint(0, 9)}", f"{mark}{chance.randint(0, 99):02d}"])
        cells.append(chance.choice(["", minus]) + grouped + decimals)
    found = read_amounts(column(*cells), mark)
    cents, bad, finer = _each_once(column(*cells).text, mark)
    assert found.plain
    assert found.cents.to_pylist() == cents.to_pylist()
    assert (pc.any(bad).as_py(), pc.any(finer).as_py()) == (False, False)


@pytest.mark.parametrize(
    "cell", ["1 23,00", "12 3456", "1\n", "1,234", "1.5", "1,", ",5", "--1", "1-", "٣", "1234567890123456", "- 1"]
)
def test_what_is_not_plain_takes_the_general_way(cell):
    found = read_amounts(column("1,50", cell), ",")
    cents, bad, finer = _each_once(column("1,50", cell).text, ",")
    assert not found.plain
    assert [each.to_pylist() for each in (found.cents, found.bad, found.finer)] == [
        each.to_pylist() for each in (cents, bad, finer)
    ]


def test_shapes_of_a_part_of_an_array():
    whole = pa.array(["9 999,99", "1,00", None, "-22,5", "", "x"], pa.string())
    shapes = shapes_of(pa.chunked_array([whole.slice(1, 3), whole.slice(4, 1)]))
    assert shapes.forms == {"0,00", "", "-00,0"}
    assert [number for piece in shapes.pieces for number in piece.numbers().to_pylist()] == [100, None, 225, None]


def test_too_many_shapes_are_none():
    assert shapes_of(pa.chunked_array([pa.array(["x" * size for size in range(1002)])])) is None
    assert shapes_of(pa.chunked_array([], pa.string())).forms == frozenset()


def test_every_white_space_goes_and_nothing_else():
    signs = [chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000]
    for cells in (["a" + sign for sign in signs], [sign + "a" for sign in signs]):
        for start in range(0, len(cells), 500):  # one sign decides about all that stand with it in an array: small ones
            some = pa.chunked_array([pa.array(cells[start : start + 500])])
            assert trimmed(some).equals(pc.utf8_trim_whitespace(some)), hex(ord(signs[start]))


@pytest.mark.parametrize("cell", ["a ", " a", "a\u00a0", "\u3000a", "\ta", "a\u2009", "a\x1f"])
def test_one_padded_cell_is_trimmed(cell):
    parts = pa.array(["left out ", "å", cell, "", "Ä"])
    assert trimmed(pa.chunked_array([parts.slice(1)])).to_pylist() == ["å", "a", "", "Ä"]
    coded = pa.chunked_array([parts.slice(1).dictionary_encode(), pa.array(["a", "å"]).dictionary_encode()])
    assert trimmed(coded).to_pylist() == ["å", "a", "", "Ä", "a", "å"]


def test_columns_without_white_space_are_not_copied():
    text = pa.chunked_array([pa.array(["yksi", "", "kaksi, kolme"])])
    assert trimmed(text).chunk(0).buffers()[2].address == text.chunk(0).buffers()[2].address
    assert pa.types.is_dictionary(trimmed(pa.chunked_array([text.chunk(0).dictionary_encode()])).type)


LINES = (
    "1;{day};1910;Pankki {n};{amount};;Jäsenmaksu",
    '2;{day};3000;" Tuotot ";;{amount};"Kevät; juhla"',
    "2;{day} ;1910 ;Pankki; {amount};;",
    ";;;;;;",
    "Yhteensä;;;;{amount};{amount};",
    "Tosite;Pvm;Tili;Tilin nimi;Debet;Kredit;Selite",
    "3;32.1.2025;4000;Kulut;{amount};;väärä päivä",
    "4;{day};;Ilman tiliä;{amount};;",
    "5;{day};5000.0;Kulut;abc;;",
    ';{day};6000;"Kulut ""muut""";{amount};;vuosi',
)


@pytest.mark.parametrize("seed", range(6))
def test_columns_that_repeat_themselves_read_as_if_each_cell_stood_alone(tmp_path, monkeypatch, seed):
    chance = random.Random(seed)
    lines = [LINES[0], *chance.choices(LINES[: 2 + 2 * seed], k=400)]
    rows = [
        line.format(
            day=f"{chance.randint(1, 28)}.{chance.randint(1, 12)}.2025",
            n=chance.randint(1, 3),
            amount=f"{chance.randint(1, 99)},50",
        )
        for line in lines
    ]
    path = tmp_path / "ledger.csv"
    path.write_text("\n".join(["Tosite;Pvm;Tili;Tilin nimi;Debet;Kredit;Selite", *rows]), encoding="utf-8")
    seen = []
    for large, block in ((10**9, 1 << 22), (0, 1 << 22), (0, 1 << 12)):
        monkeypatch.setattr(delimited, "_LARGE", large)
        monkeypatch.setattr(delimited, "_BLOCK", block)
        seen.append(everything(path))
    assert seen[1] == seen[0]
    assert seen[2] == seen[0]


def everything(path):
    """Every cell, the account of the reading and every finding."""
    try:
        ledger, findings = read_ledger([path])
    except TilikarttaError as stop:
        return str(stop), [str(finding) for finding in stop.findings]
    return ledger.entries.to_dict("list"), ledger.balances.to_dict("list"), ledger.files, findings


def test_repeating_columns_are_seen(tmp_path, monkeypatch):
    """The test above says nothing if no column is ever encoded."""
    seen = []
    find = delimited._Body._repeating
    monkeypatch.setattr(delimited._Body, "_repeating", lambda *given: seen.append(find(*given)) or seen[-1])
    monkeypatch.setattr(delimited, "_LARGE", 0)
    path = tmp_path / "ledger.csv"
    rows = [f"{n};1.{n % 12 + 1}.2025;1910;Pankki;{n},50;;Maksu {n}" for n in range(400)]
    path.write_text("\n".join(["Tosite;Pvm;Tili;Tilin nimi;Debet;Kredit;Selite", *rows]), encoding="utf-8")
    read_ledger([path])
    assert seen == [("1", "2", "3", "5")]
