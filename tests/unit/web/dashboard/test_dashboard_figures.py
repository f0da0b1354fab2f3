"""The figures of a body's page are those of `custodes assess` for the same devices."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from small_estates import write_csv

from cast import Cast, sign_in
from custodes.cli.assess import Request, write
from custodes.concerns.actions import refresh_now
from custodes.evidence import actions
from custodes.evidence.intake import take_in
from custodes.web.pages.dashboard.contents import contents
from custodes.web.pages.dashboard.figures import latest
from custodes.web.pages.dashboard.pictures import NAMES, chart

pytestmark = pytest.mark.django_db

ROWS = [
    {"brand": "Hikvision", "model": "DS-2CD2143G2-I", "quantity": "12", "technology": "cctv_external"},
    {"brand": "Hikvision", "model": "DS-2CD2042WD-I", "firmware": "V5.4.0 build 160401", "quantity": "3"},
    {"brand": "Dahua", "model": "IPC-HDW1230S", "technology": "cctv_internal", "quantity": "7"},
    {"brand": "Axis", "model": "P3245-LV", "technology": "cctv_internal", "firmware": "9.80.1"},
    {"brand": "Axis", "model": "P3245-LV", "technology": "cctv_internal", "firmware": "9.80.1"},
    {"brand": "various", "model": "", "technology": "anpr", "quantity": "40"},
    {"brand": "Zzyzx Optics", "model": "Q1", "technology": "body_worn"},
    {"brand": "DJI", "model": "Mavic 3", "technology": "drone", "quantity": "2"},
    {"brand": "Honeywell", "model": "HBD3PR1", "technology": "cctv_external"},
]


@pytest.fixture
def summary(tmp_path: Path, cast: Cast) -> dict[str, Any]:
    """What `custodes assess` makes of ROWS, which Oxmere's register holds as well, worked out."""
    path = write_csv(tmp_path / "estate.csv", ROWS)
    made = actions.upload(
        by=cast.lead, body=cast.oxmere, files=[(path.name, path)], observed_on=dt.date(2026, 3, 1)
    )
    actions.read(made.pk)
    made.refresh_from_db()
    actions.decide(by=cast.lead, of=made, choice="all")
    actions.add(made.pk)
    refresh_now(cast.oxmere, "a list was imported")
    asked = Request([path], tmp_path / "out", False, [], None, [], "")
    return write(asked, take_in([path], None, lambda *_: None), lambda *_: None)


def test_every_figure_is_that_of_the_command_line(
    summary: dict[str, Any], cast: Cast, client: Client
) -> None:
    """In what is kept, on the page, behind each link and in each picture: one assessment is slow enough."""
    _counts_are_the_same(summary, cast)
    _the_page_shows_them(summary, cast, client)
    _links_lead_to_as_many_devices(cast, client)
    _bars_are_the_rows_of_the_tables(cast)


def _counts_are_the_same(summary: dict[str, Any], cast: Cast) -> None:
    tally = latest(cast.oxmere, "all")  # type: ignore[arg-type]
    assert tally is not None
    ours, theirs = dict(tally.counts), dict(summary["counts"])
    for counts in (ours, theirs):
        for name in ("by_body", "bodies"):  # the list names no body
            counts.pop(name)
        counts.pop("rows_without_quantity")  # a register keeps “not known” where the command line assumes one
    assert ours == theirs
    assert ours["estate"] == {"devices": 68, "rows": 9}
    assert tally.counts["rows_without_quantity"] == 4


def _the_page_shows_them(summary: dict[str, Any], cast: Cast, client: Client) -> None:
    page = sign_in(client, cast.lead).get("/bodies/oxmere/").content.decode()
    counts = summary["counts"]
    tiles = [_text(tile) for tile in re.findall(r'<li class="custodes-tile.*?</li>', page, re.S)]
    expected = [
        counts["watchlists"]["affected"],
        counts["exploited"]["affected"],
        counts["vulnerabilities"]["affected"],
    ]
    assert [_first_number(tile) for tile in tiles[:3]] == [count["devices"] for count in expected]
    open_ = sum(
        counts["vulnerabilities"][name]["devices"] for name in ("unknown", "not_covered", "not_identified")
    )
    assert _first_number(tiles[3]) == open_
    assert "At least 68 devices in 9 rows of the register" in _text(page)
    assert "for 4 rows the number is not known, and each counts as one" in _text(page)
    assert _listed(client, "/bodies/oxmere/devices?quantity=not_known") == 4
    assert all(tile.startswith("At least ") for tile in tiles[:3] if _first_number(tile))
    further = counts["vulnerabilities"]["unknown"]["devices"]
    assert further
    assert tiles[2].endswith(f"a further {further:,} cannot be ruled out")
    assert f"{counts['vulnerabilities']['not_covered']['devices']:,} not covered by any source" in tiles[3]
    assert all("of at least 68 devices" in tile for tile in tiles)
    for maker, found in counts["by_maker"].items():
        row = _row(page, "Maker not known" if maker == "not known" else maker)
        assert row[1:3] == [found["devices"]["devices"], found["watchlists"]["affected"]["devices"]]
    for name, found in counts["by_list"].items():
        assert _row(page, name)[-3:] == [found[v]["devices"] for v in ("affected", "unknown", "not_affected")]


def _links_lead_to_as_many_devices(cast: Cast, client: Client) -> None:
    sign_in(client, cast.lead)
    tally = latest(cast.oxmere, "all")  # type: ignore[arg-type]
    assert tally is not None
    told = contents(tally, cast.oxmere)
    figures = [*told.tiles, *told.unknown]
    assert sum(bool(figure.devices) for figure in figures) > 5
    for figure in figures:
        if figure.devices:
            assert _listed(client, figure.href) == figure.devices, figure
    for subject in (*told.makers, *told.technologies):
        assert _listed(client, subject.href) == subject.devices, subject


def _bars_are_the_rows_of_the_tables(cast: Cast) -> None:
    tally = latest(cast.oxmere, "all")  # type: ignore[arg-type]
    assert tally is not None
    told = contents(tally, cast.oxmere)
    for name, rows in (("maker", told.makers), ("technology", told.technologies)):
        drawn = chart(name, tally)
        assert drawn is not None
        assert [(bar.name, sum(bar.devices.values()), bar.devices["affected"]) for bar in drawn.bars] == [
            (row.name, row.devices, row.affected) for row in rows
        ]
    assert set(NAMES) == {"list", "maker", "technology"}


def _listed(client: Client, href: str) -> int:
    """How many devices the list says it shows."""
    page = client.get(href).content.decode()
    found = re.search(r"([\d,]+) devices? in all", page)
    assert found, href
    return int(found[1].replace(",", ""))


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


def _first_number(text: str) -> int:
    found = re.search(r"[\d,]+", text)
    assert found, text
    return int(found[0].replace(",", ""))


def _row(page: str, name: str) -> list[Any]:
    """The cells of the row whose heading holds a name; numbers as numbers."""
    for row in re.findall(r"<tr.*?</tr>", page, re.S):
        cells = [_text(cell) for cell in re.findall(r"<t[hd][^>]*>.*?</t[hd]>", row, re.S)]
        if cells and name in cells[0]:
            return [int(cell.replace(",", "")) if re.fullmatch(r"[\d,]+", cell) else cell for cell in cells]
    raise AssertionError(f"no row called {name}")
