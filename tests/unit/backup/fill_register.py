"""Run as a program on a data folder of its own: a small register with something in every kind of table."""

import csv
import datetime as dt
import tempfile
from pathlib import Path


def fill() -> None:
    """The cast; systems, devices, an import that was added and one that waits; a second factor; a collaboration."""
    from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, assessed

    from cast import assemble
    from custodes.access.actions import create_collaboration
    from custodes.evidence import actions

    cast = assemble()
    _second_factor(cast.lead)
    assessed(cast.oxmere, cast.lead, [FLAGGED, CONFLICT, NAMELESS, OTHER])
    create_collaboration(
        by=cast.administrator, name="Oxmere and Thornby", lead=cast.oxmere, members=[cast.thornby]
    )
    for name, choice in (("estate.csv", "valid"), ("later.csv", "")):
        path = _written(name)
        of = actions.upload(
            by=cast.lead, body=cast.oxmere, files=[(name, path)], observed_on=dt.date(2026, 2, 1)
        )
        actions.read(of.pk)
        if choice:
            of.refresh_from_db()
            actions.decide(by=cast.lead, of=of, choice=choice)
            actions.add(of.pk)


def _written(name: str) -> Path:
    path = Path(tempfile.mkdtemp()) / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Make", "Model", "Serial number", "System"])
        for number in range(30):
            writer.writerow(["Hikvision", "DS-2CD2143G2-I", f"SN{name[0]}{number:05}", "Town “Õld” 街"])
        writer.writerow(["", "", "", "Town"])
    return path


def _second_factor(person: object) -> None:
    from allauth.mfa.models import Authenticator

    Authenticator.objects.create(
        user=person, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"}
    )


if __name__ == "__main__":
    from custodes.cli import service

    service.set_up()
    fill()
