"""The picture of a wave's response over time: drawn once for what it shows, and kept beside the data."""

import contextlib
import datetime as dt
import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from custodes.survey.models import Wave
from custodes.survey.response import Day, Response
from custodes.web.govuk.wording import date

KINDS = ("wide", "narrow")


class Picture(NamedTuple):
    """What is drawn. It is not asked for that: drawing takes seconds to load, pages do without."""

    title: str
    description: str
    days: tuple[Day, ...]
    """From the first day to the last that is shown."""
    asked: int
    closes_on: dt.date

    @property
    def digest(self) -> str:
        """Tells a picture from another: part of its address, so that browsers may keep it."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def picture_of(wave: Wave, response: Response, days: Sequence[Day], today: dt.date) -> Picture:
    """The numbers by the end of each day, from the first day of the window until today, or the end of the wave."""
    first = min([wave.opens_on, *(one.day for one in days)])
    last = max([wave.ended_at.date() if wave.ended_at else today, *(one.day for one in days)])
    shown = [Day(first, 0, 0)] if not days or first < days[0].day else []
    shown += days
    if days and last > days[-1].day:
        shown.append(days[-1]._replace(day=last))
    told = days[-1] if days else Day(last, 0, 0)
    description = (
        f"Two lines that rise in steps from {date(first)} to {date(last)}. By the end, {told.returns:,} returns are "
        f"submitted, and they cover {told.bodies:,} of {response.asked:,} bodies wholly. The last day of the window, "
        f"{date(wave.closes_on)}, is marked. The table has every number."
    )
    return Picture("Returns and bodies over time", description, tuple(shown), response.asked, wave.closes_on)


def drawn(wave: Wave, picture: Picture, kind: str) -> str:
    """The SVG; drawn where it is not there yet."""
    path = Path(settings.DATA_FOLDER) / "pictures" / f"wave-{wave.pk}" / f"{picture.digest}-{kind}.svg"
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8")
    from custodes.web.pages.surveys.drawing import svg

    text = svg(picture, kind)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)
    for other in path.parent.glob("*.svg"):
        if not other.name.startswith(picture.digest):
            other.unlink(missing_ok=True)
    return text
