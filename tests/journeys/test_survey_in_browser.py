"""Surveys from the questionnaire to a correction, by those who ask and those who answer; and one of 47 bodies."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import Account, Visitor, settle_in, sign_in

if TYPE_CHECKING:
    from service_process import Service

    from cast import Cast
    from custodes.access.models import Person

pytestmark = pytest.mark.one_database  # each step is asked of both in tests/unit/survey and tests/unit/web
Come = Callable[[str], Visitor]
OFFICE, OXMERE = "/bodies/commissioner/surveys", "/bodies/oxmere/returns"
FORM = """
type                 | name      | label                                   | required | relevant         | constraint | custodes::technology | custodes::register
begin_group          | about     | What you hold                           |          |                  |            |                      |
select_one yes_no    | flagged   | Is any external camera of a listed maker? | yes    |                  |            | cctv_external        | flagged
integer              | cameras   | How many external cameras?              |          |                  | . >= 0     | cctv_external        | devices
text                 | makers    | Who made them?                          |          | ${cameras} > 0   |            |                      |
end_group            |           |                                         |          |                  |            |                      |
begin_group          | plates    | Number plates                           |          |                  |            |                      |
text                 | reads     | How are number plates read?             |          |                  |            |                      |
end_group            |           |                                         |          |                  |            |                      |
"""
BROKEN = FORM.replace("${cameras} > 0  ", "${camera} > 0   ")


def tell(cast: "Cast") -> dict[str, "Person"]:
    """Oxmere holds a flagged camera; and the wave of 47 fictional bodies, as the demo holds it, in an office of its own."""
    from small_registers import FLAGGED, assessed

    from cast import body, give, person
    from custodes.access.models import Body, Oversight
    from custodes.access.roles import Role
    from custodes.demo.names import bodies
    from custodes.demo.wave import FILL_IN, hold_wave

    assessed(cast.oxmere, cast.lead, [FLAGGED])
    office = body("Inspectorate of Cameras", Body.Kind.OFFICE)
    inspector = give(person("Ottilie Ames"), Role.ANALYST, office)
    people = {role: person(f"Somebody {role}") for role in FILL_IN}
    teams = {}
    for number, planned in enumerate(bodies()):
        sector = "Local authority" if planned.kind == "council" else "Police force"
        made = Body.objects.create(name=planned.name, slug=f"body-{number}", sector=sector, fictional=True)
        Oversight.objects.create(office=office, body=made)
        for role, who in people.items():
            give(who, role, made)
        teams[made.slug] = (made, people)
    hold_wave(office, {Role.ANALYST: inspector}, teams, lambda what, share: None)
    return {"inspector": inspector}


@pytest.fixture(scope="module")
def accounts(service: "Service") -> dict[str, Account]:
    return settle_in(service, __name__)


@pytest.fixture(scope="module")
def come(arrive: Callable[..., Visitor], accounts: dict[str, Account]) -> Come:
    """Somebody of the cast, signed in. Whoever has come before is still there."""
    here: dict[str, Visitor] = {}

    def coming(part: str) -> Visitor:
        if part not in here:
            here[part] = arrive()
            sign_in(here[part], accounts[part])
        return here[part]

    return coming


def upload(at: Visitor, name: str, data: bytes, folder: Path) -> None:
    (folder / name).write_bytes(data)
    at.page.set_input_files("input[type=file]", folder / name)


def day(at: Visitor, group: str, when: dt.date) -> None:
    """The three boxes of a date."""
    boxes = at.page.get_by_role("group", name=group)
    for label, value in (("Day", when.day), ("Month", when.month), ("Year", when.year)):
        boxes.get_by_label(label, exact=True).fill(str(value))


def begin(analyst: Visitor, title: str, first: int, last: int) -> None:
    """A wave of the questionnaire over all bodies, from one day to another, counted from today."""
    analyst.open(f"{OFFICE}/add")
    analyst.answer("Title", title)
    analyst.answer("Instrument", "Cameras outside, version 1")
    today = dt.datetime.now(dt.UTC).date()
    day(analyst, "First day", today + dt.timedelta(first))
    day(analyst, "Last day", today + dt.timedelta(last))
    analyst.press("Save and choose bodies")
    analyst.answer("All bodies that your office oversees")
    analyst.press("Continue")


def test_a_questionnaire_with_a_mistake_is_mended_and_a_wave_of_it_begun(come: Come, tmp_path: Path) -> None:
    from waves import workbook

    analyst = come("analyst")
    analyst.open(f"{OFFICE}/instruments/add")
    analyst.answer("A workbook of your own")
    upload(analyst, "broken.xlsx", workbook("Cameras outside", BROKEN), tmp_path)
    analyst.press("Add it")
    analyst.sees("It cannot be used yet")
    analyst.sees("survey, row 5")
    analyst.sees("${cameras}")
    analyst.answer("A workbook of your own")
    upload(analyst, "form.xlsx", workbook("Cameras outside", FORM), tmp_path)
    analyst.press("Add it")
    begin(analyst, "Autumn survey", first=0, last=30)
    analyst.sees("0 of 2 bodies")


def test_a_return_is_filled_in_by_two_and_signed_off_with_what_contradicts_it_explained(come: Come) -> None:
    lead, security = come("lead"), come("it_security")
    lead.open(OXMERE)
    lead.press("Start")
    lead.follow("What you hold")
    security.open(lead.path)
    lead.page.get_by_role("radio", name="No", exact=True).first.check()
    lead.page.get_by_label("How many external cameras?").fill("1")
    lead.page.keyboard.press("Tab")
    lead.page.get_by_label("Who made them?").fill("As procurement policy has it")  # it applies since a moment
    lead.press("Save")
    security.page.get_by_label("How many external cameras?").fill("2")
    security.page.keyboard.press("Tab")
    security.sees("changed this answer while you did")
    assert [one[:4] for one in security.wrong] == ["409 "]
    security.wrong.clear()
    security.page.get_by_role("radio", name="Take theirs: 1").click()
    security.press("Save")
    lead.open(OXMERE)
    lead.follow("Go on with the return for Autumn survey")
    lead.follow("Check your answers")
    lead.sees("is of a maker")
    lead.answer("Why does the answer stand?", "It is in store and will be sold.")
    lead.press("Keep the explanation")
    lead.press("Hand it over for sign-off")
    officer = come("senior_responsible_officer")
    officer.open(lead.path.partition("#")[0].removesuffix("/check") + "/check")
    officer.page.get_by_role("checkbox").check()
    officer.press("Sign off and submit")
    assert officer.heading == "Receipt"
    officer.sees("SHA-256")


def test_what_was_submitted_is_asked_back_coded_and_corrected(come: Come) -> None:
    analyst, lead, officer = come("analyst"), come("lead"), come("senior_responsible_officer")
    analyst.open(OFFICE)
    analyst.follow("Autumn survey")
    analyst.sees("1 of 2 bodies")
    analyst.follow("Questions and answers")
    analyst.follow("Who made them?")
    analyst.sees("As procurement policy has it")
    at = analyst.page.url.removeprefix(analyst.address)
    number = int(officer.path.split("/returns/")[1].split("/")[0])
    answer = f"{at.split('/questions/')[0]}/returns/{number}/answers/makers"
    analyst.open(f"{answer}/code")
    analyst.answer("A non-answer")
    analyst.answer("Why do you read it so?", "It tells of a policy, not of makers.")
    analyst.press("Keep this reading")
    analyst.open(f"{answer}/query")
    analyst.answer("What do you want to know?", "Which makers are on the labels?")
    analyst.press("Ask")
    lead.open(f"{OXMERE}/{number}/queries")
    lead.sees("Which makers are on the labels?")
    lead.follow("Answer the query")
    lead.answer("Your answer to the query", "Hikvision: the return is being corrected.")
    lead.press("Send your answer")
    officer.open(f"{OXMERE}/{number}/correct")
    officer.page.get_by_role("textbox").fill("The maker is named now")
    officer.page.locator("main form button").first.click()
    officer.open(f"{OXMERE}/{number}/sections/about")
    officer.page.get_by_label("Who made them?").fill("Hikvision")
    officer.press("Save")
    officer.open(f"{OXMERE}/{number}/check")
    officer.page.get_by_role("checkbox").check()
    officer.answer("What was corrected, and why?", "The maker is named now")
    officer.press("Sign off and submit")
    assert officer.heading == "Receipt of correction 1"
    analyst.open(answer)
    analyst.sees("Hikvision")


def test_a_workbook_that_was_filled_in_elsewhere_is_merged(come: Come, tmp_path: Path) -> None:
    from refilled import filled_in

    stranger = come("stranger")
    stranger.open("/bodies/thornby/returns")
    stranger.press("Start")
    book = stranger.download("Download it to fill in elsewhere")
    filled = filled_in(book, {"reads": "By two cameras at the car park"})
    stranger.follow("Upload a workbook that was filled in")
    upload(stranger, "filled.xlsx", filled, tmp_path)
    stranger.press("Upload and compare")
    stranger.sees("By two cameras at the car park")
    stranger.press("Save 1 answer")
    stranger.sees("1 of ")
    assert stranger.status(OXMERE) == 404


def test_a_late_return_answers_for_two_bodies_and_one_section_is_filled_in_by_the_other(come: Come) -> None:
    analyst, lead, thornby = come("analyst"), come("lead"), come("stranger")
    begin(analyst, "Summer survey", first=-20, last=-1)
    thornby.open("/bodies/thornby/returns")
    with thornby.leaving():
        thornby.page.get_by_role("link", name="Let another return answer for us in Summer survey").click()
    thornby.answer("Whose return is to answer for you?", "Oxmere Constabulary (fictional)")
    thornby.page.get_by_role("checkbox", name="What you hold").uncheck()
    thornby.press("Let them answer")
    lead.open(OXMERE)
    with lead.leaving():
        lead.page.get_by_role("region", name="Summer survey").get_by_role("button", name="Start").click()
    joint = lead.path
    lead.sees("1 day late")
    lead.follow("Change which bodies it answers for")
    lead.follow("Answer for Thornby Borough Council (fictional)")
    lead.press("Answer for Thornby Borough Council (fictional)")
    lead.open(f"{joint}/delegate/plates")
    lead.answer("Who is to fill it in?", "Thornby Borough Council (fictional)")
    lead.press("Ask them")
    lead.open(f"{joint}/sections/about")
    lead.page.get_by_role("radio", name="Yes", exact=True).first.check()
    lead.page.get_by_label("How many external cameras?").fill("1")
    lead.press("Save")
    # the other body fills in what it was asked to, for both, and where it differs
    thornby.open("/bodies/thornby/returns")
    thornby.follow("Summer survey, return of Oxmere Constabulary (fictional)")
    thornby.follow("Number plates")
    assert thornby.status(f"{joint.replace('oxmere', 'thornby')}/sections/about") == 404
    thornby.page.get_by_label("How are number plates read?").fill("By patrol cars")
    thornby.press("Save")
    shared = joint.replace("oxmere", "thornby")
    thornby.open(f"{shared}/sections/plates")
    for link in ("Different for one of the bodies", "what Thornby Borough Council (fictional) answers"):
        with thornby.leaving():
            thornby.page.get_by_role("link", name=link).click()
    thornby.page.get_by_label("How are number plates read?").fill("By two cameras at the car park")
    thornby.press("Save for this body alone")
    thornby.open(shared)
    thornby.press("“Number plates” is done")
    lead.open(f"{joint}/check")
    assert "Thornby Borough Council (fictional): By two cameras at the car park" in lead.text
    lead.press("Hand it over for sign-off")
    officer = come("senior_responsible_officer")
    officer.open(f"{joint}/check")
    officer.page.get_by_role("checkbox").check()
    officer.press("Sign off and submit")
    officer.sees("Number plates")
    analyst.open(OFFICE)
    analyst.follow("Summer survey")
    assert "Submitted late\t1 of 2 bodies (50%)" in analyst.text
    assert (
        "Submitted in part\t1 of 2 bodies (50%)" in analyst.text
    )  # what Thornby holds it has yet to answer itself


def test_a_survey_of_47_bodies_says_what_came_from_whom(come: Come) -> None:
    inspector = come("inspector")
    inspector.open("/bodies/inspectorate/surveys")
    inspector.follow("Survey of police surveillance cameras (made up)")
    response = inspector.section("Response")
    assert "39\nreturns submitted, of 39 that were started" in response
    assert "43\nof 47 bodies covered wholly by submitted returns" in response
    assert "4\nof 47 bodies not submitted yet" in response
