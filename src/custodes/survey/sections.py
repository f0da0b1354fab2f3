"""The sections of a wave's instrument, and which of them a return answers for whom. Pure reads."""

from collections.abc import Mapping
from typing import NamedTuple

from custodes.access.models import Body
from custodes.survey.filling import Form
from custodes.survey.filling_in import delegated_to
from custodes.survey.keeping import form_of
from custodes.survey.models import Covered, Return, Wave

OUTSIDE = "General"
"""What questions outside of any group are called together."""


class Seen(NamedTuple):
    """What people of a body see of the return of another: nothing else goes into a file that they get."""

    sections: frozenset[str]
    """Those that are answered for it, or that it was asked to fill in."""
    body: Body
    """Where bodies differ, they see what is answered for this one."""

    @property
    def told(self) -> str:
        """What the file says of itself."""
        return f"The sections that are answered for {self.body.name}, or that it was asked to fill in"


def seen_by(of: Return, body: Body) -> frozenset[str] | None:
    """The sections whose answers people of a body see: of another's return those that are answered for it, or that it
    was asked to fill in. None for all, of its own. Two queries, none for its own."""
    if of.body_id == body.pk:
        return None
    covered = Covered.objects.filter(of=of, body=body).values_list("section", flat=True)
    return frozenset([*covered, *delegated_to(of, body)])


def labels_of(wave: Wave) -> dict[str, str]:
    """What each section of a wave's instrument is called, by its name, in the order of the form."""
    return section_labels(form_of(wave.instrument))


def section_labels(form: Form) -> dict[str, str]:
    """The same of a form."""
    labels = ((part.item.name, next(iter(part.item.label.values()), "")) for part in form.sections)
    return {name: label or name or OUTSIDE for name, label in labels}


def coverage_of(of: Return) -> Mapping[int, frozenset[str]]:
    """The sections that a return answers, by the number of the body that it answers them for. One query."""
    found: dict[int, set[str]] = {}
    for body, section in Covered.objects.filter(of=of).values_list("body", "section"):
        found.setdefault(body, set()).add(section)
    return {body: frozenset(sections) for body, sections in found.items()}


def answered_in(coverage: Mapping[int, frozenset[str]]) -> frozenset[str]:
    """The sections that it answers for anybody."""
    return frozenset[str]().union(*coverage.values())
