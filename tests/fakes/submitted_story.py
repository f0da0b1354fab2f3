"""A wave of three bodies with what was submitted in it: a joint return in which one body differs, and one of its own."""

from typing import NamedTuple

from small_registers import devices, system
from waves import answered, kept, wave

import cast as people
from cast import Cast
from custodes.access.models import Body, Person
from custodes.access.roles import Role
from custodes.survey import actions
from custodes.survey.checking import contradictions_of
from custodes.survey.filling import Given, State
from custodes.survey.models import Return, Submission, Wave
from custodes.survey.returns import outcome_of

ROWS = """
type                 | name      | label                                  | required | relevant        | custodes::technology | custodes::register | custodes::unit
begin_group          | outside   | Cameras outside buildings              |          |                 |                      |                    |
select_one yes_no    | runs      | Do you run cameras outside?            | yes      |                 | cctv_external        |                    |
integer              | cameras   | How many?                              |          | ${runs} = 'yes' | cctv_external        | devices            | devices
text                 | flagged   | Is any of the ${cameras} of a flagged maker? |    | ${runs} = 'yes' |                      |                    |
select_multiple yes_no | uses    | Which answers do operators give?       |          |                 |                      |                    |
begin_repeat         | site      | Sites                                  |          |                 |                      |                    |
text                 | place     | Where is it?                           |          |                 |                      |                    |
end_repeat           |           |                                        |          |                 |                      |                    |
end_group            |           |                                        |          |                 |                      |                    |
begin_group          | governing | How they are governed                  |          |                 |                      |                    |
text                 | training  | How are operators trained?             |          |                 |                      |                    |
date                 | since     | Since when?                            |          |                 |                      |                    |
end_group            |           |                                        |          |                 |                      |                    |
"""
POLICY = "Our procurement followed policy at all times."


class Story(NamedTuple):
    """Who and what there is; the cast's analyst and head read it."""

    cast: Cast
    autumn: Wave
    joint: Return
    """Of Oxmere, which answers for Wexcombe as well."""
    own: Return
    """Of Thornby."""
    wexcombe: Body
    second: Person
    """Another analyst."""

    def latest(self, of: Return) -> Submission:
        """What was submitted last."""
        return of.submissions.order_by("-number")[0]


def tell(cast: Cast) -> Story:
    """Everything, up to the first submissions."""
    wexcombe = people.body("Wexcombe Constabulary")
    second = people.give(people.person("Corin Hale"), Role.ANALYST, cast.office)
    version = kept(cast.office, cast.analyst, ROWS)
    autumn = wave(version, cast.analyst, [cast.oxmere, cast.thornby, wexcombe])
    devices(
        system(cast.oxmere, cast.lead, "Market square"),
        cast.lead,
        [{"brand": "Axis", "model": "P3245-LV", "quantity": 14}],
    )
    joint = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    actions.cover(by=None, of=joint, body=wexcombe, sections=["outside", "governing"])
    answered(
        joint,
        cast.lead,
        {
            "runs": "yes",
            "cameras": "1200",
            "flagged": POLICY,
            "uses": "yes no",
            "site": "1 3",
            "place[1]": "High Street",
            "place[3]": "The quay\nand the market",
            "training": Given(State.WITHHELD, exemption="s.31(1)(a)"),
            "since": "2019-03-27",
        },
    )
    unlike = Given(State.NOT_HELD, note="Wexcombe keeps no list.")
    actions.save_answer(by=cast.lead, of=joint, key="flagged", given=unlike, base=0, body=wexcombe)
    explain_all(joint, cast.lead)
    submitted(joint, cast.senior_responsible_officer)
    own = actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)
    values: dict[str, str | Given] = {"runs": "yes", "cameras": "40", "flagged": "We have Hikvision domes."}
    answered(own, cast.stranger, values | {"training": "By the maker.", "since": Given(State.NOT_KNOWN)})
    submitted(own, cast.stranger)
    return Story(cast, autumn, joint, own, wexcombe, second)


def explain_all(of: Return, by: Person) -> None:
    """Explain whatever the register contradicts."""
    for one in contradictions_of(of, outcome_of(of)):
        actions.explain(
            by=by,
            of=of,
            key=str(one.standing.key),
            contradiction=one.digest,
            text="The list is not finished.",
        )


def submitted(of: Return, by: Person, reason: str = "") -> Submission:
    """The return, signed off as it stands."""
    of.refresh_from_db()
    made = actions.submit(by=by, of=of, base=of.revision, reason=reason)
    of.refresh_from_db()
    return made


def corrected(story: Story, values: dict[str, str | Given]) -> Submission:
    """A correction of the joint return."""
    cast = story.cast
    actions.begin_correction(by=cast.senior_responsible_officer, of=story.joint, reason="Counted again")
    answered(story.joint, cast.lead, values)
    explain_all(story.joint, cast.lead)
    return submitted(story.joint, cast.senior_responsible_officer, "Counted again")
