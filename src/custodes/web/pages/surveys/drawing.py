"""Steps over time as an SVG picture, as `publication.charts` draws bars: by Altair, without a browser."""

import re
from typing import Any

import altair
import vl_convert
from markupsafe import escape

from custodes.web.pages.surveys.pictures import Picture

WIDTHS = {"wide": 620, "narrow": 230}
BODIES, RETURNS, LAST_DAY = "Bodies covered wholly", "Returns submitted", "Last day"
COLOURS = {BODIES: "#14505b", RETURNS: "#b45309"}
ROLES = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')


def svg(picture: Picture, kind: str) -> str:
    """The picture as an SVG file of its own, `wide` or `narrow`."""
    made = vl_convert.vegalite_to_svg(_drawing(picture, WIDTHS[kind]).to_dict())
    size = made[made.index(' width="') : made.index(">")]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title desc"{size}>'
    told = f'<title id="title">{escape(picture.title)}</title><desc id="desc">{escape(picture.description)}</desc>'
    return head + told + ROLES.sub("", made[made.index(">") + 1 :])


def _drawing(picture: Picture, width: int) -> altair.LayerChart:
    x = altair.X(
        "day:T",
        title=None,
        scale=altair.Scale(type="utc"),
        axis=altair.Axis(format="%-d %b", tickCount=max(3, width // 90), grid=False),
    )
    y = altair.Y(
        "number:Q",
        title=None,
        scale=altair.Scale(domain=[0, max(1, picture.asked)]),
        axis=altair.Axis(format="d", tickMinStep=1, tickCount=5),
    )
    lines = (
        altair.Chart(altair.Data(values=_values(picture)))
        .mark_line(interpolate="step-after", strokeWidth=2.5)
        .encode(
            x=x,
            y=y,
            color=altair.Color("what:N", title=None, scale=_scale(list(COLOURS.values()))),
            strokeDash=altair.StrokeDash("what:N", title=None, scale=_scale([[1, 0], [6, 4]])),
        )
    )
    last = {"day": f"{picture.closes_on.isoformat()}", "label": LAST_DAY, "number": picture.asked}
    mark = altair.Chart(altair.Data(values=[last]))
    rule = mark.mark_rule(color="#505a5f", strokeDash=[2, 2]).encode(x=x)
    label = mark.mark_text(align="right", dx=-5, dy=8, fontSize=13, color="#0b0c0c").encode(
        x=x, y=y, text="label:N"
    )
    height = 260 if width > 400 else 200
    return _styled(altair.layer(rule, lines, label).properties(width=width, height=height), width)


def _scale(values: list[Any]) -> altair.Scale:
    return altair.Scale(domain=list(COLOURS), range=values)


def _values(picture: Picture) -> list[dict[str, Any]]:
    return [
        {"day": one.day.isoformat(), "what": what, "number": number}
        for one in picture.days
        for what, number in ((BODIES, one.bodies), (RETURNS, one.returns))
    ]


def _styled(layers: altair.LayerChart, width: int) -> altair.LayerChart:
    columns = 2 if width > 400 else 1
    ink = {"labelColor": "#0b0c0c", "domainColor": "#505a5f", "tickColor": "#b1b4b6", "gridColor": "#e3e5e6"}
    return (
        layers.configure(
            font="Arial, Helvetica, sans-serif",
            aria=False,
            padding={"left": 0, "top": 4, "right": 24, "bottom": 4},
        )
        .configure_view(stroke=None)
        .configure_axis(labelFontSize=13, **ink)
        .configure_legend(
            orient="top",
            columns=columns,
            labelFontSize=13,
            labelColor="#0b0c0c",
            labelLimit=300,
            symbolType="stroke",
            symbolSize=400,
            symbolStrokeWidth=2.5,
            offset=12,
        )
    )
