"""A page for monitors: it says nothing of what is in the register."""

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse

from custodes.access.permissions import Permission
from custodes.web.page import page


@page(Permission.PUBLIC)
def healthz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return HttpResponse("The database does not answer.\n", "text/plain", status=503)
    return HttpResponse("ok\n", "text/plain")
