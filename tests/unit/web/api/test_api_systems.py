"""Systems through the API."""

from collections.abc import Callable

import pytest
from api_programs import Estate, Program

from cast import Cast
from custodes.audit.models import Event
from custodes.register.models import System
from custodes.web.api import lists

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db


def test_a_system_is_added_as_a_draft_and_shared(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    given = {"body": "oxmere", "name": "Town centre", "technology": "anpr", "capabilities": ["plate_reading"]}
    made = ask("POST", "/systems", given)
    assert made.status_code == 201
    assert (made.json()["shared_at"], made.json()["capabilities"]) == (None, ["plate_reading"])
    path = f"/systems/{made.json()['id']}"
    assert ask("POST", f"{path}/share").json()["shared_at"]
    assert program(cast.analyst)("GET", path).status_code == 200
    assert ask("POST", f"{path}/stop-sharing", {"reason": "Too early"}).json()["shared_at"] is None
    assert program(cast.analyst)("GET", path).status_code == 404


def test_two_systems_of_one_name_are_not_added(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.lead)("POST", "/systems", {"body": "oxmere", "name": "Town centre"})
    assert answer.status_code == 422
    assert "Town centre" in answer.json()["fields"]["name"]


def test_the_second_of_two_editors_gets_the_system_as_it_is(
    cast: Cast, estate: Estate, program: Programs
) -> None:
    path = f"/systems/{estate.system.pk}"
    ask = program(cast.procurement)
    assert (
        ask("PATCH", path, {"revision": 1, "purpose": "Safety", "reason": "Asked by the chief"}).status_code
        == 200
    )
    answer = ask("PATCH", path, {"revision": 1, "purpose": "Parking"})
    assert answer.status_code == 409
    assert (answer.json()["current"]["purpose"], answer.json()["current"]["revision"]) == ("Safety", 2)
    assert Event.objects.get(action="register.change_system").reason == "Asked by the chief"


def test_a_system_with_devices_stays(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.lead)("POST", f"/systems/{estate.system.pk}/withdraw", {"reason": "Closed"})
    assert answer.status_code == 422
    assert "holds 1 row" in answer.json()["detail"]


def test_an_empty_one_goes_with_a_reason(cast: Cast, program: Programs) -> None:
    ask = program(cast.lead)
    path = f"/systems/{ask('POST', '/systems', {'body': 'oxmere', 'name': 'Depot'}).json()['id']}"
    assert ask("POST", f"{path}/withdraw", {"reason": ""}).status_code == 422
    assert ask("POST", f"{path}/withdraw", {"reason": "Closed"}).json()["withdrawn"]["reason"] == "Closed"
    assert ask("GET", path).status_code == 404


def test_a_use_is_recorded_and_ended(cast: Cast, estate: Estate, program: Programs) -> None:
    ask, path = program(cast.lead), f"/systems/{estate.system.pk}/uses"
    assert ask("POST", path, {"body": "nowhere"}).status_code == 422
    made = ask("POST", path, {"body": "thornby"})
    assert (made.status_code, made.json()["name"]) == (201, "Thornby Borough Council (fictional)")
    assert program(cast.stranger)("GET", f"/systems/{estate.system.pk}").status_code == 200
    assert ask("POST", f"{path}/{made.json()['id']}/end").status_code == 200
    assert program(cast.stranger)("GET", f"/systems/{estate.system.pk}").status_code == 404


def test_a_use_of_another_system_is_not_this_ones(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.lead)("POST", f"/systems/{estate.system.pk}/uses/{estate.use.pk}/end")
    assert answer.status_code == 404


def test_the_history_is_read_with_its_own_scope(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.data_protection_officer)
    found = ask("GET", "/bodies/oxmere/events?subject_kind=system").json()["items"]
    assert [one["action"] for one in found] == [
        "register.let_use",
        "register.share_system",
        "register.add_system",
        "register.add_system",
    ]
    assert found[-1]["details"]["after"]["name"] == "Town centre"
    assert found[0]["previous"]
    assert program(cast.procurement)("GET", "/bodies/oxmere/events").status_code == 403


def test_systems_are_listed_a_part_at_a_time(cast: Cast, estate: Estate, program: Programs) -> None:
    """By name; names of many letters that are no English ones do not make the way on too long."""
    names = [f"{'監視' * 95} {number:03}" for number in range(lists.PART + 20)]
    System.objects.bulk_create([System(body=cast.oxmere, name=name) for name in names])
    ask, path, found = program(cast.reader), "/systems?body=oxmere", list[str]()
    while path:
        part = ask("GET", path).json()
        assert len(part["items"]) <= lists.PART
        found += [one["name"] for one in part["items"]]
        path = (part["next"] or "").partition("/api")[2]
        assert len(path) < 4_000
    assert found == ["Custody suite", "Town centre", *names]
