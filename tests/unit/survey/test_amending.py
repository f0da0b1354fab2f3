"""Another version for a wave that runs: nothing is lost, who has to look again is told, and what was submitted stays."""

import json

import pytest
from waves import answered, kept, wave

from cast import Cast
from custodes.audit.models import Event
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.amendment import amendment_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Covered, InstrumentVersion, Letting, Return, Wave
from custodes.survey.response import Stage, before_amendment, response_of
from custodes.survey.returns import outcome_of

DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}
SECOND = """
type                 | name      | label                       | hint       | required | relevant             | constraint
begin_group          | about     | About you                   |            |          |                      |
select_one yes_no    | runs      | Do you run cameras?         |            | yes      |                      |
integer              | cameras   | How many do you run?        |            |          | ${runs} = 'yes'      | . >= 0
text                 | makers    | Who made the ${cameras}?    |            |          | ${cameras} > 10      |
end_group            |           |                             |            |          |                      |
begin_group          | anpr      | Number plates               |            |          | ${runs} = 'yes'      |
select_one yes_no    | reads     | Do they read plates?        |            |          |                      |
text                 | kept      | How long is that kept?      |            |          |                      |
end_group            |           |                             |            |          |                      |
begin_group          | drones    | Drones                      |            |          |                      |
integer              | flown     | How many?                   |            | yes      |                      |
end_group            |           |                             |            |          |                      |
"""
"""Of `waves.SMALL`: one wording and one condition changed, `since` gone, `plates` renamed, `drones` new."""
WHY = "The number is of cameras in use"


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def second(cast: Cast, autumn: Wave) -> InstrumentVersion:
    return kept(cast.office, cast.analyst, SECOND, version="2")


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def amended(cast: Cast, autumn: Wave, second: InstrumentVersion) -> Wave:
    autumn.refresh_from_db()
    actions.amend(by=cast.analyst, wave=autumn, instrument=second, reason=WHY, base=autumn.revision)
    return Wave.objects.get(pk=autumn.pk)


def sections(of: Return) -> list[tuple[str, str]]:
    return sorted(Covered.objects.filter(of=of).values_list("body__slug", "section"))


