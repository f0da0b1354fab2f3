"""What is written down as suggested for a return, when it is begun and when somebody asks again."""

import json
from functools import partial

import pytest
from small_registers import FLAGGED, OTHER, devices, system
from waves import answered, kept, wave

from cast import Cast, body
from custodes import clock
from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.concerns.actions import run_waiting
from custodes.errors import Conflict
from custodes.register.actions import withdraw_devices
from custodes.register.models import System
from custodes.survey import actions
from custodes.survey.actions.returns import section_names
from custodes.survey.checking import Result, checks_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Covered, InstrumentVersion, Proposal, Return, Wave
from custodes.survey.returns import outcome_of

ROWS = """
type                | name    | label                | custodes::technology | custodes::register | custodes::comparable
begin_group         | outside | Cameras outside      |                      |                    |
select_one yes_no   | runs    | Do you run any?      | cctv_external        | operated           |
integer             | cameras | How many?            | cctv_external        | devices            |
select_one yes_no   | flagged | Is any flagged?      | cctv_external        | flagged            |
text                | post    | Whose post is it?    |                      |                    |
text                | plan    | What is the new plan?|                      |                    |
text                | aim     | What for?            |                      |                    | 1/purpose
end_group           |         |                      |                      |                    |
"""
BEFORE = """
type                | name    | label                | custodes::technology
begin_group         | outside | Cameras outside      |
text                | post    | Whose post is it?    |
text                | plan    | What is the plan?    |
text                | purpose | For which purpose?   |
integer             | cameras | How many?            | cctv_external
end_group           |         |                      |
"""


@pytest.fixture
def form(cast: Cast) -> InstrumentVersion:
    return kept(cast.office, cast.analyst, ROWS, version="2")


@pytest.fixture
def streets(cast: Cast) -> System:
    home = system(cast.oxmere, cast.lead, "Streets")
    devices(home, cast.lead, [{**FLAGGED, "quantity": 14}, {**OTHER, "quantity": 130}, OTHER])
    run_waiting()
    return home


@pytest.fixture
def autumn(cast: Cast, form: InstrumentVersion) -> Wave:
    return wave(form, cast.analyst, [cast.oxmere, cast.thornby])


def proposed(of: Return) -> dict[tuple[str, str], str]:
    return {(one.key, one.source): one.value for one in Proposal.objects.filter(of=of)}


def test_a_return_that_is_begun_has_what_its_register_suggests(
    cast: Cast, streets: System, autumn: Wave
) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    assert proposed(begun) == {
        ("runs", "register"): "yes",
        ("cameras", "register"): "145",
        ("flagged", "register"): "yes",
    }
    today = f"{clock.today().day} {clock.today():%B %Y}"
    assert Proposal.objects.get(of=begun, key="cameras").because == (
        f"145 external cameras in 1 system of your register on {today}; 1 row does not say how many, so at least."
    )
    assert not Answer.objects.filter(of=begun).exists()
    told = json.loads(Event.objects.get(action="survey.propose").details)
    assert told["after"]["cameras (register)"] == "145"


def test_whose_register_is_read_follows_whom_the_return_answers_for(
    cast: Cast, streets: System, autumn: Wave
) -> None:
    theirs = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    sections = section_names(autumn)
    actions.cover(by=None, of=theirs, body=cast.oxmere, sections=sections)
    assert proposed(theirs)["cameras", "register"] == "145"
    actions.take_proposal(by=cast.stranger, proposal=theirs.proposals.get(key="flagged"), base=0)
    actions.stop_covering(by=cast.stranger, of=theirs, body=cast.oxmere, sections=sections)
    assert proposed(theirs) == {("flagged", "register"): "yes"}  # which a person took


def test_a_part_that_another_return_takes_up_is_no_longer_suggested_in_the_own(
    cast: Cast, streets: System, autumn: Wave
) -> None:
    own = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    theirs = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    sections = section_names(autumn)
    letting = actions.let_cover(
        by=cast.lead, wave=autumn, body=cast.oxmere, to=cast.thornby, sections=sections
    )
    actions.accept_cover(by=cast.stranger, of=theirs, letting=letting)
    assert proposed(own) == {}
    assert proposed(theirs)["cameras", "register"] == "145"
    actions.stop_covering(by=cast.lead, of=theirs, body=cast.oxmere, sections=sections)
    assert proposed(own)["cameras", "register"] == "145"


def test_nobody_elses_register_is_read(cast: Cast, streets: System, autumn: Wave) -> None:
    assert proposed(actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)) == {}
    assert not Event.objects.filter(action="survey.propose").exists()


def test_what_is_taken_is_an_answer_that_agrees(cast: Cast, streets: System, autumn: Wave) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    for one in Proposal.objects.filter(of=begun):
        answer = actions.take_proposal(by=cast.lead, proposal=one, base=0)
        assert answer.source == "register"
    results = [one.result for one in checks_of(begun, outcome_of(begun))]
    assert results == [Result.AGREES] * 3  # a row does not say how many, so it is a least number


