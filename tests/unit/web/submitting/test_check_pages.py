"""Checking a return, handing it over and back, signing it off, its receipt and its correction, as pages."""

import hashlib
import json
import re
from typing import Any

import pytest
from django.test import Client
from waves import answered, kept, wave

from cast import Cast, sign_in
from custodes.access.models import Person
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Return, Submission, Wave

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
        answer = self.client.get(f"{self.at}/{page}")
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def status(self, page: str) -> int:
        return self.client.get(f"{self.at}/{page}").status_code

    def post(self, page: str, **given: Any) -> Any:
        return self.client.post(f"{self.at}/{page}", given)

    def signed(self, **given: Any) -> dict[str, Any]:
        """What the form of the declaration carries as the page shows it now, with the box ticked."""
        hidden = dict(re.findall(r'type="hidden" name="(base|seen)" value="([^"]*)"', self.text("check")))
        return {**hidden, "declared": "on", **given}


def test_smoke(cast: Cast, done: Return) -> None:
    lead = Pages(cast.lead, done)
    print(lead.text("check"))
    officer = Pages(cast.senior_responsible_officer, done)
    answer = officer.post("sign-off", **officer.signed())
    assert answer.status_code == 302, answer.content.decode()
    for page in ("submissions/1", "submissions/1/answers", "submissions", "submissions/1/contents.json", "check", "bodies", "delegate/about"):
        officer.text(page) if "delegate" not in page else None
