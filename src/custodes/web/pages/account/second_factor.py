"""Setting up an authenticator app, and the recovery codes for when it is lost."""

import base64

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import clear_totp_secret
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from custodes.access import actions
from custodes.access.permissions import Permission
from custodes.web.page import Asked, page
from custodes.web.pages.account.forms import SetUpSecondFactor
from custodes.web.pages.account.proving import proving
from custodes.web.pages.account.views import ACCOUNT
from custodes.web.pages.asking import ask, done, sent
from custodes.web.pages.sign_in.forms import Nothing


@page(Permission.OWN_ACCOUNT)
@proving
def set_up(request: Asked) -> HttpResponseBase:
    """The picture to scan and the same as text; a code from the app proves that it works."""
    form = SetUpSecondFactor(data=sent(request), user=request.user)
    if form.is_valid():
        keep = request.session.session_key
        actions.set_up_second_factor(by=request.user, secret=form.secret, keep=keep)
        clear_totp_secret(request)
        messages.success(request, "Your authenticator app is set up.")
        return redirect("mfa_view_recovery_codes")
    return render(request, "account/second_factor.html", _told(request, form))


def _told(request: Asked, form: SetUpSecondFactor) -> dict[str, object]:
    adapter = get_adapter()
    address = adapter.build_totp_url(request.user, form.secret)
    picture = base64.b64encode(adapter.build_totp_svg(address).encode()).decode()
    secret = " ".join(form.secret[at : at + 4] for at in range(0, len(form.secret), 4))
    replaces = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.TOTP).exists()
    return {"form": form, "picture": picture, "secret": secret, "replaces": replaces}


@page(Permission.OWN_ACCOUNT)
@proving
def recovery_codes(request: Asked) -> HttpResponse:
    """The codes that are left."""
    held = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
    if held is None:
        raise Http404
    return render(request, "account/recovery_codes.html", {"codes": held.wrap().get_unused_codes()})


@page(Permission.OWN_ACCOUNT)
@proving
def new_recovery_codes(request: Asked) -> HttpResponseBase:
    """New codes in place of those left."""
    form = Nothing(sent(request))
    if done(request, form, lambda said: actions.make_recovery_codes(by=request.user)):
        messages.success(request, "You have new recovery codes. Those before no longer work.")
        return redirect("mfa_view_recovery_codes")
    lead = "Those you have no longer work."
    return ask(request, form, "Make new recovery codes", button="Make new codes", back=ACCOUNT, lead=lead)
