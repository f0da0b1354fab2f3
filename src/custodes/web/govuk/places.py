"""Where the pages of a body lead, and who is shown each."""

from collections.abc import Collection
from typing import NamedTuple

from custodes.access.permissions import Permission


class Place(NamedTuple):
    """An item of the navigation of a body."""

    section: str
    text: str
    page: str
    """The name of its page in `custodes.web.urls`; it takes the slug of the body."""
    permission: Permission
    of_register: bool = False
    """Whether it is about a register: an oversight office has none."""


BODY_PLACES = (
    Place("overview", "Overview", "body", Permission.READ_REGISTER),
    Place("systems", "Systems", "systems", Permission.READ_REGISTER, of_register=True),
    Place("devices", "Devices", "devices", Permission.READ_REGISTER, of_register=True),
    Place("findings", "Findings", "findings", Permission.READ_REGISTER, of_register=True),
    Place("imports", "Imports", "imports", Permission.IMPORT, of_register=True),
    Place("returns", "Returns", "returns", Permission.READ_RETURNS, of_register=True),
    Place("requests", "Requests", "requests", Permission.ANSWER_REQUESTS, of_register=True),
    Place("surveys", "Surveys", "surveys", Permission.RUN_SURVEYS),
    Place("people", "People", "people", Permission.MANAGE_PEOPLE),
    Place("history", "History", "history", Permission.READ_HISTORY),
)


def body_places(may: Collection[Permission], office: bool = False) -> list[Place]:
    """What somebody with these permissions in the body can open. `office`: it is an oversight office."""
    return [place for place in BODY_PLACES if place.permission in may and not (office and place.of_register)]
