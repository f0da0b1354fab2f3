"""Submissions in the database: guarded, held against what was signed, and told in the words of their forms."""

import pytest
from django.db import DatabaseError, connection, transaction
from tampering import by_hand, problems, sql, verified
from waves import answered, kept, wave

from cast import Cast
from custodes.audit.models import Event
from custodes.audit.telling import Change, sentences, tell
from custodes.survey import actions
from custodes.survey.filling import Given, State
from custodes.survey.models import Return, Submission

SQLITE = connection.vendor == "sqlite"


@pytest.fixture
def begun(cast: Cast) -> Return:
    autumn = wave(kept(cast.office, cast.analyst), cast.analyst, [cast.oxmere, cast.thornby])
    of = actions.start_return(by=cast.lead, wave=autumn, body=cast.oxmere)
    return answered(of, cast.lead, {"runs": "yes", "cameras": "120"})


@pytest.fixture
def signed(cast: Cast, begun: Return) -> Submission:
    return actions.submit(by=cast.senior_responsible_officer, of=begun, base=begun.revision)


@pytest.mark.parametrize(
    "statement", ["update survey_submission set reason = 'x'", "delete from survey_submission"]
)
def test_the_database_refuses(signed: Submission, statement: str) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        sql(statement)


@pytest.mark.skipif(not SQLITE, reason="only SQLite has it")
@pytest.mark.parametrize("id", ["id", "id + 1000"])
def test_insert_or_replace_is_refused(signed: Submission, id: str) -> None:
    """Also by way of the number of the submission in its return."""
    columns = "contents, digest, at, reason, of_id, by_id, number"
    statement = f"insert or replace into survey_submission (id, {columns}) select {id}, {columns} from survey_submission"
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        sql(statement)


@pytest.mark.skipif(SQLITE, reason="SQLite has no truncate")
def test_truncate_is_refused(signed: Submission) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        sql("truncate survey_submission cascade")


def test_submissions_are_counted_and_sound(signed: Submission) -> None:
    assert (verified().problems, verified().submissions) == ([], 1)


CHANGES = {
    "contents": "replace(contents, '120', '20')",
    "digest": "'x'",
    "by_id": "null",
    "reason": "'because'",
    "number": "7, reason = 'why'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_by_hand_is_found(signed: Submission, column: str) -> None:
    with by_hand():
        sql(f"update survey_submission set {column} = {CHANGES[column]}")
    said = problems()
    assert len(said) == (2 if column == "number" else 1)
    assert f"return {signed.of_id}" in said[0]


def test_contents_that_were_changed_with_their_digest_are_found(signed: Submission) -> None:
    from custodes.survey.contents import digest_of

    other = signed.contents.replace('"120"', '"20"')
    with by_hand():
        sql("update survey_submission set contents = %s, digest = %s", other, digest_of(other))
    (said,) = problems()
    assert "is not what event" in said


def test_one_that_is_gone_or_was_slipped_in_is_found(signed: Submission) -> None:
    columns = "contents, digest, at, of_id, by_id"
    with by_hand():
        sql(
            f"insert into survey_submission ({columns}, reason, number) select {columns}, 'why', 9 from survey_submission"
        )
    (said,) = problems()
    assert "no event tells" in said
    with by_hand():
        sql("delete from survey_submission")
    (said,) = problems()
    assert said.endswith("tells, is gone.")


def told(action: str) -> tuple[str, list[Change]]:
    (one,) = tell(Event.objects.filter(action=action).order_by("-sequence")[:1])
    return one.sentence, list(one.changes)


def test_returns_are_told_in_the_words_of_their_forms(cast: Cast, begun: Return) -> None:
    given = Given(State.WITHHELD, exemption="s.31")
    actions.save_answer(by=cast.lead, of=begun, key="cameras", given=given, base=1)
    assert Change("Answer", "120", "Withheld: s.31") in told("survey.answer")[1]
    actions.delegate(by=cast.lead, of=begun, section="plates", to=cast.it_security)
    name = "the return Autumn: Oxmere Constabulary (fictional)"
    assert told("survey.delegate")[0] == f"asked {cast.it_security} to fill in “Number plates” of {name}"
    actions.let_cover(by=None, wave=begun.wave, body=cast.thornby, to=cast.oxmere, sections=["about"])
    assert told("survey.let_cover")[0] == (
        "let Oxmere Constabulary (fictional) answer parts of the survey Autumn for this body"
    )
    one = cast.thornby.lets.get()
    actions.accept_cover(by=cast.lead, of=begun, letting=one)
    (event,) = tell(Event.objects.filter(action="survey.cover"))
    assert event.sentence == f"took it on to answer for Thornby Borough Council (fictional) in {name}"
    assert ("Sections", "About you") in event.facts
    actions.save_answer(
        by=cast.lead, of=begun, key="runs", given=Given(State.ANSWERED, "no"), base=0, body=cast.thornby
    )
    (event,) = tell(Event.objects.filter(action="survey.answer").order_by("-sequence")[:1])
    assert ("For", "Thornby Borough Council (fictional)") in event.facts


def test_an_event_of_a_form_that_cannot_be_read_is_told_as_it_stands(cast: Cast, begun: Return) -> None:
    version = begun.wave.instrument
    type(version).objects.filter(pk=version.pk).update(digest="x")
    (event,) = tell(Event.objects.filter(action="survey.answer").order_by("-sequence")[:1])
    assert Change("Value", "", "120") in event.changes


def test_every_step_of_a_return_has_its_sentence() -> None:
    import re
    from pathlib import Path

    from custodes.survey.actions import covering, delegating, returns, submitting

    said = "".join(Path(m.__file__).read_text() for m in (covering, delegating, returns, submitting))
    recorded = set(re.findall(r'"(survey\.[a-z_]+)"', said))
    assert len(recorded) > 12
    assert sorted(recorded - set(sentences())) == []