def test_asking_again_replaces_only_what_nobody_has_decided_on(
    cast: Cast, streets: System, autumn: Wave
) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    actions.refuse_proposal(by=cast.lead, proposal=Proposal.objects.get(of=begun, key="flagged"))
    answered(begun, cast.lead, {"cameras": "120"})
    devices(streets, cast.lead, [{**OTHER, "quantity": 5}])
    assert actions.propose(by=cast.it_security, of=begun) == 1
    assert proposed(begun)["cameras", "register"] == "150"
    assert Proposal.objects.get(of=begun, key="flagged").refused_at
    assert Answer.objects.get(of=begun, key="cameras").value == "120"
    told = json.loads(Event.objects.filter(action="survey.propose").latest("pk").details)
    assert (told["before"], told["after"]) == ({"cameras (register)": "145"}, {"cameras (register)": "150"})


def test_what_was_not_shown_or_is_decided_on_is_not_taken(cast: Cast, streets: System, autumn: Wave) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    shown = {one.key: one for one in Proposal.objects.filter(of=begun)}
    devices(streets, cast.lead, [{**OTHER, "quantity": 5}])
    actions.propose(by=cast.it_security, of=begun)
    for decide in (partial(actions.take_proposal, base=0), actions.refuse_proposal):
        with pytest.raises(Conflict, match="changed, or was decided on"):
            decide(by=cast.lead, proposal=shown["cameras"])
    actions.take_proposal(by=cast.lead, proposal=shown["flagged"], base=0)  # it says what it said
    for decide in (partial(actions.take_proposal, base=1), actions.refuse_proposal):
        with pytest.raises(Conflict, match="changed, or was decided on"):
            decide(by=cast.it_security, proposal=shown["flagged"])
    assert dict(begun.answers.values_list("key", "value")) == {"flagged": "yes"}
    assert proposed(begun)["cameras", "register"] == "150"


def test_asking_again_without_news_changes_nothing(cast: Cast, streets: System, autumn: Wave) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    assert actions.propose(by=cast.lead, of=begun) == 0
    assert Event.objects.filter(action="survey.propose").count() == 1


def test_what_the_register_no_longer_says_is_no_longer_suggested(
    cast: Cast, streets: System, autumn: Wave
) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    ids = streets.devices.values_list("pk", flat=True)
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=list(ids), reason="Sold")
    actions.propose(by=cast.lead, of=begun)
    assert proposed(begun) == {("runs", "register"): "yes"}


@pytest.fixture
def answered_before(cast: Cast) -> Wave:
    """A wave before, in which Oxmere submitted and then corrected its return."""
    earlier = wave(kept(cast.office, cast.analyst, BEFORE), cast.analyst, [cast.oxmere], "Autumn 2024")
    was = actions.start_return(by=cast.lead, wave=earlier, body=cast.oxmere)
    values = {"post": "Head of estates", "plan": "None", "purpose": "Safety", "cameras": "110"}
    answered(was, cast.lead, values)
    officer = cast.senior_responsible_officer
    actions.submit(by=officer, of=was, base=was.revision)
    was.refresh_from_db()
    actions.begin_correction(by=officer, of=was, reason="Counted again")
    answered(was, cast.lead, {"cameras": "112"})
    actions.submit(by=officer, of=was, base=was.revision, reason="Counted again")
    was.refresh_from_db()
    actions.begin_correction(by=officer, of=was, reason="Once more")
    answered(was, cast.lead, {"cameras": "999"})  # a draft, which counts for nothing
    return earlier


def test_the_wave_before_suggests_what_was_asked_the_same(
    cast: Cast, answered_before: Wave, autumn: Wave
) -> None:
    autumn.earlier = answered_before
    autumn.save()
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    assert proposed(begun) == {
        ("cameras", "earlier"): "112",
        ("post", "earlier"): "Head of estates",
        ("aim", "earlier"): "Safety",
    }
    assert set(Proposal.objects.values_list("because", flat=True)) == {"Your answer in Autumn 2024."}
    assert proposed(actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)) == {}


BEFORE_IN_TWO = """
type                | name    | label                  | hint          | custodes::technology
begin_group         | outside | Cameras outside        |               |
text                | post    | Whose post is it?      |               |
integer             | cameras | How many?              |               | cctv_external
end_group           |         |                        |               |
begin_group         | aims    | Aims                   |               |
text                | purpose | For which purpose?     |               |
text                | plan    | What is the new plan?  | Of this year  |
end_group           |         |                        |               |
"""
HELD = {"post": "Oxmere estates", "cameras": "200", "purpose": "Safety in Marsham", "plan": "None"}


