"""Checking a return, handing it over and back, signing it off, its receipt and its correction, as pages."""

import hashlib
import html
import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from parsed import parsed
from small_registers import FLAGGED, assessed
from waves import SMALL, answered, kept, wave

from cast import Cast, body, sign_in
from custodes.access.models import Person
from custodes.audit import guards
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import BodyAsked, Explanation, Return, Submission, Wave
from custodes.survey.printing.papers import return_paper, submission_paper
from custodes.survey.sections import Seen

pytestmark = pytest.mark.django_db
DONE = {"runs": "yes", "cameras": "120", "makers": "Axis", "reads": "no"}


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


@pytest.fixture
def done(cast: Cast, begun: Return) -> Return:
    return answered(begun, cast.lead, DONE)


class Pages:
    """The pages of a return as one person sees them."""

    def __init__(self, who: Person, of: Return, slug: str = "oxmere") -> None:
        self.client = sign_in(Client(), who)
        self.at = f"/bodies/{slug}/returns/{of.pk}"

    def text(self, page: str) -> str:
        """What is read on a page."""
        answer = self.client.get(f"{self.at}/{page}".rstrip("/"))
        assert answer.status_code == 200
        return _read(answer)

    def source(self, page: str) -> str:
        return self.client.get(f"{self.at}/{page}").content.decode()

    def status(self, page: str) -> int:
        return self.client.get(f"{self.at}/{page}").status_code

    def post(self, page: str, **given: Any) -> str:
        """What is read after a form was sent."""
        return _read(self.client.post(f"{self.at}/{page}", given, follow=True))

    def signed(self, **given: Any) -> dict[str, Any]:
        """What the form of the declaration carries as the page shows it now, with the box ticked."""
        hidden = dict(re.findall(r'type="hidden" name="(base|seen)" value="([^"]*)"', self.source("check")))
        return {**hidden, "declared": "on", **given}


def _read(answer: Any) -> str:
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", main)).split())


@pytest.fixture
def lead(cast: Cast, begun: Return) -> Pages:
    return Pages(cast.lead, begun)


@pytest.fixture
def officer(cast: Cast, begun: Return) -> Pages:
    return Pages(cast.senior_responsible_officer, begun)


def test_every_answer_is_shown_with_what_it_is(cast: Cast, done: Return, lead: Pages) -> None:
    actions.save_answer(
        by=cast.lead,
        of=done,
        key="makers",
        given=Given(State.WITHHELD, exemption="s.31", note="Ask us"),
        base=1,
    )
    actions.save_answer(
        by=cast.lead, of=done, key="cameras", given=Given(State.ANSWERED, "1200"), base=1, source="register"
    )
    said = lead.text("check")
    assert "Do you run cameras? Yes" in said
    assert "How many? 1,200 Taken from the register" in said
    assert "Withheld: s.31 Note: Ask us" in said
    assert "#b-cameras" in lead.source("check")


def test_what_keeps_it_from_sign_off_leads_to_the_questions(
    cast: Cast, begun: Return, lead: Pages, officer: Pages
) -> None:
    said = lead.text("check")
    assert "What keeps it from sign-off To answer: Do you run cameras?" in said
    assert f'href="/bodies/oxmere/returns/{begun.pk}/sections/about#b-runs"' in lead.source("check")
    assert "Hand it over" not in said
    assert "Sign off and submit" not in officer.text("check")
    answered(begun, cast.lead, {**DONE, "cameras": "lots"})
    assert "To correct (Enter a whole number, like 120): How many?" in lead.text("check")
    assert "It cannot be signed off yet: 1 answer to correct." in lead.post("hand-over")


def test_what_is_kept_and_not_counted_is_apart(cast: Cast, done: Return, lead: Pages) -> None:
    answered(done, cast.lead, {"runs": "no"})
    said = lead.text("check")
    answers, kept_apart = said.split("Kept, and not counted")
    assert "120" not in answers
    assert "How many? 120" in kept_apart
    assert "Nothing in this section applies" in answers


