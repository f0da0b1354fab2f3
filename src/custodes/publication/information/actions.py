"""Recording requests for information and keeping what was answered. Each call is one transaction with its event."""

import datetime as dt
from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils import timezone

from custodes import clock, locks
from custodes.access.models import Body, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.publication.information.answering import Prepared, digest, prepared
from custodes.publication.information.figures import BY_NAME
from custodes.publication.models import InformationAnswer, InformationRequest

LONGEST = 20_000
"""Characters of a request."""
LONGEST_REASON = 2_000


@transaction.atomic
def record_request(
    *, by: Person, body: Body, reference: str, received_on: dt.date, asked: str
) -> InformationRequest:
    """A request that came in. Raises Invalid with everything that does not fit."""
    reference, asked = " ".join(reference.split()), asked.replace("\r\n", "\n").strip()
    locks.held(Body.objects.filter(pk=body.pk)).get()
    wrong = {}
    if not 1 <= len(reference) <= 100:
        wrong["reference"] = "Enter a reference of up to 100 characters"
    elif InformationRequest.objects.filter(body=body, reference=reference).exists():
        wrong["reference"] = "There is a request with that reference already"
    if not 1 <= len(asked) <= LONGEST:
        wrong["asked"] = f"Enter what was asked, in up to {LONGEST:,} characters"
    if received_on > clock.today():
        wrong["received_on"] = "The day it was received cannot be in the future"
    if wrong:
        raise Invalid("The request cannot be recorded so.", "Mend what is marked.", wrong)
    made = InformationRequest.objects.create(
        body=body, reference=reference, received_on=received_on, asked=asked, by=by
    )
    record(
        by=by,
        action="publication.record_request",
        subject=made,
        body=body,
        reference=reference,
        received_on=received_on.isoformat(),
        asked=asked,
    )
    return made


@transaction.atomic
def close_request(*, by: Person, request: InformationRequest, reason: str) -> InformationRequest:
    """Say that a request is not answered from the register, and why. Raises Invalid without a reason, else Conflict."""
    held = locks.held(InformationRequest.objects.select_related("body").filter(pk=request.pk)).get()
    reason = reason.strip()
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise Invalid("Nobody says why.", "A sentence will do.", {"reason": "Say why it is not answered"})
    if held.closed_at or held.answers.exists():
        raise Conflict("This request is answered or closed already.", "Look at it again.")
    held.closed_at, held.closed_reason = timezone.now(), reason
    held.save()
    record(
        by=by,
        action="publication.close_request",
        subject=held,
        body=held.body,
        reason=reason,
        reference=held.reference,
    )
    return held


@transaction.atomic
def keep_answer(
    *,
    by: Person,
    request: InformationRequest,
    figures: Collection[str],
    reasons: Mapping[str, str],
    base: int,
) -> InformationAnswer:
    """Keep what is answered, for good. `reasons`: by figure, why it is not what was given before.

    `base`: the mark of what the person saw (`Prepared.mark`). Raises Conflict where the register says something else by
    now, and Invalid where no figure is chosen or one that differs has no reason.
    """
    locks.held(Body.objects.filter(pk=request.body_id)).get()
    if not figures or not set(figures) <= BY_NAME.keys():
        raise Invalid(
            "No figure is chosen.", "Choose at least one.", {"figure": "Choose at least one figure"}
        )
    found = prepared(request, figures)
    if found.mark != base:
        raise Conflict(
            "The register was changed meanwhile, so these figures are others than you saw.",
            "Look at what they are now.",
            found.mark,
        )
    _explain(found, reasons)
    last = InformationAnswer.objects.filter(request=request).order_by("-number").first()
    kept = InformationAnswer.objects.create(
        request=request,
        number=last.number + 1 if last else 1,
        given=found.given,
        worked_out=found.worked_out,
        digest=digest(found.given, found.worked_out),
        at=dt.datetime.fromisoformat(found.given["as_at"]),
        by=by,
    )
    record(
        by=by,
        action="publication.answer_request",
        subject=kept,
        body=request.body,
        reference=request.reference,
        figures=[one["name"] for one in found.given["figures"]],
        reasons={one["name"]: one["before"]["reason"] for one in found.differing if one["before"]},
        digest=kept.digest,
    )
    return kept


def _explain(found: Prepared, reasons: Mapping[str, str]) -> None:
    """Put the reasons to the figures that need one. Raises Invalid with every figure that has none."""
    wrong = {}
    for one in found.differing:
        text = reasons.get(one["name"], "").replace("\r\n", "\n").strip()
        if not 1 <= len(text) <= LONGEST_REASON:
            wrong[f"why-{one['name']}"] = f"{one['title']}: say why it is not what was given before"
        elif one["before"]:
            one["before"]["reason"] = text
    if wrong:
        raise Invalid(
            "Figures differ from an earlier answer, and nobody says why.", "Write a reason for each.", wrong
        )
