"""What the API is, for people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from custodes import settings
from custodes.access.permissions import Permission
from custodes.web.api.asking import scope_of
from custodes.web.api.document import reading_only
from custodes.web.api.limits import A_MINUTE
from custodes.web.api.operations import OPERATIONS
from custodes.web.api.problems import KINDS
from custodes.web.page import page


@reading_only
@page(Permission.PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    """How to call the API, what there is, and what each problem means."""
    told = {
        "operations": OPERATIONS,
        "kinds": KINDS,
        "scope_of": scope_of,
        "address": settings.address(),
        "a_minute": A_MINUTE,
    }
    return render(request, "api/about.html", told)
