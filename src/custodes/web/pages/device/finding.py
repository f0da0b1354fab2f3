"""The device that an address names."""

from django.http import Http404

from custodes.access.standing import visible_devices
from custodes.register.models import Device
from custodes.web.page import Asked


def the_device(request: Asked, pk: int, withdrawn: bool = False) -> Device:
    """One that the person can see, else 404: what is not to be seen is not there.

    `withdrawn`: also one that their own body took out of its register. One query.
    """
    if request.body_.pk in request.standing.roles:
        seen = Device.objects.filter(body=request.body_)
        seen = seen if withdrawn else seen.filter(withdrawn_at=None)
    else:
        seen = visible_devices(request.standing, request.body_)
    found = seen.select_related("system", "product", "withdrawn_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
