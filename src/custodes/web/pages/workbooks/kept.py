"""What was read of a workbook, from its upload until it is saved or thrown away: in the session of who uploaded it."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest

from custodes.errors import Invalid
from custodes.survey.models import Return
from custodes.survey.offline.reading import Edit, Reading
from custodes.survey.problems import Problem

_HELD = "workbook"
MOST = 1_000_000
"""Characters that are kept at once: everything that somebody would write anew in a return of 119 questions, ten times."""
MOST_PROBLEMS = 200
"""Problems that are kept: more than that have few causes."""


@dataclass
class Kept:
    """An upload that waits for a choice."""

    of: int
    name: str
    """Of the file."""
    questions: int
    unchanged: int
    edits: list[Edit] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    more_problems: int = 0
    token: str = ""
    """Tells this upload from one that came after it, in another window."""


def keep(request: HttpRequest, of: Return, name: str, reading: Reading) -> None:
    """Hold what was read; an upload that waited before it is gone. Raises Invalid where it is too much."""
    told: dict[str, Any] = {
        "of": of.pk,
        "name": name[:200],
        "questions": reading.questions,
        "unchanged": reading.unchanged,
        "edits": [edit.kept() for edit in reading.edits],
        "problems": [list(problem) for problem in reading.problems[:MOST_PROBLEMS]],
        "more_problems": max(0, len(reading.problems) - MOST_PROBLEMS),
        "token": secrets.token_hex(8),
    }
    if len(json.dumps(told)) > MOST:
        wrong = "The workbook has more new text than can be looked at in one go"
        raise Invalid(
            f"{wrong}.", fields={"workbook": f"{wrong}: delete some sheets from a copy, and upload that"}
        )
    request.session[_HELD] = told


def kept(request: HttpRequest, of: Return) -> Kept | None:
    """The upload that waits, None where there is none for that return."""
    told = request.session.get(_HELD)
    if told is None or told["of"] != of.pk:
        return None
    edits = [Edit.of(one) for one in told["edits"]]
    return Kept(**{**told, "edits": edits, "problems": [Problem(*one) for one in told["problems"]]})


def forget(request: HttpRequest) -> None:
    """It was saved, or is not wanted."""
    request.session.pop(_HELD, None)
