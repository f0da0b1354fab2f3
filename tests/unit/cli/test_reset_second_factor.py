"""`custodes reset-second-factor`, on a register of its own, as a locked-out administrator meets it."""

from pathlib import Path

import pytest
from registers import Register, migrated

pytestmark = pytest.mark.service

LOCKED_OUT = """
from custodes.cli import service; service.set_up()
from cast import person
from custodes.access.actions import set_up_second_factor
wren = person("Wren Ashdown", administrator=True)
set_up_second_factor(by=wren, secret="GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", keep=None)
person("Nell Vane")
"""
LEFT = """
import django; django.setup()
from allauth.mfa.models import Authenticator
from custodes.audit.models import Event
last = Event.objects.latest("sequence")
print(Authenticator.objects.count(), last.action, last.person_name, last.through, last.reason, last.said)
"""


def test_the_only_administrator_gets_back_in(tmp_path: Path) -> None:
    register = migrated(tmp_path / "locked_out")
    register.python("-c", LOCKED_OUT)
    for stranger, told in (
        ("nobody@example.test", "Nobody here has"),
        ("nell.vane@example.test", "has no second"),
    ):
        assert told in register.run("reset-second-factor", stranger).stderr
    assert "sets up another second factor" in register.done(
        "reset-second-factor", "Wren.Ashdown@example.test "
    )
    left = register.python("-c", LEFT)
    assert left.startswith("0 access.reset_second_factor Custodes command asked for on the machine")
    assert register.run("reset-second-factor", "wren.ashdown@example.test").returncode == 10


def test_without_a_register_it_makes_none(tmp_path: Path) -> None:
    result = Register(tmp_path / "none", None).run("reset-second-factor", "wren.ashdown@example.test")
    assert (result.returncode, "There is no register" in result.stderr) == (5, True)
    assert not (tmp_path / "none" / "register.sqlite3").exists()
