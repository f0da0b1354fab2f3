"""What an office reads of what was submitted: all of it, and nothing else."""

import re

import pytest
import submitted_story
from django.test import Client
from submitted_story import POLICY, Story

from cast import Cast, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


@pytest.fixture
def analyst(story: Story) -> Client:
    return sign_in(Client(), story.cast.analyst)


def text(client: Client, address: str) -> str:
    """What a page says, without its elements."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    content = answer.content.decode().partition("<main")[2]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content))


def at(story: Story, rest: str) -> str:
    return f"/bodies/commissioner/surveys/{story.autumn.pk}/{rest}"


def test_a_return_is_read_by_section(story: Story, analyst: Client) -> None:
    told = text(analyst, at(story, f"returns/{story.joint.pk}"))
    for said in ("Cameras outside buildings", "1,200", POLICY, "Yes; No", "High Street", "27 March 2019"):
        assert said in told
    assert "Is any of the 1,200 of a flagged maker?" in told
    assert "Withheld: s.31(1)(a)" in told
    assert "Wexcombe Constabulary (fictional) : Not held" in told
