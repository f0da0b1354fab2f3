"""Who calls the API, within which scopes, and what of the register they reach."""

from collections.abc import Sequence
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja.security import HttpBearer
from ninja.security.apikey import APIKeyCookie

from custodes.access import tokens
from custodes.access.models import Body, Person
from custodes.access.permissions import SCOPES, Permission
from custodes.access.standing import (
    Standing,
    bodies_where,
    devices_of,
    overseen_bodies,
    permissions,
    standing,
    systems_of,
    visible_bodies,
    visible_devices,
    visible_systems,
)
from custodes.errors import NothingFound, Refused
from custodes.register.models import Device, System
from custodes.web.api import limits, problems

T = TypeVar("T")


class Asked:
    """One call: who makes it, through what, and the permission that its operation needs.

    Whatever an operation touches it gets from here, which asks for that permission where the thing is.
    What the caller cannot see is NothingFound; what they see and may not do this with is Refused.
    """

    def __init__(self, who: Standing, permission: Permission, through: str) -> None:
        self.standing = who
        self.permission = permission
        self.through = through
        self.checked = False

    @property
    def person(self) -> Person:
        return self.standing.person

    def body(self, slug: str) -> Body:
        """A body by its short name."""
        found = visible_bodies(self.standing).filter(slug=slug).first()
        return self._allowed(found, found, f"a body called {slug}")

    def bodies(self) -> list[Body]:
        """Every body in which the caller has the permission."""
        self.checked = True
        return bodies_where(self.standing, self.permission)

    def system(self, pk: int) -> System:
        """A system in the register."""
        found = System.objects.select_related("body").filter(pk=pk, withdrawn_at=None).first()
        seen = found and visible_systems(self.standing, found.body).filter(pk=pk).exists()
        return self._allowed(found if seen else None, found.body if found else None, f"a system {pk}")

    def device(self, pk: int, *, withdrawn: bool = False) -> Device:
        """A device in the register; with `withdrawn`, of one's own body also one that was taken out of it."""
        found = _devices().filter(pk=pk).first()
        seen = found and self._sees(found, withdrawn)
        return self._allowed(found if seen else None, found.body if found else None, f"a device {pk}")

    def devices(self, body: Body | None = None) -> QuerySet[Device]:
        """The devices the caller can see: of one body, got from `body()`, or of all."""
        return devices_of(self.standing, self.bodies() if body is None else [body])

    def systems(self, body: Body | None = None) -> QuerySet[System]:
        """The systems the caller can see: of one body, got from `body()`, or of all."""
        return systems_of(self.standing, self.bodies() if body is None else [body])

    def shows_sharing(self, system: System) -> bool:
        """Whether they may know that the operator shares it with its office: a body that uses it need not."""
        return system.body_id in self.standing.roles or system.body_id in self._overseen

    @cached_property
    def _overseen(self) -> frozenset[int]:
        return overseen_bodies(self.standing)

    def some_devices(self, ids: Sequence[int]) -> list[Device]:
        """Devices of one body, all of them or NothingFound."""
        found = list(_devices().filter(pk__in=ids, withdrawn_at=None))
        bodies = {device.body_id for device in found}
        if len(bodies) > 1:
            raise NothingFound("These devices are of several bodies.", "Ask for one body's at a time.")
        first = self.device(found[0].pk) if found else None
        seen = (
            set(self.devices(first.body).filter(pk__in=ids).values_list("pk", flat=True)) if first else set()
        )
        missing = sorted(set(ids) - seen)
        if missing:
            named = ", ".join(map(str, missing[:20]))
            raise NothingFound(f"There are no devices {named}.", "Leave them out, or correct their numbers.")
        return found

    def own(self, body: Body | None, what: str) -> Body:
        """The body of something found by its own number, such as an import, which its own people alone see."""
        seen = body is not None and body.pk in self.standing.roles
        return self._allowed(body if seen else None, body, what)

    def _sees(self, device: Device, withdrawn: bool) -> bool:
        if device.withdrawn_at:
            return withdrawn and device.body_id in self.standing.roles
        return visible_devices(self.standing, device.body).filter(pk=device.pk).exists()

    def _may(self, body: Body) -> bool:
        return self.permission in permissions(self.standing, body)

    def _allowed(self, found: T | None, body: Body | None, what: str) -> T:
        self.checked = True
        if found is None or body is None:
            raise NothingFound(f"There is not {what} that you can see.", "Check it, or ask for access.")
        if not self._may(body):
            raise Refused(
                f"Your role in {body.name} does not allow this: {self.permission.label.lower()}.",
                f"Ask the surveillance lead of {body.name}.",
            )
        return found


def _devices() -> QuerySet[Device]:
    return Device.objects.select_related("body", "system", "product")


def scope_of(permission: Permission) -> str:
    """The scope that a token needs for this permission."""
    return next((str(scope) for scope, allowed in SCOPES.items() if permission in allowed), "")


class BearerToken(HttpBearer):
    """A token of a person: `Authorization: Bearer SECRET`. It needs the scope of the operation."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__()

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        if not token.strip():
            return None
        found = tokens.person_and_scopes(token)
        if found is None:
            raise problems.TokenRefused
        person, scopes, known = found
        limits.spend(f"token-{known.pk}")
        if not any(self.permission in SCOPES[scope] for scope in scopes):
            raise Refused(
                "This token may not be used for that.",
                f"Use one with the scope “{scope_of(self.permission)}”.",
            )
        return Asked(standing(person, scopes), self.permission, f"api:{known.pk}")


class BrowserSession(APIKeyCookie):
    """Somebody signed in to the pages. For reading only: nothing is changed by a cookie."""

    param_name = "sessionid"

    def __init__(self, permission: Permission) -> None:
        self.permission = permission
        super().__init__(csrf=False)

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        user: Any = request.user
        if not user.is_authenticated or "Authorization" in request.headers:
            return None
        limits.spend(f"person-{user.pk}")
        return Asked(standing(user), self.permission, "page")
