"""Returns: begun, and held while something of them changes."""

from collections.abc import Iterable

from django.db import transaction

from custodes import clock, locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.waves import hold_wave
from custodes.survey.keeping import form_of
from custodes.survey.models import BodyAsked, Covered, Return, Wave
from custodes.survey.returns import return_of


def hold_return(of: Return, *, open_only: bool = True) -> Return:
    """The return as it is now with all that hangs on it, kept from other writers. Raises Conflict where it takes no answers."""
    locks.hold(of)
    held = return_of(of.pk, of)
    if held is None:
        raise Return.DoesNotExist
    if open_only and not held.is_open:
        raise Conflict(
            "This return was submitted, so nothing in it can be changed.",
            "Begin a correction, which says why; what was submitted stays.",
            held.revision,
        )
    return held


def move(held: Return, state: str) -> None:
    """Bring a held return into a state. Its revision counts on, so that nobody signs what they have not seen."""
    held.state = state
    held.revision += 1
    held.save(update_fields=["state", "revision", "first_submitted_at"])


def before_ready(held: Return) -> str:
    """What a return is that is not ready: being filled in, or corrected where it was submitted before."""
    return Return.State.CORRECTING if held.first_submitted_at else Return.State.FILLING


def take_back_readiness(held: Return) -> None:
    """Nobody signs what they have not seen: a changed return waits for sign-off no more."""
    if held.state == Return.State.READY:
        move(held, before_ready(held))


@transaction.atomic
def start_return(*, by: Person | None, wave: Wave, body: Body) -> Return:
    """The return that a body makes; the one that it has begun already, if there is one.

    It covers every section that no other return covers for the body. Raises Invalid where the body is not asked,
    the window is not open yet, or others cover all of it.
    """
    there = Return.objects.filter(wave=wave, body=body).first()
    if there:
        return there
    held = hold_wave(wave)
    there = Return.objects.filter(wave=held, body=body).first()  # a second click, which waited for the first
    if there:
        return there
    if not BodyAsked.objects.filter(wave=held, body=body).exists():
        raise Invalid(f"{body.name} is not asked in {held.title}.", "The office that runs it can ask it.")
    if clock.today() < held.opens_on:
        raise Invalid(f"{held.title} opens on {held.opens_on:%-d %B %Y}.", "Come back then.")
    left = uncovered(held, body)
    if not left:
        raise Invalid(f"Another return covers all of {body.name}.", "Ask the body that leads it.")
    return begin(by, held, body, left)


def begin(by: Person | None, held: Wave, body: Body, sections: Iterable[str]) -> Return:
    """A return of a body that has none in the wave, for these sections of it."""
    from custodes.survey.actions.prefilling import propose  # it holds the return as this module says

    left = list(sections)
    made = Return.objects.create(wave=held, body=body, started_by=by)
    Covered.objects.bulk_create([Covered(of=made, wave=held, body=body, section=section) for section in left])
    record(by=by, action="survey.start_return", subject=made, body=body, wave=held.pk, sections=left)
    propose(by=by, of=made)
    return made


def section_names(wave: Wave) -> list[str]:
    """The sections of a wave's instrument, in order."""
    return [part.item.name for part in form_of(wave.instrument).sections]


def uncovered(wave: Wave, body: Body) -> list[str]:
    """The sections that no return answers for a body."""
    taken = set(Covered.objects.filter(wave=wave, body=body).values_list("section", flat=True))
    return [name for name in section_names(wave) if name not in taken]
