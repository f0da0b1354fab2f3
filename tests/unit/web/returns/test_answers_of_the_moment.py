"""What is kept between requests is never older than the database: a page that was open before sees it at once."""

import pytest
from django.test import Client
from test_autosave import Script
from waves import SMALL, answered, kept, wave

from cast import Cast, sign_in
from custodes.access import actions as access
from custodes.access.models import Membership
from custodes.access.roles import Role
from custodes.audit.models import Event
from custodes.errors import Invalid
from custodes.survey import actions
from custodes.survey.models import Answer, Return
from custodes.survey.returns import return_of

SECOND = (
    SMALL.replace("How many?            ", "How many do you run? ")
    .replace("${cameras} > 0 ", "${cameras} > 10")
    .replace("| since ", "| until ")
)


@pytest.fixture
def begun(cast: Cast) -> Return:
    made = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=made, body=cast.oxmere)


def amend(cast: Cast, of: Return) -> None:
    of.wave.refresh_from_db()
    second = kept(cast.office, cast.analyst, SECOND, version="2")
    actions.amend(by=cast.analyst, wave=of.wave, instrument=second, reason="As asked", base=of.wave.revision)


def test_an_amended_instrument_is_asked_at_once(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "12"})
    script = Script(sign_in(Client(), cast.lead), begun)
    assert script.save("cameras", "9")["order"] == ["runs", "cameras", "makers"]
    amend(cast, begun)
    assert script.send("runs", "yes").json()["order"] == ["runs", "cameras"]  # makers: > 10, no more > 0
    page = script.client.get(f"{script.address}/sections/about").content.decode()
    assert "How many do you run?" in page
    assert "The question was: “How many?”" in page


def test_a_question_that_was_amended_away_takes_no_answer(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "reads": "yes", "since": "2020-01-01"})
    script = Script(sign_in(Client(), cast.lead), begun, "plates")
    amend(cast, begun)
    assert script.send("since", "x").status_code == 422
    with pytest.raises(Invalid, match="since"):
        answered(begun, cast.lead, {"since": "2021-01-01"})  # who holds the return as it was before


def test_a_role_that_has_ended_saves_nothing_more(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    script.save("runs", "yes")
    access.give_role(by=None, person=cast.it_security, body=cast.oxmere, role=Role.SURVEILLANCE_LEAD)
    for one in Membership.objects.filter(person=cast.lead, ended_at=None):
        access.end_role(by=cast.administrator, membership=one, reason="Left")
    assert script.send("runs", "no").status_code in (403, 404)
    assert script.client.get(f"{script.address}/sections/about").status_code in (403, 404)
    assert Answer.objects.get().value == "yes"
    assert Event.objects.filter(action="survey.answer").count() == 1


def test_a_session_that_ended_saves_nothing_more(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    script.save("runs", "yes")
    cast.lead.set_password("another one, and long enough")
    cast.lead.save()
    assert script.send("runs", "no").status_code == 401
    assert Answer.objects.get().value == "yes"


def test_a_submitted_return_is_closed_at_once(cast: Cast, begun: Return) -> None:
    script = Script(sign_in(Client(), cast.lead), begun)
    script.save("runs", "no")
    Return.objects.filter(pk=begun.pk).update(state=Return.State.SUBMITTED)
    assert script.send("runs", "yes").status_code == 409


def test_a_return_that_is_read_belongs_to_who_read_it(begun: Return) -> None:
    first, second = return_of(begun.pk), return_of(begun.pk)
    assert first is not None
    assert second is not None
    first.state, first.wave.title, first.body.name = "submitted", "Another", "Nobody"
    first.wave.instrument.digest = ""
    for one in (second, return_of(begun.pk)):
        assert one is not None
        assert (one.state, one.wave.title, one.body.name) == ("filling", begun.wave.title, begun.body.name)
        assert one.wave.instrument.digest == begun.wave.instrument.digest
        assert one.wave.office == begun.wave.office


def test_what_is_around_a_return_is_read_as_it_is_now(cast: Cast, begun: Return) -> None:
    before = return_of(begun.pk)
    assert before is not None
    type(begun.wave).objects.filter(pk=begun.wave_id).update(title="Renamed")
    Return.objects.filter(pk=begun.pk).update(state=Return.State.READY)
    now = return_of(begun.pk)
    assert now is not None
    assert (now.wave.title, now.state) == ("Renamed", "ready")
    amend(cast, begun)
    again = return_of(begun.pk, before)
    assert again is not None
    assert (again.state, again.wave.instrument.version) == (Return.objects.get().state, "2")
    assert again.wave.title == "Renamed"
