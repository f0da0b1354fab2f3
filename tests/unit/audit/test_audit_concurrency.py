"""Several processes and threads add events at once: nobody fails, and the chain is one line."""

import os
import subprocess
import sys
from pathlib import Path

import migrated
import pytest
from service_process import CUSTODES

PROGRAM = Path(__file__).with_name("write_events.py")
EACH = 15

pytestmark = pytest.mark.service


def environment(folder: Path) -> dict[str, str]:
    """A register of its own, on the database that the tests run on."""
    made = {**os.environ, "CUSTODES_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "custodes.web.settings"}
    if address := migrated.register(
        folder, os.environ.get("CUSTODES_TEST_POSTGRES"), f"writers_{os.getpid()}"
    ):
        made["DATABASE_URL"] = address
    return made


def test_writers_at_once_make_one_sound_chain(tmp_path: Path) -> None:
    """From the very first event on, for which nothing is there yet to lock."""
    env = environment(tmp_path)
    begin = "from custodes.cli import service; service.set_up(); "
    begin += "from custodes.access.models import Body; Body.objects.create(name='B', slug='b')"
    subprocess.run([sys.executable, "-c", begin], env=env, check=True, capture_output=True)
    writers = [
        subprocess.Popen([sys.executable, str(PROGRAM), name, str(EACH)], env=env, stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]  # fmt: skip
    said = [writer.communicate()[1] for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], said
    verified = subprocess.run([*CUSTODES, "audit", "verify"], env=env, capture_output=True, text=True)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert f"{2 * 2 * EACH} events" in verified.stdout
