"""The figures of a wave as its office sees them: numbers, who is behind each, and their definitions."""

import html

import pytest
import submitted_story
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from submitted_story import Story

from cast import Cast, sign_in
from custodes.audit.models import Event
from custodes.publication import actions
from custodes.publication.models import FigureSet
from custodes.publication.preparing import prepared

pytestmark = pytest.mark.django_db
DEFINED = """
[[figure]]
name = "cameras"
title = "Run cameras outside"
counts = "${runs} = 'yes'"

[[figure]]
name = "dated"
title = "Say since when"
counts = "${cameras} > 100"
of = "state(${since}) != 'not_asked'"
of_words = "returns that were asked since when"

[[figure]]
name = "words"
title = "Name a maker"
counts = "contains(${training}, 'maker')"
"""


@pytest.fixture
def story(cast: Cast) -> Story:
    return submitted_story.tell(cast)


@pytest.fixture
def analyst(cast: Cast) -> Client:
    return sign_in(Client(), cast.analyst)


def address(name: str, story: Story, *more: str) -> str:
    return reverse(name, args=["commissioner", story.autumn.pk, *more])


def text(answer: object) -> str:
    return html.unescape(" ".join(answer.content.decode().split()))  # type: ignore[attr-defined]


def define(client: Client, story: Story, definitions: str = DEFINED, base: int = 0) -> object:
    return client.post(
        address("define_figures", story), {"text": definitions, "base": base, "reason": "First"}
    )


def test_without_definitions_one_is_asked_to_write_them(analyst: Client, story: Story) -> None:
    assert "No figures are defined" in text(analyst.get(address("figures_of_wave", story)))


def test_figures_are_defined_and_shown_with_unit_denominator_and_bounds(
    analyst: Client, story: Story
) -> None:
    answer = define(analyst, story)
    assert answer.status_code == 302  # type: ignore[attr-defined]
    seen = text(analyst.get(address("figures_of_wave", story)))
    assert "2 of 2 returns (100%)" in seen
    assert "1 of 2 returns that were asked since when (50%)" in seen
    assert "Not exact" in seen, "one withholds how they are trained"
    event = Event.objects.get(action="publication.set_figures")
    assert event.reason == "First"


def test_everybody_behind_a_figure_is_named(analyst: Client, story: Story) -> None:
    define(analyst, story)
    seen = text(analyst.get(address("figure_of_wave", story, "words")))
    assert "Counts: 1 return" in seen
    assert "Cannot be said: 1 return" in seen
    assert "Oxmere Constabulary (fictional) – training: withholds the answer" in seen
    assert "It is between 1 and 2: from 50% to 100%" in seen
    assert analyst.get(address("figure_of_wave", story, "nothing")).status_code == 404


def test_definitions_that_are_wrong_change_nothing_and_are_shown_again(analyst: Client, story: Story) -> None:
    define(analyst, story)
    answer = define(analyst, story, DEFINED.replace("${runs}", "${run}"), base=1)
    seen = text(answer)
    assert "no question is called “run”. Write runs if that is meant." in seen
    assert "${run} = 'yes'" in seen, "what was typed is there again"
    assert FigureSet.objects.count() == 1


def test_two_who_define_at_once_do_not_overwrite_each_other(analyst: Client, story: Story) -> None:
    define(analyst, story)
    seen = text(define(analyst, story, DEFINED + "\n# mine\n", base=0))
    assert "Somebody else changed the figures meanwhile" in seen
    assert FigureSet.objects.count() == 1


def test_the_same_again_is_no_new_version(analyst: Client, story: Story) -> None:
    define(analyst, story)
    define(analyst, story, DEFINED.replace("\n", "\r\n"))
    assert FigureSet.objects.count() == 1


def test_definitions_are_downloaded_as_they_are(analyst: Client, story: Story) -> None:
    define(analyst, story)
    answer = analyst.get(address("definitions", story))
    assert answer.content.decode().strip() == DEFINED.strip()
    assert "autumn-figures.toml" in answer["Content-Disposition"]


def test_definitions_that_no_longer_fit_are_said(analyst: Client, story: Story) -> None:
    FigureSet.objects.create(wave=story.autumn, number=1, text=DEFINED.replace("${runs}", "${gone}"))
    answer = analyst.get(address("figures_of_wave", story))
    assert answer.status_code == 409
    assert "no question is called “gone”" in text(answer)


@pytest.mark.parametrize("name", ["figures_of_wave", "define_figures", "definitions"])
def test_holders_do_not_see_them(cast: Cast, story: Story, name: str) -> None:
    for who in (cast.lead, cast.nobody):
        assert sign_in(Client(), who).get(address(name, story)).status_code in (403, 404)


def test_who_is_in_each_group_and_part_is_named_and_who_is_in_none(analyst: Client, story: Story) -> None:
    split = """
[[figure]]
name = "outside"
title = "Run cameras outside"
counts = "${runs} = 'yes'"
of_words = "returns on CCTV"
bound = "at_least"
by = ["uses"]
parts = "uses"
"""
    define(analyst, story, split)
    seen = text(analyst.get(address("figure_of_wave", story, "outside")))
    assert "2 of 2 returns on CCTV (100%)" in seen, "names stay as they are"
    groups, _, parts = seen.partition("Made up of: Which answers do operators give?")
    assert "By: Which answers do operators give?" in groups
    assert "1 of 1 returns on CCTV: none of these said (100%)" in groups
    none = parts[parts.index("In none of these: 1 return") :]
    assert "Thornby" in none[: none.index("</details>")]
    yes = parts[parts.index("Yes: 1 return") :]
    assert "Oxmere" in yes[: yes.index("</details>")]


def test_it_is_said_whether_anything_is_public(cast: Cast, analyst: Client, story: Story) -> None:
    define(analyst, story, DEFINED[: DEFINED.index('[[figure]]\nname = "words"')])
    assert "Nothing of it is public yet" in text(analyst.get(address("figures_of_wave", story)))
    draft = actions.begin_draft(by=cast.analyst, wave=story.autumn, title="Autumn")
    mark = prepared(draft, timezone.now()).mark
    actions.publish(by=cast.head, draft=draft, base=draft.revision, mark=mark)
    seen = text(analyst.get(address("figures_of_wave", story)))
    assert "Nothing of it is public yet" not in seen
    assert 'public/autumn/">edition 1</a>' in seen
