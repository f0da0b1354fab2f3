"""The rows of the list as html.

A page has fifty rows of nine cells. Their texts are escaped all at once and put into place here: a template
that escapes each by itself takes three times as long, and is most of the time of the page.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, repeat
from typing import NamedTuple

from markupsafe import Markup, escape

from custodes.web.govuk import wording
from custodes.web.pages.devices.table import Row

STATUSES = {
    "": "Not yet assessed",
    "ambiguous": "Several makers possible",
    "not_an_answer": "Not known",
    "unknown": "Not known",
    "identified": "",
}
"""Said in place of the maker where there is none."""


def _tag(text: str, colour: str) -> str:
    return f'<strong class="govuk-tag govuk-tag--{colour}">{escape(text)}</strong>'


LISTED = {
    "affected": _tag("On a watchlist", "red"),
    "unknown": _tag("Cannot be ruled out", "yellow"),
    "not_affected": "On none",
    "": _tag("Not yet assessed", "yellow"),
}
VULNERABLE = {
    verdict: "None that is listed" if verdict == "not_affected" else _tag(*tag)
    for verdict, tag in wording.VERDICTS.items()
}
EXPLOITED = {
    "affected": "<br>" + _tag("Known to be exploited", "red"),
    "unknown": "<br>" + _tag("Exploited one not ruled out", "yellow"),
    "": "",
}
CONFLICT = "<br>" + _tag("Conflict", "orange")


def _cell(label: str = "", more: str = "") -> str:
    """`label`: the heading of its column, shown before it on a phone, where a row is a block."""
    named = f' data-label="{label}"' if label else ""
    return f'<td role="cell"{named} class="govuk-table__cell{more}">'


MAKER, FIRMWARE, SYSTEM, SITE, WATCHLISTS, KNOWN = map(
    _cell, ("Maker", "Firmware", "System", "Site", "Watchlists", "Known vulnerabilities")
)
NUMBER = _cell("Number", " govuk-table__cell--numeric")
TICK = _cell()
_APART = "\x1f"


class _Texts(NamedTuple):
    """What of a row is anybody's text."""

    name: str
    serial: str
    maker: str
    made_by: str
    firmware: str
    system: str
    site: str


def rows_html(rows: Iterable[Row], systems: Mapping[int, str], base: str, ticks: bool) -> Markup:
    """`base`: the address of a device but for its id. `ticks`: whether each can be selected."""
    shown = list(rows)
    escaped = iter(_escaped([text for row in shown for text in _texts(row, systems)]))
    texts = [_Texts._make(islice(escaped, len(_Texts._fields))) for _ in shown]
    return Markup("".join(map(_row, shown, texts, repeat(base), repeat(ticks))))


def _texts(row: Row, systems: Mapping[int, str]) -> _Texts:
    return _Texts(
        _named(row.name),
        row.serial,
        row.maker or _no_maker(row),
        row.made_by,
        row.firmware or "Not recorded",
        systems.get(row.system, "Withdrawn"),
        row.site or "Not recorded",
    )


def _named(name: str) -> str:
    """A name of signs alone, as lists give for want of one, is none."""
    return name if any(map(str.isalnum, name)) else f"No name recorded (“{name}”)"


def _no_maker(row: Row) -> str:
    said = f" (“{row.brand}”)" if row.status == "not_an_answer" and row.brand else ""
    return STATUSES[row.status] + said


def _row(row: Row, text: _Texts, base: str, ticks: bool) -> str:
    serial = f'<br><span class="govuk-!-font-weight-regular">{text.serial}</span>' if text.serial else ""
    conflict = CONFLICT if row.disagreement or row.conflict else ""
    hardware = f"<br>hardware: {text.made_by}" if text.made_by else ""
    return (
        f'<tr class="govuk-table__row" role="row">{_tick(row.id, text.name) if ticks else ""}'
        f'<th scope="row" role="rowheader" class="govuk-table__header custodes-row-name">'
        f'<a class="govuk-link" href="{base}{row.id}">{text.name}</a>{serial}{conflict}</th>'
        f"{MAKER}{text.maker}{hardware}</td>{FIRMWARE}{text.firmware}</td>"
        f"{SYSTEM}{text.system}</td>{SITE}{text.site}</td>{NUMBER}{row.number}</td>"
        f"{WATCHLISTS}{LISTED[row.listed]}</td>"
        f"{KNOWN}{VULNERABLE[row.vulnerable]}{EXPLOITED[row.exploited]}</td></tr>\n"
    )


def _tick(number: int, name: str) -> str:
    return (
        f'{TICK}<div class="govuk-checkboxes govuk-checkboxes--small"><div class="govuk-checkboxes__item">'
        f'<input class="govuk-checkboxes__input" type="checkbox" name="device" value="{number}" id="device-{number}">'
        f'<label class="govuk-label govuk-checkboxes__label" for="device-{number}">'
        f'<span class="govuk-visually-hidden">Select {name}</span></label></div></div></td>'
    )


def _escaped(texts: Sequence[str]) -> list[str]:
    together = str(escape(_APART.join(texts))).split(_APART)
    return together if len(together) == len(texts) else [str(escape(text)) for text in texts]
