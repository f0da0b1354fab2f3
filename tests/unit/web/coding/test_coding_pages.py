"""Reading answers in the browser: blind, with categories that were used, settled, taken back, and how far all agree."""

import re
from typing import Any

import pytest
import submitted_story
from django.test import Client
from submitted_story import POLICY, Story, corrected

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.coded import coded_answer
from custodes.survey.models import Coding, Return

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


def text(client: Client, address: str) -> str:
    """What a page says, without its elements."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def of(who: Person) -> Client:
    return sign_in(Client(), who)


def at(story: Story, rest: str) -> str:
    return f"/bodies/commissioner/surveys/{story.autumn.pk}/{rest}"


def the(story: Story, key: str = "flagged", page: str = "", return_: Return | None = None) -> str:
    return at(story, f"returns/{(return_ or story.joint).pk}/answers/{key}{page}")


def read(story: Story, who: Person, state: str, reading: Any = "", **more: Any) -> Any:
    """What the page of one's own reading answers."""
    address = more.pop("address", the(story, more.pop("key", "flagged"), "/code"))
    given = {"state": state, "reading": reading, "rationale": "Because", "submission": 1, **more}
    return of(who).post(address, given)


def test_an_answer_is_read_by_one(story: Story) -> None:
    told = text(of(story.cast.analyst), the(story, page="/code"))
    assert POLICY in told
    assert "You are not shown whether or how a colleague read it" in told
    answer = read(story, story.cast.analyst, "non_answer", rationale="It is about policy")
    assert answer["Location"] == the(story)
    made = Coding.objects.get()
    assert (made.state, made.reading, made.rationale) == ("non_answer", "", "It is about policy")
    told = text(of(story.cast.analyst), the(story))
    assert "Coded by one" in told
    assert "Anselm Birch Non-answer It is about policy" in told
    assert "Code this answer" not in told


def test_the_second_reads_without_seeing_what_the_first_read(story: Story) -> None:
    read(story, story.cast.analyst, "answered", "Nothing flagged", rationale="Policy forbids it")
    second = of(story.second)
    pages = (the(story), the(story, page="/code"), at(story, "questions/flagged"), at(story, "coding"))
    for address in (*pages, at(story, f"returns/{story.joint.pk}")):
        told = text(second, address)
        assert "Nothing flagged" not in told, address
        assert "Policy forbids it" not in told, address
    assert "is not shown until you have given your own reading" in text(second, the(story))
    history = second.get("/bodies/commissioner/history").content.decode()
    assert "coded the answer" in history
    assert "Nothing flagged" not in history
    assert "Policy forbids it" not in history
    read(story, story.second, "non_answer")
    told = text(second, the(story))
    assert "Nothing flagged" in told
    assert "Readings differ" in told


def test_categories_that_were_used_are_suggested(story: Story) -> None:
    own = story.latest(story.own)
    given = {"key": "flagged", "state": "answered", "reading": "Has some", "rationale": "It says so"}
    actions.code_answer(by=story.cast.analyst, submission=own, **given)
    page = of(story.second).get(the(story, page="/code")).content.decode()
    assert 'value="Has some"' in page
    read(story, story.second, "answered", used="Has some")
    assert Coding.objects.latest("pk").reading == "Has some"
    read(story, story.cast.head, "answered", "None named", used="+")
    assert Coding.objects.latest("pk").reading == "None named"


def test_a_reading_of_the_very_answer_is_not_suggested(story: Story) -> None:
    read(story, story.cast.analyst, "answered", "Nothing flagged")
    assert "Nothing flagged" not in of(story.second).get(the(story, page="/code")).content.decode()


def test_choices_are_read_as_choices(story: Story) -> None:
    page = of(story.cast.analyst).get(the(story, "runs", "/code")).content.decode()
    assert re.findall(r'type="radio" name="reading" value="(\w+)"', page) == ["yes", "no"]
    read(story, story.cast.analyst, "answered", "no", key="runs")
    read(story, story.cast.analyst, "answered", ["no", "yes"], key="uses")
    assert list(Coding.objects.order_by("pk").values_list("reading", flat=True)) == ["no", "yes no"]


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({"state": ""}, ["Select what the answer is"]),
        ({"state": "answered"}, ["Select or enter what it says"]),
        ({"state": "non_answer", "rationale": " "}, ["Say why you read it so"]),
        ({"state": "answered", "key": "cameras", "reading": "about 120"}, ["Enter a whole number"]),
    ],
)
def test_what_does_not_fit_is_said(story: Story, given: dict[str, str], problems: list[str]) -> None:
    answer = read(story, story.cast.analyst, **given)  # type: ignore[arg-type]
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "<title>Error: " in page
    for problem in problems:
        assert problem in page
    assert not Coding.objects.exists()


