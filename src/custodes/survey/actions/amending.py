"""Another version of its instrument for a wave that runs: every answer is kept, and who has to look again is told."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.survey.actions.answering import stands_still
from custodes.survey.actions.prefilling import propose
from custodes.survey.actions.returns import hold_return, move, take_back_readiness
from custodes.survey.actions.waves import hold_wave
from custodes.survey.amendment import Amendment, Cover, amendment_of
from custodes.survey.filling import State
from custodes.survey.models import (
    Answer,
    Covered,
    Delegation,
    InstrumentVersion,
    Letting,
    Return,
    Wave,
)


@transaction.atomic
def amend(*, by: Person, wave: Wave, instrument: InstrumentVersion, reason: str, base: int) -> Amendment:
    """Let a wave run on another version of its form from now on. `base`: the revision of the wave that was looked at.

    Answers keep their keys. One whose question is asked otherwise is to be looked at again, and says why; one whose
    question is gone is kept and does not count. New sections are covered by the returns that are there. Returns
    that wait for sign-off are being filled in again; what was submitted stays as it is, on the version it was given on.
    What the register and the wave before suggest for new questions is written down.
    Raises Invalid for a version of another form or office, without a reason, or where the wave has ended; Conflict
    where the wave changed since `base`.
    """
    held = hold_wave(wave)
    if held.revision != base:
        raise Conflict("Somebody else changed this wave while you did.", "Look at it again.", held.revision)
    refuse_version(held, instrument)
    if not reason.strip():
        text = "Say why the form is changed"
        raise Invalid(f"{text}.", "The bodies that answer read it.", {"reason": text})
    returns = list(locks.held(Return.objects.filter(wave=held)))
    found = amendment_of(held, instrument)
    _cover(held, found)
    _pass_on(held, found)
    _mark(held, found)
    for one in returns:
        if one.state == Return.State.READY:
            take_back_readiness(one)
        elif one.is_open:
            move(one, one.state)  # nobody signs what they have not seen
    before, held.instrument = held.instrument, instrument
    held.revision += 1
    held.save(update_fields=["instrument", "revision"])
    _record(by, held, before, found, reason.strip())
    for one in returns:
        if one.is_open:
            propose(by=None, of=one)
    return found


def refuse_version(wave: Wave, instrument: InstrumentVersion) -> None:
    """Raise Invalid for what cannot take the place of the wave's version."""
    if instrument.office_id != wave.office_id or instrument.name != wave.instrument.name:
        text = "Choose another version of the same form"
        raise Invalid(
            f"{text}.", "Its form_id in the sheet “settings” has to be the same.", {"version": text}
        )
    if instrument.pk == wave.instrument_id:
        text = "The survey runs on this version already"
        raise Invalid(f"{text}.", "Choose another one.", {"version": text})


def _cover(wave: Wave, found: Amendment) -> None:
    for one in found.dropped:
        Covered.objects.filter(wave=wave, of=one.of, body=one.body, section=one.section).delete()
    Covered.objects.bulk_create(
        [Covered(wave=wave, of_id=one.of, body_id=one.body, section=one.section) for one in found.added]
    )


def _pass_on(wave: Wave, found: Amendment) -> None:
    """What was delegated or let of a section that is gone goes to those that came from it, or ends."""
    heirs: dict[str, list[str]] = {name: [] for name in found.gone_sections}
    for new, old in found.follows.items():
        heirs.setdefault(old, []).append(new)
    ended = timezone.now()
    standing = Delegation.objects.filter(of__wave=wave, ended_at=None, section__in=found.gone_sections)
    for one in locks.held(standing):
        if heirs[one.section]:
            one.section = heirs[one.section][0]
        else:
            one.ended_at = ended
        one.save(update_fields=["section", "ended_at"])
    for let in locks.held(Letting.objects.filter(wave=wave, ended_at=None)):
        sections = _passed_on(let.sections, heirs, found.gone_sections)
        if sections != let.sections:
            let.sections, let.ended_at = sections, None if sections else ended
            let.save(update_fields=["sections", "ended_at"])


def _passed_on(sections: Iterable[str], heirs: dict[str, list[str]], gone: Iterable[str]) -> list[str]:
    left = set(gone)
    passed = [new for name in sections for new in (*([] if name in left else [name]), *heirs.get(name, ()))]
    return list(dict.fromkeys(passed))


def _mark(wave: Wave, found: Amendment) -> None:
    """Answers to look at again. Their revision counts on: a page that was loaded before cannot save over them unseen."""
    wanted = {(one.of.pk, key) for one in found.touched for key in one.again}
    marked = []
    for answer in locks.held(Answer.objects.filter(of__wave=wave).exclude(state=State.BLANK)):
        if (answer.of_id, answer.key) in wanted:
            why = found.again[answer.key.partition("[")[0]]
            answer.look_again = f"{answer.look_again} {why}".strip()
            answer.revision += 1
            marked.append(answer)
    Answer.objects.bulk_update(marked, ["look_again", "revision"], batch_size=500)


def _record(by: Person, wave: Wave, before: InstrumentVersion, found: Amendment, reason: str) -> None:
    """One event of the wave, and one of each return, which its body reads."""
    versions = {"before": {"instrument": str(before)}, "after": {"instrument": str(wave.instrument)}}
    sections = {"new_sections": list(found.new_sections), "gone_sections": list(found.gone_sections)}
    for one in found.touched:
        record(
            by=by,
            action="survey.amend_return",
            subject=one.of,
            body=one.of.body,
            reason=reason,
            look_again=one.again,
            not_counted=one.gone,
            covered=_of(found.added, one.of),
            no_longer_covered=_of(found.dropped, one.of),
            **versions,
        )
    record(
        by=by,
        action="survey.amend_wave",
        subject=wave,
        body=wave.office,
        reason=reason,
        changed=[pair.name for pair in found.changed],
        look_again=sum(len(one.again) for one in found.touched),
        returns=len(found.touched),
        submitted=len(found.submitted),
        revision=wave.revision,
        **versions,
        **sections,
    )


def _of(covers: Iterable[Cover], of: Return) -> list[str]:
    return sorted({one.section for one in covers if one.of == of.pk})


@transaction.atomic
def confirm_answer(*, by: Person, of: Return, key: str, base: int, body: Body | None = None) -> Answer:
    """Say that an answer stands as it is, although its question was changed. `base`: the revision that was seen.

    Raises Conflict where it was changed since, or the return takes no answers; Invalid where there is none.
    """
    held = hold_return(of)
    there = locks.held(Answer.objects.filter(of=held, key=key, body=body)).first()
    if there is None:
        raise Invalid("There is no answer to this question.", "Load the page again.")
    if there.look_again and there.revision != base:
        raise Conflict("Somebody else changed this answer.", "Look at it again.", there.revision)
    return stands_still(by, held, there)
