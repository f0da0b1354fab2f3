"""Answers held against real registers, with findings worked out: what is told, and to whom."""

import pytest
from small_registers import FLAGGED, NAMELESS, OTHER, devices, system
from waves import answered, kept, wave

from cast import Cast
from custodes.concerns.actions import run_waiting
from custodes.survey import actions
from custodes.survey.checking import Check, Result, checks_of, contradictions_of
from custodes.survey.models import Return
from custodes.survey.returns import outcome_of

ROWS = """
type                | name    | label                  | custodes::technology | custodes::register | custodes::unit | relevant
begin_group         | outside | Cameras outside        |                      |                    |                |
select_one yes_no   | runs    | Do you run any?        | cctv_external        | operated           |                |
integer             | cameras | How many?              | cctv_external        | devices            | devices        | ${runs} = 'yes'
select_one yes_no   | flagged | Is any flagged?        | cctv_external        | flagged            |                |
text                | makers  | Who made them?         | cctv_external        | makers             |                |
text                | remarks | Anything else?         |                      |                    |                |
end_group           |         |                        |                      |                    |                |
"""
RELABELLED = {"brand": "Annke", "model": "DS-2CD2143G2-I"}


@pytest.fixture
def begun(cast: Cast) -> Return:
    autumn = wave(kept(cast.office, cast.analyst, ROWS), cast.analyst, [cast.oxmere, cast.thornby])
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def checks(of: Return) -> dict[str, Check]:
    return {str(one.standing.key): one for one in checks_of(of, outcome_of(of))}


def test_flagged_devices_contradict_who_says_there_are_none(cast: Cast, begun: Return) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    devices(home, cast.lead, [{**FLAGGED, "quantity": 5}, {**RELABELLED, "quantity": 9}, OTHER])
    run_waiting()
    answered(begun, cast.lead, {"runs": "yes", "cameras": "15", "flagged": "no", "makers": "Axis"})
    found = checks(begun)
    assert found["flagged"].result is Result.CONTRADICTS
    assert found["flagged"].found
    assert found["flagged"].found.answer == "You answer that no external camera is of a maker on a watchlist."
    assert (
        found["flagged"].why
        == "Your register holds 14 that are, of which 9 carry another brand's name."
    )
