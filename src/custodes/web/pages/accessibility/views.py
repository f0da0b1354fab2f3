"""The statement on accessibility that every page links to. What it claims is in docs/accessibility.md, with tests."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from custodes.access.permissions import Permission
from custodes.web.page import page


@page(Permission.PUBLIC)
def statement(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility/statement.html")