def test_a_difference_is_settled_by_name(story: Story) -> None:
    read(story, story.cast.analyst, "non_answer")
    read(story, story.second, "answered", "None named")
    head = of(story.cast.head)
    assert "To settle Oxmere Constabulary (fictional): Is any of the 1,200" in text(head, at(story, "coding"))
    told = text(head, the(story, page="/settle"))
    assert "Corin Hale None named Because" in told
    given = {"state": "non_answer", "rationale": "Read together", "submission": 1}
    assert head.post(the(story, page="/settle"), given)["Location"] == the(story)
    told = text(head, the(story))
    assert "Settled as Non-answer by Hestia Moor" in told
    assert "Read together" in told
    found = coded_answer(story.latest(story.joint), "flagged")
    assert found
    assert (found.state, found.coding.by) == ("non_answer", story.cast.head)
    assert head.get(the(story, page="/settle")).status_code == 302
    assert head.get(the(story, page="/code")).status_code == 302


def test_a_reading_is_taken_back_with_a_reason(story: Story) -> None:
    read(story, story.cast.analyst, "non_answer")
    address = at(story, f"codings/{Coding.objects.get().pk}/take-back")
    mine = of(story.cast.analyst)
    assert "the reading by Anselm Birch" in text(mine, address)
    assert mine.post(address, {"reason": ""}).status_code == 200
    assert "not seen this reading" in of(story.second).post(address, {"reason": "No"}).content.decode()
    assert mine.post(address, {"reason": "Misread"})["Location"] == the(story)
    assert "Not coded" in text(mine, the(story))
    assert mine.get(address).status_code == 404


def test_an_answer_of_a_body_that_differs_is_read_by_itself(story: Story) -> None:
    address = the(story, page="/code?of=wexcombe")
    assert "Not held" in text(of(story.cast.analyst), address)
    answer = read(story, story.cast.analyst, "not_known", address=address)
    assert answer["Location"] == the(story) + "?of=wexcombe"
    assert Coding.objects.get().body == story.wexcombe
    assert "Not coded" in text(of(story.cast.analyst), the(story))


def test_who_reads_while_a_correction_comes_in_is_told_and_loses_nothing(story: Story) -> None:
    client = of(story.cast.analyst)
    client.get(the(story, page="/code"))
    corrected(story, {"flagged": "Twelve of them."})
    given = {"state": "non_answer", "rationale": "It is about policy", "submission": 1}
    page = client.post(the(story, page="/code"), given).content.decode()
    assert "A correction of this return was submitted meanwhile" in page
    assert "It is about policy" in page
    assert "Twelve of them." in page
    assert not Coding.objects.exists()


def test_a_corrected_answer_is_listed_to_be_coded_again(story: Story) -> None:
    read(story, story.cast.analyst, "non_answer", rationale="It is about policy")
    corrected(story, {"flagged": "Twelve of them."})
    client = of(story.cast.analyst)
    assert "To code again" in text(client, at(story, "coding"))
    told = text(client, the(story))
    assert "Needs coding again" in told
    assert "What was read into it before: Non-answer, Anselm Birch" in told
    assert "Needs coding again" in text(client, at(story, "questions/flagged?coding=again"))


def test_agreement_is_told_with_what_it_counts(story: Story) -> None:
    read(story, story.cast.analyst, "non_answer")
    client = of(story.cast.analyst)
    told = text(client, at(story, "coding"))
    assert "No answer was coded by two people. 1 answer was read by one person." in told
    assert (
        "Nowhere do two readings differ that nobody has settled. 1 answer was read by one person alone."
        in told
    )
    read(story, story.second, "non_answer")
    told = text(client, at(story, "coding"))
    assert "1 answer coded by two people 100% read alike: 1 of 1 Not defined Cohen’s kappa" in told
    assert "one and the same reading throughout" in told
    own = the(story, page="/code", return_=story.own)
    read(story, story.cast.analyst, "answered", "Has some", address=own)
    read(story, story.second, "withheld", address=own)
    told = text(client, at(story, "coding"))
    assert "2 answers coded by two people 50% read alike: 1 of 2 0.33 Cohen’s kappa" in told


def test_of_more_than_two_people_kappa_is_told_by_two_each(story: Story) -> None:
    read(story, story.cast.analyst, "non_answer")
    read(story, story.second, "non_answer")
    own = the(story, page="/code", return_=story.own)
    read(story, story.cast.head, "withheld", address=own)
    read(story, story.second, "not_known", address=own)
    told = text(of(story.cast.head), at(story, "coding"))
    assert "50% read alike: 1 of 2 Not defined" in told
    assert "Kappa is of two people, and more have coded" in told
    assert "Anselm Birch and Corin Hale" in told
    assert "Hestia Moor and Corin Hale" in told


def test_nobody_else_reads_or_codes(story: Story) -> None:
    for who in (story.cast.lead, story.cast.stranger, story.cast.nobody):
        assert read(story, who, "non_answer").status_code == 404
        for page in ("", "/code", "/settle", "/query"):
            assert of(who).get(the(story, page=page)).status_code == 404
        assert of(who).get(at(story, "coding")).status_code == 404
    assert not Coding.objects.exists()
