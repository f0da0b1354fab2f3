"""Which bodies a return answers for. No part of a body is ever covered twice, and none against its will.

A body lets another's return answer parts for it (`let_cover`); the body that leads that return takes them up
(`accept_cover`). Either can end it while the return is open (`stop_covering`). Coverage changes one at a time in a
wave, as each call holds the wave: so a body that has begun to be covered is covered wholly, by one return or several. Whose register is read for
suggestions changes with it, so they are made anew.
"""

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.prefilling import propose
from custodes.survey.actions.returns import (
    begin,
    hold_return,
    move,
    section_names,
    take_back_readiness,
    uncovered,
)
from custodes.survey.actions.waves import hold_wave
from custodes.survey.keeping import form_of
from custodes.survey.mails import tell_of_letting
from custodes.survey.models import BodyAsked, Covered, Letting, Return, Wave
from custodes.survey.sections import labels_of


@transaction.atomic
def let_cover(*, by: Person | None, wave: Wave, body: Body, to: Body, sections: Iterable[str]) -> Letting:
    """A body lets the return of another answer parts for it, instead of what it let that body answer before.

    Nothing is covered by this: the other takes it up (`accept_cover`), and is told by mail once this is committed
    (MailFailed where that could not be sent). Raises Invalid where one of both is not asked in the wave, and for parts
    that are let to or answered by somebody else, or were submitted.
    """
    held = hold_wave(wave)
    wanted = _known(held, sections)
    _refuse_to_let(held, body, to, wanted)
    before = Letting.objects.filter(wave=held, body=body, to=to, ended_at=None).first()
    if before and before.sections == wanted:
        return before
    if before:
        _end(before)
    made = Letting.objects.create(wave=held, body=body, to=to, sections=wanted, by=by)
    record(by=by, action="survey.let_cover", subject=held, body=body, to_name=to.name, sections=wanted)
    transaction.on_commit(partial(tell_of_letting, made))
    return made


def _known(wave: Wave, sections: Iterable[str]) -> list[str]:
    """Sections in the order of the form. Raises Invalid for one that is not there, or for none."""
    chosen, known = set(sections), section_names(wave)
    unknown = chosen - set(known)
    if unknown:
        raise Invalid(f"There is no section “{min(unknown)}”.", "Choose from those of the form.")
    if not chosen:
        text = "Choose at least one section"
        raise Invalid(f"{text}.", fields={"sections": text})
    return [name for name in known if name in chosen]


def _refuse_to_let(wave: Wave, body: Body, to: Body, wanted: list[str]) -> None:
    asked = set(BodyAsked.objects.filter(wave=wave, body__in=(body, to)).values_list("body", flat=True))
    if to.pk == body.pk or to.pk not in asked:
        text = "Choose another body that is asked in this survey"
        raise Invalid(f"{text}.", fields={"to": text})
    if body.pk not in asked:
        raise Invalid(f"{body.name} is not asked in {wave.title}.", "The office that runs it can ask it.")
    labels = labels_of(wave)
    rows = Covered.objects.filter(wave=wave, body=body, section__in=wanted).select_related("of__body")
    said = [
        f"{labels[row.section]}: {row.of.body.name if row.of.body_id != body.pk else 'your own'} return "
        f"{'answers' if row.of.is_open else 'was submitted with'} it"
        for row in rows
        if row.of.body_id != body.pk or not row.of.is_open
    ]
    others = Letting.objects.filter(wave=wave, body=body, ended_at=None).exclude(to=to).select_related("to")
    said += [
        f"{labels[section]}: you let {one.to.name} answer it"
        for one in others
        for section in one.sections
        if section in wanted
    ]
    if said:
        raise Invalid("Take back first what others answer.", fields={"sections": ". ".join(sorted(said))})


@transaction.atomic
def stop_letting(*, by: Person, letting: Letting) -> None:
    """A body lets another no longer answer for it what that has not taken up."""
    one = locks.held(Letting.objects.select_related("wave", "body", "to")).get(pk=letting.pk)
    if one.ended_at is None:
        _end(one)
        details = {"to_name": one.to.name, "sections": one.sections}
        record(by=by, action="survey.stop_letting", subject=one.wave, body=one.body, **details)


def _end(one: Letting) -> None:
    one.ended_at = timezone.now()
    one.save(update_fields=["ended_at"])


@transaction.atomic
def accept_cover(*, by: Person | None, of: Return, letting: Letting) -> int:
    """Take up what a body lets this return answer for it. Returns how many parts came to it.

    What the body had answered there in its own return stays in that, and is not counted. Raises Conflict where the
    body took it back, another return covers a part, or its own was submitted; Invalid where it was let to another.
    """
    hold_wave(of.wave)
    held = hold_return(of)
    one = locks.held(Letting.objects.select_related("body")).get(pk=letting.pk)
    if one.ended_at:
        raise Conflict(f"{one.body.name} no longer lets this return answer for it.", "Ask them why.")
    if (one.wave_id, one.to_id) != (held.wave_id, held.body_id):
        raise Invalid(f"{one.body.name} lets another return answer for it.", "Choose one that is for you.")
    _end(one)
    return _cover(by, held, one.body, one.sections, let=True)


