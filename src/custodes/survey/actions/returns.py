"""Returns: begun, covering bodies, delegated in parts."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from custodes import clock, locks
from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.access.standing import may, standing
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.waves import hold_wave
from custodes.survey.keeping import form_of
from custodes.survey.models import BodyAsked, Covered, Delegation, Return, Wave


def hold_return(of: Return, *, open_only: bool = True) -> Return:
    """The return as it is now, kept from other writers. Raises Conflict where it takes no answers."""
    related = ("wave__instrument", "wave__office", "body")
    held = locks.held(Return.objects.select_related(*related)).get(pk=of.pk)
    if open_only and not held.is_open:
        raise Conflict(
            "This return was submitted, so nothing in it can be changed.",
            "Begin a correction, which says why; what was submitted stays.",
            held.revision,
        )
    return held


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
    if not BodyAsked.objects.filter(wave=held, body=body).exists():
        raise Invalid(f"{body.name} is not asked in {held.title}.", "The office that runs it can ask it.")
    if clock.today() < held.opens_on:
        raise Invalid(f"{held.title} opens on {held.opens_on:%-d %B %Y}.", "Come back then.")
    taken = set(Covered.objects.filter(wave=held, body=body).values_list("section", flat=True))
    left = [name for name in section_names(held) if name not in taken]
    if not left:
        raise Invalid(f"Another return covers all of {body.name}.", "Ask the body that leads it.")
    made = Return.objects.create(wave=held, body=body, started_by=by)
    Covered.objects.bulk_create([Covered(of=made, wave=held, body=body, section=section) for section in left])
    record(by=by, action="survey.start_return", subject=made, body=body, wave=held.pk, sections=left)
    return made


def section_names(wave: Wave) -> list[str]:
    """The sections of a wave's instrument, in order."""
    return [part.item.name for part in form_of(wave.instrument).sections]


@transaction.atomic
def cover(*, by: Person | None, of: Return, body: Body, sections: Iterable[str]) -> int:
    """Let a return answer sections for another body, too. Returns how many came to it.

    Sections of a return of that body's own, in which nothing is answered yet, come over. Raises Invalid where
    the body is not asked or there is no such section; Conflict where another return covers one.
    """
    held = hold_return(of)
    wanted = list(dict.fromkeys(sections))
    unknown = set(wanted) - set(section_names(held.wave))
    if unknown:
        raise Invalid(f"There is no section “{min(unknown)}”.", "Choose from those of the form.")
    if not BodyAsked.objects.filter(wave=held.wave, body=body).exists():
        raise Invalid(f"{body.name} is not asked in {held.wave.title}.", "Choose a body that is.")
    _give_up(by, held, body, wanted)
    mine = set(Covered.objects.filter(of=held, body=body).values_list("section", flat=True))
    new = [section for section in wanted if section not in mine]
    Covered.objects.bulk_create([Covered(of=held, wave=held.wave, body=body, section=one) for one in new])
    if new:
        _count_up(held)
        record(by=by, action="survey.cover", subject=held, body=held.body, name=body.name, sections=new)
    return len(new)


def _give_up(by: Person | None, of: Return, body: Body, sections: list[str]) -> None:
    """Take the sections from where they are covered now, if nobody has answered there."""
    form = form_of(of.wave.instrument)
    others = Covered.objects.filter(wave=of.wave, body=body, section__in=sections).exclude(of=of)
    for one in others.select_related("of__body"):
        keys = [name for name, part in form.by_name.items() if part.section == one.section]
        if not one.of.is_open or _answered(one.of, keys):
            raise Conflict(
                f"The return of {one.of.body.name} answers this part for {body.name}.",
                "No part is covered twice: take it out of that return first.",
            )
        one.delete()


def _answered(of: Return, names: Iterable[str]) -> bool:
    wanted = set(names)
    keys = of.answers.exclude(state="blank").values_list("key", flat=True)
    return any(key.partition("[")[0] in wanted for key in keys)


@transaction.atomic
def stop_covering(*, by: Person, of: Return, body: Body, sections: Iterable[str]) -> int:
    """Let a return no longer answer sections for a body, whose own return has them to answer again."""
    held = hold_return(of)
    rows = Covered.objects.filter(of=held, body=body, section__in=list(sections))
    gone = sorted(rows.values_list("section", flat=True))
    if Covered.objects.filter(of=held).count() == len(gone):
        raise Invalid("A return covers something.", "Leave it at least one part.")
    own = Return.objects.filter(wave=held.wave, body=body).exclude(pk=held.pk).first()
    rows.delete()
    if own:
        Covered.objects.bulk_create(
            [Covered(of=own, wave=held.wave, body=body, section=section) for section in gone]
        )
    if gone:
        _count_up(held)
        record(
            by=by,
            action="survey.stop_covering",
            subject=held,
            body=held.body,
            name=body.name,
            sections=gone,
        )
    return len(gone)


def _count_up(held: Return) -> None:
    held.revision += 1
    held.save(update_fields=["revision"])


@transaction.atomic
def delegate(*, by: Person, of: Return, section: str, to: Person | Body, note: str = "") -> Delegation:
    """Ask a colleague, or another body such as the lead body, to fill in a section. Who had it before has it no more.

    Raises Invalid for a section that is not there, a person who may not answer there, or a body that is not asked.
    """
    held = hold_return(of)
    if section not in section_names(held.wave):
        raise Invalid(f"There is no section “{section}”.", "Choose from those of the form.")
    person, body = (to, None) if isinstance(to, Person) else (None, to)
    if person and not may(standing(person), Permission.ANSWER, held.body):
        text = f"{person} has no role in {held.body.name} that answers surveys"
        raise Invalid(f"{text}.", "Give them one first.", {"to": text})
    if body and not BodyAsked.objects.filter(wave=held.wave, body=body).exists():
        text = f"{body.name} is not asked in {held.wave.title}"
        raise Invalid(f"{text}.", "Choose a body that is.", {"to": text})
    Delegation.objects.filter(of=held, section=section, ended_at=None).update(ended_at=timezone.now())
    made = Delegation.objects.create(
        of=held, section=section, person=person, body=body, note=note.strip(), by=by
    )
    record(
        by=by,
        action="survey.delegate",
        subject=held,
        body=held.body,
        name=str(to),
        section=section,
        note=note.strip(),
    )
    return made


@transaction.atomic
def say_done(*, by: Person, delegation: Delegation, done: bool = True) -> Delegation:
    """Whoever a section was delegated to says that it is done, or that it is not after all."""
    held = hold_return(delegation.of)
    one = locks.held(Delegation.objects.select_related("person", "body")).get(pk=delegation.pk)
    if one.ended_at or bool(one.done_at) == done:
        return one
    one.done_at = timezone.now() if done else None
    one.save(update_fields=["done_at"])
    action = "survey.finish_section" if done else "survey.reopen_section"
    record(by=by, action=action, subject=held, body=held.body, section=one.section)
    return one


@transaction.atomic
def take_back(*, by: Person, delegation: Delegation) -> None:
    """A section that was delegated is filled in by the body's own people again."""
    held = hold_return(delegation.of)
    one = locks.held(Delegation.objects.all()).get(pk=delegation.pk)
    if one.ended_at is None:
        one.ended_at = timezone.now()
        one.save(update_fields=["ended_at"])
        record(by=by, action="survey.take_back", subject=held, body=held.body, section=one.section)
