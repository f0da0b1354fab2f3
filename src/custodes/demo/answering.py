"""Requests for information that a body of the demo answers from its register: the second answer says why it differs."""

import datetime as dt

from custodes import clock
from custodes.access.models import Body, Person
from custodes.publication.information.actions import keep_answer, record_request
from custodes.publication.information.answering import prepared

FIRST = ("devices", "technology", "maker")
NEXT = ("devices", "maker", "certainty", "watchlists")
REASON = (
    "A device that was bought under another label was looked at, and its maker is known now. None was bought or sold "
    "(made up)."
)


def answer_first(body: Body, by: Person) -> None:
    """What a resident asked."""
    asked = "How many cameras do you run, of what kind, and who made them? (made up)"
    _answer(body, by, "FOI 2026/031", 40, asked, FIRST)


def answer_next(body: Body, by: Person) -> None:
    """What a newspaper asked a month later, and what nobody has answered yet."""
    asked = (
        "How many of your cameras are of makers on a watchlist, and of how many do you not know? (made up)"
    )
    _answer(body, by, "FOI 2026/047", 9, asked, NEXT)
    asked = "Which of your camera systems have facial recognition? (made up)"
    record_request(
        by=by, body=body, reference="FOI 2026/052", received_on=clock.today() - dt.timedelta(2), asked=asked
    )


def _answer(body: Body, by: Person, reference: str, ago: int, asked: str, figures: tuple[str, ...]) -> None:
    """`ago`: how many days since it was received."""
    received_on = clock.today() - dt.timedelta(ago)
    request = record_request(by=by, body=body, reference=reference, received_on=received_on, asked=asked)
    found = prepared(request, figures)
    reasons = {one["name"]: REASON for one in found.differing}
    keep_answer(by=by, request=request, figures=figures, reasons=reasons, base=found.mark)
