"""Devices through the API: finding, adding, changing, and what stands in the history of it."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from api_programs import Estate, Program

from cast import Cast
from custodes.audit.models import Event
from custodes.register import actions
from custodes.register.listing import SORTS
from custodes.register.models import Device, ProductVersion
from custodes.web.api import lists

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db


def _all(program: Program, path: str) -> Iterator[dict[str, Any]]:
    """Every item of a list, part after part."""
    address: str | None = path
    while address:
        answer = program("GET", address)
        assert answer.status_code == 200, answer.content
        yield from answer.json()["items"]
        following = answer.json()["next"]
        address = following and following.partition("/api")[2]


def test_a_device_says_what_it_is_and_that_nobody_has_looked(
    cast: Cast, estate: Estate, program: Programs
) -> None:
    found = program(cast.reader)("GET", f"/devices/{estate.device.pk}").json()
    assert (found["brand"], found["body"], found["system_name"]) == ("Hikvision", "oxmere", "Town centre")
    assert found["standing"] == {
        "vulnerable": "not_assessed",
        "exploited": "not_assessed",
        "listed": "not_assessed",
        "assessed_at": None,
    }
    assert found["identification"]["status"] == "not_assessed"
    assert found["withdrawn"] is None


@pytest.mark.parametrize("sign", ["", "-"])
@pytest.mark.parametrize("order", ["id", *SORTS])
def test_every_order_gives_every_device_once(
    order: str, sign: str, cast: Cast, estate: Estate, program: Programs, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where many are sorted alike, and where what they are sorted by is not known."""
    for number in range(7):
        said = {
            "brand": "Bosch",
            "model": "X",
            "quantity": number or None,
            "site": "Roof" if number % 2 else "",
        }
        actions.add_device(by=cast.lead, system=estate.system, said=said)
    for verdict, product in zip(
        ["affected", "unknown", "not_affected"], ProductVersion.objects.all(), strict=True
    ):
        ProductVersion.objects.filter(pk=product.pk).update(vulnerable=verdict, listed=verdict, maker=verdict)
    monkeypatch.setattr("custodes.web.api.keyset.PART", 2)
    found = [one["id"] for one in _all(program(cast.reader), f"/devices?body=oxmere&sort={sign}{order}")]
    assert sorted(found) == sorted(Device.objects.values_list("pk", flat=True))
    backwards = "" if sign else "-"
    other = [one["id"] for one in _all(program(cast.reader), f"/devices?body=oxmere&sort={backwards}{order}")]
    assert other == found[::-1]


def test_search_and_filters_are_those_of_the_page(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.reader)
    assert [one["id"] for one in _all(ask, "/devices?q=hikvision")] == [estate.device.pk]
    assert [one["id"] for one in _all(ask, "/devices?technology=cctv_internal")] == [estate.shared_device.pk]
    assert [one["id"] for one in _all(ask, f"/devices?system={estate.system.pk}&q=axis")] == []


@pytest.mark.parametrize(
    "query", ["vendor=Hikvision", "technology=submarine", "sort=colour", "after=nowhere"]
)
def test_a_mistaken_question_is_refused_not_answered_otherwise(
    query: str, cast: Cast, estate: Estate, program: Programs
) -> None:
    answer = program(cast.reader)("GET", f"/devices?{query}")
    assert answer.status_code == 422
    assert query.partition("=")[0] in answer.json()["fields"]


def test_adding_keeps_who_said_so_and_through_what(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.it_security)
    answer = ask("POST", "/devices", {"system": estate.system.pk, "mac": "44-19-b6-01-02-03", "quantity": 3})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["mac"], made["quantity"], made["revision"]) == ("4419B6010203", 3, 1)
    event = Event.objects.get(action="register.add_device", subject=str(made["id"]))
    assert (event.through, event.person) == (f"api:{ask.token.pk}", cast.it_security.pk)
    said = ask("GET", f"/devices/{made['id']}/observations").json()["items"]
    assert [(one["source"], one["by"]) for one in said] == [("person", "Tomas Quill")]


def test_everything_that_does_not_fit_is_told_at_once(cast: Cast, estate: Estate, program: Programs) -> None:
    wrong = {
        "system": estate.system.pk,
        "brand": "Axis",
        "mac": "nonsense",
        "ip": "999",
        "technology": "submarine",
    }
    answer = program(cast.lead)("POST", "/devices", wrong)
    assert answer.status_code == 422
    assert set(answer.json()["fields"]) == {"mac", "ip", "technology"}


def test_a_column_nobody_knows_is_refused(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.lead)("POST", "/devices", {"system": estate.system.pk, "vendor": "Axis"})
    assert answer.status_code == 422
    assert "vendor" in answer.json()["fields"]


def test_what_is_left_out_of_a_change_stays(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.lead)(
        "PATCH", f"/devices/{estate.device.pk}", {"revision": 1, "site": "Market square"}
    )
    assert answer.status_code == 200
    assert (answer.json()["site"], answer.json()["brand"], answer.json()["revision"]) == (
        "Market square",
        "Hikvision",
        2,
    )


