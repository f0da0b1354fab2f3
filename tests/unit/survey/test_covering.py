"""Which bodies a return answers for: by their own word, no part twice, and none forgotten."""

import json

import pytest
from django.core import mail
from waves import answered, kept, wave

from cast import Cast, body
from custodes.access.models import Body
from custodes.audit.models import Event
from custodes.audit.telling import tell
from custodes.errors import Conflict, Invalid
from custodes.survey import actions
from custodes.survey.actions.submitting import obstacles_of
from custodes.survey.models import Covered, Letting, Return, Wave
from custodes.survey.response import Stage, response_of

pytestmark = pytest.mark.django_db
BOTH = ["about", "plates"]


@pytest.fixture
def fenwick() -> Body:
    """A third body."""
    return body("Fenwick Fire Authority")


@pytest.fixture
def autumn(cast: Cast, fenwick: Body) -> Wave:
    return wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby, fenwick])


@pytest.fixture
def lead(cast: Cast, autumn: Wave) -> Return:
    """Oxmere's return."""
    return actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)


@pytest.fixture
def own(cast: Cast, autumn: Wave) -> Return:
    """Thornby's return."""
    return actions.start_return(by=cast.stranger, wave=autumn, body=cast.thornby)


def let(cast: Cast, wave: Wave, sections: list[str]) -> Letting:
    """Thornby lets Oxmere answer sections for it."""
    return actions.let_cover(
        by=cast.stranger, wave=wave, body=cast.thornby, to=cast.oxmere, sections=sections
    )


def covered(of: Body) -> dict[str, str]:
    """Section to the body whose return answers it."""
    return dict(Covered.objects.filter(body=of).order_by("section").values_list("section", "of__body__slug"))


def test_a_body_is_covered_by_its_own_word_and_the_other_taking_it_up(
    cast: Cast, autumn: Wave, lead: Return
) -> None:
    one = let(cast, autumn, BOTH)
    assert covered(cast.thornby) == {}
    assert actions.accept_cover(by=cast.lead, of=lead, letting=one) == 2
    assert covered(cast.thornby) == {"about": "oxmere", "plates": "oxmere"}
    with pytest.raises(Conflict):  # a second click finds nothing to take up
        actions.accept_cover(by=cast.lead, of=lead, letting=one)
    assert Covered.objects.count() == 4


def test_what_was_answered_stays_in_the_own_return_and_is_not_counted(
    cast: Cast, autumn: Wave, lead: Return, own: Return
) -> None:
    answered(own, cast.stranger, {"runs": "yes", "cameras": "7", "reads": "yes", "since": "2020-01-01"})
    ready = actions.say_ready(by=cast.stranger, of=own)
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, ["plates"]))
    own.refresh_from_db()
    assert own.state == Return.State.FILLING  # what it covers is part of what is signed
    assert own.revision > ready.revision
    told = json.loads(actions.submit(by=cast.stranger, of=own, base=own.revision).contents)
    assert sorted(told["answers"]) == ["cameras", "makers", "runs"]
    assert told["covers"] == {"thornby": ["about"]}
    assert told["not_counted"] == ["reads", "since"]


def test_a_section_that_others_answer_keeps_nothing_from_sign_off(
    cast: Cast, autumn: Wave, lead: Return, own: Return
) -> None:
    assert [str(one.key) for one in obstacles_of(own).missing] == ["runs"]
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, ["about"]))
    assert not obstacles_of(own)


def test_what_is_left_of_a_body_is_its_own_to_answer(cast: Cast, autumn: Wave, lead: Return) -> None:
    """A body of which one part is covered must not look as if all of it were."""
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, ["plates"]))
    assert covered(cast.thornby) == {"about": "thornby", "plates": "oxmere"}


def test_what_is_let_can_be_taken_back_until_it_is_taken_up(cast: Cast, autumn: Wave, lead: Return) -> None:
    one = let(cast, autumn, BOTH)
    actions.stop_letting(by=cast.stranger, letting=one)
    with pytest.raises(Conflict, match="no longer"):
        actions.accept_cover(by=cast.lead, of=lead, letting=one)
    assert covered(cast.thornby) == {}


