"""Downloads: what is in them, who gets which, and what stays in the history."""

import csv
import io
import json
from typing import Any

import pyarrow.parquet as pq
import pytest
from api_programs import Estate, Program, estate_of
from bill_of_materials import wrong_with
from django.http import FileResponse
from django.test import Client
from python_calamine import CalamineWorkbook

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.concerns.actions import refresh_now
from custodes.concerns.models import Refresh
from custodes.register import actions
from custodes.web.pages.exports import making
from custodes.web.pages.exports.making import EXPORTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(cast: Cast) -> Estate:
    """With a device whose texts a spreadsheet would run."""
    made = estate_of(cast)
    said = {"brand": "=HYPERLINK(1)", "model": "+1", "site": "@site", "serial": "-2", "quantity": 4}
    actions.add_device(by=cast.lead, system=made.system, said=said)
    refresh_now(cast.oxmere, "a test")
    Refresh.objects.all().delete()
    return made


def _got(client: Client, name: str, query: str = "") -> bytes:
    answer = client.get(f"/bodies/oxmere/exports/{name}{query}")
    assert isinstance(answer, FileResponse), answer.content
    assert f'filename="oxmere-{name}"' in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"].partition(";")[0] == EXPORTS[name].media_type
    return answer.getvalue()


def _rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_every_file_can_be_had(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    assert all(_got(client, name) for name in EXPORTS)
    taken = Event.objects.filter(action="register.export").order_by("sequence")
    assert [event.said["what"] for event in taken] == list(EXPORTS)
    assert {(event.person, event.body, event.said["devices"]) for event in taken} == {
        (cast.lead.pk, cast.oxmere.pk, 3)
    }


def test_no_cell_of_a_csv_file_is_a_formula(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    row = _rows(_got(client, "devices.csv"))[2]
    assert [row[name] for name in ("brand", "model", "site", "serial")] == [
        "'=HYPERLINK(1)",
        "'+1",
        "'@site",
        "'-2",
    ]


def test_a_workbook_holds_text_as_text(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    content = _got(client, "devices.xlsx")
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    assert book.sheet_names == ["notice", "devices"]
    assert "FICTIONAL" in book.get_sheet_by_name("notice").to_python()[0][0]
    header, *rows = book.get_sheet_by_name("devices").to_python()
    row = dict(zip(header, rows[2], strict=True))
    assert (row["brand"], row["quantity"]) == ("=HYPERLINK(1)", 4.0)
    assert b"<f>" not in content


def test_parquet_holds_the_same_with_its_types(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    table = pq.read_table(io.BytesIO(_got(client, "devices.parquet")))
    assert table["device"].to_pylist() == sorted(table["device"].to_pylist())
    assert table["quantity"].to_pylist() == [None, None, 4]
    assert table["brand"].to_pylist()[2] == "=HYPERLINK(1)"
    assert set(table["notice"].to_pylist()) == {"FICTIONAL"}


def test_what_nobody_has_looked_at_says_so(cast: Cast, estate: Estate, client: Client) -> None:
    actions.add_device(by=cast.lead, system=estate.system, said={"brand": "New maker"})
    sign_in(client, cast.lead)
    last = _rows(_got(client, "devices.csv"))[-1]
    assert [last[name] for name in ("identification", "listed", "vulnerable", "exploited")] == [
        "not_assessed"
    ] * 4
    assert "Not yet assessed" in _rows(_got(client, "identifications.csv"))[-1]["reasons"]


def test_a_file_made_while_findings_are_worked_out_says_so(
    cast: Cast, estate: Estate, client: Client
) -> None:
    actions.add_device(by=cast.lead, system=estate.system, said={"brand": "New maker"})
    sign_in(client, cast.lead)
    assert "were being worked out again" in json.loads(_got(client, "summary.json"))["notice"]


def test_filters_carry_over_and_the_file_says_so(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    query = "?maker=Hikvision&q=ds-2cd"
    assert [row["brand"] for row in _rows(_got(client, "devices.csv", query))] == ["Hikvision"]
    summary = json.loads(_got(client, "summary.json", query))
    assert summary["counts"]["estate"]["rows"] == 1
    assert "only devices with q ds-2cd, maker Hikvision" in summary["notice"]
    assert b"only devices with" in _got(client, "report.html", query)
    event = Event.objects.filter(action="register.export").order_by("-sequence")[0]
    assert event.said["chosen"] == {"maker": "Hikvision", "q": "ds-2cd"}
    page = client.get(f"/bodies/oxmere/exports{query}").content.decode()
    assert "1 of 3 rows" in page
    assert "/bodies/oxmere/exports/devices.csv?q=ds-2cd&amp;maker=Hikvision" in page


def test_the_bill_of_materials_is_one(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    assert wrong_with(_got(client, "bom.cdx.json").decode()) is None


def test_the_figures_are_those_of_the_tally(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.lead)
    counts = json.loads(_got(client, "summary.json"))["counts"]
    assert counts == cast.oxmere.tallies.filter(scope="all").order_by("-pk")[0].counts


def test_an_overseer_takes_what_is_shared(cast: Cast, estate: Estate, client: Client) -> None:
    sign_in(client, cast.analyst)
    for name in (
        "devices.csv",
        "identifications.csv",
        "findings.csv",
        "report.html",
        "bom.cdx.json",
        "summary.json",
    ):
        content = _got(client, name).decode()
        assert "Town centre" not in content, name
        assert "K10000001" not in content, name
    assert [row["system"] for row in _rows(_got(client, "devices.csv"))] == ["Custody suite"]


@pytest.mark.parametrize("part", ["reader", "stranger", "nobody", "administrator"])
def test_others_take_nothing(part: str, cast: Cast, estate: Estate, client: Client) -> None:
    """A reader reads, and takes nothing away."""
    sign_in(client, cast.people[part])
    for path in ("exports", "exports/devices.csv"):
        assert client.get(f"/bodies/oxmere/{path}").status_code == cast.refusal(cast.people[part])
    assert not Event.objects.filter(action="register.export").exists()


def test_there_is_no_other_file(cast: Cast, client: Client) -> None:
    assert sign_in(client, cast.lead).get("/bodies/oxmere/exports/passwords.csv").status_code == 404


def test_a_workbook_that_would_be_too_large_is_refused(
    cast: Cast, estate: Estate, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MOST_IN_WORKBOOK", 2)
    answer = sign_in(client, cast.lead).get("/bodies/oxmere/exports/devices.xlsx")
    assert answer.status_code == 422
    assert "Take CSV or parquet" in answer.content.decode()
    assert not Event.objects.filter(action="register.export").exists()


def test_devices_can_be_imported_again(cast: Cast, estate: Estate, client: Client, tmp_path: Any) -> None:
    from custodes.evidence.intake import take_in

    path = tmp_path / "devices.parquet"
    path.write_bytes(_got(sign_in(client, cast.lead), "devices.parquet"))
    intake = take_in([path], None, lambda *_: None)
    assert intake.rejects.num_rows == 0
    read = {match.header: match.canonical for match in intake.files[0].sheets[0].mapping}
    assert {header: canonical for header, canonical in read.items() if header != canonical} == {}
    assert intake.table["model"].to_pylist() == ["DS-2CD2143G2-I", "", "+1"]
    assert intake.table["serial"].to_pylist() == ["K10000001", "ACCC8E000001", "-2"]
    assert intake.table["system"].to_pylist() == ["Town centre", "Custody suite", "Town centre"]


def test_a_program_gets_the_same_files(cast: Cast, estate: Estate, client: Client) -> None:
    from custodes.access.permissions import Scope

    ask = Program(cast.lead, (Scope.READ,))
    sign_in(client, cast.lead)
    listed = ask("GET", "/bodies/oxmere/exports").json()["items"]
    assert [one["name"] for one in listed] == list(EXPORTS)
    for name in ("devices.csv", "findings.parquet", "bom.cdx.json"):
        assert ask("GET", f"/bodies/oxmere/exports/{name}?maker=Hikvision").getvalue() == _got(
            client, name, "?maker=Hikvision"
        )
    assert ask("GET", "/bodies/oxmere/exports/devices.csv?vendor=Axis").status_code == 422
    assert ask("GET", "/bodies/oxmere/exports/passwords.csv").status_code == 422