def test_answers_whose_question_was_changed_are_counted_where_somebody_signs(
    cast: Cast, autumn: Wave, done: Return, lead: Pages, officer: Pages
) -> None:
    assert "to look at again" not in officer.text("check")
    rows = SMALL.replace("How many?", "How many do you run?")
    second = kept(cast.office, cast.analyst, rows, version="2")
    actions.amend(by=cast.analyst, wave=autumn, instrument=second, reason="Clearer", base=autumn.revision)
    for pages in (lead, officer):
        said = pages.text("check")
        assert "1 answer to look at again Its question was changed since." in said
        assert "How many do you run?" in said.partition("to look at again")[2]
    assert "Sign off and submit" in officer.text("check")  # it is said, and keeps nobody from it
    there = done.answers.get(key="cameras")
    actions.confirm_answer(by=cast.lead, of=done, key="cameras", base=there.revision)
    assert "to look at again" not in officer.text("check")


def test_what_could_not_be_worked_out_is_said_where_it_is_asked_and_where_it_is_signed(cast: Cast) -> None:
    rows = """
    type             | name   | label               | calculation                                  | repeat_count
    begin_group      | about  | About you           |                                              |
    integer          | number | How many sites?     |                                              |
    begin_repeat     | site   | Sites               |                                              | ${number}
    text             | place  | Where?              |                                              |
    end_repeat       |        |                     |                                              |
    end_group        |        |                     |                                              |
    """
    run = wave(kept(cast.office, cast.analyst, rows), cast.analyst, [cast.oxmere])
    of = actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)
    pages = Pages(cast.lead, of)
    answered(of, cast.lead, {"number": "2"})
    assert "could be worked out" not in pages.text("sections/about") + pages.text("check")
    answered(of, cast.lead, {"number": "2000"})  # more than a return can hold
    for page in ("sections/about", "check"):
        assert "Not everything here could be worked out." in pages.text(page)
        assert "for: Sites It is asked all the same" in pages.text(page)
    assert "could be worked out" in Pages(cast.reader, of).text("sections/about")


def test_it_goes_from_hand_to_hand(cast: Cast, done: Return, lead: Pages, officer: Pages) -> None:
    assert "Rowan Sable can sign it off" in lead.text("check")
    assert "handed over for sign-off" in lead.post("hand-over")
    assert "It waits for sign-off by Rowan Sable" in lead.text("check")
    assert "Say what is to be done" in officer.post("hand-back", reason=" ")
    officer.post("hand-back", reason="Count the depot again")
    assert "Handed back by Rowan Sable" in lead.text("check")
    assert "Count the depot again" in lead.text("check")


def test_who_signs_is_told_how_much_is_not_answered(cast: Cast, begun: Return, officer: Pages) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120"})
    said = officer.text("check")
    assert "2 of 4 questions are not answered: About you (1) , Number plates (1)" in said
    assert said.index("are not answered") < said.index("I have checked these answers")
    assert f'href="/bodies/oxmere/returns/{begun.pk}/sections/plates"' in officer.source("check")
    answered(begun, cast.lead, {"makers": "Axis", "reads": "no"})
    assert "not answered" not in officer.text("check")
    assert "Receipt" in officer.post("sign-off", **officer.signed())


def test_nobody_signs_without_the_declaration(done: Return, officer: Pages) -> None:
    given = officer.signed()
    del given["declared"]
    assert "Confirm that you have checked the answers" in officer.post("sign-off", **given)
    assert not Submission.objects.exists()


def test_a_double_click_and_the_back_button_lead_to_the_same_receipt(done: Return, officer: Pages) -> None:
    given = officer.signed()
    for _ in range(2):
        assert "Receipt Survey Autumn" in officer.post("sign-off", **given)
    assert Submission.objects.count() == 1


def test_what_changed_meanwhile_is_said_and_shown_anew(cast: Cast, done: Return, officer: Pages) -> None:
    given = officer.signed()
    answered(done, cast.lead, {"cameras": "121"})
    said = officer.post("sign-off", **given)
    assert "Somebody changed this return while you looked at it." in said
    assert "How many? 121" in said
    assert not Submission.objects.exists()
    assert "Receipt" in officer.post("sign-off", **officer.signed())
    assert json.loads(Submission.objects.get().contents)["answers"]["cameras"]["value"] == "121"


