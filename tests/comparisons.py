"""Invented comparisons of any size, seeded: members with charts of their own, years, gaps, failures and eliminations.

Amounts balance to the cent, key figures are counted by the statements' own library. What a comparison holds follows
``comparison/contents.py``; no ledger is read.
"""

import random
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache

import pandas as pd

from tilikartta.comparison.contents import ACCOUNT_COLUMNS, LINE_COLUMNS, Comparison, Eliminated, MemberResult, MemberYear
from tilikartta.definitions.chart_file import universal_chart
from tilikartta.definitions.key_figure_file import shipped_key_figures
from tilikartta.mapping.apply import KEY_COLUMNS, Mapped
from tilikartta.mapping.coverage import Coverage
from tilikartta.mapping.periods import Period
from tilikartta.model import Finding, Ledger, Place, error
from tilikartta.model.federation import Elimination, EliminationSide, Federation, Member, YearFiles
from tilikartta.model.manifest import Ingredient
from tilikartta.sources.canonical import frame_of
from tilikartta.statements.figures import _leaf_amounts, _sum_up, income_from_lines
from tilikartta.statements.key_figures import key_figures

CHART = universal_chart()
INCOME, BALANCE = CHART.layout_by_id["is_npo"], CHART.layout_by_id["bs_npo"]
PLACES = ("Kaarnajärvi", "Harjunkulma", "Kurenlahti", "Åminne", "Salmela", "Vesijako", "Norrby", "Pihlajavesi", "Ylämaa", "Tervo")
KINDS = ("kyläyhdistys ry", "nuorisoseura ry", "potilasyhdistys ry", "byaförening rf", "säätiö sr", "urheilijat ry")
REGIONS = ("Etelä-Suomi", "Itä-Suomi ja Kainuu", "Lounais-Suomi", "Pohjanmaa", "Lappi")
SIZES = ("alle 50 000 €", "50 000–250 000 €", "yli 250 000 €")
INCOMES = ("3110", "3310", "3610", "3630", "3650", "3710", "3820")
BANK = "1910"
RESULT = ("income", "expense", "appropriation")


@dataclass
class Settings:
    """What an invented comparison is like."""

    members: int = 6
    years: tuple[int, ...] = (2025, 2024)
    seed: int = 1
    lang: str = "fi"
    accounts: int = 45
    failed: int = 1
    eliminated: bool = True
    texts: tuple[str, ...] = ()
    regions: tuple[str, ...] = REGIONS


@dataclass
class _Row:
    code: str
    function: str
    account: str
    name: str
    status: str = "mapped"
    funder: str = ""
    opening: dict[int, int] = field(default_factory=dict)
    movement: dict[int, int] = field(default_factory=dict)


@cache
def _code_of(takes: str) -> str:
    """An account of the line that takes the computed result or earlier results."""
    for account in CHART.accounts:
        line = BALANCE.line_of(account, None) if account.in_balance_sheet else None
        if line is not None and line.takes == takes:
            return account.code
    raise LookupError(takes)


