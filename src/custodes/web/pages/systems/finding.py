"""The system that an address names."""

from django.http import Http404

from custodes.access.standing import visible_systems, withdrawn_systems
from custodes.register.models import System
from custodes.web.page import Asked


def the_system(request: Asked, pk: int, withdrawn: bool = False) -> System:
    """One that the person can see, else 404: what is not to be seen is not there. `withdrawn`: those as well."""
    seen = visible_systems(request.standing, request.body_)
    found = seen.select_related("shared_by", "withdrawn_by").filter(pk=pk).first()
    if found is None and withdrawn:
        gone = withdrawn_systems(request.standing, request.body_)
        found = gone.select_related("shared_by", "withdrawn_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
