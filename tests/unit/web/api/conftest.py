"""An estate to ask about, and programs that ask with a token."""

from collections.abc import Callable

import pytest
from api_programs import Estate, Program, estate_of

from cast import Cast
from custodes.access.permissions import Scope


@pytest.fixture
def program(db: None) -> Callable[..., Program]:
    """Make a token: `program(cast.lead)` for everything, `program(cast.lead, Scope.READ)`."""
    return lambda who, *scopes: Program(who, scopes or tuple(Scope))


@pytest.fixture
def estate(cast: Cast) -> Estate:
    """What Oxmere holds: see tests/fakes/api_programs.py."""
    return estate_of(cast)
