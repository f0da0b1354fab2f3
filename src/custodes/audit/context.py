"""Through what an action was called, without every action having to pass it on."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import NamedTuple


class Through(NamedTuple):
    """`way`: page, api:TOKEN, command or task. `request`: joins the events of one request."""

    way: str = "command"
    request: str = ""


current: ContextVar[Through] = ContextVar("through", default=Through())  # noqa: B039 (immutable)


@contextmanager
def through(way: str, request: str = "") -> Iterator[None]:
    """Events recorded inside say they came this way."""
    token = current.set(Through(way, request))
    try:
        yield
    finally:
        current.reset(token)