def test_the_second_of_two_editors_gets_the_record_as_it_is(
    cast: Cast, estate: Estate, program: Programs
) -> None:
    path = f"/devices/{estate.device.pk}"
    program(cast.lead)("PATCH", path, {"revision": 1, "site": "Market square"})
    answer = program(cast.it_security)("PATCH", path, {"revision": 1, "site": "High Street"})
    assert answer.status_code == 409
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["current"]["site"] == "Market square"
    assert answer.json()["current"]["revision"] == 2


def test_many_are_changed_together_or_not_at_all(cast: Cast, estate: Estate, program: Programs) -> None:
    ask, ids = program(cast.lead), [estate.device.pk, estate.shared_device.pk]
    changed = ask("PATCH", "/devices", {"ids": ids, "change": {"site": "Depot"}, "reason": "They moved"})
    assert changed.json() == {"changed": ids}
    answer = ask("PATCH", "/devices", {"ids": [*ids, 999_999], "change": {"site": "Elsewhere"}})
    assert answer.status_code == 404
    assert "999999" in answer.json()["detail"]
    assert set(Device.objects.values_list("site", flat=True)) == {"Depot"}


def test_a_program_cannot_move_a_device_into_a_system_it_cannot_see(
    cast: Cast, estate: Estate, program: Programs
) -> None:
    theirs = actions.add_system(by=cast.stranger, body=cast.thornby, values={"name": "Parks"})
    answer = program(cast.lead)("PATCH", f"/devices/{estate.device.pk}", {"revision": 1, "system": theirs.pk})
    assert answer.status_code == 404


def test_withdrawn_is_not_gone_for_its_own_people(cast: Cast, estate: Estate, program: Programs) -> None:
    path, lead, analyst = f"/devices/{estate.shared_device.pk}", program(cast.lead), program(cast.analyst)
    assert analyst("GET", path).status_code == 200
    assert lead("POST", f"{path}/withdraw", {"reason": "Sold"}).json()["withdrawn"]["reason"] == "Sold"
    assert lead("GET", path).json()["withdrawn"]["by"] == "Ida Marlowe"
    assert analyst("GET", path).status_code == 404
    assert [one["id"] for one in _all(lead, "/devices")] == [estate.device.pk]
    assert lead("POST", f"{path}/restore", {"reason": "Came back"}).json()["withdrawn"] is None


def test_some_of_many_are_withdrawn_by_their_numbers(cast: Cast, estate: Estate, program: Programs) -> None:
    given = {"ids": [estate.device.pk], "reason": "Counted twice"}
    assert program(cast.lead)("POST", "/devices/withdraw", given).json() == {"withdrawn": 1}


def test_a_judgement_is_made_listed_and_taken_back(cast: Cast, estate: Estate, program: Programs) -> None:
    ask, path = program(cast.it_security), f"/devices/{estate.device.pk}/judgements"
    given = {"about": "maker", "value": "Axis Communications", "reason": "Opened it", "revision": 1}
    made = ask("POST", path, given)
    assert made.status_code == 201, made.content
    again = ask("POST", path, given)
    assert again.status_code == 409
    assert again.json()["current"]["revision"] == 2
    back = ask("POST", f"{path}/{made.json()['id']}/take-back", {"reason": "Wrong box"})
    assert back.json()["taken_back_reason"] == "Wrong box"
    assert [one["taken_back_by"] for one in ask("GET", path).json()["items"]] == ["Tomas Quill"]


def test_a_part_of_a_list_is_bounded(cast: Cast, estate: Estate, program: Programs) -> None:
    said = [{"brand": "Axis", "serial": str(number)} for number in range(lists.PART)]
    for one in said:
        actions.add_device(by=cast.lead, system=estate.system, said=one)
    first = program(cast.reader)("GET", "/devices").json()
    assert len(first["items"]) == lists.PART
    assert first["next"]


@pytest.mark.parametrize("way", ["firmware", "-firmware", "site"])
def test_a_list_goes_on_after_words_that_no_address_would_hold(
    cast: Cast, estate: Estate, program: Programs, way: str
) -> None:
    """A thousand letters that are no English ones. The place stays one when its device is gone."""
    for number in range(lists.PART + 5):
        long = f"{'監視カメラ' * 190} {number:03}"
        actions.add_device(
            by=cast.lead, system=estate.system, said={"brand": "Axis", "firmware": long, "site": long}
        )
    ask, path, found = program(cast.reader), f"/devices?body=oxmere&sort={way}", list[int]()
    while path:
        part = ask("GET", path).json()
        found += [one["id"] for one in part["items"]]
        path = (part["next"] or "").partition("/api")[2]
        assert len(path) < 4_000
    assert len(found) == len(set(found)) == lists.PART + 7
    first = ask("GET", f"/devices?body=oxmere&sort={way}").json()["next"].partition("/api")[2]
    last = found[lists.PART - 1]
    actions.withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[last], reason="Sold")
    assert [one["id"] for one in ask("GET", first).json()["items"]] == found[lists.PART :]


def test_a_part_takes_as_many_queries_however_many_devices(
    cast: Cast, estate: Estate, program: Programs, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        actions.add_device(by=cast.lead, system=estate.system, said={"brand": f"Brand {number}"})
    ask = program(cast.reader)
    ask("GET", "/devices")
    with django_assert_max_num_queries(8):
        assert len(ask("GET", "/devices?body=oxmere").json()["items"]) == 22
