"""What an office writes on the way to a publication. Each call is one transaction with its event."""

from django.db import transaction

from custodes import locks
from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.publication.defined import text_of
from custodes.publication.figures.definitions import read
from custodes.publication.models import FigureSet
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave

LONGEST = 500_000
"""Characters of a file of figures: some thousand figures."""


@transaction.atomic
def set_figures(*, by: Person | None, wave: Wave, text: str, base: int, reason: str = "") -> FigureSet:
    """Define the figures of a wave anew; earlier definitions stay. The same text again changes nothing.

    `base`: the number of the definitions that were looked at, 0 for none. Raises Conflict where somebody defined others
    meanwhile, and Invalid with everything that is wrong, by figure.
    """
    text = text.replace("\r\n", "\n")
    if len(text) > LONGEST:
        raise Invalid(f"That is more than {LONGEST:,} characters.", "Leave figures out.")
    locks.held(Wave.objects.filter(pk=wave.pk)).get()
    last = FigureSet.objects.filter(wave=wave).first()
    if last and last.text == text:
        return last
    if (last.number if last else 0) != base:
        raise Conflict(
            "Somebody else changed the figures meanwhile.", "Look at theirs, then change them again."
        )
    figures = read(text, form_of(wave.instrument).instrument)
    before = (
        [figure.name for figure in read(text_of(wave), form_of(wave.instrument).instrument)] if last else []
    )
    kept = FigureSet.objects.create(wave=wave, number=base + 1, text=text, reason=reason.strip(), by=by)
    names = [figure.name for figure in figures]
    record(
        by=by,
        action="publication.set_figures",
        subject=kept,
        body=wave.office,
        reason=kept.reason,
        wave=wave.title,
        number=kept.number,
        added=sorted(set(names) - set(before)),
        removed=sorted(set(before) - set(names)),
    )
    return kept
