"""Every error in one shape: RFC 9457 problem details, with what to do next."""

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import BaseModel, Field

from custodes import settings
from custodes.errors import Conflict, Invalid, UserError

MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """What went wrong (RFC 9457). `mend`, `fields` and `current` are ours."""

    type: str = Field(description="Address that explains this kind of problem")
    title: str
    status: int
    detail: str = Field(description="What is wrong this time")
    mend: str = Field("", description="What to do about it")
    fields: dict[str, str] = Field({}, description="What is wrong with each value: all of it at once")
    current: dict[str, Any] | None = Field(
        None, description="Of a 409: the record as it is now, with its revision"
    )


class Kind(NamedTuple):
    """A kind of problem: its anchor on the page that explains it, and its title."""

    name: str
    title: str
    means: str


KINDS = {
    400: Kind("malformed", "The request cannot be read", "It is not JSON, or holds characters that no text has."),
    401: Kind("no-token", "Not signed in", "There is no token, or it is not known, has expired or was revoked."),
    403: Kind("refused", "Not allowed", "The token has not the scope, or its person not the role."),
    404: Kind("not-found", "Nothing there", "It does not exist, or you cannot see it."),
    405: Kind("wrong-method", "Not that way", "The address is right, the method is not: see the Allow header."),
    409: Kind("conflict", "Changed meanwhile", "Somebody changed the record since the revision you gave."),
    413: Kind("too-large", "Too large", "The request is larger than is taken."),
    422: Kind("invalid", "Values that do not fit", "Each value that does not fit is named under fields."),
    429: Kind("too-many", "Too many requests", "Wait for as many seconds as the Retry-After header says."),
    500: Kind("our-fault", "Something broke", "This is a bug of ours; nothing was changed."),
}  # fmt: skip


class TooMany(HttpError):
    """More requests in a minute than a token has."""

    def __init__(self, wait: int) -> None:
        super().__init__(429, f"Too many requests: try again in {wait} seconds.")
        self.wait = wait


class TokenRefused(AuthenticationError):
    """A token that lets nobody in. Why it does not is told to nobody who may have found or guessed it."""


def response(
    status: int, detail: str, mend: str = "", fields: dict[str, str] | None = None, **more: Any
) -> HttpResponse:
    """A problem as a response. `more`: members besides, such as `current`."""
    kind = KINDS.get(status, KINDS[400])
    told: dict[str, Any] = {
        "type": f"{settings.address()}/api/#{kind.name}",
        "title": kind.title,
        "status": status,
        "detail": detail,
        "mend": mend,
        "fields": fields or {},
        **more,
    }
    return JsonResponse(told, status=status, content_type=MEDIA_TYPE)


def of_user_error(error: UserError, **more: Any) -> HttpResponse:
    """What a user can mend."""
    fields = error.fields if isinstance(error, Invalid) else {}
    if isinstance(error, Conflict) and error.current:
        more = {"current": {"revision": error.current}} | more
    return response(error.status, error.message, error.mend, fields, **more)


def of_validation(error: ValidationError) -> HttpResponse:
    """Every value that does not fit, by its place in the request."""
    fields = {_place(found["loc"]): str(found["msg"]) for found in error.errors}
    return response(422, "Some values do not fit.", "Correct them and try again.", fields)


def _place(location: Any) -> str:
    """("body", "given", "mac") is mac; the outer two say where it stood, which the name alone tells."""
    names = [str(part) for part in location if part not in ("body", "query", "path", "form", "file", "given")]
    return ".".join(names) or str(location[0])


def of_http_error(error: HttpError) -> HttpResponse:
    """What django-ninja found before any code of ours ran."""
    if isinstance(error, TokenRefused):
        return _unauthorised(
            "This token is not known, has expired or was revoked.",
            "Check that all of it was copied, or make another one under Account, Tokens.",
            ', error="invalid_token"',
        )
    if isinstance(error, AuthenticationError):
        return _unauthorised("There is no token.", "Send one: Authorization: Bearer <your token>.")
    found = response(error.status_code, error.message)
    if isinstance(error, TooMany):
        found["Retry-After"] = str(error.wait)
    return found


def _unauthorised(detail: str, mend: str, error: str = "") -> HttpResponse:
    """401 with its challenge (RFC 6750), in which `error` stands where a token was sent."""
    found = response(401, detail, mend)
    found["WWW-Authenticate"] = f'Bearer realm="Custodes"{error}'
    return found


def of_bug(request: HttpRequest) -> HttpResponse:
    """Called while an exception is handled: it goes to the log, and nothing of it to the caller."""
    logging.getLogger("django.request").exception("%s %s", request.method, request.path)
    return response(500, "Something broke on our side.", "Try again; if it stays, tell your administrator.")


def not_found(path: str = "") -> HttpResponse:
    """Nothing has this address, or nothing that the caller can see."""
    mend = "See /api/docs for what there is."
    if path.endswith("/"):
        mend = f"Leave out the slash at its end. {mend}"
    return response(404, "There is nothing at this address.", mend)


def wrong_method(method: str | None, allowed: str) -> HttpResponse:
    """`allowed`: the methods that can be used, as the Allow header has them."""
    found = response(405, f"{method} cannot be used here.", f"Use {allowed}.")
    found["Allow"] = allowed
    return found


def handle(api: NinjaAPI) -> None:
    """Have an API answer with problems whatever goes wrong."""
    answers: dict[type[Exception], Callable[[Any], HttpResponse]] = {
        UserError: of_user_error,
        ValidationError: of_validation,
        HttpError: of_http_error,
        Http404: lambda error: not_found(),
        RequestDataTooBig: lambda error: response(413, "The request is too large.", "Send less at once."),
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, _ignoring_request(answer))
    api.add_exception_handler(Exception, lambda request, error: of_bug(request))


def _ignoring_request(answer: Callable[[Any], HttpResponse]) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: answer(error)
