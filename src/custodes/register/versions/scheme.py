"""The shape of a version scheme: a name, and a function from tidy text to a reading."""

from collections.abc import Callable
from typing import NamedTuple

from custodes.register.versions.reading import Reading


class Scheme(NamedTuple):
    """One way of writing firmware versions. Readings of different schemes are never compared."""

    name: str
    read: Callable[[str], Reading | None]
    """Takes text as `tidy` leaves it: lower case, from where the version starts."""
