"""The figures of a wave as they are defined now, and worked out. Pure reads."""

from custodes.errors import Invalid
from custodes.publication.figures.comparing import Compared, Side, compare
from custodes.publication.figures.counting import Working, work_out
from custodes.publication.figures.definitions import Figure, read
from custodes.publication.figures.shipped import shipped
from custodes.publication.figures.snapshot import Snapshot, snapshot
from custodes.publication.models import FigureSet
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave


def text_of(wave: Wave) -> str:
    """The definitions that count: the last ones that the office wrote, else those that ship for the instrument.

    "" where there are neither.
    """
    last = FigureSet.objects.filter(wave=wave).first()
    return last.text if last else shipped(wave.instrument.name)


def figures_of(wave: Wave) -> tuple[Figure, ...]:
    """Raises Invalid where they do not fit the instrument that the wave runs on now."""
    return read(text_of(wave), form_of(wave.instrument).instrument)


def worked_out(wave: Wave) -> tuple[list[Working], Snapshot]:
    """Every figure of a wave from what is submitted now, with what it is worked out from."""
    now = snapshot(wave)
    return work_out(figures_of(wave), now.units, now.answers), now


def compared(wave: Wave, earlier: Wave) -> tuple[Compared, Invalid | None]:
    """The figures of a wave beside an earlier one, from what is submitted now; and what is wrong with the definitions
    of the earlier one, where they do not fit its form: the comparison goes without them.

    Raises Invalid where those of the wave itself do not fit.
    """
    here = Side(form_of(wave.instrument), figures_of(wave), snapshot(wave))
    then, wrong = Side(form_of(earlier.instrument), (), snapshot(earlier)), None
    try:
        then = then._replace(figures=figures_of(earlier))
    except Invalid as error:
        wrong = error
    return compare(here, then), wrong