def test_it_is_for_the_body_that_it_was_let_to(cast: Cast, autumn: Wave, lead: Return, fenwick: Body) -> None:
    other = actions.start_return(by=None, wave=autumn, body=fenwick)
    with pytest.raises(Invalid, match="another return"):
        actions.accept_cover(by=None, of=other, letting=let(cast, autumn, BOTH))


def test_the_same_again_is_the_one_that_is_there_and_another_takes_its_place(
    cast: Cast, autumn: Wave
) -> None:
    first = let(cast, autumn, ["about"])
    assert let(cast, autumn, ["about"]) == first
    second = let(cast, autumn, BOTH)
    assert list(Letting.objects.filter(ended_at=None)) == [second]


def test_no_part_is_let_to_two(cast: Cast, autumn: Wave, fenwick: Body) -> None:
    let(cast, autumn, ["about"])
    with pytest.raises(Invalid) as error:
        actions.let_cover(by=cast.stranger, wave=autumn, body=cast.thornby, to=fenwick, sections=BOTH)
    assert error.value.fields == {"sections": "About you: you let Oxmere Constabulary (fictional) answer it"}


def test_what_was_submitted_or_another_answers_is_not_let(
    cast: Cast, autumn: Wave, lead: Return, own: Return, fenwick: Body
) -> None:
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, ["plates"]))
    answered(own, cast.stranger, {"runs": "no"})
    actions.submit(by=cast.stranger, of=own, base=own.revision)
    with pytest.raises(Invalid) as error:
        actions.let_cover(by=cast.stranger, wave=autumn, body=cast.thornby, to=fenwick, sections=BOTH)
    said = error.value.fields["sections"]
    assert "About you: your own return was submitted with it" in said
    assert "Number plates: Oxmere Constabulary (fictional) return answers it" in said


@pytest.mark.parametrize("sections", [[], ["colour"]])
def test_sections_are_named(cast: Cast, autumn: Wave, sections: list[str]) -> None:
    with pytest.raises(Invalid):
        let(cast, autumn, sections)


def test_nobody_lets_itself_or_who_is_not_asked(cast: Cast, autumn: Wave) -> None:
    marlow = body("Marlow Transport")
    for one, other in ((cast.thornby, cast.thornby), (cast.thornby, marlow), (marlow, cast.thornby)):
        with pytest.raises(Invalid):
            actions.let_cover(by=cast.stranger, wave=autumn, body=one, to=other, sections=BOTH)


def test_either_side_gives_parts_back(cast: Cast, autumn: Wave, lead: Return) -> None:
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, BOTH))
    assert actions.stop_covering(by=cast.stranger, of=lead, body=cast.thornby, sections=["about"]) == 1
    assert covered(cast.thornby) == {
        "about": "thornby",
        "plates": "oxmere",
    }  # in a return of its own, begun by that
    actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=BOTH)
    assert covered(cast.thornby) == {"about": "thornby", "plates": "thornby"}
    assert actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=BOTH) == 0


def test_who_gives_all_back_before_anything_was_begun_has_nothing(
    cast: Cast, autumn: Wave, lead: Return
) -> None:
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, BOTH))
    actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=BOTH)
    assert covered(cast.thornby) == {}
    assert not Return.objects.filter(body=cast.thornby).exists()


def test_a_return_answers_for_the_body_that_makes_it(cast: Cast, lead: Return) -> None:
    with pytest.raises(Invalid):
        actions.stop_covering(by=cast.lead, of=lead, body=cast.oxmere, sections=BOTH)


def test_a_part_is_not_given_back_to_a_return_that_was_submitted_without_it(
    cast: Cast, autumn: Wave, lead: Return, own: Return
) -> None:
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, ["plates"]))
    answered(own, cast.stranger, {"runs": "no"})
    actions.submit(by=cast.stranger, of=own, base=own.revision)
    with pytest.raises(Conflict, match="has submitted its own return"):
        actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=["plates"])
    assert covered(cast.thornby)["plates"] == "oxmere"
    actions.begin_correction(by=cast.stranger, of=own, reason="Plates are ours")
    actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=["plates"])
    assert covered(cast.thornby)["plates"] == "thornby"


