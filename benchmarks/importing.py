"""An import of the browser beside the same file on the command line.

`read` and `add` of `custodes.evidence.actions`, then the findings and figures: all that a body sees afterwards.
Against `custodes assess` as it is run, with the files that it writes; and against the reading and assessing in it alone.
"""

import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from measure import Row, alternately, clocked, main, prepared

SIZES = (20_000, 100_000)
MOST = 3.0


def run(sizes: Sequence[int] | None) -> list[Row]:
    """A row for each size."""
    rows = []
    for size in sizes or SIZES:
        parts = ("browser", "command_line", "assessing")
        ours, floor, bare = alternately("importing", parts, size, 1 if size > 20_000 else 3)
        reached = ours.seconds <= MOST * floor.seconds
        note = f"of which {ours.told['refresh']:.1f} s for findings and figures"
        rows.append(Row("import of rows, beside the command", size, ours, floor, f"{MOST}x", reached, note))
        rows.append(Row("... beside reading and assessing alone", size, ours, bare, "none", None))
    return rows


def _list(size: int) -> Path:
    """One list of this many rows, as a force would send it."""
    from custodes.demo import estates

    def make(place: Path) -> None:
        import csv

        rows = [row for estate in estates.plan_estates(size * 2, 2022) for row in estate.rows][:size]
        names = list(dict.fromkeys(name for row in rows for name in row.cells))
        with place.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, names)
            writer.writeheader()
            writer.writerows(row.cells for row in rows)

    return prepared(f"import-{size}.csv", make)


def command_line(size: int) -> dict[str, Any]:
    """`custodes assess`, with all that it writes."""
    given = _list(size)
    told: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(sys.stderr), clocked(told):
        from custodes.cli import app

        app(["assess", str(given), "--out", f"{folder}/out"], standalone_mode=False)
    return told


def assessing(size: int) -> dict[str, Any]:
    """Taken in and assessed, as `custodes assess` does before it writes."""
    given = _list(size)
    told: dict[str, Any] = {}
    with clocked(told):
        from custodes import assessment, clock
        from custodes.concerns.feeds.store import open_store
        from custodes.evidence.intake import take_in

        intake = take_in([given])
        assessment.assess(intake.table, assessment.sources(open_store(), clock.today()))
    return told


def browser(size: int) -> dict[str, Any]:
    """Uploaded, read, decided on, added, and its findings worked out; in a new SQLite register."""
    given = _list(size)
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"CUSTODES_DATA": folder, "DJANGO_SETTINGS_MODULE": "custodes.web.settings"}
        return _imported(given)


def _imported(given: Path) -> dict[str, Any]:
    import time

    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from custodes import clock
    from custodes.access.models import Body, Person
    from custodes.concerns.actions import run_waiting
    from custodes.evidence import actions

    body = Body.objects.create(name="Oxmere (fictional)", slug="oxmere", fictional=True)
    lead = Person.objects.create_user("lead@example.test", "Ida Marlowe")
    told: dict[str, Any] = {}
    with clocked(told):
        came_in = actions.upload(by=lead, body=body, files=[(given.name, given)], observed_on=clock.today())
        actions.read(came_in.pk)
        actions.decide(by=lead, of=came_in, choice="valid")
        actions.add(came_in.pk)
        start = time.perf_counter()
        run_waiting()
        told["refresh"] = time.perf_counter() - start
    return told


if __name__ == "__main__":
    main({"browser": browser, "command_line": command_line, "assessing": assessing})
