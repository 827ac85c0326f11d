"""Faults put into a clean ledger, one per code of a check: what a slip of a bookkeeper or of a mapping looks like.

A fault changes a ``Case`` and gives the index of the entry where its finding must stand; None where a finding is about the whole.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from check_examples import CHART, TODAY, by_year, without_a_line
from clean_ledgers import GENERAL, HALL, STEA, Book, Row, clean_book, ledger_of, mapping_of, own_chart, two_years

from tilikartta.checks.run import subject_of
from tilikartta.checks.subject import Subject
from tilikartta.model import Chart, Condition, LocalAccount, Mapping, Organisation, Pattern, Place, Rule, Target
from tilikartta.model.check_settings import CheckSettings
from tilikartta.model.grants import Grant


@dataclass
class Case:
    """A ledger to be spoilt, with everything that may be said beside it."""

    seed: int
    books: list[Book]
    settings: CheckSettings = field(default_factory=lambda: CheckSettings(today=TODAY))
    own: Callable[[tuple[LocalAccount, ...]], tuple[LocalAccount, ...]] = lambda chart: chart
    mapped: Callable[[Mapping], Mapping] = lambda mapping: mapping
    chart: Chart = CHART

    @property
    def book(self) -> Book:
        return self.books[-1]

    @property
    def rows(self) -> list[Row]:
        return self.book.rows

    @property
    def offset(self) -> int:
        """How many entries stand before those of the last book."""
        return sum(len(book.rows) for book in self.books[:-1])

    def subject(self) -> Subject:
        ledger = ledger_of(self.books, self.own(own_chart(self.books)))
        subject = subject_of(ledger, CHART, self.mapped(mapping_of(self.books)), self.settings)
        return replace(subject, chart=self.chart)

    def change(self, index: int, **more) -> int:
        self.rows[index] = replace(self.rows[index], **more)
        return index

    def voucher(self, number: str) -> list[int]:
        return [index for index, row in enumerate(self.rows) if row.voucher == number]

    def beside(self, account: str) -> list[int]:
        """The rows of the first voucher that has the account."""
        return self.voucher(self.rows[self.book.where(account)].voucher)

    def add(self, *lines: tuple[str, int, str], text: str = "Lisätty", day: date | None = None) -> int:
        """A voucher at the end; the index of its first row."""
        number, first = str(int(self.rows[-1].voucher) + 1), len(self.rows)
        self.rows.extend(Row(number, day or self.book.end, account, cents, text, centre) for account, cents, centre in lines)
        return first

    def swap(self, old: str, new: str) -> None:
        self.rows[:] = [replace(row, account=new) if row.account == old else row for row in self.rows]

    def rule(self, account: str, home: str) -> None:
        """One more rule of the mapping."""
        pattern = Pattern("exact", account, account)
        more = Rule(Condition(account=(pattern,)), (Target(home),), Place("identity.yaml", row=9000, column="3"))
        self.mapped = lambda mapping: replace(mapping, rules=(*mapping.rules, more))

    def renumber(self) -> None:
        numbers = {old: str(new) for new, old in enumerate(dict.fromkeys(row.voucher for row in self.rows), start=1)}
        self.rows[:] = [replace(row, voucher=numbers[row.voucher]) for row in self.rows]

    def regrant(self) -> None:
        """The grant is released again to what is left of its costs."""
        rest = -sum(row.cents for row in self.rows if row.centre == STEA)
        self.add(("3610", rest, STEA), ("2540", -rest, ""), text="Avustus")


Fault = Callable[[Case], int | None]


def one_cent(case):
    index = case.book.where("6650")
    return case.change(index, cents=case.rows[index].cents + 1)


def one_cent_without_number(case):
    found = case.beside("6650")
    for index in found:
        case.change(index, voucher="")
    case.change(found[0], cents=case.rows[found[0]].cents + 1)
    return found[0]


def one_side(case):
    case.rows[:] = [row for row in case.rows if row.account >= "3"]
    case.renumber()


def crooked_opening(case):
    case.book.openings["2120"] += 100


def no_number(case):
    found = case.voucher("30")
    for index in found:
        case.change(index, voucher="")
    return found[0]


def used_twice(case):
    found = case.beside("3810")
    for index in found:
        case.change(index, voucher="20")
    return found[0]


def removed_voucher(case):
    found = case.voucher(next(row.voucher for row in case.rows if row.text == "Kirjanpito 6"))
    del case.rows[found[0] : found[-1] + 1]
    return found[0]


def booked_late(case):
    found = case.voucher(next(row.voucher for row in case.rows if row.text == "Kirjanpito 6"))
    for index in found:
        case.change(index, day=case.rows[index].day - timedelta(days=60))
    return found[0]


def outside(case):
    found = case.beside("3810")
    for index in found:
        case.change(index, day=date(2026, 1, 2))
    return found[0]


def stray_year(case):
    case.book.openings, case.book.start, case.book.end = {}, None, None
    found = case.beside("3810")
    for index in found:
        case.change(index, day=date(2024, 12, 30))
    return found[0]


def future(case):
    case.settings = CheckSettings(today=date(2025, 12, 30))
    return next(index for index, row in enumerate(case.rows) if row.day > date(2025, 12, 30))


def long_year(case):
    case.book.start = date(2024, 1, 1)


def repeated(case):
    found = case.voucher("50")
    case.rows[found[-1] + 1 : found[-1] + 1] = [case.rows[index] for index in found]
    return found[-1] + 1


def twin(case):
    rows = [case.rows[index] for index in case.beside("5130")]
    number, at = str(int(case.rows[-1].voucher) + 1), len(case.rows)
    case.rows.extend(replace(row, voucher=number) for row in rows)
    return at


def zero(case):
    case.rows.insert(11, replace(case.rows[10], cents=0))
    return 11


def silent(case):
    found = case.voucher("60")
    for index in found:
        case.change(index, text="")
    return found[0]


def hundredfold(case):
    found = case.beside("3730")
    for index in found:
        case.change(index, cents=case.rows[index].cents * 1000)
    return found[0]


def favourite_digit(case):
    sums = [107 + 10 * number + 100 * (number % 3) for number in range(60)]
    return min(case.add(("6530", cents, GENERAL), ("1910", -cents, ""), text=f"Matka {cents}") for cents in sorted(set(sums)))


def round_sums(case):
    return min(
        case.add(("6110", 10_000 * n, HALL), ("2850", -10_000 * n, ""), text=f"Arvio {n}") for n in range(1, 61)
    )  # fmt: skip


def old_rate(case):
    return case.change(case.book.where("3520"), vat="24%")


def vat_deducted(case):
    case.settings = CheckSettings(today=TODAY, vat="not_liable")
    return case.add(("6610", 4_000, GENERAL), ("1645", 1_020, ""), ("1910", -5_020, "")) + 1


def undeclared(case):
    case.own = lambda chart: tuple(one for one in chart if one.number != "6650")
    return case.book.where("6650")


def unused(case):
    case.own = lambda chart: (*chart, LocalAccount("6640", "Postitus", "expense"))


def renamed_between_years(case):
    case.books = two_years(case.seed)
    rows = [index for index, row in enumerate(case.rows) if row.account == "6650"]
    for index in rows:
        case.change(index, name="Tilitoimisto")
    return case.offset + rows[0]


def on_heading(case):
    case.rule("66", "6690")
    return case.change(case.book.where("6650"), account="66", name="Toimisto")


def too_general(case):
    held = sum(row.cents for row in case.rows if row.centre == STEA and row.account >= "4")
    return case.add(("6980", held // 4, STEA), ("6980", -(held // 4), GENERAL), text="Kohdennus")


def kept_delegated(case):
    case.add(("1910", 300_000, ""), ("3680", -300_000, HALL), text="Delegoitava avustus")


def renamed(case):
    return case.change([i for i, row in enumerate(case.rows) if row.account == "6650"][5], name="Tilitoimisto")


def same_name(case):
    for index, row in enumerate(case.rows):
        if row.account in {"6650", "6620"}:
            case.change(index, name="Toimiston kulut")


def paid_too_much(case):
    case.add(("2850", 900_000, ""), ("1910", -900_000, ""), text="Velka")


def drained_box(case):
    found = case.beside("6320")
    for index in found:
        row = case.rows[index]
        account, cents = "1920" if row.account == "1910" else row.account, 900_000 if row.cents > 0 else -900_000
        case.change(index, account=account, cents=cents)
    return first_below_zero(case, "1920")


def first_below_zero(case, account):
    """The last row of the first day at whose end the account is below zero."""
    balance, days = case.book.openings[account], {}
    for index, row in enumerate(case.rows):
        if row.account == account:
            balance += row.cents
            days[row.day] = (index, balance)
    return next(index for index, held in days.values() if held < 0)


def empty_bank(case):
    case.book.openings["1910"] -= 5_990_000
    case.book.openings["2120"] += 5_990_000
    return first_below_zero(case, "1910")


def netted(case):
    return case.change(next(i for i in case.beside("3520") if case.rows[i].account == "3520"), account="5110")


def cost_on_income(case):
    return case.change(case.book.where("6220"), account="3310")


def imputed(case):
    return case.add(("9110", 70_000, STEA), ("9130", -70_000, ""), text="Vapaaehtoistyö")


def fundraising_on_stea(case):
    return case.add(("6940", 7_000, STEA), ("1910", -7_000, ""), text="Kampanja")


def another_opening(case):
    case.books = two_years(case.seed)
    case.book.openings["1610"] += 700
    case.book.openings["2520"] = case.book.openings.get("2520", 0) - 700


def result_not_moved(case):
    case.books = two_years(case.seed)
    case.book.openings["2120"] -= 300
    case.book.openings["1610"] += 300


def year_left_out(case):
    case.books = [clean_book(case.seed, 2023), *case.books]


def mapped_anew(case):
    case.books = two_years(case.seed)
    case.mapped = lambda mapping: replace(
        mapping, rules=tuple(one for rule in mapping.rules for one in by_year(rule, {"6650": "6660"}))
    )


def ambiguous(case):
    case.rule("6650", "6660")


def homeless(case):
    case.change(case.book.where("6650"), account="6650X", name="Tuntematon")


def another_class(case):
    case.own = lambda chart: tuple(replace(one, klass="asset") if one.number == "6650" else one for one in chart)


def dead_rule(case):
    case.rule("9999", "6610")


def broken_layout(case):
    case.chart = without_a_line(CHART)


def spent_fund(case):
    case.add(("2040", 200_000, ""), ("1910", -200_000, ""), text="Rahastosta")


def borrowed_from_fund(case):
    case.add(("1910", 90_000, ""), ("1330", -90_000, ""), text="Laina")


def no_pension(case):
    case.rows[:] = [row for row in case.rows if not row.text.startswith(("Sivukulu", "Maksu 26"))]
    case.renumber()
    case.regrant()


def no_wages(case):
    gone = {row.voucher for row in case.rows if row.account in {"4110", "4130"}}
    case.rows[:] = [row for row in case.rows if row.voucher not in gone and not row.text.startswith("Maksu 26")]
    case.renumber()
    case.regrant()


def double_pension(case):
    for number in {row.voucher for row in case.rows if row.account == "4210"}:
        for index in case.voucher(number):
            case.change(index, cents=case.rows[index].cents * 2)


def unnamed_grant(case):
    case.swap("3630", "3690")


def grant_nowhere(case):
    return case.change(case.book.where("3630"), centre="")


def refused(case):
    return case.change(case.book.where("7130"), centre=STEA)


def no_collection(case):
    case.swap("3420", "3410")


def sales(case, count, cents):
    for number in range(count):
        case.add(("1910", cents + number, ""), ("3210", -cents - number, GENERAL), text=f"Myynti {number}")


def large(case):
    case.book.openings["1910"] += 45_000_000
    case.book.openings["2120"] -= 45_000_000
    sales(case, 60, 1_500_000)


def to_be_audited(case):
    case.book.openings["1910"] += 10_000_000
    case.book.openings["2120"] -= 10_000_000
    sales(case, 20, 1_200_000)


def micro(case):
    case.mapped = lambda mapping: replace(mapping, organisation=Organisation(form="micro_association"))


def kept_grant(case):
    case.add(("1910", 450_000, ""), ("3610", -450_000, STEA), text="STEA lisäerä")


def after_the_grant(case):
    centre = (("kustannuspaikka", (Pattern("exact", STEA, STEA),)),)
    grant = Grant("STEA", "stea", dims=centre, end=date(2025, 12, 30))
    case.mapped = lambda mapping: replace(
        mapping, dimensions=(("kustannuspaikka", "kustannuspaikka"),), grants=(grant,)
    )  # fmt: skip
    return case.book.where("4130")


FAULTS: dict[str, Fault] = {
    "TK210": one_cent, "TK211": one_cent_without_number, "TK212": one_side, "TK213": crooked_opening, "TK214": no_number,
    "TK215": used_twice, "TK216": removed_voucher, "TK217": booked_late, "TK218": outside, "TK219": stray_year, "TK220": future,
    "TK221": long_year, "TK222": repeated, "TK223": twin, "TK224": zero, "TK225": silent, "TK226": hundredfold,
    "TK227": favourite_digit, "TK228": round_sums, "TK242": old_rate, "TK243": vat_deducted, "TK316": undeclared, "TK317": unused,
    "TK318": renamed_between_years, "TK319": on_heading, "TK337": too_general, "TK338": kept_delegated, "TK340": renamed,
    "TK341": same_name, "TK342": paid_too_much, "TK343": drained_box, "TK344": empty_bank, "TK345": netted,
    "TK346": cost_on_income, "TK347": imputed, "TK348": fundraising_on_stea, "TK401": another_opening, "TK402": result_not_moved,
    "TK403": year_left_out, "TK404": mapped_anew, "TK540": ambiguous, "TK545": homeless, "TK552": another_class,
    "TK554": dead_rule, "TK681": broken_layout, "TK682": borrowed_from_fund, "TK683": spent_fund, "TK684": no_pension,
    "TK685": no_wages, "TK686": double_pension, "TK687": unnamed_grant, "TK688": grant_nowhere, "TK689": refused,
    "TK690": no_collection, "TK691": large, "TK692": to_be_audited, "TK693": micro, "TK694": kept_grant,
    "TK695": after_the_grant,
}  # fmt: skip

# What a fault cannot be without: a voucher that loses its number leaves a gap; an account without one home has none.
ALSO: dict[str, set[str]] = {
    "TK211": {"TK214", "TK216"}, "TK214": {"TK216"}, "TK215": {"TK216"}, "TK402": {"TK401"}, "TK540": {"TK545"},
    "TK691": {"TK692"},
    # a bank account that ends below zero is shown among the debts, and reading says so
    "TK219": {"TK546"}, "TK344": {"TK546"},
}  # fmt: skip
