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

LONGEST = 1_000_000
"""Characters of all that is kept; a section of a hundred long answers has a quarter of that."""
AGE = settings.SESSION_COOKIE_AGE * 14
"""Seconds for which a page that was left open can be sent: a week."""
WHO = "who"
"""The field that says, signed, whose page it is."""
_SALT, _KEPT, _LOST = "custodes.returns.who", "typed_in_return", "lost_in_return"


def whose(request: Asked) -> str:
    """The value of `WHO`."""
    return signing.dumps(request.user.pk, salt=_SALT)


def keep(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """Instead of saving for who is not signed in: keep what was sent, and go on there after signing in.

    What cannot be kept, as it is too long or the page too old, is said there. Of what nobody has signed nothing is
    written down.
    """
    address = reverse("return_section", kwargs=kwargs)
    sent = request.POST.copy()
    signed = sent.pop(WHO, [""])[-1]
    sent.pop("csrfmiddlewaretoken", None)
    who = _person(signed, max_age=None)
    if who is not None:
        text, place = sent.urlencode(), _place(who, address)
        kept = {at: one for at, one in request.session.get(_KEPT, {}).items() if at != place}
        if _person(signed) is not None and sum(map(len, kept.values())) + len(text) <= LONGEST:
            request.session[_KEPT] = {**kept, place: text}
        else:
            request.session[_LOST] = sorted({*request.session.get(_LOST, []), place})
    return redirect_to_login(address)


def _place(who: int, address: str) -> str:
    """Whose page and which it was: several can wait."""
    return f"{who} {address}"


def _person(signed: str, max_age: int | None = AGE) -> int | None:
    try:
        found = signing.loads(signed, salt=_SALT, max_age=max_age)
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
    kept = request.session.get(_KEPT, {}).get(_place(request.user.pk, address))
    return None if kept is None else QueryDict(kept)


def forget(request: Asked, address: str) -> None:
    """It was saved, or sent once more."""
    kept, place = request.session.get(_KEPT, {}), _place(request.user.pk, address)
    if place in kept:
        request.session[_KEPT] = {at: one for at, one in kept.items() if at != place}


def was_lost(request: Asked, address: str) -> bool:
    """Whether something that this person sent to this page could not even be kept. It is said once."""
    lost, place = request.session.get(_LOST, []), _place(request.user.pk, address)
    if place not in lost:
        return False
    request.session[_LOST] = [one for one in lost if one != place]
    return True


def told(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What a script is told for who is not signed in: it keeps what was typed and goes on afterwards."""
    if not request.accepts("text/html"):
        return JsonResponse({"message": "You were signed out."}, status=401)
    return redirect_to_login(back_after_sign_in(request))
