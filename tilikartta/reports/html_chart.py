"""Charts as SVG, pure functions of their figures: patterns beside colours, direct labels, words for those who do not see them.

Drawn 360 units wide, so that their letters can be read on a phone. Values are integers of any unit; coordinates are tenths of a
unit, counted without floats. The figures of every chart stand also as a table under it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tilikartta.reports.html_page import Html, joined, tag
from tilikartta.reports.html_table import plain_table

WIDTH = 3600
INK, EDGE, PAPER = "#1b2430", "#404040", "#ffffff"
LETTER = 58  # tenths of a unit that a letter of size 11 takes on the average
# What tells parts apart: a colour and a pattern each.
FILLS = ("#1f3864", "#2f75b5", "#b34d0b", "#548235", "#595959", "#7f6000", "#d9d9d9")
_PATTERNS = (
    "", "M0 6L6 0M-1 1L1 -1M5 7L7 5", "M1 1h2v2h-2zM4 4h2v2h-2z", "M0 1.5H6M0 4.5H6", "M0 3H6M3 0V6", "M1.5 0V6M4.5 0V6", "",
)  # fmt: skip
LABELLED = 4  # points of a line that all have their figure; of more only the ends do
_DASHES = (None, "6 3", "2 3")


@dataclass(frozen=True)
class Series:
    """One part of every bar, or one line. ``values`` by category, None where there is no figure."""

    name: str
    values: tuple[int | None, ...]


@dataclass(frozen=True)
class Chart:
    """What a chart shows. ``id`` is unlike all others on the page; ``say`` writes a value as people read it.

    ``heading`` names the categories in the table of figures, ``table`` opens it, ``missing`` stands for no figure. ``beside``
    stands beside the names of categories in place of the sum of the parts. ``percent`` is the sign after a share.
    """

    id: str
    title: str
    description: str
    heading: str
    table: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    say: Callable[[int], str]
    missing: str = "–"
    beside: tuple[str, ...] = ()
    percent: str = "\u00a0%"


def fills() -> Html:
    """The patterns, once on a page."""
    patterns = []
    for number, (colour, path) in enumerate(zip(FILLS, _PATTERNS, strict=True)):
        ground = tag("rect", width=6, height=6, fill=PAPER if path else colour)
        dots = number == 2
        marks = tag("path", d=path, stroke=None if dots else colour, stroke_width=None if dots else 2,
                    fill=colour if dots else "none") if path else Html("")  # fmt: skip
        patterns.append(_pattern(number, ground, marks))
    return tag("svg", tag("defs", joined(patterns, "")), width=0, height=0, aria_hidden="true", focusable="false", class_="fills")


def _pattern(number: int, *parts: Html) -> Html:
    # Names of SVG hold capitals and no hyphens; ``tag`` writes hyphens for underscores only.
    return tag("pattern", *parts, id=f"fill-{number}", width=6, height=6, patternUnits="userSpaceOnUse")


def columns(chart: Chart) -> Html:
    """Stacked upright columns, one for each category, with each part's share of the column in it and the sum above."""
    top, height, foot = 200, 1900, 220
    rise = [_sides(chart, at) for at in range(len(chart.names))]
    most, least = max((up for up, _ in rise), default=0), min((down for _, down in rise), default=0)
    reach = max(most - least, 1)
    zero = top + height * most // reach
    pace = WIDTH // max(len(chart.names), 1)
    wide = min(pace * 7 // 10, 1100)
    drawn = []
    for at, name in enumerate(chart.names):
        left = pace * at + (pace - wide) // 2
        up = down = zero
        for number, one in enumerate(chart.series):
            value = one.values[at] or 0
            tall = abs(value) * height // reach
            y = up - tall if value >= 0 else down
            up, down = (y, down) if value >= 0 else (up, down + tall)
            drawn.append(_part(left, y, wide, tall, number))
            share = _share(chart, value, rise[at])
            if share and tall >= 140 and wide >= 420:
                drawn.append(_tab(left + wide // 2, y + tall // 2, share))
        middle = left + wide // 2
        total = sum(one.values[at] or 0 for one in chart.series)
        drawn += [
            _text(middle, up - 50, chart.say(total), "middle"),
            _text(middle, top + height + 160, name, "middle", strong=True),
        ]
    drawn.append(_line(0, zero, WIDTH, zero))
    return _figure(chart, drawn, top + height + foot, legend=True)


def _sides(chart: Chart, at: int) -> tuple[int, int]:
    """Sum of what is above and of what is below zero in a category."""
    values = [one.values[at] or 0 for one in chart.series]
    return sum(value for value in values if value > 0), sum(value for value in values if value < 0)


def _share(chart: Chart, value: int, sides: tuple[int, int]) -> str:
    """How many per cent a part is of its side, in whole per cents."""
    whole = sides[0] if value > 0 else sides[1]
    return f"{(200 * value + whole) // (2 * whole)}{chart.percent}" if value and whole else ""


def stacked_bars(chart: Chart) -> Html:
    """Stacked bars lying, one for each category under its name, with each part's share in it and the sum beside the name."""
    step, thick = 380, 170
    sides = [_sides(chart, at) for at in range(len(chart.names))]
    least, most = min((down for _, down in sides), default=0), max((up for up, _ in sides), default=0)
    reach = max(most - least, 1)
    zero = -least * WIDTH // reach
    drawn = [_line(zero, 160, zero, step * len(chart.names) - 40)] if zero else []
    for at, name in enumerate(chart.names):
        y = step * at
        total = sum(one.values[at] or 0 for one in chart.series)
        drawn += [
            _text(0, y + 130, _cut(name, 40)),
            _text(WIDTH, y + 130, chart.beside[at] if chart.beside else chart.say(total), "end"),
        ]
        right = left = zero
        for number, one in enumerate(chart.series):
            value = one.values[at] or 0
            wide = abs(value) * WIDTH // reach
            x = right if value >= 0 else left - wide
            right, left = (right + wide, left) if value >= 0 else (right, x)
            drawn.append(_part(x, y + 170, wide, thick, number))
            share = _share(chart, value, sides[at])
            if share and wide >= 330:
                drawn.append(_tab(x + wide // 2, y + 170 + thick // 2, share))
    return _figure(chart, drawn, max(step * len(chart.names), 200), legend=True)


def bars(chart: Chart) -> Html:
    """Lying bars of the first series, each under its name with its value beside the name."""
    step, thick = 380, 160
    values = chart.series[0].values
    held = [value for value in values if value is not None]
    least, most = min([0, *held]), max([0, *held])
    reach = max(most - least, 1)
    zero = -least * WIDTH // reach
    drawn = [_line(zero, 160, zero, step * len(chart.names) - 40)] if zero else []
    for at, name in enumerate(chart.names):
        value, y = values[at], step * at
        said = chart.missing if value is None else chart.say(value)
        drawn += [_text(0, y + 130, _cut(name, 40)), _text(WIDTH, y + 130, said, "end", strong=True)]
        wide = abs(value or 0) * WIDTH // reach
        drawn.append(_part(zero if (value or 0) >= 0 else zero - wide, y + 170, wide, thick, 0 if (value or 0) >= 0 else 2))
    return _figure(chart, drawn, max(step * len(chart.names), 200), legend=False)


def lines(chart: Chart) -> Html:
    """One line for each series over the categories (years), with its own mark, dash and colour; its figures at the ends."""
    left, top, height = 150, 150, 1600
    span = WIDTH - 2 * left
    held = [value for one in chart.series for value in one.values if value is not None]
    least, most = min([0, *held]), max([0, *held])
    reach = max(most - least, 1)
    places = [left + span * at // max(len(chart.names) - 1, 1) for at in range(len(chart.names))]
    zero = top + height * most // reach
    drawn = [_line(0, zero, WIDTH, zero)]
    spots: dict[int, list[tuple[int, int, int]]] = {x: [] for x in places}
    for number, one in enumerate(chart.series):
        path: list[str] = []
        for x, value in zip(places, one.values, strict=True):
            if value is not None:
                y = top + height * (most - value) // reach
                path.append(f"{'L' if path else 'M'}{_px(x)} {_px(y)}")
                spots[x].append((y, number, value))
        drawn.append(tag("path", d="".join(path), fill="none", stroke=_ink(number), stroke_width=2,
                         stroke_dasharray=_DASHES[number % 3]))  # fmt: skip
    told = places if len(places) <= LABELLED else [places[0], places[-1]]
    for x in places:
        drawn += [_mark(x, y, number, _ink(number)) for y, number, _ in spots[x]]
        anchor = "start" if x == places[0] else "end" if x == places[-1] else "middle"
        taken: list[int] = []
        for y, number, value in sorted(spots[x]) if x in told else ():  # from the top, so that labels stand in their order
            place = _free(taken, [one for one, *_ in spots[x]], y - 80)
            drawn.append(_text(x, place, chart.say(value), anchor, ink=_ink(number)))
    drawn += [
        _text(x, top + height + 240, name, "start" if x == places[0] else "end" if x == places[-1] else "middle", strong=True)
        for x, name in zip(places, chart.names, strict=True)
    ]
    return _figure(chart, drawn, top + height + 300, legend=True, marks=True)


def _free(taken: list[int], marks: list[int], wanted: int) -> int:
    """The nearest height for a label under those that stand already, covering none of them and no mark of the place."""
    for distance in range(0, 3000, 10):
        for place in (wanted - distance, wanted + distance) if not taken else (wanted + distance,):
            clear = all(place - other >= 125 for other in taken) and all(not -70 < place - mark < 140 for mark in marks)
            if place >= 90 and clear:
                taken.append(place)
                return place
    return wanted


def _figure(chart: Chart, drawn: Sequence[Html], height: int, *, legend: bool, marks: bool = False) -> Html:
    """The drawing with its name and words, what its patterns mean, and its figures as a table."""
    title, words = f"{chart.id}-title", f"{chart.id}-words"
    picture = tag(
        "svg", tag("title", chart.title, id=title), tag("desc", chart.description, id=words), joined(drawn, ""),
        role="img", aria_labelledby=f"{title} {words}", viewBox=f"0 0 {_px(WIDTH)} {_px(height)}", class_="picture",
    )  # fmt: skip
    return tag(
        "figure", tag("figcaption", tag("h3", chart.title)), picture, _legend(chart, marks=marks) if legend else Html(""),
        tag("details", tag("summary", chart.table), _table(chart)), class_="chart keep", id=chart.id,
    )  # fmt: skip


def _legend(chart: Chart, *, marks: bool) -> Html:
    items = []
    for number, one in enumerate(chart.series):
        if marks:
            colour = _ink(number)
            line = tag("path", d="M0 7H26", stroke=colour, stroke_width=2, stroke_dasharray=_DASHES[number % 3])
            sample = tag("svg", line, _mark(130, 70, number, colour), width=26, height=14, aria_hidden="true", focusable="false")
        else:
            sample = tag("svg", _part(5, 5, 150, 120, number), width=16, height=14, aria_hidden="true", focusable="false")
        items.append(tag("li", sample, " ", one.name))
    return tag("ul", *items, class_="legend")


def _table(chart: Chart) -> Html:
    rows = [
        [name, *(chart.missing if (value := one.values[at]) is None else chart.say(value) for one in chart.series)]
        for at, name in enumerate(chart.names)
    ]
    return plain_table([chart.heading, *(one.name for one in chart.series)], rows,
                       numeric=range(1, 1 + len(chart.series)), label=chart.title)  # fmt: skip


def _px(tenths: int) -> str:
    sign = "-" if tenths < 0 else ""
    whole, rest = divmod(abs(tenths), 10)
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


def _cut(name: str, letters: int) -> str:
    """The name as far as there is room for it; the table has it whole."""
    return name if len(name) <= letters else f"{name[: letters - 1].rstrip()}…"


def _part(x: int, y: int, wide: int, tall: int, number: int) -> Html:
    return tag("rect", x=_px(x), y=_px(y), width=_px(wide), height=_px(tall), fill=f"url(#fill-{number % len(FILLS)})",
               stroke=EDGE, stroke_width="0.8")  # fmt: skip


def _ink(number: int) -> str:
    return FILLS[(0, 2, 4)[number % 3]]


def _text(x: int, y: int, words: str, anchor: str = "start", *, strong: bool = False, ink: str = INK) -> Html:
    return tag("text", words, x=_px(x), y=_px(y), text_anchor=None if anchor == "start" else anchor, fill=ink,
               font_weight="bold" if strong else None, stroke=PAPER, stroke_width=3, paint_order="stroke")  # fmt: skip


def _tab(x: int, y: int, words: str) -> Html:
    """A label on paper of its own: letters on a pattern cannot be read."""
    wide = LETTER * len(words) + 50
    ground = tag("rect", x=_px(x - wide // 2), y=_px(y - 65), width=_px(wide), height="13", rx="2", fill=PAPER)
    return joined([ground, _text(x, y + 40, words, "middle")], "")


def _line(x: int, y: int, to_x: int, to_y: int) -> Html:
    return tag("path", d=f"M{_px(x)} {_px(y)}L{_px(to_x)} {_px(to_y)}", stroke=EDGE, stroke_width=1)


def _mark(x: int, y: int, number: int, colour: str) -> Html:
    shapes = (
        f"M{_px(x - 40)} {_px(y)}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z",
        f"M{_px(x - 38)} {_px(y - 38)}h7.6v7.6h-7.6z",
        f"M{_px(x)} {_px(y - 48)}l4.8 8.6h-9.6z",
    )
    return tag("path", d=shapes[number % 3], fill=colour)
