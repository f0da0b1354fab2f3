"""What the API can be asked. Every operation names the permission it needs, here and nowhere else.

    operation = Resource("Devices")

    @operation("PATCH", "/devices/{device}", Permission.EDIT_REGISTER, gives=DeviceShown)
    def change_device(request: Call, device: Id, given: DeviceChange) -> DeviceShown:

Tests and docs walk `OPERATIONS`, which is made from that.
"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponseBase
from ninja import Router
from ninja.responses import Status

from custodes.access.permissions import Permission
from custodes.audit import context
from custodes.errors import Invalid
from custodes.web.api import repeats
from custodes.web.api.asking import Asked, BearerToken, BrowserSession, scope_of
from custodes.web.api.problems import Problem

View = Callable[..., Any]


class Call(HttpRequest):
    """A request that has been let in."""

    auth: Asked


class Operation(NamedTuple):
    """One thing the API can be asked."""

    name: str
    method: str
    path: str
    permission: Permission
    does: str


OPERATIONS: list[Operation] = []

ROUTER = Router()
"""One for all: of two routers with the same path, only the first would ever be asked."""

ALWAYS = (400, 401, 403, 404, 422, 429, 500)
"""Problems that any operation can answer with."""


class Resource:
    """The operations on one kind of thing, which stand together in the document under its name."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(
        self,
        method: str,
        path: str,
        permission: Permission,
        *,
        gives: Any,
        status: int = 200,
        problems: tuple[int, ...] = (),
        again: repeats.Again | None = None,
        extra: dict[str, Any] | None = None,
    ) -> Callable[[View], View]:
        """Make a function an operation.

        `gives`: the shape of its answer, `status` that of success. `problems`: statuses besides `ALWAYS`.
        `again`: the answer to a request that made something before; with it, an Idempotency-Key is heeded.
        `extra`: more for the OpenAPI document, where the first paragraph of the docstring is the summary
        and the rest the description.
        """
        more = dict(extra or {}) | ({"parameters": [repeats.PARAMETER]} if again else {})
        answers = {status: gives} | dict.fromkeys((*ALWAYS, *problems), Problem)

        def decorated(view: View) -> View:
            summary, _, rest = (view.__doc__ or "").strip().partition("\n\n")
            OPERATIONS.append(Operation(view.__name__, method, path, permission, summary))
            run = _running(repeats.once(view, again) if again else view, status, bool(again))
            ROUTER.add_api_operation(
                path,
                [method],
                run,
                auth=_ways_in(method, permission),
                response=dict(sorted(answers.items())),
                operation_id=view.__name__,
                summary=summary.rstrip("."),
                description=f"{' '.join(rest.split())}\n\n{_needs(permission)}".strip(),
                tags=[self.name],
                openapi_extra=more or None,
            )
            return view

        return decorated


def _ways_in(method: str, permission: Permission) -> list[Any]:
    """A token for anything; somebody signed in to the pages may read."""
    token = BearerToken(permission)
    return [token, BrowserSession(permission)] if method == "GET" else [token]


def _needs(permission: Permission) -> str:
    return f"Needs the scope `{scope_of(permission)}` and a role that may: {permission.label.lower()}."


def _running(view: View, status: int, once: bool) -> View:
    """The view inside its audit context, refusing what it does not know and never forgetting to ask."""

    @wraps(view)
    def run(request: Call, *args: Any, **kwargs: Any) -> Any:
        _refuse_unknown(request, run)
        asked = request.auth
        key = repeats.named(request) if once else ""
        with context.through(asked.through, key or uuid.uuid4().hex):
            found = view(request, *args, **kwargs)
        if not asked.checked:
            raise AssertionError(f"{view.__name__} answered without asking for its permission")
        return found if isinstance(found, HttpResponseBase | Status) else Status(status, found)

    return run


def _refuse_unknown(request: HttpRequest, run: View) -> None:
    """A misspelt filter that is passed over gives an answer to another question. Raises Invalid."""
    models = run._ninja_operation.models  # type: ignore[attr-defined]
    known = {
        name
        for model in models
        if model.__ninja_param_source__ == "query"
        for name in model.__ninja_flatten_map__
    }
    unknown = {name: "There is no such parameter" for name in request.GET if name not in known}
    if unknown:
        raise Invalid(
            "Some parameters are not known.", f"There are: {', '.join(sorted(known)) or 'none'}.", unknown
        )
