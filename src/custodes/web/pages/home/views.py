"""Where everybody starts: their bodies, and what each needs."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.web.page import Asked, page
from custodes.web.pages.home.needs import overseen, own_bodies, used, without_keeper


@page(Permission.OWN_ACCOUNT)
def home(request: Asked) -> HttpResponse:
    """One's own bodies, those one's office oversees, those whose systems one's own use; administration."""
    own, seen = own_bodies(request.standing), overseen(request.standing)
    others = {each.body.pk for each in own} | {each.body.pk for each in seen}
    told: dict[str, Any] = {
        "own": own,
        "overseen": seen,
        "used": used(request.standing, others),
        "administrator": request.user.is_administrator,
        "without_keeper": without_keeper() if request.user.is_administrator else [],
    }
    return render(request, "home/home.html", told)
