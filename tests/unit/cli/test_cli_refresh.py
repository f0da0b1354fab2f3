"""`custodes refresh` and what a pull of feeds asks for, on a register of its own, as a user meets them."""

import os
import subprocess
import sys
from pathlib import Path

import migrated
import pytest

OWN_LIST = """
id = "oxmere-own"
title = "What Oxmere avoids"
issuer = "Oxmere Constabulary (fictional)"
source = "https://example.org/oxmere"

[[entry]]
id = "axis"
maker = "Axis Communications"
"""

FILL = """
import django; django.setup()
from custodes.access.models import Body, Person
from custodes.register.actions import add_device, add_system
body = Body.objects.create(name="Oxmere Constabulary (fictional)", slug="oxmere", fictional=True)
ida = Person.objects.create_user("ida.marlowe@example.test", "Ida Marlowe", "a lamp for every corner")
home = add_system(by=ida, body=body, values={"name": "Town centre"})
add_device(by=ida, system=home, said={"brand": "Axis", "model": "P3245-LV"})
"""

STOOD = """
import django; django.setup()
from custodes.concerns.models import Tally
last = Tally.objects.filter(scope="all").latest("pk")
print(last.why, last.counts["watchlists"]["affected"]["devices"])
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def python(data: Path, *words: str) -> tuple[int, str]:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {
        "CUSTODES_DATA": str(data),
        "CUSTODES_TODAY": "2026-03-01",
        "DJANGO_SETTINGS_MODULE": "custodes.web.settings",
    }
    done = subprocess.run(
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def custodes(data: Path, *words: str) -> tuple[int, str]:
    return python(data, "-c", "from custodes.cli import app; app()", *words)


def test_a_register_follows_the_feeds(data: Path, tmp_path: Path) -> None:
    migrated.register(data, None, "")
    assert python(data, "-c", FILL)[0] == 0
    code, said = custodes(data, "refresh")
    assert (code, "1 body worked out." in said, "Working out Oxmere" in said) == (0, True, True), said
    assert python(data, "-c", STOOD)[1].split()[-1] == "0"
    assert custodes(data, "refresh")[1].strip() == "Everything is up to date."
    (tmp_path / "own.toml").write_text(OWN_LIST)
    code, said = custodes(data, "feeds", "pull", "--from", str(tmp_path / "own.toml"))
    assert code == 0, said
    assert "1 body of the register will be worked out again" in said
    custodes(data, "refresh")
    assert python(data, "-c", STOOD)[1].strip() == "feeds were pulled 1"


def test_without_a_register_there_is_nothing_to_work_out(data: Path, tmp_path: Path) -> None:
    code, said = custodes(data, "refresh")
    assert code == 5
    assert "There is no register" in said
    (tmp_path / "own.toml").write_text(OWN_LIST)
    code, said = custodes(data, "feeds", "pull", "--from", str(tmp_path / "own.toml"))
    assert code == 0
    assert "register" not in said