def test_after_the_end_nobody_is_given_back_what_they_cannot_answer_any_more(
    cast: Cast, autumn: Wave, lead: Return
) -> None:
    actions.cover(by=None, of=lead, body=cast.thornby, sections=["about", "plates"])
    lead.refresh_from_db()
    answered(lead, cast.lead, {"runs": "no"})
    actions.submit(by=cast.senior_responsible_officer, of=lead, base=lead.revision)
    actions.end_wave(by=cast.analyst, wave=autumn)
    actions.begin_correction(by=cast.senior_responsible_officer, of=lead, reason="Thornby wants out")
    with pytest.raises(Conflict, match="submitted no return in which it could answer this itself"):
        actions.stop_covering(by=cast.stranger, of=lead, body=cast.thornby, sections=["about"])
    assert Covered.objects.filter(of=lead, body=cast.thornby).count() == 2
    assert not Return.objects.filter(wave=autumn, body=cast.thornby).exists()


def test_a_part_never_counts_in_two_submissions(cast: Cast, autumn: Wave, lead: Return, own: Return) -> None:
    """Given back in a correction, it counts where it was until that correction is submitted."""
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, BOTH))
    answered(lead, cast.lead, {"runs": "no"})
    actions.submit(by=cast.lead, of=lead, base=lead.revision)
    actions.begin_correction(by=cast.lead, of=lead, reason="Thornby answers itself")
    actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=BOTH)
    answered(own, cast.stranger, {"runs": "no"})
    with pytest.raises(Invalid, match="is being corrected"):
        actions.submit(by=cast.stranger, of=own, base=own.revision)
    lead.refresh_from_db()
    actions.submit(by=cast.lead, of=lead, base=lead.revision, reason="Thornby answers itself")
    own.refresh_from_db()
    assert actions.submit(by=cast.stranger, of=own, base=own.revision).number == 1


def test_a_body_that_a_correction_adds_has_submitted_with_that_and_not_before(
    cast: Cast, autumn: Wave, lead: Return
) -> None:
    answered(lead, cast.lead, {"runs": "no"})
    actions.submit(by=cast.lead, of=lead, base=lead.revision)
    actions.begin_correction(by=cast.lead, of=lead, reason="Thornby, too")
    actions.accept_cover(by=cast.lead, of=lead, letting=let(cast, autumn, BOTH))
    assert stages(autumn) == {"oxmere": Stage.ON_TIME, "thornby": Stage.STARTED, "fenwick": Stage.NOT_STARTED}
    lead.refresh_from_db()
    actions.submit(by=cast.lead, of=lead, base=lead.revision, reason="Thornby, too")
    assert stages(autumn)["thornby"] == Stage.ON_TIME


def stages(wave: Wave) -> dict[str, Stage]:
    return {one.asked.body.slug: one.stage for one in response_of(wave).bodies}


def test_the_leads_of_the_other_body_are_told(
    cast: Cast, autumn: Wave, lead: Return, django_capture_on_commit_callbacks: object
) -> None:
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        let(cast, autumn, BOTH)
    (sent,) = mail.outbox
    assert sent.to == [cast.lead.email]
    assert f"/bodies/oxmere/returns/{lead.pk}/bodies" in sent.body


def test_it_stands_in_the_history_of_both_bodies(cast: Cast, autumn: Wave, lead: Return) -> None:
    actions.cover(by=cast.lead, of=lead, body=cast.thornby, sections=["plates"])
    actions.stop_covering(by=cast.lead, of=lead, body=cast.thornby, sections=["plates"])
    theirs = Event.objects.filter(body=cast.thornby.pk, action__contains="cover").order_by("sequence")
    told = [event.sentence for event in tell(theirs)]
    assert told == [
        f"made the return of {cast.oxmere.name} answer parts of the survey Autumn for this body",
        f"made this body answer parts of the survey Autumn itself that the return of {cast.oxmere.name} had answered",
    ]
    ours = Event.objects.filter(body=cast.oxmere.pk, action__in=["survey.cover", "survey.stop_covering"])
    assert ours.count() == 2
