"""An estate to ask about, and programs that ask with a token: see tests/fakes/api_programs.py."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from custodes.access.permissions import Scope

if TYPE_CHECKING:  # they need Django, which is set up after this is read
    from api_programs import Estate, Program

    from cast import Cast


@pytest.fixture
def program(db: None) -> "Callable[..., Program]":
    """Make a token: `program(cast.lead)` for everything, `program(cast.lead, Scope.READ)`."""
    from api_programs import Program

    return lambda who, *scopes: Program(who, scopes or tuple(Scope))


@pytest.fixture
def estate(cast: "Cast") -> "Estate":
    """What Oxmere holds."""
    from api_programs import estate_of

    return estate_of(cast)
