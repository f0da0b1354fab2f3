"""Where everybody starts."""

import re
from typing import Any

import pytest
import submitted_story
from django.test import Client
from django.utils import timezone
from waves import kept, wave

from cast import Cast, give, sign_in
from custodes.access.models import Body, Membership
from custodes.access.roles import Role
from custodes.concerns.actions import refresh_now
from custodes.evidence.models import Import
from custodes.register.models import Device, ProductVersion, System, SystemUse
from custodes.survey import actions as survey

pytestmark = pytest.mark.django_db


def fill(body: Body, lead: Any, shared: bool = False) -> System:
    """A system with two devices, one of them with a conflict; an import that waits."""
    system = System.objects.create(body=body, name="Town", shared_at=timezone.now() if shared else None)
    product, _ = ProductVersion.objects.get_or_create(key="k")
    for disagreement in (True, False):
        Device.objects.create(body=body, system=system, product=product, disagreement=disagreement)
    Import.objects.create(body=body, by=lead, observed_on="2026-01-01", state=Import.State.CHECKED)
    return system


def seen(client: Client, who: Any) -> str:
    return sign_in(client, who).get("/").content.decode()


def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: Client, cast: Cast) -> None:
    assert client.get("/")["Location"] == "/sign-in?next=/"


def test_a_holder_sees_their_body_and_what_waits_for_them(client: Client, cast: Cast) -> None:
    fill(cast.oxmere, cast.lead)
    page = seen(client, cast.lead)
    assert "1 system with 2 rows of the register" in page
    assert "1 import to decide on" in page
    assert "1 row of the register with conflicting evidence to settle" in page
    assert cast.thornby.name not in page


def test_what_one_may_not_do_is_not_asked_of_one(client: Client, cast: Cast) -> None:
    fill(cast.oxmere, cast.lead)
    page = seen(client, cast.reader)
    assert "to decide on" not in page
    assert "to settle" not in page


def test_an_empty_register_says_so_and_not_that_all_is_well(client: Client, cast: Cast) -> None:
    assert "Nothing is in its register yet" in seen(client, cast.lead)


def test_an_overseer_sees_what_is_shared_and_no_count_of_the_rest(client: Client, cast: Cast) -> None:
    fill(cast.oxmere, cast.lead)
    assert seen(client, cast.analyst).count("Nothing shared") == 2
    fill(cast.thornby, cast.stranger, shared=True)
    page = seen(client, cast.analyst)
    assert page.count("Nothing shared") == 1
    row = page.split(cast.thornby.name)[1].split("</tr>")[0]
    assert [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:]][:3] == [
        "1",
        "2",
        "Not yet assessed",
    ]
    refresh_now(cast.thornby, "a test")
    page = seen(client, cast.analyst)
    row = page.split(cast.thornby.name)[1].split("</tr>")[0]
    cells = [cell.split(">")[1].split("<")[0] for cell in row.split("<td")[1:]]
    assert cells[2:6] == ["at least 2", "0; 2 not ruled out", "0", "at least 2"]
    assert "<time" in row


def test_a_body_whose_system_ours_uses_is_named(client: Client, cast: Cast) -> None:
    system = fill(cast.thornby, cast.stranger)
    assert cast.thornby.name not in seen(client, cast.reader)
    use = SystemUse.objects.create(system=system, body=cast.oxmere)
    assert "Bodies whose systems yours uses" in seen(client, cast.reader)
    use.ended_at = timezone.now()
    use.save()
    assert cast.thornby.name not in seen(client, cast.reader)


def test_an_administrator_is_led_to_bodies_nobody_keeps(client: Client, cast: Cast) -> None:
    Membership.objects.filter(person=cast.stranger).update(ended_at=timezone.now(), ended_by=cast.lead)
    page = seen(client, cast.administrator)
    assert "Invite somebody into Thornby" in page
    assert "Invite somebody into Oxmere" not in page
    assert "/administration" not in seen(client, cast.lead)