@pytest.fixture
def shared_before(cast: Cast, autumn: Wave) -> Wave:
    """A wave before in which Thornby answered “aims” for Oxmere and itself. Oxmere’s own return answered “outside” for
    itself and for Marsham, and “aims” for Marsham alone."""
    marsham, version = body("Marsham Constabulary"), kept(cast.office, cast.analyst, BEFORE_IN_TWO)
    earlier = wave(version, cast.analyst, [cast.oxmere, cast.thornby, marsham], "Autumn 2024")
    actions.ask_bodies(by=cast.analyst, wave=autumn, bodies=[marsham])
    autumn.earlier = earlier
    autumn.save()
    theirs = actions.start_return(by=cast.stranger, wave=earlier, body=cast.thornby)
    actions.cover(by=None, of=theirs, body=cast.oxmere, sections=["aims"])
    was = actions.start_return(by=cast.lead, wave=earlier, body=cast.oxmere)
    actions.cover(by=None, of=was, body=marsham, sections=["outside", "aims"])
    answered(was, cast.lead, HELD)
    answered(theirs, cast.stranger, {"post": "Thornby estates", "purpose": "Safety in Thornby"})
    for of, key, where, value in (
        (was, "cameras", marsham, "7"), (theirs, "purpose", cast.oxmere, "Safety in Oxmere")
    ):  # fmt: skip
        given = Given(State.ANSWERED, value)
        actions.save_answer(by=cast.lead, of=of, key=key, given=given, base=0, body=where)
    for of in (was, theirs):
        of.refresh_from_db()
        actions.submit(by=cast.senior_responsible_officer, of=of, base=of.revision)
    return earlier


def test_what_anothers_return_answered_for_a_body_is_suggested_to_it(
    cast: Cast, shared_before: Wave, autumn: Wave
) -> None:
    marsham = Body.objects.get(slug="marsham")
    begun = actions.start_return(by=cast.lead, wave=autumn, body=marsham)
    assert proposed(begun) == {
        ("post", "earlier"): "Oxmere estates",
        ("cameras", "earlier"): "7",  # where it differed
        ("aim", "earlier"): "Safety in Marsham",
    }
    (said,) = set(Proposal.objects.filter(of=begun).values_list("because", flat=True))
    assert said == "What Oxmere Constabulary (fictional) answered for you in Autumn 2024."


def test_what_a_body_answered_for_others_alone_is_not_suggested_as_its_own(
    cast: Cast, shared_before: Wave, autumn: Wave
) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    assert proposed(begun) == {
        ("post", "earlier"): "Oxmere estates",
        ("cameras", "earlier"): "200",
        ("aim", "earlier"): "Safety in Oxmere",
    }
    because = dict(Proposal.objects.filter(of=begun).values_list("key", "because"))
    assert because["post"] == "Your answer in Autumn 2024."
    assert because["aim"] == "What Thornby Borough Council (fictional) answered for you in Autumn 2024."


def test_what_is_not_answered_for_the_body_itself_now_is_not_suggested(
    cast: Cast, shared_before: Wave, autumn: Wave
) -> None:
    other = actions.start_return(by=cast.lead, wave=autumn, body=Body.objects.get(slug="marsham"))
    assert proposed(other)
    Covered.objects.filter(of=other, body=other.body).update(body=cast.office)
    actions.propose(by=None, of=other)
    assert proposed(other) == {}


def test_a_submitted_return_takes_no_suggestions(cast: Cast, autumn: Wave) -> None:
    begun = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    with pytest.raises(Conflict):
        actions.propose(by=cast.lead, of=begun)


def test_the_police_survey_is_filled_in_from_a_register_without_a_contradiction(cast: Cast) -> None:
    version = actions.add_shipped(by=cast.analyst, office=cast.office, name="police-survey")
    home = system(cast.oxmere, cast.lead, "Streets")
    System.objects.filter(pk=home.pk).update(
        operator="own", connectivity="networked", capabilities=["audio", "live_stream"]
    )
    devices(home, cast.lead, [{**FLAGGED, "quantity": 14}, {**OTHER, "quantity": 130}])
    run_waiting()
    begun = actions.start_return(
        by=cast.lead, wave=wave(version, cast.analyst, [cast.oxmere]), body=cast.oxmere
    )
    for one in Proposal.objects.filter(of=begun):
        actions.take_proposal(by=cast.lead, proposal=one, base=0)
    assert dict(begun.answers.values_list("key", "value")) == {
        "ext_operated": "own",
        "ext_devices": "144",
        "ext_capabilities": "audio live_stream",
        "ext_makers": "Axis Communications (130) and Hikvision (14)",
        "ext_flagged": "yes",
        "ext_flagged_detail": "Hikvision DS-2CD2186G2-ISU (14)",
        "ext_connection": "networked",
    }
    checked = {one.standing.key.name: one.result for one in checks_of(begun, outcome_of(begun))}
    assert {checked[key] for key in begun.answers.values_list("key", flat=True)} == {Result.AGREES}
