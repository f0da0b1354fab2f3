"""Events in plain words: a sentence for every action there is, and something readable for any other."""

import csv
import re
from pathlib import Path
from typing import Any

import pytest
from small_registers import FLAGGED, devices, system

from cast import Cast
from custodes.access.permissions import Permission
from custodes.audit import telling
from custodes.audit.actions import record
from custodes.audit.context import through
from custodes.audit.history import events_of
from custodes.audit.models import Event
from custodes.audit.telling import Change, Told, tell
from custodes.register.actions import change_device

CODE = Path(telling.__file__).parents[1]
WITHOUT_A_BODY = {
    "change_name", "change_address", "change_password", "set_up_second_factor", "make_recovery_codes", "link_single_sign_on",
    "end_session", "end_other_sessions", "create_token", "revoke_token", "make_first_run_code",
    "make_first_administrator", "give_administrator", "end_administrator", "deactivate_person",
    "reactivate_person", "reset_second_factor",
}  # fmt: skip
"""What is done outside of any body, and so on no page of a body."""


def recorded() -> set[str]:
    """Every action that the code records: writes are in `actions` only, and in restoring."""
    files = [*CODE.glob("*/actions.py"), *CODE.glob("*/actions/*.py"), CODE / "backup" / "restoring.py"]
    said = "".join(path.read_text(encoding="utf-8") for path in files)
    return set(re.findall(r'"((?:access|register|evidence|identity|concerns|survey|backup)\.[a-z_]+)"', said))


def test_every_action_in_a_body_has_its_sentence() -> None:
    inside = {action for action in recorded() if action.partition(".")[2] not in WITHOUT_A_BODY}
    assert len(inside) > 25
    assert sorted(inside - set(telling.sentences())) == []


def test_sentences_are_a_sound_table() -> None:
    with (CODE / "audit" / "sentences.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len({row["action"] for row in rows}) == len(rows)
    for row in rows:
        assert row["label"][0].isupper()
        assert row["sentence"][0].islower()
        assert not row["sentence"].endswith(".")


def told(cast: Cast, action: str, reason: str = "", **details: Any) -> Told:
    event = record(
        by=cast.lead, action=action, subject=cast.oxmere, body=cast.oxmere, reason=reason, **details
    )
    (one,) = tell([Event.objects.get(pk=event.pk)])
    return one


def test_a_change_of_a_device_says_what_it_was_and_is(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    other = system(cast.oxmere, cast.lead, "Depot")
    (device,) = devices(home, cast.lead, [FLAGGED])
    device.refresh_from_db()
    change_device(
        by=cast.lead,
        device=device,
        said={"brand": "Axis"},
        base=device.revision,
        system=other,
        reason="checked",
    )
    (one,) = tell(Event.objects.filter(action="register.change_device"))
    assert one.sentence == f"changed device {device.pk} (Axis DS-2CD2186G2-ISU)"
    assert one.reason == "checked"
    assert Change("Brand", "Hikvision", "Axis") in one.changes
    assert Change("System", "the system Town centre", "the system Depot") in one.changes


def test_what_was_added_is_told_without_what_was_left_empty(cast: Cast) -> None:
    one = told(cast, "register.add_system", after={"name": "Depot", "purpose": "", "technology": "anpr"})
    assert one.changes == [
        Change("Name", "", "Depot"), Change("Technology", "", "Number-plate recognition (ANPR)"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("action", "details", "sentence"),
    [
        ("access.give_role", {"to_name": "Petra Lund", "role": "it_security"}, "gave Petra Lund the role IT security"),
        ("access.invite", {"email": "a@example.test", "role": "surveillance_lead"}, "invited a@example.test as surveillance lead"),
        ("evidence.decide", {"choice": "valid"}, "chose what to add of body {pk}: the valid rows"),
        ("register.let_use", {"name": "Thornby", "user": 3}, "recorded that Thornby uses body {pk}"),
        ("register.let_use", {}, "let another body use a system: body {pk}"),
        ("survey.open_wave", {}, "open wave: body {pk}"),
        ("nonsense", {}, "nonsense: body {pk}"),
    ],
)  # fmt: skip
def test_sentences(cast: Cast, action: str, details: dict[str, Any], sentence: str) -> None:
    assert told(cast, action, **details).sentence == sentence.format(pk=cast.oxmere.pk)


def test_what_the_sentence_does_not_say_stands_below_it(cast: Cast) -> None:
    one = told(cast, "evidence.add_import", seal="f" * 64, accepted=12_345, files={"a.csv": "x"}, rows_in=0)
    assert ("Accepted", "12,345") in one.facts
    assert ("Files", "a.csv") in one.facts
    assert "Seal" not in dict(one.facts)


def test_how_it_came_is_said_unless_on_a_page(cast: Cast) -> None:
    with through("api:7"):
        assert told(cast, "a.b").way == "through the API"
    with through("page"):
        assert told(cast, "a.b").way == ""


def test_long_values_are_cut_and_markup_stays_text(cast: Cast) -> None:
    one = told(cast, "a.b", changed={"purpose": ["<script>", "x" * 5_000]})
    assert one.changes[0].before == "<script>"
    assert len(one.changes[0].after) == telling.LONGEST + 1


@pytest.mark.parametrize(
    "details", ["", "[]", "{", '{"changed": 3}', '{"changed": {"a": [1]}}', '{"before": [1]}']
)
def test_details_that_somebody_damaged_are_no_crash(details: str) -> None:
    event = Event(sequence=1, action="a.b", details=details, subject_kind="device", subject="x9")
    assert telling._told(event, telling._said(event), telling.Names({})).sentence == "b: device x9"


def test_a_thing_of_another_body_is_never_named(cast: Cast) -> None:
    theirs = system(cast.thornby, cast.stranger, "Secret depot")
    record(by=cast.lead, action="register.change_system", subject=theirs, body=cast.oxmere)
    (one,) = tell(Event.objects.filter(body=cast.oxmere.pk, action="register.change_system"))
    assert "Secret" not in one.sentence


def test_events_of_one_thing_for_its_own_page(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    first, second = devices(home, cast.lead, [FLAGGED, FLAGGED])
    may = {Permission.READ_REGISTER, Permission.READ_HISTORY}
    found = events_of("device", first.pk, body=cast.oxmere, may=may)
    assert found is not None
    assert [(one.action, one.subject) for one in found] == [("register.add_device", str(first.pk))]
    assert events_of("device", first.pk, body=cast.thornby, may=may) == []
    assert events_of("device", first.pk, body=cast.oxmere, may={Permission.READ_REGISTER}) is None
    assert second.pk != first.pk
