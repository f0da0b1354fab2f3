"""What was said about a device, and what people settled."""

import datetime as dt
import json
from typing import Any, Literal

from django.http import HttpResponse
from pydantic import Field

from custodes.access.permissions import Permission
from custodes.audit.models import Event
from custodes.errors import Conflict, NothingFound
from custodes.evidence.models import Import, Observation
from custodes.identity import actions
from custodes.identity.models import Judgement
from custodes.web.api import problems, shown
from custodes.web.api.lists import After, part
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Given, Id, Listed, Number, Reason, Short, Shown, Why

operation = Resource("Evidence")


class ObservationShown(Shown):
    """One thing one source said about a device at one time. It is never edited."""

    id: int
    source: str = Field(description="list, person or device")
    observed_on: dt.date = Field(description="The day it tells of")
    at: dt.datetime = Field(description="When it came in")
    by: str = Field(description="Who said it, where a person did")
    imported: int | None = Field(description="The import it came in by")
    counts: bool = Field(description="False where its import was undone")
    file: str
    sheet: str
    line: int
    said: dict[str, Any] = Field(description="Column to what was said")


class JudgementShown(Shown):
    """A person's word on what a device is. It outranks the score until it is taken back."""

    id: int
    about: str
    value: str
    reason: str
    by: str
    at: dt.datetime
    taken_back_at: dt.datetime | None
    taken_back_by: str
    taken_back_reason: str


class JudgementNew(Given):
    """What you settle, and why. A judgement that stands about the same is replaced."""

    about: Literal["maker", "brand", "model"]
    value: Short
    reason: Reason
    revision: Number = Field(description="Of the device you saw: if it has changed since, the answer is 409")


@operation("GET", "/devices/{device}/observations", Permission.READ_REGISTER, gives=Listed[ObservationShown])
def list_observations(request: Call, device: Id, after: After = "") -> Listed[ObservationShown]:
    """Each piece of evidence of a device, in the order in which it came in."""
    held = request.auth.device(device, withdrawn=True)
    found = Observation.objects.filter(device=held).select_related("by", "of").order_by("pk")
    return part(request, found, _observation, after)


@operation("GET", "/devices/{device}/judgements", Permission.READ_REGISTER, gives=Listed[JudgementShown])
def list_judgements(request: Call, device: Id) -> Listed[JudgementShown]:
    """What people settled about a device, latest first, those taken back too."""
    held = request.auth.device(device, withdrawn=True)
    found = Judgement.objects.filter(device=held).select_related("by", "taken_back_by").order_by("-pk")
    return Listed[JudgementShown](items=[_judgement(one) for one in found])


def _again(request: Call, made: Event) -> JudgementShown:
    request.auth.device(int(made.subject))
    return _judgement(Judgement.objects.select_related("by", "taken_back_by").get(pk=made.said["judgement"]))


@operation(
    "POST", "/devices/{device}/judgements", Permission.JUDGE, gives=JudgementShown, status=201, again=_again,
    problems=(409,),
)  # fmt: skip
def judge(request: Call, device: Id, given: JudgementNew) -> Any:
    """Settle who made a device, what its label says, or which model it is."""
    held = request.auth.device(device)
    try:
        made = actions.judge(
            by=request.auth.person, device=held, about=given.about, value=given.value, reason=given.reason,
            base=given.revision,
        )  # fmt: skip
    except Conflict as conflict:
        return _meanwhile(request, conflict, device)
    return _judgement(made)


@operation(
    "POST", "/devices/{device}/judgements/{judgement}/take-back", Permission.JUDGE, gives=JudgementShown,
    problems=(409,),
)  # fmt: skip
def take_back(request: Call, device: Id, judgement: Id, given: Why) -> Any:
    """Let the evidence speak again."""
    held = request.auth.device(device)
    found = Judgement.objects.filter(pk=judgement, device=held).select_related("device").first()
    if found is None:
        raise NothingFound(
            f"There is no judgement {judgement} of this device.", "See its list of judgements."
        )
    try:
        return _judgement(actions.take_back(by=request.auth.person, judgement=found, reason=given.reason))
    except Conflict as conflict:
        return _meanwhile(request, conflict, device)


def _meanwhile(request: Call, conflict: Conflict, device: int) -> HttpResponse:
    now = shown.device(request.auth.device(device)).model_dump(mode="json")
    return problems.of_user_error(conflict, current=now)


def _observation(one: Observation) -> ObservationShown:
    names = ("source", "observed_on", "at", "file", "sheet", "line")
    return ObservationShown(
        id=one.pk,
        by=str(one.by) if one.by else "",
        imported=one.of_id,
        counts=one.of is None or one.of.state != Import.State.UNDONE,
        said=json.loads(one.said),
        **{name: getattr(one, name) for name in names},
    )


def _judgement(one: Judgement) -> JudgementShown:
    names = ("about", "value", "reason", "at", "taken_back_at", "taken_back_reason")
    taken_back_by = str(one.taken_back_by) if one.taken_back_by else ""
    plain = {name: getattr(one, name) for name in names}
    return JudgementShown(id=one.pk, by=str(one.by), taken_back_by=taken_back_by, **plain)