@transaction.atomic
def cover(*, by: Person | None, of: Return, body: Body, sections: Iterable[str]) -> int:
    """Let a return answer sections for another body, too. Returns how many came to it.

    Whoever calls this knows that the body wants it: people come by `accept_cover`. Sections of a return of that
    body's own, in which nothing is answered yet, come over; what is left of it is its own to answer. Raises Invalid
    where the body is not asked or there is no such section; Conflict where another return covers one.
    """
    hold_wave(of.wave)
    held = hold_return(of)
    wanted = _known(held.wave, sections)
    if not BodyAsked.objects.filter(wave=held.wave, body=body).exists():
        raise Invalid(f"{body.name} is not asked in {held.wave.title}.", "Choose a body that is.")
    return _cover(by, held, body, wanted, let=False)


def _cover(by: Person | None, held: Return, body: Body, wanted: list[str], *, let: bool) -> int:
    others = _give_up(held, body, wanted, let=let)
    mine = set(Covered.objects.filter(of=held, body=body).values_list("section", flat=True))
    new = [section for section in wanted if section not in mine]
    Covered.objects.bulk_create([Covered(of=held, wave=held.wave, body=body, section=one) for one in new])
    if new:
        _changed(held)
        _leave_nothing(by, held.wave, body)
        for one in (held, *others):
            propose(by=by, of=one)
        record(by=by, action="survey.cover", subject=held, body=held.body, name=body.name, sections=new)
        _tell_body(by, "survey.be_covered", held, body, new)
    return len(new)


def _tell_body(by: Person | None, action: str, held: Return, body: Body, sections: list[str]) -> None:
    """In the history of the body, too: its people do not read that of the body whose return answers for it."""
    record(by=by, action=action, subject=held.wave, body=body, lead_name=held.body.name, sections=sections)


def _changed(held: Return) -> None:
    """What the return covers is part of what is signed."""
    if held.state == Return.State.READY:
        take_back_readiness(held)
    else:
        move(held, held.state)


def _give_up(of: Return, body: Body, sections: list[str], *, let: bool) -> list[Return]:
    """Take the sections from where they are covered now, and return that: from the body's own return if it lets them
    go, else only from where nobody has answered. Raises Conflict."""
    form = form_of(of.wave.instrument)
    rows = Covered.objects.filter(wave=of.wave, body=body, section__in=sections).exclude(of=of)
    found = list(rows.order_by("of", "section"))
    others = {pk: hold_return(Return(pk=pk), open_only=False) for pk in sorted({row.of_id for row in found})}
    for row in found:
        other = others[row.of_id]
        keys = [name for name, part in form.by_name.items() if part.section == row.section]
        if not other.is_open or (other.body_id != body.pk if let else _answered(other, keys)):
            raise Conflict(
                f"The return of {other.body.name} answers this part for {body.name}.",
                "No part is covered twice: take it out of that return first.",
            )
        row.delete()
    for other in others.values():
        _changed(other)
    return list(others.values())


def _answered(of: Return, names: Iterable[str]) -> bool:
    wanted = set(names)
    keys = of.answers.exclude(state="blank").values_list("key", flat=True)
    return any(key.partition("[")[0] in wanted for key in keys)


def _leave_nothing(by: Person | None, wave: Wave, body: Body) -> None:
    """What no return answers for a body is its own to answer: one that is covered in part must not look as if all of it
    were. Who has begun no return, and is covered by none, has nothing to begin with."""
    left = uncovered(wave, body)
    own = Return.objects.filter(wave=wave, body=body).first()
    if left and own:
        held = hold_return(own, open_only=False)
        if not held.is_open:
            raise Conflict(
                f"{body.name} has submitted its own return, which is without this part.",
                "It begins a correction of that first, and then has the part to answer.",
            )
        Covered.objects.bulk_create([Covered(of=held, wave=wave, body=body, section=one) for one in left])
        _changed(held)
        propose(by=by, of=held)
    elif left and Covered.objects.filter(wave=wave, body=body).exists():
        begin(by, wave, body, left)


@transaction.atomic
def stop_covering(*, by: Person, of: Return, body: Body, sections: Iterable[str]) -> int:
    """Let a return no longer answer sections for another body, which has them to answer itself again.

    Its differing answers stay in the return, and are not counted. Returns how many parts went. Raises Invalid for
    the body whose return it is, and Conflict where that other body has submitted a return of its own without them, or
    the wave has ended and it has none to answer them in.
    """
    wave = locks.held(Wave.objects.filter(pk=of.wave_id)).get()
    held = hold_return(of)
    if body.pk == held.body_id:
        raise Invalid(
            "A return answers for the body that makes it.", "Let another body’s return answer parts for it."
        )
    rows = Covered.objects.filter(of=held, body=body, section__in=list(sections))
    gone = [name for name in section_names(held.wave) if name in set(rows.values_list("section", flat=True))]
    if gone and wave.ended_at:
        _refuse_to_strand(wave, body)
    rows.delete()
    if gone:
        _changed(held)
        _leave_nothing(by, held.wave, body)
        propose(by=by, of=held)  # nothing more is suggested from the register of a body that left
        record(
            by=by,
            action="survey.stop_covering",
            subject=held,
            body=held.body,
            name=body.name,
            sections=gone,
        )
        _tell_body(by, "survey.no_longer_covered", held, body, gone)
    return len(gone)


def _refuse_to_strand(wave: Wave, body: Body) -> None:
    """An ended wave takes corrections alone: a body that has submitted nothing could not answer any more."""
    if not Return.objects.filter(wave=wave, body=body, first_submitted_at__isnull=False).exists():
        raise Conflict(
            f"{wave.title} has ended, and {body.name} submitted no return in which it could answer this itself.",
            "What this return answers for it stays.",
        )