def test_whoever_has_no_role_is_told_whom_to_ask(client: Client, cast: Cast) -> None:
    assert "You have no role in any body" in seen(client, cast.nobody)


def test_the_page_takes_as_many_queries_for_many_bodies_as_for_one(
    client: Client, cast: Cast, django_assert_max_num_queries: Any
) -> None:
    for number in range(5):
        body = Body.objects.create(name=f"Body {number}", slug=f"body-{number}")
        fill(give(cast.lead, Role.SURVEILLANCE_LEAD, body) and body, cast.lead)
    sign_in(client, cast.lead).get("/")
    with django_assert_max_num_queries(13):
        client.get("/")


def needs(client: Client, who: Any) -> dict[str, str]:
    """What waits for somebody, with the page it leads to."""
    found = re.findall(r'<li><a class="govuk-link" href="([^"]+)">([^<]+)</a></li>', seen(client, who))
    return {text: href for href, text in found}


def test_who_is_asked_to_fill_in_a_section_is_told_until_it_is_done(client: Client, cast: Cast) -> None:
    autumn = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    of = survey.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    mine = survey.delegate(by=cast.lead, of=of, section="about", to=cast.it_security)
    theirs = survey.delegate(by=cast.lead, of=of, section="plates", to=cast.thornby)
    said = f"1 section of the return of {cast.oxmere.name} that your body is asked to fill in: Autumn"
    own = "1 section you are asked to fill in: Autumn"
    assert needs(client, cast.it_security)[own] == f"/bodies/oxmere/returns/{of.pk}"
    assert needs(client, cast.stranger)[said] == f"/bodies/thornby/returns/{of.pk}"
    assert client.get(f"/bodies/thornby/returns/{of.pk}").status_code == 200
    assert not {own, said} & set(needs(client, cast.lead))
    survey.say_done(by=cast.it_security, delegation=mine)
    survey.take_back(by=cast.lead, delegation=theirs)
    assert own not in needs(client, cast.it_security)
    assert said not in needs(client, cast.stranger)


def test_a_query_waits_for_the_holder_and_then_for_the_office_also_after_the_end(
    client: Client, cast: Cast
) -> None:
    story = submitted_story.tell(cast)
    survey.end_wave(by=cast.analyst, wave=story.autumn)
    to_read = "Autumn: 1 answered query to look at"
    query = survey.open_query(by=cast.analyst, of=story.joint, key="flagged", text="Yes or no?")
    to_answer = f"1 query from {cast.office.name} to answer: Autumn"
    assert needs(client, cast.lead)[to_answer] == f"/bodies/oxmere/returns/{story.joint.pk}/queries"
    assert to_answer not in needs(client, cast.stranger)
    assert to_read not in needs(client, cast.analyst)
    survey.answer_query(by=cast.lead, query=query, text="Twelve.")
    there = needs(client, cast.analyst)[to_read]
    assert there == f"/bodies/commissioner/surveys/{story.autumn.pk}/queries?state=answered"
    assert to_answer not in needs(client, cast.lead)


def test_an_answer_that_two_read_differently_waits_until_it_is_settled(client: Client, cast: Cast) -> None:
    story = submitted_story.tell(cast)
    said = "Autumn: 1 answer read differently, to settle"

    def read(act: Any, by: Any, reading: str) -> None:
        latest = story.latest(story.own)
        told = {"state": "answered", "reading": reading, "rationale": "As it says"}
        act(by=by, submission=latest, key="flagged", body=None, **told)

    read(survey.code_answer, cast.analyst, "Yes")
    assert said not in needs(client, cast.analyst)
    read(survey.code_answer, story.second, "Some")
    assert needs(client, cast.analyst)[said] == f"/bodies/commissioner/surveys/{story.autumn.pk}/coding"
    read(survey.settle_coding, cast.head, "Yes")
    assert said not in needs(client, cast.analyst)
