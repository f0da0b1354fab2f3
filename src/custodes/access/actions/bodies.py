"""Creating and changing bodies, who oversees them, and which of them work together."""

from collections.abc import Iterable
from typing import TypedDict

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from custodes import locks
from custodes.access.actions.reasons import said
from custodes.access.models import Body, Collaboration, Oversight, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid

CHANGED_MEANWHILE = "Somebody else changed this while you did."
SAVE_AGAIN = "Save again to have yours instead."


@transaction.atomic
def create_body(
    *, by: Person | None, name: str, kind: str = Body.Kind.HOLDER, sector: str = "", fictional: bool = False
) -> Body:
    """A body nobody has a role in yet. Raises Invalid where the name is missing or another body has it."""
    name = _free_name(name, None)
    body = Body.objects.create(
        name=name, slug=_slug(name), kind=Body.Kind(kind), sector=sector.strip(), fictional=fictional
    )
    record(
        by=by,
        action="access.create_body",
        subject=body,
        body=body,
        after={"name": body.name, "kind": body.kind, "sector": body.sector},
    )
    return body


@transaction.atomic
def change_body(*, by: Person, body: Body, base: int, name: str, sector: str) -> Body:
    """Another name or sector; its address stays. `base`: the revision the person saw.

    Raises Conflict when it changed since, Invalid where the name is missing or another body has it.
    """
    held = locks.held(Body.objects.filter(pk=body.pk)).get()
    if held.revision != base:
        now = f"It is now called {held.name}, with {held.sector or 'no'} as its sector."
        raise Conflict(CHANGED_MEANWHILE, f"{now} {SAVE_AGAIN}", held.revision)
    before = {"name": held.name, "sector": held.sector}
    held.name, held.sector = _free_name(name, held), sector.strip()
    after = {"name": held.name, "sector": held.sector}
    if after == before:
        return held
    held.revision += 1
    held.save()
    record(by=by, action="access.change_body", subject=held, body=held, before=before, after=after)
    return held


def _free_name(name: str, own: Body | None) -> str:
    name = " ".join(name.split())
    others = Body.objects.exclude(pk=own.pk) if own else Body.objects.all()
    if not name:
        raise Invalid("The body has no name.", fields={"name": "Enter the name of the body"})
    if others.filter(name__iexact=name).exists():
        raise Invalid("Another body has that name.", fields={"name": "Another body has that name"})
    return name


def _slug(name: str) -> str:
    """What the body's pages are found under: from its name, with a number where another has the same."""
    wanted = slugify(name.replace("(fictional)", ""))[:70] or "body"
    taken = set(Body.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (wanted, *numbered) if slug not in taken)


@transaction.atomic
def begin_oversight(*, by: Person | None, office: Body, body: Body) -> Oversight:
    """From now on the office sees what the body shares. Raises Invalid for a wrong pair, Conflict if it does."""
    if not office.is_office:
        raise Invalid("Only an office oversees others.", fields={"office": f"{office} is not an office"})
    if body.is_office:
        raise Invalid("An office is not overseen.", fields={"body": f"{body} is an office"})
    if Oversight.objects.filter(office=office, body=body, ended_at=None).exists():
        raise Conflict(f"{office} already oversees {body}.")
    begun = Oversight.objects.create(office=office, body=body)
    record(
        by=by,
        action="access.begin_oversight",
        subject=begun,
        body=body,
        office=office.pk,
        office_name=office.name,
    )
    return begun


@transaction.atomic
def end_oversight(*, by: Person, oversight: Oversight, reason: str) -> None:
    """The office no longer sees anything of the body. Raises Invalid without a reason, Conflict if ended."""
    held = locks.held(Oversight.objects.filter(pk=oversight.pk)).get()
    if held.ended_at:
        raise Conflict("This oversight has already ended.")
    held.ended_at = timezone.now()
    held.save()
    record(
        by=by,
        action="access.end_oversight",
        subject=held,
        body=held.body,
        reason=said(reason),
        office=held.office_id,
        office_name=held.office.name,
    )


@transaction.atomic
def create_collaboration(
    *, by: Person | None, name: str, lead: Body, members: Iterable[Body]
) -> Collaboration:
    """Bodies that work together, with the one that leads. Raises Invalid where they do not make one."""
    chosen = _members(lead, members)
    name = _free_collaboration(name, None)
    made = Collaboration.objects.create(name=name, lead=lead)
    made.members.set(chosen)
    record(by=by, action="access.create_collaboration", subject=made, body=lead, after=_describe(made))
    return made


@transaction.atomic
def change_collaboration(
    *, by: Person, collaboration: Collaboration, base: int, name: str, lead: Body, members: Iterable[Body]
) -> Collaboration:
    """Another name, lead or membership. Raises Conflict when it changed since `base`, or has ended; Invalid."""
    held = _held(collaboration)
    if held.revision != base:
        is_now = _describe(held)
        now = f"It is now called {is_now['name']}, led by {is_now['lead']}, with {', '.join(is_now['members'])}."
        raise Conflict(CHANGED_MEANWHILE, f"{now} {SAVE_AGAIN}", held.revision)
    chosen = _members(lead, members)
    before = _describe(held)
    held.name, held.lead = _free_collaboration(name, held), lead
    held.revision += 1
    held.save()
    held.members.set(chosen)
    after = _describe(held)
    record(by=by, action="access.change_collaboration", subject=held, body=lead, before=before, after=after)
    return held


@transaction.atomic
def end_collaboration(*, by: Person, collaboration: Collaboration, reason: str) -> None:
    """It is over; what its systems' use is, is ended system by system. Raises Invalid without a reason."""
    held = _held(collaboration)
    held.ended_at = timezone.now()
    held.revision += 1
    held.save()
    record(
        by=by,
        action="access.end_collaboration",
        subject=held,
        body=held.lead,
        reason=said(reason),
        before=_describe(held),
    )


def _held(collaboration: Collaboration) -> Collaboration:
    held = locks.held(Collaboration.objects.filter(pk=collaboration.pk)).get()
    if held.ended_at:
        raise Conflict(f"{held} has already ended.")
    return held


def _free_collaboration(name: str, own: Collaboration | None) -> str:
    name = " ".join(name.split())
    others = Collaboration.objects.exclude(pk=own.pk) if own else Collaboration.objects.all()
    if not name:
        raise Invalid("The collaboration has no name.", fields={"name": "Enter a name"})
    if others.filter(name__iexact=name).exists():
        raise Invalid("Another collaboration has that name.", fields={"name": "Another one has that name"})
    return name


def _members(lead: Body, members: Iterable[Body]) -> list[Body]:
    """Those besides the lead. Raises Invalid where an office is among them, or nobody."""
    chosen = [body for body in members if body.pk != lead.pk]
    if lead.is_office or any(body.is_office for body in chosen):
        raise Invalid("An office cannot be in it.", fields={"members": "Choose bodies that hold cameras"})
    if not chosen:
        raise Invalid("Nobody works with the lead.", fields={"members": "Choose at least one other body"})
    return chosen


class Described(TypedDict):
    """A collaboration as its events tell of it."""

    name: str
    lead: str
    members: list[str]


def _describe(collaboration: Collaboration) -> Described:
    members = collaboration.members.order_by("name").values_list("name", flat=True)
    return {"name": collaboration.name, "lead": collaboration.lead.name, "members": list(members)}
