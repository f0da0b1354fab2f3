"""What somebody sent after their session had ended, kept until they have signed in again.

It waits in the session of the browser it came from, and is shown to nobody but who had the page.
"""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import CsrfViewMiddleware
from django.urls import reverse

from custodes.web.page import Asked, back_after_sign_in

LONGEST = 500_000
"""Characters of what is kept; a section of a hundred long answers has half of that."""
WHO = "who"
"""The field that says, signed, whose page it is."""
_SALT, _KEPT = "custodes.returns.who", "typed_in_return"


def whose(request: Asked) -> str:
    """The value of `WHO`."""
    return signing.dumps(request.user.pk, salt=_SALT)


def keep(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Instead of saving for who is not signed in: keep what was sent, and go on there after signing in."""
    address = reverse("return_section", kwargs=kwargs)
    sent = request.POST.copy()
    who = _person(sent.pop(WHO, [""])[-1])
    sent.pop("csrfmiddlewaretoken", None)
    text = sent.urlencode()
    if who is not None and len(text) <= LONGEST:
        request.session[_KEPT] = {"address": address, "who": who, "sent": text}
    return redirect_to_login(address)


def _person(signed: str) -> int | None:
    try:
        found = signing.loads(signed, salt=_SALT, max_age=settings.SESSION_COOKIE_AGE * 14)
    except signing.BadSignature:
        return None
    return found if isinstance(found, int) else None


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> Any:
        return reason


def is_stale(request: Asked) -> bool:
    """Whether the page was loaded before somebody signed in again: then its key is of no more use.

    Raises PermissionDenied where it is not this person's page at all, so that no other site fills in anything here.
    """
    check = _Check(lambda _: HttpResponse())
    check.process_request(request)
    if check.process_view(request, keep, (), {}) is None:
        return False
    if _person(request.POST.get(WHO, "")) != request.user.pk:
        raise PermissionDenied
    return True


def sent_before(request: Asked, address: str) -> QueryDict | None:
    """What this person sent to this page and could not be saved."""
    kept = request.session.get(_KEPT)
    if not kept or kept["address"] != address or kept["who"] != request.user.pk:
        return None
    return QueryDict(kept["sent"])


def forget(request: Asked, address: str) -> None:
    """It was saved, or sent once more."""
    kept = request.session.get(_KEPT)
    if kept and kept["address"] == address:
        del request.session[_KEPT]


def told(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What a script is told for who is not signed in: it keeps what was typed and goes on afterwards."""
    if not request.accepts("text/html"):
        return JsonResponse({"message": "You were signed out."}, status=401)
    return redirect_to_login(back_after_sign_in(request))
