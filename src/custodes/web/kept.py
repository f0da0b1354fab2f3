"""What pages say of a whole body, kept in memory until anything is done in that body.

Every change of a register records an event, so the last event of a body says whether what is kept is still
so. Only for what a body's own people see: what others see is a part, which is worked out each time.
"""

from collections import OrderedDict
from collections.abc import Callable
from typing import Generic, TypeVar

from custodes.audit.models import Event
from custodes.prepared import Prepared

T = TypeVar("T")
BODIES = 200
"""How many bodies are kept; the one that was worked out longest ago makes way."""

_last_event = Prepared(
    lambda body: Event.objects.filter(body=body).order_by("-sequence").values_list("digest")[:1], "body"
)


class KeptByBody(Generic[T]):
    """One thing about each body."""

    def __init__(self) -> None:
        self._held: OrderedDict[int, tuple[str, T]] = OrderedDict()

    def get(self, body: int, find: Callable[[], T]) -> T:
        """What is kept of the body if nothing was done there since, else what `find` gives. One query."""
        last = _last_event(body)
        if not last:
            return find()
        digest = last[0][0]  # no other event has it, in any database
        held = self._held.get(body)
        if held is not None and held[0] == digest:
            return held[1]
        found = find()
        self._held[body] = (digest, found)
        self._held.move_to_end(body)
        while len(self._held) > BODIES:
            self._held.popitem(last=False)
        return found