def test_a_stale_page_is_said_to_be_one_also_where_the_box_was_not_ticked(
    cast: Cast, done: Return, officer: Pages
) -> None:
    given = officer.signed()
    del given["declared"]
    answered(done, cast.lead, {"cameras": "121"})
    assert "Somebody changed this return" in officer.post("sign-off", **given)


def test_a_receipt_says_what_was_signed_and_the_file_has_its_digest(
    cast: Cast, done: Return, officer: Pages, lead: Pages
) -> None:
    officer.post("sign-off", **officer.signed())
    made = Submission.objects.get()
    said = lead.text("submissions/1")
    assert "Signed off by Rowan Sable" in said
    assert "Answers for Oxmere Constabulary (fictional)" in said
    assert "Answers 4 answered" in said
    assert made.digest in said
    file = lead.client.get(f"{lead.at}/submissions/1/contents.json")
    assert hashlib.sha256(file.content).hexdigest() == made.digest
    assert file["Content-Disposition"] == 'attachment; filename="oxmere-autumn-1.json"'
    assert "How many? 120" in lead.text("submissions/1/answers")
    assert lead.status("submissions/2") == 404


def test_a_correction_says_why_and_what_it_changed(
    cast: Cast, done: Return, officer: Pages, lead: Pages
) -> None:
    officer.post("sign-off", **officer.signed())
    assert "Say what is to be corrected" in officer.post("correct", reason="")
    officer.post("correct", reason="The depot was counted twice")
    assert "Being corrected by Rowan Sable" in lead.text("check")
    answered(done, cast.lead, {"cameras": "110"})
    assert "The depot was counted twice" in officer.source("check")  # and need not be typed again
    assert "Say what was corrected" in officer.post("sign-off", **officer.signed(reason=""))
    officer.post("sign-off", **officer.signed(reason="The depot was counted twice"))
    said = lead.text("submissions")
    assert "The depot was counted twice" in said
    assert "How many? 120 110" in said
    assert "This was corrected since" in lead.text("submissions/1")


def test_a_submission_that_was_changed_by_hand_is_said_loudly(
    cast: Cast, done: Return, officer: Pages, lead: Pages
) -> None:
    officer.post("sign-off", **officer.signed())
    made = Submission.objects.get()
    for contents in (made.contents.replace('"120"', '"20"'), "nothing that can be read"):
        connection.check_constraints()
        guards.remove(connection)
        Submission.objects.filter(pk=made.pk).update(contents=contents)
        connection.check_constraints()
        guards.install(connection)
        for page in ("submissions/1", "submissions/1/answers", "submissions"):
            assert "This is not what was signed off" in lead.text(page)


CHECKED = """
type         | name    | label                  | custodes::technology | custodes::register
begin_group  | outside | Cameras outside        |                      |
integer      | cameras | How many are there?    | cctv_external        | devices
end_group    |         |                        |                      |
"""


def boxes(pages: Pages) -> list[str]:
    """The names of the fields for explanations."""
    return re.findall(r'<textarea[^>]* name="([^"]*-text)"', pages.source("check"))


def test_all_explanations_that_were_typed_are_kept_at_once_and_the_others_come_back(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [{**FLAGGED, "quantity": 147}])
    rows = CHECKED
    for number in (2, 3, 4):
        row = f"integer | cameras{number} | How many, {number}? | cctv_external | devices\n"
        rows = rows.replace("end_group", f"{row}end_group", 1)
    run = wave(kept(cast.office, cast.analyst, rows), cast.analyst, [cast.oxmere])
    of = actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)
    answered(of, cast.lead, {f"cameras{number}": "120" for number in ("", 2, 3, 4)})
    lead = Pages(cast.lead, of)
    first, second, third, fourth = boxes(lead)
    assert lead.source("check").count("Keep the explanation") == 1
    typed = {first: "Sold", second: "Lent", third: "x" * 20_001, fourth: " "}
    said = lead.post("explain", **typed)
    assert "2 explanations are kept" in said
    assert "x" * 20_001 in said  # too long, and not to be typed again
    assert sorted(Explanation.objects.values_list("text", flat=True)) == ["Lent", "Sold"]
    said = lead.post("explain", **{**typed, third: "Stolen", fourth: "Counted otherwise"})
    assert "2 explanations are kept" in said  # those that were kept before stay as they are
    assert Explanation.objects.count() == 4


