"""Answers held against real registers, with findings worked out: what is told, to whom, and for how long it is explained."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from small_registers import FLAGGED, NAMELESS, OTHER, devices, system
from waves import answered, kept, wave

from cast import Cast
from custodes.access.models import Body
from custodes.access.permissions import GRANTS, Permission, Reach
from custodes.access.roles import HOLDER_ROLES
from custodes.concerns.actions import run_waiting
from custodes.errors import Invalid
from custodes.register.actions import add_device, let_use, withdraw_devices
from custodes.survey import actions
from custodes.survey.checking import Check, Result, checks_of, contradictions_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Return
from custodes.survey.returns import outcome_of

ROWS = """
type                | name    | label                  | custodes::technology | custodes::register | custodes::unit
begin_group         | outside | Cameras outside        |                      |                    |
select_one yes_no   | runs    | Do you run any?        | cctv_external        | operated           |
integer             | cameras | How many?              | cctv_external        | devices            | devices
select_one yes_no   | flagged | Is any flagged?        | cctv_external        | flagged            |
text                | makers  | Who made them?         | cctv_external        | makers             |
text                | remarks | Anything else?         |                      |                    |
end_group           |         |                        |                      |                    |
begin_group         | flying  | Drones                 |                      |                    |
select_one yes_no   | flies   | Do you run any?        | drone                | operated           |
integer             | drones  | How many?              | drone                | devices            | devices
end_group           |         |                        |                      |                    |
"""
RELABELLED = {"brand": "Annke", "model": "DS-2CD2143G2-I", "serial": "SN-4471", "site": "Harbour Road"}
ANSWERS = {"runs": "yes", "cameras": "15", "flagged": "no", "makers": "Axis"}


@pytest.fixture
def begun(cast: Cast) -> Return:
    autumn = wave(kept(cast.office, cast.analyst, ROWS), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def checks(of: Return) -> dict[str, Check]:
    return {str(one.standing.key): one for one in checks_of(of, outcome_of(of))}


def town_centre(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    rows = [{**FLAGGED, "quantity": 5}, {**RELABELLED, "quantity": 9}, {**OTHER, "quantity": 1}]
    devices(home, cast.lead, rows)
    run_waiting()


def test_flagged_devices_contradict_who_says_there_are_none(cast: Cast, begun: Return) -> None:
    town_centre(cast)
    answered(begun, cast.lead, ANSWERS)
    found = checks(begun)
    assert {name: one.result for name, one in found.items()} == {
        "runs": Result.AGREES,
        "cameras": Result.AGREES,
        "flagged": Result.CONTRADICTS,
        "makers": Result.CONTRADICTS,
        "flies": Result.UNCHECKED,
        "drones": Result.UNCHECKED,
    }
    flagged = found["flagged"].found
    assert flagged
    assert flagged.answer == "You answer that no external camera is of a maker on a watchlist."
    assert flagged.evidence == "Your register holds 14 that are, of which 9 carry another brand's name."


def test_the_office_is_told_totals_alone(cast: Cast, begun: Return) -> None:
    town_centre(cast)
    answered(begun, cast.lead, {**ANSWERS, "makers": "Bosch"})
    told = json.dumps([one.told() for one in contradictions_of(begun, outcome_of(begun))])
    assert "14" in told
    for detail in ("SN-4471", "Harbour", "DS-2CD", "Hikvision", "Annke", "Axis", "Town centre"):
        assert detail not in told
    makers = checks(begun)["makers"].found
    assert makers
    assert makers.detail == "Hikvision (14, of which 9 carry another brand's name)"


def test_an_explanation_holds_until_the_numbers_change(cast: Cast, begun: Return) -> None:
    town_centre(cast)
    answered(begun, cast.lead, {**ANSWERS, "makers": ""})
    with pytest.raises(Invalid, match="1 answer to explain"):
        actions.say_ready(by=cast.lead, of=begun)
    (found,) = contradictions_of(begun, outcome_of(begun))
    actions.explain(
        by=cast.lead, of=begun, key="flagged", contradiction=found.digest, text="All are switched off."
    )
    (found,) = contradictions_of(begun, outcome_of(begun))
    assert found.explanation
    assert found.told()["explanation"] == "All are switched off."
    home = system(cast.oxmere, cast.lead, "Depot")
    add_device(by=cast.lead, system=home, said=FLAGGED)
    run_waiting()
    again = {str(one.standing.key): one for one in contradictions_of(begun, outcome_of(begun))}["flagged"]
    assert again.explanation is None
    assert "holds at least 15 (1 row does not say how many)" in again.evidence
    with pytest.raises(Invalid, match="to explain"):
        actions.say_ready(by=cast.lead, of=begun)


def test_what_is_submitted_holds_the_contradictions_and_no_doubt(cast: Cast, begun: Return) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    devices(home, cast.lead, [{**NAMELESS, "quantity": 40}])
    run_waiting()
    answered(begun, cast.lead, {**ANSWERS, "cameras": "12"})
    assert checks(begun)["flagged"].result is Result.DOUBTFUL
    (found,) = contradictions_of(begun, outcome_of(begun))
    actions.explain(
        by=cast.lead, of=begun, key="cameras", contradiction=found.digest, text="Counted on site."
    )
    begun.refresh_from_db()
    made = actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)
    assert json.loads(made.contents)["checks"] == [
        {
            "question": "cameras",
            "answer": "You answer that there are 12 external cameras.",
            "evidence": "Your register holds 40 external cameras.",
            "explanation": "Counted on site.",
        }
    ]


def test_what_nobody_has_looked_at_is_no_agreement(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, ANSWERS)
    assert {one.result for one in checks(begun).values()} == {Result.UNCHECKED}
    home = system(cast.oxmere, cast.lead, "Town centre")
    devices(home, cast.lead, [{**OTHER, "quantity": 15}])
    assert "not worked out yet" in checks(begun)["flagged"].why
    run_waiting()
    assert checks(begun)["flagged"].result is Result.AGREES
    add_device(by=cast.lead, system=system(cast.oxmere, cast.lead, "Aerial", technology="drone"), said=OTHER)
    assert "worked out again" in checks(begun)["flagged"].why


def test_withdrawn_devices_and_those_of_other_bodies_are_not_counted(cast: Cast, begun: Return) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    _, gone = devices(home, cast.lead, [{**OTHER, "quantity": 15}, {**FLAGGED, "quantity": 4}])
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[gone.pk], reason="Scrapped")
    devices(system(cast.thornby, cast.stranger, "Market"), cast.stranger, [{**FLAGGED, "quantity": 7}])
    run_waiting()
    answered(begun, cast.lead, ANSWERS)
    found = checks(begun)
    assert {found[key].result for key in ANSWERS} == {Result.AGREES}


def test_systems_of_others_count_as_used_and_their_devices_not_at_all(cast: Cast, begun: Return) -> None:
    theirs = system(cast.thornby, cast.stranger, "Aerial", technology="drone")
    devices(theirs, cast.stranger, [{"brand": "DJI", "quantity": 3}])
    let_use(by=cast.stranger, system=theirs, user=cast.oxmere)
    answered(begun, cast.lead, {"flies": "no"})
    found = checks(begun)["flies"]
    assert found.why == "Your register holds no system of drones but 1 of another body that is used."
    assert found.result is Result.CONTRADICTS
    answered(begun, cast.lead, {"flies": "yes", "drones": "3"})
    assert checks(begun)["drones"].why == "Your register holds nothing that is recorded as drones."


@pytest.fixture
def joint(cast: Cast, begun: Return) -> Return:
    """Of both bodies: five flagged cameras of the one, seven of the other."""
    for body, by, number in ((cast.oxmere, cast.lead, 5), (cast.thornby, cast.stranger, 7)):
        devices(system(body, by, "Streets"), by, [{**FLAGGED, "quantity": number}])
    run_waiting()
    actions.cover(by=cast.lead, of=begun, body=cast.thornby, sections=["outside"])
    begun.refresh_from_db()
    return begun


def test_a_joint_return_is_held_against_the_registers_of_all_it_answers_for(
    cast: Cast, joint: Return
) -> None:
    answered(joint, cast.lead, {"cameras": "12", "flagged": "no"})
    found = checks(joint)
    assert found["cameras"].result is Result.AGREES
    assert found["flagged"].why == "The registers of the 2 bodies that this answers for hold 12 that are."


def test_who_answers_otherwise_is_held_against_its_own_register(cast: Cast, joint: Return) -> None:
    answered(joint, cast.lead, {"cameras": "5"})
    differ(cast, joint, cast.thornby, "cameras", "6")
    common, own = checks_of(joint, outcome_of(joint))[1], checks_of(joint, outcome_of(joint))[-1]
    assert (common.result, common.why) == (Result.AGREES, "Your register holds 5 external cameras.")
    assert own.found
    assert own.body == cast.thornby
    name = cast.thornby.name
    assert own.found.answer == f"You answer for {name} that there are 6 external cameras."
    assert own.found.evidence == f"The register of {name} holds 7 external cameras."
    assert own.found.told()["body"] == "thornby"


def differ(cast: Cast, of: Return, body: Body, key: str, value: str) -> None:
    given = Given(State.ANSWERED, value)
    actions.save_answer(by=cast.lead, of=of, key=key, given=given, base=0, body=body)


def test_what_a_return_answers_for_nobody_is_not_checked(cast: Cast, begun: Return) -> None:
    system(cast.oxmere, cast.lead, "Aerial", technology="drone")
    other = actions.start_return(by=cast.stranger, wave=begun.wave, body=cast.thornby)
    actions.cover(by=cast.stranger, of=other, body=cast.oxmere, sections=["flying"])
    answered(begun, cast.lead, {"flies": "no"})
    assert checks(begun)["flies"].why == "This return answers that part for no body."


def test_it_takes_as_many_queries_however_much_there_is(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, ANSWERS)
    outcome = outcome_of(begun)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            checks_of(begun, outcome)
        return len(captured)

    queries()  # what a process reads once
    few = queries()
    for number in range(6):
        home = system(cast.oxmere, cast.lead, f"System {number}")
        devices(home, cast.lead, [FLAGGED, OTHER, NAMELESS])
    assert queries() == few <= 9


def test_whoever_answers_may_read_the_register_of_their_body() -> None:
    for role in HOLDER_ROLES:
        may = GRANTS[Reach.OWN][role]
        assert Permission.ANSWER not in may or Permission.READ_REGISTER in may
