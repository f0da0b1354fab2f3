"""The demo's publications: an interim edition, the full one, and the one that corrects it."""

import datetime as dt
import json
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils import timezone

from custodes.access.roles import Role
from custodes.demo.names import table
from custodes.demo.wave import Team, Teams, Tell, correct_body_worn
from custodes.publication import actions
from custodes.publication.defined import figures_of
from custodes.publication.figures.shipped import shipped
from custodes.publication.models import Edition
from custodes.publication.preparing import prepared
from custodes.publication.site.exporting import export
from custodes.publication.site.shown import shown_now
from custodes.survey.actions import code_answer
from custodes.survey.models import Submission, Wave

TITLE = "Police surveillance cameras: what a survey found (made up)"
INTERIM_AFTER = 90
"""Days after the last day: before the late returns came in."""
CORRECTED = (
    "Two bodies have shown that the body-worn cameras they had reported are of another maker (made up)."
)
DISCLOSED = {"uav_makers": {"disclosure": "public", "exemption": "", "reason": ""}}
"""Whose drones they fly is public, though it is text: what is typed there names companies."""
REPORTED = "Two bodies reported body-worn cameras of a maker of concern after all (made up)."


def publish_wave(wave: Wave, staff: Team, teams: Teams, tell: Tell) -> None:
    """Code what was written, then publish three editions: after 36 returns, after all, and corrected."""
    tell("Reading answers and defining figures", None)
    _code(wave, staff)
    text = shipped(wave.instrument.name) + (resources.files(__package__) / "wave_figures.toml").read_text(
        "utf-8"
    )
    actions.set_figures(by=staff[Role.ANALYST], wave=wave, text=text, base=0)
    tell("Publishing the first edition", 0.25)
    day = wave.closes_on + dt.timedelta(INTERIM_AFTER)
    _publish(
        wave, staff, f"{TITLE}: interim", "", dt.datetime.combine(day, dt.time(12), ZoneInfo("Europe/London"))
    )
    tell("Publishing the second edition", 0.5)
    correct_body_worn(wave, teams, 0)
    _publish(wave, staff, TITLE, REPORTED, None)
    tell("Publishing the corrected edition", 0.75)
    correct_body_worn(wave, teams, 1)
    _publish(wave, staff, TITLE, CORRECTED, None)


def leave_public(folder: Path, tell: Tell) -> None:
    """What the public gets, as files beside the register: each edition, and the site for any web server."""
    for old in folder.glob("publication-*.zip"):
        old.unlink()
    for edition in Edition.objects.order_by("number"):
        (folder / f"publication-{edition.number}.zip").write_bytes(bytes(edition.contents))
    export(shown_now(timezone.now()), folder / "public", tell)


def _code(wave: Wave, staff: Team) -> None:
    readings = {(row["question"], row["text"]): row for row in table("wave_readings")}
    questions = sorted({question for question, _ in readings})
    for submission in Submission.objects.filter(of__wave=wave, number=1).order_by("of"):
        for question in questions:
            said = json.loads(submission.contents)["answers"].get(question, {})
            if row := readings.get((question, said.get("value", ""))):
                code_answer(
                    by=staff[Role.ANALYST],
                    submission=submission,
                    key=question,
                    state=row["state"],
                    reading=row["reading"],
                    rationale=f"{row['rationale']} (made up)",
                )


def _publish(wave: Wave, staff: Team, title: str, why: str, as_at: dt.datetime | None) -> Edition:
    analyst, head = staff[Role.ANALYST], staff[Role.HEAD_OF_OFFICE]
    draft = actions.begin_draft(by=analyst, wave=wave, title=title)
    report = (resources.files(__package__) / "wave_report.md").read_text("utf-8")
    reasons = dict.fromkeys((figure.name for figure in figures_of(wave)), why) if why else {}
    draft = actions.change_draft(
        by=analyst,
        draft=draft,
        base=draft.revision,
        report=report,
        as_at=as_at,
        reasons=reasons,
        disclosed=DISCLOSED,
    )
    mark = prepared(draft, timezone.now()).mark
    return actions.publish(by=head, draft=draft, base=draft.revision, mark=mark)