def test_a_contradiction_is_explained_and_the_explanation_is_signed(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [{**FLAGGED, "quantity": 147}])
    run = wave(kept(cast.office, cast.analyst, CHECKED), cast.analyst, [cast.oxmere, cast.thornby])
    of = answered(
        actions.start_return(by=cast.lead, wave=run, body=cast.oxmere), cast.lead, {"cameras": "120"}
    )
    lead, officer = Pages(cast.lead, of), Pages(cast.senior_responsible_officer, of)
    said = lead.text("check")
    assert "To explain or correct: How many are there?" in said
    assert "Your register holds 147" in said
    assert "1 answer was held against the register: 1 contradicted" in said
    (box,) = boxes(lead)
    assert "Explain why the answer stands" in lead.post("explain", **{box: " "})
    for _ in range(2):
        lead.post("explain", **{box: "27 were sold last week"})
    assert Explanation.objects.count() == 1
    assert "Explained by Ida Marlowe: 27 were sold last week" in lead.text("check")
    said = lead.post("explain", **{"x-text": "So it is"})
    assert "has changed meanwhile" in said
    assert "You typed this, and it is not kept: So it is" in said
    officer.post("sign-off", **officer.signed())
    (told,) = json.loads(Submission.objects.get().contents)["checks"]
    assert told["explanation"] == "27 were sold last week"
    assert "Explained: 27 were sold last week" in lead.text("submissions/1/answers")
    actions.begin_correction(by=cast.senior_responsible_officer, of=of, reason="Another body is answered for")
    actions.cover(by=cast.lead, of=of, body=cast.thornby, sections=["outside"])
    theirs = Pages(cast.stranger, of, "thornby").text("submissions/1/answers")
    assert "147" not in theirs
    assert "27 were sold" not in theirs


TWICE = """
type         | name    | label                  | custodes::technology | custodes::register
begin_group  | outside | Cameras outside        |                      |
integer      | cameras | How many are there?    | cctv_external        | devices
integer      | flagged | How many are flagged?  | cctv_external        | flagged
end_group    |         |                        |                      |
"""


def test_an_answer_that_is_contradicted_twice_stands_in_the_way_once(cast: Cast) -> None:
    assessed(cast.oxmere, cast.lead, [{**FLAGGED, "quantity": 147}])
    run = wave(kept(cast.office, cast.analyst, TWICE), cast.analyst, [cast.oxmere])
    begun = actions.start_return(by=cast.lead, wave=run, body=cast.oxmere)
    lead = Pages(cast.lead, answered(begun, cast.lead, {"cameras": "120", "flagged": "130"}))
    found = [one.text for one in parsed(lead.source("check")).one(id="steps").all("li")]
    assert found == [
        "To explain or correct: How many are there?",
        "To explain or correct: How many are flagged? (2 contradictions)",
    ]


def test_a_body_that_is_answered_for_sees_its_sections_and_signs_nothing(
    cast: Cast, autumn: Wave, done: Return, officer: Pages
) -> None:
    actions.cover(by=cast.lead, of=done, body=cast.thornby, sections=["plates"])
    actions.save_answer(
        by=cast.lead, of=done, key="reads", given=Given(State.NOT_HELD), base=0, body=cast.thornby
    )
    assert "Thornby Borough Council (fictional): We do not hold this information" in officer.text("check")
    other = Pages(cast.stranger, done, "thornby")
    said = other.text("check")
    assert "Do they read plates?" in said
    assert "How many?" not in said
    for page in ("hand-over", "explain"):
        assert other.client.post(f"{other.at}/{page}").status_code == 403
    officer.post("sign-off", **officer.signed())
    assert "Do they read plates?" in other.text("submissions/1/answers")
    assert "How many?" not in other.text("submissions/1/answers")
    assert other.status("submissions/1/contents.json") == 404


