"""Answers as the fields of a page, and back. Whatever is kept can be shown, and what was not touched reads back the same.

The names of fields begin with what they hold of a question and end with its key (`custodes.survey.filling.keys`).
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from django.http import QueryDict

from custodes.errors import Invalid
from custodes.survey.actions.answering import fitting_answer
from custodes.survey.filling import BLANK, Given, State
from custodes.survey.filling.given import SAID_INSTEAD
from custodes.survey.instrument import Question, Repeat

VALUE, OTHER, STATE, EXEMPTION, NOTE, BASE, CHOSEN = "a.", "o.", "s.", "e.", "n.", "b.", "c."
DAY, MONTH, YEAR, PLACE = "d.", "m.", "y.", "r."
MINE, THEIRS = "mine", "theirs"
TAKEN_BACK = "blank"
"""In the place of a state: no answer after all, which radio buttons alone cannot say."""
ONE_OF_TWO = "You have given an answer and said why there is none. Choose one of the two"
PLACES = "Two choices have the same place. Give each its own"


class Base(NamedTuple):
    """What the page showed of an answer: its revision, and a digest of it as its fields show it."""

    revision: int
    digest: str

    def __str__(self) -> str:
        return f"{self.revision}:{self.digest}"


def base_from(text: str) -> Base | None:
    """A base from its field; None for what is none."""
    revision, _, digest = text.partition(":")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        return None
    return Base(int(revision), digest[:40])


def base_of(question: Question | Repeat, given: Given, revision: int) -> Base:
    """What a page that shows this answer has to send along."""
    return Base(revision, digest_of(question, given))


def digest_of(question: Question | Repeat, given: Given) -> str:
    """Tells an answer from another, as far as the fields of a page can."""
    if given == BLANK:
        return _NOTHING
    shown = given._replace(value=_as_shown(question, given.value))
    with suppress(Invalid):  # then it is not saved as it is, and differs from all that are
        shown = fitting_answer(question, shown)
    return _digest(shown)


def _digest(given: Given) -> str:
    return hashlib.blake2b("\0".join(given).encode("utf-8", "replace"), digest_size=6).hexdigest()


_NOTHING = _digest(BLANK)


def _as_shown(question: Question | Repeat, value: str) -> str:
    """A value after it went through the fields of its kind."""
    if isinstance(question, Question) and question.kind in ("date", "dateTime"):
        return joined(question.kind, *parted(question.kind, value))
    return value


def parted(kind: str, value: str) -> tuple[str, str, str, str]:
    """Year, month, day and time of a date; what is none of them stands where the day does."""
    day, _, time = value.partition("T") if kind == "dateTime" else (value, "", "")
    pieces = day.rsplit("-", 2)
    if len(pieces) < 3:
        return "", "", day, time
    year, month, number = pieces
    return year, _unpadded(month), _unpadded(number), time


def joined(kind: str, year: str, month: str, day: str, time: str = "") -> str:
    """The text of a date from what was typed, also where it is no date."""
    year, month, day, time = (piece.strip() for piece in (year, month, day, time))
    whole = f"{year}-{_padded(month)}-{_padded(day)}" if year or month else day
    return f"{whole}T{time}" if kind == "dateTime" and time else whole


def _padded(number: str) -> str:
    return f"0{number}" if len(number) == 1 and number.isdigit() else number


def _unpadded(number: str) -> str:
    return number[1:] if len(number) == 2 and number[0] == "0" and number[1].isdigit() else number


def value_sent(question: Question | Repeat, key: str, sent: QueryDict) -> str:
    """The value that the fields of a question hold. Raises Invalid where it cannot be told."""
    kind = question.kind if isinstance(question, Question) else ""
    if kind in ("date", "dateTime"):
        return joined(kind, *(sent.get(field + key, "") for field in (YEAR, MONTH, DAY, VALUE)))
    if kind == "select_multiple":
        return " ".join(sent.getlist(VALUE + key))
    if kind == "rank":
        return _in_order(key, sent)[0]
    return sent.get(VALUE + key, "")


def _in_order(key: str, sent: QueryDict) -> tuple[str, bool]:
    """Choices by the places they were given, and whether two have the same."""
    places = {
        name[len(PLACE) : -len(key) - 1]: int(place)
        for name in sent
        if name.startswith(PLACE)
        and name.endswith(f".{key}")
        and (place := str(sent[name])).isascii()
        and place.isdigit()
        and len(place) < 4
    }
    words = sorted(places, key=lambda word: places[word])
    return " ".join(words), len(set(places.values())) < len(places)


def raw(question: Question | Repeat, key: str, sent: QueryDict) -> Given:
    """What was typed, as it is, whether or not it can be an answer."""
    state = sent.get(STATE + key, "")
    value = value_sent(question, key, sent)
    texts = {"other": OTHER, "exemption": EXEMPTION, "note": NOTE}
    said = {name: sent.get(field + key, "") for name, field in texts.items()}
    if state == TAKEN_BACK:
        return Given(State.BLANK, note=said["note"])
    instead = State(state) if state in {str(one) for one in SAID_INSTEAD} else None
    return Given(instead or (State.ANSWERED if value else State.BLANK), value, **said)


def meant(question: Question | Repeat, key: str, sent: QueryDict, stored: Given = BLANK) -> Given:
    """The answer that was given. `stored`: as it stands, which tells what of it the person changed.

    Raises Invalid where that cannot be saved: it names what is to be mended.
    """
    given = raw(question, key, sent)
    if isinstance(question, Question) and question.kind == "rank" and _in_order(key, sent)[1]:
        raise Invalid(f"{PLACES}.", fields={"value": PLACES})
    if given.state in SAID_INSTEAD and given.value.strip():
        same = given.value.split() == stored.value.split()
        if not same and given.state is stored.state:
            given = given._replace(state=State.ANSWERED)
        elif not same:
            raise Invalid(f"{ONE_OF_TWO}.", fields={"value": ONE_OF_TWO})
    return fitting_answer(question, given)


def places_of(value: str) -> Mapping[str, int]:
    """The place of each choice in an answer, from 1."""
    return {word: at for at, word in enumerate(dict.fromkeys(value.split()), start=1)}
