"""Sections of a return that somebody else is asked to fill in: a colleague, or another body."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.mail import MailFailed
from custodes.access.models import Body, Person
from custodes.access.permissions import Permission
from custodes.access.standing import may, standing
from custodes.audit.actions import record
from custodes.errors import Invalid
from custodes.survey.actions.returns import hold_return, section_names
from custodes.survey.mails import tell_of_delegation
from custodes.survey.models import BodyAsked, Delegation, Return


@transaction.atomic
def delegate(*, by: Person | None, of: Return, section: str, to: Person | Body, note: str = "") -> Delegation:
    """Ask a colleague, or another body such as the lead body, to fill in a section. Who had it before has it no more.

    They are told by mail once this is committed, which raises MailFailed where it could not be sent: the delegation
    stands, and the same again sends that mail again. Else the same again changes nothing. Raises Invalid for a section that is not there, a person who may not
    answer there, or a body that is not asked.
    """
    held = hold_return(of)
    if section not in section_names(held.wave):
        raise Invalid(f"There is no section “{section}”.", "Choose from those of the form.")
    person, body = (to, None) if isinstance(to, Person) else (None, to)
    if person:
        _refuse_person(held, person)
    if body:
        _refuse_body(held, body)
    before = locks.held(Delegation.objects.filter(of=held, section=section, ended_at=None)).first()
    if before and (before.person, before.body, before.note) == (person, body, note.strip()):
        if before.told_at is None:
            before.told_at = timezone.now()
            before.save(update_fields=["told_at"])
            transaction.on_commit(partial(_tell, before))
        return before
    if before:
        _end(before)
    made = Delegation.objects.create(
        of=held, section=section, person=person, body=body, note=note.strip(), by=by
    )
    details = {"to_name": str(to), "section": section, "note": made.note}
    record(by=by, action="survey.delegate", subject=held, body=held.body, **details)
    transaction.on_commit(partial(_tell, made))
    return made


def _tell(made: Delegation) -> None:
    """It is noted as told before that: what was cut off on the way is not sent twice. Raises MailFailed."""
    try:
        tell_of_delegation(made)
    except MailFailed:
        Delegation.objects.filter(pk=made.pk).update(told_at=None)
        raise


def _refuse_person(held: Return, person: Person) -> None:
    if not person.is_active or not may(standing(person), Permission.ANSWER, held.body):
        text = f"{person} has no role in {held.body.name} that answers surveys"
        raise Invalid(f"{text}.", "Give them one first.", {"to": text})


def _refuse_body(held: Return, body: Body) -> None:
    if body.pk == held.body_id:
        text = f"{body.name} has this section already"
        raise Invalid(f"{text}.", "Choose a colleague, or another body.", {"to": text})
    if not BodyAsked.objects.filter(wave=held.wave, body=body).exists():
        text = f"{body.name} is not asked in {held.wave.title}"
        raise Invalid(f"{text}.", "Choose a body that is.", {"to": text})


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
    """A section that was delegated is filled in by the body's own people again. What was answered stays."""
    held = hold_return(delegation.of)
    one = locks.held(Delegation.objects.all()).get(pk=delegation.pk)
    if one.ended_at is None:
        _end(one)
        record(by=by, action="survey.take_back", subject=held, body=held.body, section=one.section)


def _end(one: Delegation) -> None:
    one.ended_at = timezone.now()
    one.save(update_fields=["ended_at"])
