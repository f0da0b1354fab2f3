"""A return from its beginning to its correction, on the database."""

import json

import pytest
from waves import answered, kept, wave

from cast import Cast
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.actions.submitting import obstacles_of
from custodes.survey.contents import digest_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Covered, Return, Wave
from custodes.survey.response import Stage, response_of


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}


def test_a_return_is_begun_once_and_covers_its_body(cast: Cast, autumn: Wave, begun: Return) -> None:
    assert actions.start_return(by=cast.it_security, wave=autumn, body=cast.oxmere) == begun
    covered = Covered.objects.filter(of=begun).values_list("body__slug", "section")
    assert sorted(covered) == [("oxmere", "about"), ("oxmere", "plates")]


def test_an_answer_is_kept_with_its_event_and_the_same_again_changes_nothing(
    cast: Cast, begun: Return
) -> None:
    for _ in range(2):  # a double click
        answer = actions.save_answer(
            by=cast.lead, of=begun, key="runs", given=Given(State.ANSWERED, "yes"), base=0
        )
    assert (answer.value, answer.revision) == ("yes", 1)
    events = Event.objects.filter(action="survey.answer")
    assert [json.loads(event.details)["after"] for event in events] == [{"state": "answered", "value": "yes"}]


def test_who_saw_another_answer_gets_both_and_changes_nothing(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"cameras": "120"})
    with pytest.raises(actions.AnswerConflict) as error:
        actions.save_answer(
            by=cast.it_security, of=begun, key="cameras", given=Given(State.ANSWERED, "130"), base=0
        )
    assert error.value.theirs.value == "120"
    assert Answer.objects.get(key="cameras").value == "120"


@pytest.mark.parametrize("key", ["colour", "about", "cameras[1]", "cameras]", "x" * 400, ""])
def test_what_nobody_is_asked_is_refused(cast: Cast, begun: Return, key: str) -> None:
    with pytest.raises(Invalid):
        actions.save_answer(by=cast.lead, of=begun, key=key, given=Given(State.ANSWERED, "1"), base=0)


def test_what_is_typed_is_kept_and_said_to_be_wrong(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "about 120", "reads": "yes", "since": "2099-01-01"})
    found = obstacles_of(begun)
    assert {str(one.key): one.wrong for one in found.wrong} == {
        "cameras": "Enter a whole number, like 120",
        "since": "This is not an answer that the form allows",
    }
    assert Answer.objects.get(key="cameras").value == "about 120"


def test_withheld_needs_its_exemption(cast: Cast, begun: Return) -> None:
    with pytest.raises(Invalid) as error:
        answered(begun, cast.lead, {"makers": Given(State.WITHHELD)})
    assert list(error.value.fields) == ["exemption"]
    answered(begun, cast.lead, {"makers": Given(State.WITHHELD, "Axis", exemption="s.31")})
    assert Answer.objects.get(key="makers").given == Given(State.WITHHELD, exemption="s.31")


def test_it_is_submitted_as_it_stands_and_corrected_beside_that(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, DONE)
    officer = cast.senior_responsible_officer
    first = actions.submit(by=officer, of=begun, base=begun.revision)
    begun.refresh_from_db()
    assert actions.submit(by=officer, of=begun, base=begun.revision) == first  # a second click
    assert digest_of(first.contents) == first.digest
    told = json.loads(first.contents)
    assert told["answers"]["cameras"] == {"state": "answered", "value": "120", "source": "person"}
    assert told["covers"] == {"oxmere": ["about", "plates"]}
    with pytest.raises(Conflict):
        answered(begun, cast.lead, {"cameras": "130"})
    actions.begin_correction(by=officer, of=begun, reason="Counted again")
    answered(begun, cast.lead, {"cameras": "130"})
    second = actions.submit(by=officer, of=begun, base=begun.revision, reason="Counted again")
    first.refresh_from_db()
    assert [json.loads(one.contents)["answers"]["cameras"]["value"] for one in (first, second)] == [
        "120",
        "130",
    ]


def test_what_no_longer_applies_is_kept_and_not_counted(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {**DONE, "runs": "no"})
    told = json.loads(
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision).contents
    )
    assert list(told["answers"]) == ["runs"]
    assert told["not_counted"] == ["cameras", "makers", "reads"]
    assert Answer.objects.get(key="cameras").value == "120"


def test_it_is_not_signed_off_while_something_must_be_answered(cast: Cast, begun: Return) -> None:
    with pytest.raises(Invalid, match="1 question to answer"):
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)


def test_an_edit_takes_readiness_back_and_what_was_not_seen_is_not_signed(cast: Cast, begun: Return) -> None:
    ready = actions.say_ready(by=cast.lead, of=answered(begun, cast.lead, DONE))
    seen = ready.revision
    answered(begun, cast.it_security, {"cameras": "121"})
    assert begun.state == Return.State.FILLING
    with pytest.raises(Conflict):
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=seen)


def test_no_part_is_covered_twice_and_who_has_answered_keeps_it(
    cast: Cast, autumn: Wave, begun: Return
) -> None:
    other = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    assert actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["plates"]) == 1
    assert list(Covered.objects.filter(of=other).values_list("section", flat=True)) == ["about"]
    answered(other, cast.stranger, {"runs": "no"})
    with pytest.raises(Conflict):
        actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["about"])
    actions.submit(by=cast.stranger, of=other, base=other.revision)
    stages = {one.asked.body.slug: one.stage for one in response_of(autumn).bodies}
    assert stages == {"oxmere": Stage.STARTED, "thornby": Stage.PARTLY}


def test_a_body_can_differ_from_what_is_common(cast: Cast, autumn: Wave, begun: Return) -> None:
    actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["about", "plates"])
    answered(begun, cast.lead, DONE)
    actions.save_answer(
        by=cast.lead, of=begun, key="runs", given=Given(State.ANSWERED, "no"), base=0, body=cast.thornby
    )
    begun.refresh_from_db()
    told = json.loads(
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision).contents
    )
    different = told["differences"]["thornby"]
    assert different["runs"] == {"state": "answered", "value": "no", "source": "person"}
    assert different["cameras"] is None  # not asked of Thornby
    response = response_of(autumn)
    assert (response.returns_submitted, response.bodies_covered) == (1, 2)


def test_a_body_that_differs_again_begins_with_a_revision_that_no_page_has_seen(
    cast: Cast, begun: Return
) -> None:
    actions.cover(by=None, of=begun, body=cast.thornby, sections=["about"])

    def say(value: str, base: int) -> Answer:
        given = Given(State.ANSWERED, value)
        return actions.save_answer(
            by=cast.lead, of=begun, key="runs", given=given, base=base, body=cast.thornby
        )

    assert say("no", 0).revision == 1
    with pytest.raises(Conflict, match="Somebody else changed what Thornby"):
        actions.same_for_all(by=cast.it_security, of=begun, key="runs", body=cast.thornby, base=0)
    actions.same_for_all(by=cast.it_security, of=begun, key="runs", body=cast.thornby, base=1)
    assert not Answer.objects.filter(of=begun).exists()
    with pytest.raises(actions.AnswerConflict):
        say("not_known", 1)  # of a page that shows what was taken back
    assert say("yes", 0).revision == 3
    with pytest.raises(actions.AnswerConflict):
        say("not_known", 1)
    assert Answer.objects.get(of=begun).value == "yes"
