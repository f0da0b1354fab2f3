"""Figures as pictures: plain SVG files that stand alone, the same bytes for the same numbers."""

from collections.abc import Iterator
from textwrap import wrap
from typing import NamedTuple

from markupsafe import escape

from custodes.publication.package.defining import splits
from custodes.publication.site.model import Said

WIDTH, HEIGHT, LINE, SIDE = 400, 22, 19, 8
LETTERS = 46
"""Of a line of text in this width."""
LEGEND = ("counts", "cannot be said", "does not")
ROUNDING = 0.01
"""By so much a share as it is printed may be less than the share itself."""
INK, COUNTS, REST = "#0b0c0c", "#14505b", "#d8dadb"


class Bar(NamedTuple):
    """A bar from 0 to the whole; shares of it, from 0 to 1: full, then hatched. `says`: what stands beside it."""

    label: str
    says: str
    counts: float
    unknown: float


def bars(said: Said) -> list[Bar]:
    """A figure, then each of its groups, then each part of those who count."""
    return [_bar(said, said["title"]), *(_bar(one, one["label"]) for one in splits(said))]


def _bar(said: Said, label: str) -> Bar:
    """Dark up to the share that its words say, which is the least there is where some may belong besides; hatched up to
    the share that there is at most."""
    number, of = said["number"], said["of"]
    if number is None or not of:
        return Bar(label, short(said), 0, 0)
    share = min(number / of, 1)
    least = float(said["least_percent"]) / 100 if said["least_percent"] else share
    share = least if share - least >= ROUNDING else share
    unknown = said["unknown"] or 0
    most = float(said["most_percent"]) / 100 if said["most_percent"] and unknown else (number + unknown) / of
    return Bar(label, short(said), share, max(min(most, 1) - share, 0))


def short(said: Said) -> str:
    """A figure as it stands in tables: “at least 18 of 39 (46%)”, as its sentence says it."""
    if said["number"] is None:
        return "suppressed"
    return str(said["says"]).replace(f" {said['definition']['of_words']}", "", 1)


def svg(said: Said, source: str, fictional: bool) -> bytes:
    """The chart of a figure, with its words, its source, and whether it is made up."""
    return chart(said["title"], said["says"], bars(said), LEGEND, source, fictional)


def chart(
    title: str, says: str, of: list[Bar], legend: tuple[str, str, str], source: str, fictional: bool
) -> bytes:
    """A picture of bars. `legend`: what is full, what is hatched, what is the rest."""
    top: list[int] = []
    drawn = "".join(_drawn(of, legend, source, fictional, top))
    height = top[-1]
    told = escape(f"{title}: {says}. {source}")
    title = escape(title)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="t d" font-family="Arial, Helvetica, sans-serif" font-size="14" fill="{INK}">'
        f'<title id="t">{title}</title><desc id="d">{told}</desc>'
        '<defs><pattern id="u" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="#f4a259"/>'
        '<path d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke="#5a2d00" stroke-width="1.4"/></pattern></defs>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{drawn}</svg>\n'
    ).encode()


def _drawn(
    of: list[Bar], legend: tuple[str, str, str], source: str, fictional: bool, top: list[int]
) -> Iterator[str]:
    """The parts of a picture; its height comes last into `top`."""
    y = 4
    if fictional:
        y += LINE
        yield _text(y, "FICTIONAL: made up for demonstration", ' font-weight="bold"')
    for number, bar in enumerate(of):
        for line in wrap(bar.label, LETTERS):
            y += LINE
            yield _text(y, line, "" if number else ' font-weight="bold"')
        for line in wrap(bar.says, LETTERS):
            y += LINE
            yield _text(y, line)
        y += 6
        yield from _rects(y, bar)
        y += HEIGHT + 8
    y += 6
    for x, fill, word in (
        (SIDE, COUNTS, legend[0]),
        (100, "url(#u)", legend[1]),
        (235, REST, legend[2]),
    ):
        yield f'<rect x="{x}" y="{y}" width="14" height="14" fill="{fill}" stroke="{INK}" stroke-width="0.6"/>'
        yield f'<text x="{x + 20}" y="{y + 12}">{word}</text>'
    y += LINE + 2
    for line in wrap(source, 58):
        y += 16
        yield _text(y, line, ' font-size="12" fill="#484949"')
    top.append(y + 10)


def _rects(y: int, bar: Bar) -> Iterator[str]:
    room = WIDTH - 2 * SIDE
    counts, unknown = round(room * bar.counts, 1), round(room * bar.unknown, 1)
    yield f'<rect x="{SIDE}" y="{y}" width="{room}" height="{HEIGHT}" fill="{REST}" stroke="{INK}" stroke-width="0.6"/>'
    if counts:
        yield f'<rect x="{SIDE}" y="{y}" width="{counts}" height="{HEIGHT}" fill="{COUNTS}"/>'
    if unknown:
        yield f'<rect x="{round(SIDE + counts, 1)}" y="{y}" width="{unknown}" height="{HEIGHT}" fill="url(#u)"/>'


def _text(y: int, text: str, more: str = "") -> str:
    return f'<text x="{SIDE}" y="{y}"{more}>{escape(text)}</text>'
