"""A wave as it is compared: its form, what was submitted in it last, and how many bodies it asked."""

from collections.abc import Sequence
from dataclasses import replace

from custodes.access.models import Person
from custodes.survey.coded import CodedAnswer, Kept, codings_of, kept_of
from custodes.survey.comparing.waves import Side
from custodes.survey.filling import Given, State
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave
from custodes.survey.submitted import Said, Submitted, submitted_in


def side_of(wave: Wave, person: Person) -> Side:
    """As this person may see it: what a colleague alone has read counts for them as it was submitted.

    At most five queries.
    """
    histories = submitted_in(wave).values()
    kept = kept_of(one.submission for history in histories for one in history)
    latest = [_as_read(history, kept, person) for history in histories]
    return Side(form_of(wave.instrument), latest, wave.asked.count())


def _as_read(history: Sequence[Submitted], kept: Kept, person: Person) -> Submitted:
    """What was submitted last, with the readings that count in place of what was coded."""
    now, numbers = history[-1], {one.submission.pk for one in history}
    answers = dict(now.told["answers"])
    differences = {body: dict(own) for body, own in now.told["differences"].items()}
    for key, body in {(key, body) for number, key, body in kept if number in numbers}:
        codings = codings_of(history, kept, key, body)
        read = codings.counts if codings.open_to(person) else None
        said = now.said(key, body)
        if read and said and (not body or body in now.differing(key)):
            (differences[body] if body else answers)[key] = _read(said, read)
    return replace(now, told={**now.told, "answers": answers, "differences": differences})


def _read(said: Said, read: CodedAnswer) -> dict[str, str]:
    """An answer as it was read, in the shape of a submission."""
    value = (read.reading or said.value) if read.state is State.ANSWERED else ""
    return {**said._asdict(), "state": str(Given(read.state, value).counted), "value": value}
