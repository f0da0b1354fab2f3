"""Stacked bars as SVG pictures. Each answer has its own texture as well as its own colour.

Drawn by Altair and vl-convert without a browser. A picture comes in two widths, for a desk and for a
phone; the page shows one of them. A table with the same numbers always stands beside it.
"""

import re
from typing import NamedTuple

import altair
import vl_convert
from markupsafe import Markup, escape

WIDE, NARROW = 620, 150
"""Widths of the plot in CSS pixels, to which come the names of the bars."""

COLOURS = {"affected": "#8c1d18", "unknown": "#f4a259", "not_affected": "#7fb3a5", "not_covered": "#d8dadb"}

TEXTURES = {
    "unknown": '<path d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke="#5a2d00" stroke-width="1.4"/>',
    "not_covered": '<circle cx="2" cy="2" r="1.1" fill="#383f43"/><circle cx="6" cy="6" r="1.1" fill="#383f43"/>',
}


TAG = re.compile(r"<[^>]*>")
ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


class Bar(NamedTuple):
    """One bar: what it is about, and devices for each answer."""

    name: str
    devices: dict[str, int]


class Chart(NamedTuple):
    """Bars, worst first, with the words for their answers in the order they are stacked."""

    name: str
    """Unique in the page."""
    title: str
    description: str
    answers: dict[str, str]
    bars: list[Bar]


def picture(chart: Chart) -> Markup:
    """The chart as two SVG elements, `wide` and `narrow`, of which style sheets show one. Deterministic."""
    return _svg(chart, "wide", WIDE) + _svg(chart, "narrow", NARROW)


def image(chart: Chart, kind: str) -> str:
    """The chart as an SVG file of its own, `wide` or `narrow`. Deterministic."""
    return _svg(chart, kind, WIDE if kind == "wide" else NARROW)


def _svg(chart: Chart, kind: str, width: int) -> Markup:
    svg = vl_convert.vegalite_to_svg(_drawing(chart, width).to_dict())
    drawn = TAG.sub(lambda tag: _own(tag[0], f"{chart.name}-{kind}"), svg[svg.index(">") + 1 :])
    names = f"{chart.name}-{kind}-title {chart.name}-{kind}-desc"
    size = svg[svg.index(' width="') : svg.index(">")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" role="img" aria-labelledby="{names}"{size}>'
    return Markup(head + _alternative(chart, kind) + _textures(chart, kind) + drawn)


def _own(tag: str, prefix: str) -> str:
    """A tag as this page needs it: ids unique, textures for colours, no roles within what is one picture."""
    tag = ROLES.sub("", tag).replace(' id="', f' id="{prefix}-').replace("url(#", f"url(#{prefix}-")
    for answer in TEXTURES:
        tag = tag.replace(f'fill="{COLOURS[answer]}"', f'fill="url(#{prefix}-{answer})"')
    return tag


def _alternative(chart: Chart, kind: str) -> str:
    prefix = f"{chart.name}-{kind}"
    return (
        f'<title id="{prefix}-title">{escape(chart.title)}</title>'
        f'<desc id="{prefix}-desc">{escape(chart.description)}</desc>'
    )


def _textures(chart: Chart, kind: str) -> str:
    patterns = "".join(
        f'<pattern id="{chart.name}-{kind}-{answer}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{COLOURS[answer]}"/>{texture}</pattern>'
        for answer, texture in TEXTURES.items()
    )
    return f"<defs>{patterns}</defs>"


def _drawing(chart: Chart, width: int) -> altair.LayerChart:
    y = altair.Y("name:N", sort=[bar.name for bar in chart.bars], title=None)
    bars = altair.Chart(altair.Data(values=_values(chart))).encode(
        y=y,
        x=altair.X(
            "devices:Q", title="devices", axis=altair.Axis(format=",d", tickCount=max(2, width // 80))
        ),
        color=altair.Color("answer:N", title=None, scale=_scale(chart), sort=list(chart.answers.values())),
        order=altair.Order("place:Q"),
    )
    ends = [{"name": bar.name, "end": sum(bar.devices.values()), "label": _label(bar)} for bar in chart.bars]
    labels = altair.Chart(altair.Data(values=ends)).mark_text(align="left", dx=5, fontSize=13)
    labels = labels.encode(y=y, x="end:Q", text="label:N")
    layers = altair.layer(bars.mark_bar(stroke="#0b0c0c", strokeWidth=0.6), labels)
    return _styled(layers.properties(width=width, height=altair.Step(26)), width)


def _styled(layers: altair.LayerChart, width: int) -> altair.LayerChart:
    columns = 4 if width > 400 else 1
    return (
        layers.configure(font="Arial, Helvetica, sans-serif", aria=False, padding={"left": 0, "top": 4, "right": 12, "bottom": 4})
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, titleFontSize=13, titleFontWeight="normal", labelColor="#0b0c0c", titleColor="#0b0c0c", domainColor="#505a5f", tickColor="#b1b4b6", gridColor="#e3e5e6", labelLimit=200 if width > 400 else 135)
        .configure_axisY(domain=False, ticks=False, labelPadding=8, grid=False)
        .configure_legend(orient="top", columns=columns, labelFontSize=13, labelColor="#0b0c0c", labelLimit=300, symbolType="square", symbolSize=220, symbolStrokeColor="#0b0c0c", symbolStrokeWidth=0.6, offset=12, rowPadding=4)
    )  # fmt: skip


def _values(chart: Chart) -> list[dict[str, str | int]]:
    return [
        {"name": bar.name, "answer": words, "place": place, "devices": bar.devices.get(answer, 0)}
        for bar in chart.bars
        for place, (answer, words) in enumerate(chart.answers.items())
        if bar.devices.get(answer)
    ]


def _scale(chart: Chart) -> altair.Scale:
    return altair.Scale(
        domain=list(chart.answers.values()), range=[COLOURS[answer] for answer in chart.answers]
    )


def _label(bar: Bar) -> str:
    """How many of how many are affected: the number a reader looks for first."""
    return f"{bar.devices.get('affected', 0):,} of {sum(bar.devices.values()):,}"