def test_every_answer_is_kept_and_what_is_asked_otherwise_is_to_be_looked_at(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    answered(begun, cast.lead, {**DONE, "reads": "yes", "since": "2020-01-01"})
    before = {one.key: one.given for one in Answer.objects.all()}
    amended(cast, autumn, second)
    after = {one.key: one for one in Answer.objects.all()}
    assert {key: one.given for key, one in after.items()} == before
    assert {key: one.look_again for key, one in after.items() if one.look_again} == {
        "cameras": "This question was changed. The question was: “How many?”"
    }
    out = outcome_of(Return.objects.get(pk=begun.pk))
    assert out.left_over == ["since"]
    assert [str(one.key) for one in out.asked] == ["runs", "cameras", "makers", "reads", "kept", "flown"]


def test_it_does_what_was_shown_before(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    answered(begun, cast.lead, {**DONE, "since": "2020-01-01"})
    seen = amendment_of(autumn, second)
    made = actions.amend(by=cast.analyst, wave=autumn, instrument=second, reason=WHY, base=autumn.revision)
    assert seen._replace(touched=[], pairs=[]) == made._replace(touched=[], pairs=[])
    assert [(one.of, one.again, one.gone) for one in made.touched] == [(begun, ["cameras"], ["since"])]
    assert (made.new_sections, made.gone_sections, made.follows) == (
        ("anpr", "drones"),
        ("plates",),
        {"anpr": "plates"},
    )


def test_the_events_say_what_changed_and_why(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    answered(begun, cast.lead, DONE)
    amended(cast, autumn, second)
    events = {one.action: one for one in Event.objects.filter(action__startswith="survey.amend")}
    assert {one.reason for one in events.values()} == {WHY}
    of_wave, of_return = (json.loads(events[f"survey.amend_{what}"].details) for what in ("wave", "return"))
    assert events["survey.amend_return"].body == cast.oxmere.pk
    assert of_wave["after"] == {"instrument": "A small survey, version 2"}
    assert of_wave["changed"] == ["cameras", "makers", "kept", "flown", "since"]
    assert of_return["look_again"] == ["cameras"]
    assert of_return["covered"] == ["anpr", "drones"]


def test_a_return_that_waits_for_sign_off_goes_back(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    ready = actions.say_ready(by=cast.lead, of=answered(begun, cast.lead, DONE))
    amended(cast, autumn, second)
    begun.refresh_from_db()
    assert begun.state == Return.State.FILLING
    with pytest.raises(Conflict):
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=ready.revision)
    with pytest.raises(Invalid, match="1 question to answer"):
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)


def test_who_was_about_to_sign_off_a_form_that_changed_is_told(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    seen = answered(begun, cast.lead, DONE).revision
    amended(cast, autumn, second)
    with pytest.raises(Conflict):
        actions.submit(by=cast.senior_responsible_officer, of=begun, base=seen)


def test_what_was_submitted_stays_and_is_corrected_on_the_new_version(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    first = autumn.instrument
    officer = cast.senior_responsible_officer
    sealed = actions.submit(by=officer, of=answered(begun, cast.lead, DONE), base=begun.revision)
    assert [one.pk for one in amendment_of(autumn, second).submitted] == [begun.pk]
    amended(cast, autumn, second)
    begun.refresh_from_db()
    assert begun.state == Return.State.SUBMITTED
    text = sealed.contents
    sealed.refresh_from_db()
    assert (sealed.contents, json.loads(text)["instrument"]["digest"]) == (text, first.digest)
    now = Wave.objects.get()
    assert (response_of(now).bodies_covered, before_amendment(now)) == (1, 1)
    actions.begin_correction(by=officer, of=begun, reason="Drones were not asked")
    assert response_of(now).number(Stage.PARTLY) == 1  # as the page of the wave says
    answered(begun, cast.lead, {"flown": "3"})
    again = actions.submit(by=officer, of=begun, base=begun.revision, reason="Drones were not asked")
    assert (response_of(now).bodies_covered, before_amendment(now)) == (1, 0)
    told = json.loads(again.contents)
    assert told["instrument"]["digest"] == second.digest
    assert told["covers"] == {"oxmere": ["about", "anpr", "drones"]}
    assert told["answers"]["cameras"]["value"] == "120"


def test_a_correction_that_waits_for_sign_off_goes_back_to_being_corrected(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    officer = cast.senior_responsible_officer
    actions.submit(by=officer, of=answered(begun, cast.lead, DONE), base=begun.revision)
    actions.begin_correction(by=officer, of=begun, reason="Counted again")
    actions.say_ready(by=cast.lead, of=begun)
    amended(cast, autumn, second)
    begun.refresh_from_db()
    assert begun.state == Return.State.CORRECTING


def test_new_sections_are_covered_where_their_questions_were(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    other = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    letting = actions.let_cover(
        by=cast.stranger, wave=autumn, body=cast.thornby, to=cast.oxmere, sections=["plates"]
    )
    actions.accept_cover(by=cast.lead, of=begun, letting=letting)
    assert sections(begun)[-1] == ("thornby", "plates")
    amended(cast, autumn, second)
    assert sections(begun) == [
        ("oxmere", "about"),
        ("oxmere", "anpr"),
        ("oxmere", "drones"),
        ("thornby", "anpr"),
    ]
    assert sections(other) == [("thornby", "about"), ("thornby", "drones")]


def test_what_was_let_or_delegated_of_a_section_goes_where_its_questions_go(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    delegation = actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security)
    let = actions.let_cover(
        by=cast.stranger, wave=autumn, body=cast.thornby, to=cast.oxmere, sections=["about", "plates"]
    )
    amended(cast, autumn, second)
    delegation.refresh_from_db()
    assert (delegation.section, delegation.ended_at) == ("anpr", None)
    assert Letting.objects.get(pk=let.pk).sections == ["about", "anpr"]


def test_a_section_that_is_gone_without_heirs_takes_its_delegation_along(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    amended(cast, autumn, second)
    delegation = actions.delegate(by=cast.lead, of=begun, section="drones", to=cast.it_security)
    back = kept(
        cast.office, cast.analyst, SECOND[: SECOND.index("begin_group          | drones")], version="3"
    )
    amended(cast, autumn, back)
    delegation.refresh_from_db()
    assert delegation.ended_at
    assert sections(begun) == [("oxmere", "about"), ("oxmere", "anpr")]


def test_a_body_that_a_part_covered_alone_stays_covered(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    """A return that answered for Thornby nothing but what is gone still says for whom it was made."""
    amended(cast, autumn, second)
    letting = actions.let_cover(
        by=cast.stranger, wave=autumn, body=cast.thornby, to=cast.oxmere, sections=["drones"]
    )
    actions.accept_cover(by=cast.lead, of=begun, letting=letting)
    back = kept(
        cast.office, cast.analyst, SECOND[: SECOND.index("begin_group          | drones")], version="3"
    )
    amended(cast, autumn, back)
    assert ("oxmere", "drones") not in sections(begun)
    assert ("thornby", "drones") in sections(begun)
    amended(cast, autumn, second)  # and back again
    assert sections(begun)[-1] == ("thornby", "drones")
    assert ("oxmere", "drones") in sections(begun)


def test_a_page_that_was_loaded_before_cannot_save_over_what_is_to_be_looked_at(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    answered(begun, cast.lead, DONE)
    seen = Answer.objects.get(key="cameras").revision
    amended(cast, autumn, second)
    with pytest.raises(actions.AnswerConflict):
        actions.save_answer(
            by=cast.lead, of=begun, key="cameras", given=Given(State.ANSWERED, "99"), base=seen
        )


def test_an_answer_stands_when_a_person_says_so_or_answers_again(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    answered(begun, cast.lead, DONE)
    amended(cast, autumn, second)
    stale = Answer.objects.get(key="cameras").revision
    with pytest.raises(Conflict):
        actions.confirm_answer(by=cast.lead, of=begun, key="cameras", base=stale - 1)
    actions.confirm_answer(by=cast.lead, of=begun, key="cameras", base=stale)
    assert Answer.objects.get(key="cameras").look_again == ""
    assert Event.objects.filter(action="survey.confirm_answer").count() == 1
    actions.confirm_answer(by=cast.lead, of=begun, key="cameras", base=stale)  # a second click
    assert Event.objects.filter(action="survey.confirm_answer").count() == 1
    with pytest.raises(Invalid):
        actions.confirm_answer(by=cast.lead, of=begun, key="kept", base=0)


def test_what_differs_for_a_body_is_looked_at_again_too(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return
) -> None:
    letting = actions.let_cover(
        by=cast.stranger, wave=autumn, body=cast.thornby, to=cast.oxmere, sections=["about", "plates"]
    )
    actions.accept_cover(by=cast.lead, of=begun, letting=letting)
    for body in (None, cast.thornby):
        actions.save_answer(
            by=cast.lead, of=begun, key="cameras", given=Given(State.ANSWERED, "5"), base=0, body=body
        )
    amended(cast, autumn, second)
    assert Answer.objects.exclude(look_again="").count() == 2
    for body in (None, cast.thornby):
        for base, left in (
            (1, 1),
            (2, 0),
        ):  # of a page that was loaded before, then of one that shows the mark
            actions.save_answer(
                by=cast.lead, of=begun, key="cameras", given=Given(State.ANSWERED, "5"), base=base, body=body
            )
            assert Answer.objects.filter(body=body).exclude(look_again="").count() == left
    assert Event.objects.filter(action="survey.confirm_answer").count() == 2


@pytest.mark.parametrize(
    "what", ["another form", "another office", "the same", "no reason", "stale", "ended"]
)
def test_what_cannot_be_is_refused_and_changes_nothing(
    cast: Cast, autumn: Wave, second: InstrumentVersion, begun: Return, what: str
) -> None:
    answered(begun, cast.lead, DONE)
    reason, base, version = WHY, autumn.revision, second
    if what == "another form":
        version = kept(cast.office, cast.analyst, SECOND, version="2", form_id="other")
    elif what == "another office":
        from custodes.access.models import Body

        office = Body.objects.create(name="Another office (fictional)", slug="another", kind=Body.Kind.OFFICE)
        version = kept(office, cast.analyst, SECOND, version="2")
    elif what == "the same":
        version = autumn.instrument
    elif what == "no reason":
        reason = "  "
    elif what == "stale":
        base -= 1
    else:
        actions.end_wave(by=cast.analyst, wave=autumn)
    with pytest.raises(Conflict if what == "stale" else Invalid):
        actions.amend(by=cast.analyst, wave=autumn, instrument=version, reason=reason, base=base)
    assert Wave.objects.get(pk=autumn.pk).instrument == autumn.instrument
    assert not Answer.objects.exclude(look_again="").exists()
    assert not Event.objects.filter(action__startswith="survey.amend").exists()


def test_an_answer_in_what_is_a_repeat_now_is_kept_and_has_no_place(
    cast: Cast, autumn: Wave, begun: Return
) -> None:
    answered(begun, cast.lead, DONE)
    rows = SECOND.replace("begin_group          | anpr ", "begin_repeat         | anpr ").replace(
        "end_group            |           |                             |            |          |                      |\nbegin_group          | drones",
        "end_repeat           |           |                             |            |          |                      |\nbegin_group          | drones",
    )
    version = kept(cast.office, cast.analyst, rows, version="2")
    found = actions.amend(by=cast.analyst, wave=autumn, instrument=version, reason=WHY, base=autumn.revision)
    assert found.touched[0].gone == ["reads"]
    assert Answer.objects.get(key="reads").look_again == ""
    assert outcome_of(Return.objects.get(pk=begun.pk)).left_over == ["reads"]
