"""Who sees what: an overseer what is shared, a user what is used, and nobody by asking around."""

from collections.abc import Callable

import pytest
from api_programs import Estate, Program
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast, body, give, person
from custodes.access.models import Body, Oversight
from custodes.access.roles import Role
from custodes.concerns.actions import tally_body
from custodes.concerns.models import Scope
from custodes.register import actions

Programs = Callable[..., Program]
pytestmark = pytest.mark.django_db


@pytest.fixture
def user(cast: Cast, estate: Estate, program: Programs) -> Program:
    """A lead of the university that uses the second system."""
    return program(give(person("Bram Holt"), Role.SURVEILLANCE_LEAD, Body.objects.get(slug="marlbank")))


def test_an_overseer_sees_what_is_shared_and_no_draft(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.analyst)
    assert [one["id"] for one in ask("GET", "/systems").json()["items"]] == [estate.shared.pk]
    assert [one["id"] for one in ask("GET", "/devices?body=oxmere").json()["items"]] == [
        estate.shared_device.pk
    ]
    assert [one["id"] for one in ask("GET", "/devices").json()["items"]] == [estate.shared_device.pk]
    for hidden in (f"/systems/{estate.system.pk}", f"/devices/{estate.device.pk}"):
        assert ask("GET", hidden).status_code == 404
        assert ask("GET", hidden).json()["detail"] == ask("GET", hidden).json()["detail"]


@pytest.mark.parametrize("of", ["", "/observations", "/judgements", "/findings"])
def test_what_cannot_be_seen_is_not_there(of: str, cast: Cast, estate: Estate, program: Programs) -> None:
    """The answer about a hidden device is the answer about one that does not exist."""
    ask = program(cast.analyst)
    hidden, missing = ask("GET", f"/devices/{estate.device.pk}{of}"), ask("GET", f"/devices/987654321{of}")
    assert hidden.status_code == missing.status_code == 404
    assert hidden.json()["detail"].replace(str(estate.device.pk), "") == missing.json()["detail"].replace(
        "987654321", ""
    )


def test_an_overseer_changes_nothing(cast: Cast, estate: Estate, program: Programs) -> None:
    answer = program(cast.head)("PATCH", f"/devices/{estate.shared_device.pk}", {"revision": 1, "site": "X"})
    assert answer.status_code == 403
    assert "change" in answer.json()["detail"]


def test_a_user_sees_the_system_it_uses(user: Program, estate: Estate) -> None:
    assert [one["id"] for one in user("GET", "/systems?body=oxmere").json()["items"]] == [estate.shared.pk]
    assert [one["id"] for one in user("GET", "/devices?body=oxmere").json()["items"]] == [
        estate.shared_device.pk
    ]
    assert [one["body"] for one in user("GET", f"/systems/{estate.shared.pk}/uses").json()["items"]] == [
        "marlbank"
    ]
    assert user("GET", "/bodies/oxmere/exports/devices.csv").status_code == 403


def test_a_user_is_not_told_what_the_operator_shares(
    user: Program, estate: Estate, cast: Cast, program: Programs
) -> None:
    """That is between the operator and its office."""
    path = f"/systems/{estate.shared.pk}"
    assert [one["shared_at"] for one in user("GET", "/systems").json()["items"]] == [None]
    assert user("GET", path).json()["shared_at"] is None
    for who in (cast.analyst, cast.reader):
        assert program(who)("GET", path).json()["shared_at"]


@pytest.mark.parametrize("path", ["/devices", "/systems", "/bodies"])
def test_an_analyst_of_many_bodies_takes_no_more_queries(
    path: str, cast: Cast, estate: Estate, program: Programs
) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as queries:
            found = program(cast.analyst)("GET", path).json()["items"]
        return len(queries), len(found)

    few, before = asked()
    for number in range(12):
        overseen = body(f"Body{number} Council")
        Oversight.objects.create(office=cast.office, body=overseen)
        home = actions.add_system(by=cast.lead, body=overseen, values={"name": "Gate"})
        actions.add_device(by=cast.lead, system=home, said={"brand": "Axis"})
        actions.share_systems(by=cast.lead, body=overseen, systems=[home])
    assert asked() == (few, before + 12)


def test_a_user_is_given_no_figures_of_others(user: Program, cast: Cast, estate: Estate) -> None:
    tally_body(cast.oxmere, "a test")
    assert user("GET", "/bodies/oxmere/tallies").json()["items"] == []


def test_each_is_given_their_own_figures(cast: Cast, estate: Estate, program: Programs) -> None:
    made = tally_body(cast.oxmere, "a test")
    all_, shared = (made[scope] for scope in (Scope.ALL, Scope.SHARED))
    lead, analyst = program(cast.lead), program(cast.analyst)
    assert [one["id"] for one in lead("GET", "/bodies/oxmere/tallies").json()["items"]] == [all_.pk]
    found = analyst("GET", "/bodies/oxmere/tallies").json()["items"]
    assert [(one["scope"], one["counts"]["estate"]["rows"]) for one in found] == [("shared", 1)]
    assert analyst("GET", f"/bodies/oxmere/tallies/{all_.pk}").status_code == 404
    assert lead("GET", f"/bodies/oxmere/tallies/{shared.pk}").status_code == 404


def test_bodies_are_listed_by_what_one_can_read_there(cast: Cast, estate: Estate, program: Programs) -> None:
    def seen(who: object) -> set[str]:
        return {one["slug"] for one in program(who)("GET", "/bodies").json()["items"]}

    assert seen(cast.reader) == {"oxmere"}
    assert seen(cast.analyst) == {"oxmere", "thornby", "commissioner"}
    assert seen(cast.administrator) == seen(cast.nobody) == set()


def test_somebody_who_has_left_is_let_in_no_more(cast: Cast, estate: Estate, program: Programs) -> None:
    ask = program(cast.reader)
    cast.reader.is_active = False
    cast.reader.save()
    assert ask("GET", "/bodies").status_code == 401
