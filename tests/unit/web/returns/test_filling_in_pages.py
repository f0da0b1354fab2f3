"""A holder fills in a return on its pages, without scripts."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from waves import answered, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Answer, Return, Wave

Page = Callable[..., Any]


@pytest.fixture
def autumn(cast: Cast) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])


@pytest.fixture
def begun(cast: Cast, autumn: Wave) -> Return:
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


def as_(who: Person) -> Client:
    return sign_in(Client(), who)


def section(of: Return, name: str = "about", body: str = "oxmere") -> str:
    return f"/bodies/{body}/returns/{of.pk}/sections/{name}"


def saving(of: Return, name: str = "about", body: str = "oxmere") -> str:
    return f"/bodies/{body}/returns/{of.pk}/saved/{name}"


def fields(html: str) -> dict[str, str]:
    """What a browser would send of a page as it is, without scripts: hidden and text fields, chosen buttons, lists."""
    form = html[html.index('id="section"') :]
    found = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form))
    found |= dict(re.findall(r'name="([^"]*)" type="text"[^>]*? value="([^"]*)"', form))
    found |= dict(re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>\n([^<]*)</textarea>', form))
    found |= dict(re.findall(r'type="radio" name="([^"]*)" value="([^"]*)" checked', form))
    return found


def shown(client: Client, address: str) -> tuple[str, dict[str, str]]:
    page = client.get(address)
    assert page.status_code == 200
    html = page.content.decode()
    return html, fields(html)


def test_a_return_is_started_and_gone_on_with(cast: Cast, autumn: Wave) -> None:
    client = as_(cast.lead)
    assert "Start" in client.get("/bodies/oxmere/returns").content.decode()
    for _ in range(2):  # a double click
        answer = client.post(f"/bodies/oxmere/returns/start/{autumn.pk}")
    made = Return.objects.get()
    assert answer["Location"] == f"/bodies/oxmere/returns/{made.pk}"
    assert "Go on with the return" in " ".join(client.get("/bodies/oxmere/returns").content.decode().split())
    page = client.get(answer["Location"]).content.decode()
    assert "0 of 1 question answered" in page


def test_only_what_the_person_changed_is_saved(cast: Cast, begun: Return) -> None:
    answered(begun, cast.it_security, {"runs": "yes", "cameras": "120"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    assert sent["a.cameras"] == "120"
    answered(begun, cast.it_security, {"runs": "not_known"})  # meanwhile, not touched here
    client.post(saving(begun), {**sent, "a.cameras": "130"})
    assert dict(Answer.objects.values_list("key", "value")) == {"runs": "not_known", "cameras": "130"}
    assert Answer.objects.get(key="cameras").changed_by == cast.lead


def test_two_versions_come_back_and_everything_else_is_saved(cast: Cast, begun: Return) -> None:
    answered(begun, cast.lead, {"runs": "yes", "cameras": "120", "makers": "Axis"})
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    answered(begun, cast.it_security, {"cameras": "125"})
    mine = {**sent, "a.cameras": "130", "a.makers": "Axis and Bosch"}
    page = client.post(saving(begun), mine).content.decode()
    assert "Tomas Quill changed this answer while you did" in page
    assert "Keep mine: <strong>130</strong>" in page
    assert "Take theirs: <strong>125</strong>" in page
    assert Answer.objects.get(key="makers").value == "Axis and Bosch"
    again = fields(page)
    unchosen = client.post(saving(begun), again).content.decode()
    assert "Choose which of the two answers is to stand" in unchosen
    assert Answer.objects.get(key="cameras").value == "125"
    assert client.post(saving(begun), {**again, "c.cameras": "mine"}).status_code == 302
    assert Answer.objects.get(key="cameras").value == "130"


def test_a_non_answer_state_can_be_said(cast: Cast, begun: Return) -> None:
    client = as_(cast.lead)
    _, sent = shown(client, section(begun))
    page = client.post(saving(begun), {**sent, "s.runs": "withheld"}).content.decode()
    assert "Say which exemption applies" in page
    client.post(saving(begun), {**fields(page), "s.runs": "withheld", "e.runs": "s.31"})
    assert Answer.objects.get(key="runs").given == Given(State.WITHHELD, exemption="s.31")
