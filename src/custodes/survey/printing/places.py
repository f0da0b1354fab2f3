"""Where a question stands on paper: its section, its number, and the headings that it is under."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple

from custodes.survey.filling import Form
from custodes.survey.filling.form import Part
from custodes.survey.filling.keys import Key
from custodes.survey.instrument import Repeat
from custodes.survey.offline.conditions import first
from custodes.survey.sections import OUTSIDE


class Heading(NamedTuple):
    """What stands over questions: the innermost group that they are in, and which time of it."""

    text: str
    part: Part | None
    times: tuple[int, ...] = ()


class Places:
    """The places of a form. Numbers are of the form, so that a question has the same on every paper."""

    def __init__(self, form: Form) -> None:
        self.form = form

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self.form.by_name)}

    @cached_property
    def numbers(self) -> Mapping[str, str]:
        """Question to its number, as 2.14: section, then which question of it."""
        found: dict[str, str] = {}
        for at, section in enumerate(self.form.sections, 1):
            asked = [part for part in _inside(section) if part.asked]
            found |= {part.item.name: f"{at}.{number}" for number, part in enumerate(asked, 1)}
        return found

    def in_order(self, keys: Iterable[Key]) -> list[Key]:
        """From top to bottom, each time of a repeat by itself."""
        return sorted((key for key in keys if key.name in self.form.by_name), key=self._place)

    def _place(self, key: Key) -> list[tuple[int, int]]:
        place, times = self.form.by_name[key.name].place, iter(key.times)
        return [
            (self._order[name], next(times, 0) if depth in place.repeats else 0)
            for depth, name in enumerate(place.path, 1)
        ]

    def heading(self, key: Key) -> Heading:
        """The group that a question is in below its section."""
        path = self.form.by_name[key.name].place.path[1:-1]
        if not path:
            return Heading("", None)
        part = self.form.by_name[path[-1]]
        name = first(part.item.label) or part.item.name
        times = key.times[: len(part.place.repeats)]
        count = f": {', '.join(map(str, times))}" if isinstance(part.item, Repeat) and times else ""
        return Heading(name + count, part, times)

    def section_title(self, section: Part) -> str:
        """What a section is called."""
        return first(section.item.label) or section.item.name or OUTSIDE


def _inside(part: Part) -> Iterable[Part]:
    for one in part.inside:
        yield one
        yield from _inside(one)
