"""Bodies, who oversees them, and which work together."""

import pytest

from cast import Cast
from custodes.access import actions
from custodes.access.models import Body, Oversight
from custodes.access.standing import standing, visible_bodies
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid

pytestmark = pytest.mark.django_db


def test_a_body_is_found_under_its_name(cast: Cast) -> None:
    made = actions.create_body(
        by=cast.administrator, name="  Fenwick  Police (fictional) ", sector=" Police "
    )
    assert (made.name, made.slug, made.sector) == ("Fenwick Police (fictional)", "fenwick-police", "Police")
    assert Event.objects.get().said["after"]["name"] == made.name


def test_addresses_differ_where_names_come_to_the_same(cast: Cast) -> None:
    made = [actions.create_body(by=None, name=name) for name in ("St. Ives", "St Ives", "St-Ives", "日本")]
    assert [body.slug for body in made] == ["st-ives", "st-ives-2", "st-ives-3", "body"]


def test_names_are_there_and_differ_whatever_their_case(cast: Cast) -> None:
    for name in ("", "  ", cast.oxmere.name.upper()):
        with pytest.raises(Invalid) as raised:
            actions.create_body(by=cast.administrator, name=name)
        assert set(raised.value.fields) == {"name"}


def test_a_body_keeps_its_address_when_its_name_changes(cast: Cast) -> None:
    changed = actions.change_body(
        by=cast.administrator, body=cast.oxmere, base=1, name="Oxmere Police", sector=""
    )
    assert (changed.name, changed.slug, changed.revision) == ("Oxmere Police", "oxmere", 2)
    told = Event.objects.get().said
    assert (told["before"]["name"], told["after"]["name"]) == (cast.oxmere.name, "Oxmere Police")


def test_saving_a_body_as_it_is_changes_nothing(cast: Cast) -> None:
    same = {"name": cast.oxmere.name, "sector": cast.oxmere.sector}
    assert actions.change_body(by=cast.administrator, body=cast.oxmere, base=1, **same).revision == 1
    assert not Event.objects.exists()


def test_the_second_of_two_who_change_a_body_is_told_what_the_first_did(cast: Cast) -> None:
    change = {"by": cast.administrator, "body": cast.oxmere, "base": 1, "sector": "Police"}
    actions.change_body(**change, name="First")
    with pytest.raises(Conflict, match="Somebody else") as raised:
        actions.change_body(**change, name="Second")
    assert "First" in raised.value.mend
    assert raised.value.current == 2
    assert Body.objects.get(pk=cast.oxmere.pk).name == "First"


def test_oversight_begins_and_ends(cast: Cast) -> None:
    fen = actions.create_body(by=None, name="Fenwick")
    begun = actions.begin_oversight(by=cast.administrator, office=cast.office, body=fen)
    assert fen in visible_bodies(standing(cast.analyst))
    with pytest.raises(Conflict):
        actions.begin_oversight(by=cast.administrator, office=cast.office, body=fen)
    actions.end_oversight(by=cast.administrator, oversight=begun, reason="Left the scheme")
    assert fen not in visible_bodies(standing(cast.analyst))
    with pytest.raises(Conflict):
        actions.end_oversight(by=cast.administrator, oversight=begun, reason="Again")
    actions.begin_oversight(by=cast.administrator, office=cast.office, body=fen)
    assert Oversight.objects.filter(body=fen).count() == 2


def test_only_offices_oversee_and_only_others_are_overseen(cast: Cast) -> None:
    with pytest.raises(Invalid) as raised:
        actions.begin_oversight(by=cast.administrator, office=cast.oxmere, body=cast.thornby)
    assert set(raised.value.fields) == {"office"}
    with pytest.raises(Invalid) as raised:
        actions.begin_oversight(by=cast.administrator, office=cast.office, body=cast.office)
    assert set(raised.value.fields) == {"body"}


def test_a_collaboration_from_beginning_to_end(cast: Cast) -> None:
    fen = actions.create_body(by=None, name="Fenwick")
    by = cast.administrator
    made = actions.create_collaboration(
        by=by, name="East", lead=cast.oxmere, members=[cast.thornby, cast.oxmere]
    )
    assert list(made.members.all()) == [cast.thornby]
    changed = actions.change_collaboration(
        by=by, collaboration=made, base=1, name="East and fen", lead=cast.oxmere, members=[fen]
    )
    with pytest.raises(Conflict, match="Somebody else"):
        actions.change_collaboration(
            by=by, collaboration=made, base=1, name="X", lead=cast.oxmere, members=[fen]
        )
    actions.end_collaboration(by=by, collaboration=changed, reason="Merged")
    with pytest.raises(Conflict, match="ended"):
        actions.end_collaboration(by=by, collaboration=changed, reason="Merged")
    created, altered, ended = Event.objects.filter(subject_kind="collaboration")
    assert created.said["after"]["members"] == [cast.thornby.name]
    assert altered.said["after"]["members"] == [fen.name]
    assert ended.reason == "Merged"


def test_a_collaboration_needs_a_name_and_others_that_hold_cameras(cast: Cast) -> None:
    wrong = [
        ({"name": "", "members": [cast.thornby]}, "name"),
        ({"name": "East", "members": [cast.oxmere]}, "members"),
        ({"name": "East", "members": [cast.office]}, "members"),
    ]
    for given, field in wrong:
        with pytest.raises(Invalid) as raised:
            actions.create_collaboration(by=cast.administrator, lead=cast.oxmere, **given)  # type: ignore[arg-type]
        assert set(raised.value.fields) == {field}
