"""Working out findings and storing them."""

from custodes.access.models import Body
from custodes.concerns.models import Refresh


def ask_refresh(body: Body, why: str) -> None:
    """Have the findings of a body worked out again in the background; asked twice, it is done once."""
    Refresh.objects.update_or_create(body=body, defaults={"why": why})