def _chosen(pick: random.Random, settings: Settings) -> list[_Row]:
    """The local accounts of one member, with their meanings."""
    result = [a for a in CHART.accounts if a.klass in ("income", "expense") and a.functions and not a.unspecified]
    held = [
        a
        for a in CHART.accounts
        if a.klass in ("asset", "liability", "equity") and a.code not in (BANK, _code_of("previous_result"))
    ]
    chosen = [a for a in result if a.code in INCOMES and pick.random() < 0.85]
    chosen += pick.sample(result, min(len(result), settings.accounts * 2 // 3))
    chosen += pick.sample(held, min(len(held), settings.accounts // 3))
    own = pick.choice(("{}", "{}0", "1{}"))  # every program numbers in its own way
    rows = [
        _Row(BANK, "", own.format(BANK), "Pankkitili"),
        _Row(_code_of("previous_result"), "", own.format("2250"), "Edelliset tilikaudet"),
    ]
    for account in dict.fromkeys(chosen):
        functions = list(account.functions)[: pick.choice((1, 1, 2))] if account.in_income_statement else [""]
        for number, function in enumerate(functions):
            name = pick.choice(settings.texts) if settings.texts and pick.random() < 0.2 else account.name.get("fi")
            funder = ""
            if account.nature in ("grant_general", "grant_targeted"):
                funder = account.funder or pick.choice(("", "stea", "municipality"))
            rows.append(_Row(account.code, function, own.format(account.code) + str(number or ""), name, funder=funder))
    rows.append(_Row("", "", "9999", "Selvittämättömät", "unmapped" if pick.random() < 0.3 else "outside"))
    return rows


def _fill(rows: list[_Row], years: list[int], opened: list[int], pick: random.Random) -> None:
    """Movements that balance every year, openings that follow from the year before."""
    scale = pick.choice((3_000, 20_000, 90_000, 400_000)) * 100
    bank, retained = rows[0], rows[1]
    kept = [row for row in rows if row not in (bank, retained)]
    for index, year in enumerate(years):
        for row in rows:
            before = row.opening[years[index - 1]] + row.movement[years[index - 1]] if index else 0
            row.opening[year] = 0 if _klass(row) in RESULT else before
        if not index:
            bank.opening[year], retained.opening[year] = 2 * scale, -2 * scale
        elif year in opened:
            retained.opening[year] += sum(row.movement[years[index - 1]] for row in rows if _klass(row) in RESULT)
        for row in kept:
            row.movement[year] = _moved(row, scale, pick)
        earned = -sum(row.movement[year] for row in kept if _klass(row) == "income")
        spent = sum(row.movement[year] for row in kept if _klass(row) == "expense")
        share = pick.randint(88, 106)
        for row in kept:
            if _klass(row) == "expense" and spent:
                row.movement[year] = row.movement[year] * earned * share // (100 * spent)
        retained.movement[year] = 0
        bank.movement[year] = -sum(row.movement[year] for row in kept)


def _klass(row: _Row) -> str:
    return CHART.by_code[row.code].klass if row.code else ""


def _moved(row: _Row, scale: int, pick: random.Random) -> int:
    if row.status != "mapped":
        return pick.randint(0, 5_000)
    sign = -1 if _klass(row) in ("income", "liability", "equity") else 1
    large = 8 if row.code in INCOMES or row.code in ("4110", "5110") else 1
    return sign * pick.randint(100, scale * large // (10 if _klass(row) in RESULT else 60))


def _line(row: _Row) -> str:
    if not row.code or row.status != "mapped":
        return ""
    account = CHART.by_code[row.code]
    line = INCOME.line_of(account, row.function or None) if account.in_income_statement else BALANCE.line_of(account, None)
    return line.id if line else ""


def _records(member: str, rows: list[_Row], years: list[int]) -> list[dict[str, object]]:
    records: list[dict[str, object]] = []
    for year in years:
        for number, row in enumerate(rows):
            klass = _klass(row)
            opening, movement = row.opening[year], row.movement[year]
            counted = movement if klass in RESULT else opening + movement
            amount = 0 if not _line(row) else counted if klass == "asset" else -counted
            records.append({
                "member": member, "year": str(year), "line": _line(row), "universal": row.code if row.status == "mapped" else "",
                "function": row.function, "activity": "", "funder": row.funder, "fund": "", "account": row.account,
                "account_name": row.name, "status": row.status, "opening": opening, "debit": max(movement, 0),
                "credit": max(-movement, 0), "movement": movement, "closing": opening + movement, "amount": amount,
                "rule": f"{member}.yaml:{number + 4}", "entries": 1 + abs(movement) % 40,
            })  # fmt: skip
    return records


def _lines(
    member: str, records: list[dict[str, object]], years: list[int], opened: list[int]
) -> list[tuple[str, str, str, str, int]]:
    """Both statements, line by line, the computed results in the balance sheet."""
    labels = [str(year) for year in years]
    placed = [
        (str(r["line"]), str(r["universal"]), labels.index(str(r["year"])), int(str(r["amount"]))) for r in records if r["line"]
    ]
    income = income_from_lines(INCOME, [one for one in placed if one[0].startswith("is.")], labels)
    amounts, _ = _leaf_amounts(BALANCE, [one for one in placed if one[0].startswith("bs.")], len(years))
    result = income.amounts[INCOME.lines[-1].id]
    for leaf in BALANCE.leaves:
        for index in range(len(years)):
            if leaf.takes == "result":
                amounts[leaf.id][index] += result[index]
            elif leaf.takes == "previous_result":
                amounts[leaf.id][index] += sum(
                    result[e] for e in range(index) if not any(later in opened for later in years[e + 1 : index + 1])
                )
    _sum_up(BALANCE, amounts, len(years))
    return [
        (member, labels[index], layout.id, line, cents)
        for layout, table in ((INCOME, income.amounts), (BALANCE, amounts))
        for line, values in table.items()
        for index, cents in enumerate(values)
    ]


def _mapped(rows: list[_Row], years: list[int], opened: list[int]) -> Mapped:
    periods = [Period(date(year, 1, 1), date(year, 12, 31)) for year in years]
    pairs = [(row, index, year) for index, year in enumerate(years) for row in rows]
    keys = pd.DataFrame(
        [("", index, row.account, row.name, row.status, row.code if row.status == "mapped" else "", row.function, "",
          row.funder, "", "m.yaml:4:1", "", 1, number) for number, (row, index, _) in enumerate(pairs)],
        columns=list(KEY_COLUMNS),
    )  # fmt: skip
    balances = pd.DataFrame({
        "opening": [row.opening[year] if year in opened else 0 for row, _, year in pairs],
        "debit": [max(row.movement[year], 0) for row, _, year in pairs],
        "credit": [max(-row.movement[year], 0) for row, _, year in pairs],
        "movement": [row.movement[year] for row, _, year in pairs],
    })  # fmt: skip
    told = frame_of("balances", {"account": [row.account for row in rows], "opening": [row.opening[years[0]] for row in rows],
                                 "period_start": date(years[0], 1, 1), "period_end": date(years[0], 12, 31)})  # fmt: skip
    ledger = Ledger(frame_of("entries", {}, 0), told)
    return Mapped(
        ledger, periods, keys, frame_of("entries", {}, 0), balances, frozenset(("", years.index(year)) for year in opened)
    )


def _member(number: int, settings: Settings, pick: random.Random) -> Member:
    name = f"{PLACES[number % len(PLACES)]}n {KINDS[number % len(KINDS)]}" + (f" {number // 10 + 1}" if number >= 10 else "")
    return Member(
        id=f"m{number:03d}", name=name, mapping=f"liitto/m{number:03d}/mapping.yaml",
        years=tuple(YearFiles(str(year), (f"liitto/m{number:03d}/{year}.csv",)) for year in settings.years),
        form="foundation" if "sr" in name.split() else "association",
        region=pick.choice(settings.regions) if settings.regions else "",
        group=pick.choice(SIZES), basis="cash" if number % 7 == 3 else "accrual",
        members={} if number % 11 == 5 else {"": pick.randint(15, 900)},
        staff={} if number % 3 == 1 else {"": Decimal(pick.randint(2, 240)).scaleb(-1)},
    )  # fmt: skip


def _coverage(rows: list[_Row], year: int) -> Coverage:
    turnover = {
        s: sum(abs(r.movement[year]) + abs(r.opening[year]) for r in rows if r.status == s)
        for s in ("mapped", "outside", "unmapped")
    }
    count = {s: sum(1 for r in rows if r.status == s) for s in ("mapped", "outside", "unmapped")}
    return Coverage(len(rows), count["mapped"], count["outside"], count["unmapped"], count["unmapped"], sum(turnover.values()),
                    turnover["mapped"], turnover["outside"])  # fmt: skip


def _year(member: Member, rows: list[_Row], year: int, opened: list[int], number: int) -> MemberYear:
    turned = sum(abs(row.movement[year]) for row in rows)
    start = date(year, 7, 1) if number % 9 == 4 else date(year, 1, 1)
    return MemberYear(
        member.id, str(year), start, date(year, 12, 31), _coverage(rows, year), year in opened, len(rows) * 9, turned, turned
    )


def invented_comparison(settings: Settings | None = None) -> Comparison:
    """A comparison with the settings' members; the last ``failed`` ones could not be counted."""
    settings = settings or Settings()
    pick = random.Random(settings.seed)
    book, years = shipped_key_figures(), sorted(settings.years)
    records: list[dict[str, object]] = []
    lines: list[tuple[str, str, str, str, int]] = []
    results: list[MemberResult] = []
    for number in range(settings.members):
        member = _member(number, settings, pick)
        if settings.members > 1 and number >= settings.members - settings.failed:
            results.append(MemberResult(member, "failed", findings=(error("TK184", Place(member.years[0].files[0])),)))
            continue
        held = years[1:] if number % 8 == 2 and len(years) > 1 else years
        opened = held[:1] if number % 5 == 1 else list(held)
        rows = _chosen(pick, settings)
        _fill(rows, held, opened, pick)
        own = _records(member.id, rows, held)
        records += own
        lines += _lines(member.id, own, held, opened)
        # Counting takes a tenth of a second per member: very large federations borrow figures from the first forty.
        borrowed = [one for one in results[:40] if one.status != "failed" and len(one.years) == len(held)] if number >= 40 else []
        if borrowed:
            values, found = list(borrowed[number % len(borrowed)].key_figures), []
        else:
            values, found = key_figures(_mapped(rows, held, opened), CHART, book)
        said: tuple[Finding, ...] = tuple(found)
        lost = any(row.status == "unmapped" for row in rows)
        results.append(MemberResult(
            member, "partly" if lost else "ok", tuple(_year(member, rows, year, opened, number) for year in held),
            tuple(values), said,
            tuple(Ingredient("ledger", one.files[0], f"{number:064x}", 1000 + number, 90) for one in member.years),
        ))  # fmt: skip
    frame = pd.DataFrame(records, columns=list(ACCOUNT_COLUMNS)).sort_values(
        ["member", "year", "line", "universal", "account"], kind="stable", ignore_index=True
    )
    pairs = _eliminations(results, records, years) if settings.eliminated else ()
    federation = Federation("Esimerkkiliitto & kumppanit ry", "liitto", tuple(one.member for one in results),
                            tuple(dict.fromkeys(one.elimination for one in pairs)))  # fmt: skip
    return Comparison(
        federation, CHART, INCOME, BALANCE, tuple(results), tuple(str(year) for year in sorted(years)), frame,
        pd.DataFrame(lines, columns=list(LINE_COLUMNS)), tuple(pairs), (),
        (Ingredient("chart", "charts/universal.yaml", "a" * 64, 10),),
        (("lang", settings.lang),), "0.1.0", settings.lang, {one.member.id: one.member.name for one in results},
    )  # fmt: skip


def _eliminations(results: list[MemberResult], records: list[dict[str, object]], years: list[int]) -> tuple[Eliminated, ...]:
    """One pair: a member pays what another booked as membership fees; in the later year their books differ."""
    counted = [one.member.id for one in results if one.status != "failed"]
    if len(counted) < 2:
        return ()
    pairs = []
    payer, receiver = counted[0], counted[1]
    held = [r for r in records if str(r["line"]).startswith("is.")]
    sides = [[r for r in held if r["member"] == member and (int(str(r["amount"])) < 0) == pays]
             for member, pays in ((payer, True), (receiver, False))]  # fmt: skip
    codes = [str(side[0]["universal"]) for side in sides if side]
    if len(codes) < 2:
        return ()
    rule = Elimination("Jäsenmaksut liitolle", EliminationSide(payer, (codes[0],)), EliminationSide(receiver, (codes[1],)),
                       Place("liitto/federation.yaml", row=7))  # fmt: skip
    for year in years:
        paid, got = (abs(sum(int(str(r["amount"])) for r in side if r["universal"] == code and r["year"] == str(year)))
                     for side, code in zip(sides, codes, strict=True))  # fmt: skip
        pairs.append(Eliminated(rule, str(year), paid, got, min(paid, got)))
    return tuple(pairs)
