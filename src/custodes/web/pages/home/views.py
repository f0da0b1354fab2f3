"""Where everybody starts: their bodies, and what each needs."""

from django.http import HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.access.standing import visible_bodies
from custodes.web.page import Asked, page


@page(Permission.OWN_ACCOUNT)
def home(request: Asked) -> HttpResponse:
    """One's bodies."""
    return render(request, "home/home.html", {"bodies": visible_bodies(request.standing)})
