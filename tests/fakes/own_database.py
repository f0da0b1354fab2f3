"""Programs that need a register of their own: real connections, whose writes no test takes back."""

import os
import subprocess
import sys
from pathlib import Path

import postgres

TESTS = Path(__file__).parents[1]


def run(program: Path, folder: Path) -> str:
    """What a program says that works on an empty register, on the kind of database that the tests run on.

    It calls `django.setup()` and migrates. It must succeed.
    """
    paths = os.pathsep.join(map(str, (TESTS, TESTS / "fakes")))
    env = {
        **os.environ,
        "CUSTODES_DATA": str(folder),
        "DJANGO_SETTINGS_MODULE": "custodes.web.settings",
        "PYTHONPATH": paths,
    }
    env.pop("DATABASE_URL", None)
    if server := os.environ.get("CUSTODES_TEST_POSTGRES"):
        env["DATABASE_URL"] = postgres.fresh(server, f"{program.stem}_{os.getpid()}")
    done = subprocess.run([sys.executable, str(program)], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