def test_strangers_find_nothing(cast: Cast, done: Return, officer: Pages) -> None:
    officer.post("sign-off", **officer.signed())
    for who, slug in ((cast.nobody, "oxmere"), (cast.stranger, "oxmere"), (cast.stranger, "thornby")):
        pages = Pages(who, done, slug)
        for page in (
            "check",
            "submissions",
            "submissions/1",
            "submissions/1/answers",
            "submissions/1/contents.json",
        ):
            assert pages.status(page) == 404


def test_who_only_reads_or_answers_is_not_offered_more(cast: Cast, done: Return, lead: Pages) -> None:
    reader = Pages(cast.reader, done)
    said = reader.text("check")
    assert "Change" not in said
    assert "Hand it over" not in said
    for page in ("sign-off", "hand-back", "correct"):
        assert lead.client.post(f"{lead.at}/{page}").status_code == 403


def test_a_correction_tells_others_its_reason_only_where_it_changed_what_is_theirs(
    cast: Cast, autumn: Wave, done: Return, officer: Pages
) -> None:
    marsham = body("Marsham Constabulary")
    BodyAsked.objects.create(wave=autumn, body=marsham)
    actions.cover(by=cast.lead, of=done, body=cast.thornby, sections=["plates"])
    actions.cover(by=cast.lead, of=done, body=marsham, sections=["about"])
    officer.post("sign-off", **officer.signed())
    for reason, values in (
        ("Lost 7 in a fire", {"cameras": "113"}),
        ("Readers were bought", {"reads": "yes"}),
    ):
        actions.begin_correction(by=cast.senior_responsible_officer, of=done, reason=reason)
        answered(done, cast.lead, values)
        actions.submit(
            by=cast.senior_responsible_officer, of=done, base=done.revision, reason=f"{reason}, and so"
        )
        done.refresh_from_db()
    theirs = Pages(cast.stranger, done, "thornby")
    seen = Seen(frozenset({"plates"}), cast.thornby)
    for number, reason, told in ((2, "Lost 7 in a fire", False), (3, "Readers were bought", True)):
        paper = str(submission_paper(Submission.objects.get(number=number), seen))
        for text in (theirs.text(f"submissions/{number}"), theirs.text("submissions"), paper):
            assert (reason in text) == told
        assert reason in officer.text(f"submissions/{number}")
        assert reason in str(submission_paper(Submission.objects.get(number=number)))


def test_others_are_told_of_the_bodies_that_share_their_sections_alone(
    cast: Cast, autumn: Wave, done: Return, officer: Pages
) -> None:
    marsham, fenwick = body("Marsham Constabulary"), body("Fenwick Fire Authority")
    for one, sections in ((marsham, ["about"]), (fenwick, ["about", "plates"]), (cast.thornby, ["plates"])):
        BodyAsked.objects.get_or_create(wave=autumn, body=one)
        actions.cover(by=cast.lead, of=done, body=one, sections=sections)
    BodyAsked.objects.filter(wave=autumn, body=cast.oxmere).update(
        extended_to=autumn.closes_on, extension_reason="The lead was ill"
    )
    officer.post("sign-off", **officer.signed())
    theirs, seen = Pages(cast.stranger, done, "thornby"), Seen(frozenset({"plates"}), cast.thornby)
    done.refresh_from_db()
    papers = [str(return_paper(done, seen)), str(submission_paper(Submission.objects.get(), seen))]
    for text in (
        *papers,
        *(theirs.text(page) for page in ("", "check", "submissions/1", "submissions/1/answers")),
    ):
        assert "Marsham" not in text
        assert "The lead was ill" not in text
        assert "About you" not in text
    assert "Fenwick Fire Authority (fictional) (Number plates)" in theirs.text("submissions/1")
    for text in (officer.text(""), officer.text("submissions/1"), str(return_paper(done))):
        assert "Marsham" in text
    assert "The lead was ill" in officer.text("")
