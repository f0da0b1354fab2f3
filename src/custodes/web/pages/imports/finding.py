"""The import that an address names."""

from django.http import Http404

from custodes.evidence.models import Import
from custodes.web.page import Asked

READ = (Import.State.CHECKED, Import.State.ADDED, Import.State.REFUSED, Import.State.UNDONE)
"""States in which there is something to show of the rows."""


def the_import(request: Asked, pk: int) -> Import:
    """One of this body, else 404."""
    found = Import.objects.select_related("body", "by", "decided_by", "undone_by").filter(pk=pk).first()
    if found is None or found.body_id != request.body_.pk:
        raise Http404
    return found


def the_read_import(request: Asked, pk: int) -> Import:
    """One whose rows were read; 404 while they are not."""
    found = the_import(request, pk)
    if found.state not in READ:
        raise Http404
    return found
