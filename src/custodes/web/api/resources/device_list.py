"""The list of devices: searched, filtered and sorted as on the page."""

from typing import Annotated, Any

from ninja import Query
from pydantic import Field, create_model

from custodes.access.models import Body
from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.register.listing import FILTERS, SORTS, chosen_of, in_order, matching
from custodes.web.api import shown
from custodes.web.api.keyset import part_in_order
from custodes.web.api.lists import After
from custodes.web.api.operations import Call, Resource
from custodes.web.api.shapes import Given, Listed, Short, SlugText
from custodes.web.api.shown import DeviceShown

operation = Resource("Devices")

ORDERS = ("id", *SORTS)
_orders: Any = {"enum": [f"{sign}{name}" for name in ORDERS for sign in ("", "-")]}
Order = Annotated[Short, Field(json_schema_extra=_orders)]


def _one(name: str) -> Any:
    """A filter as a parameter, its choices in the document."""
    choices = FILTERS[name].choices
    told = "; ".join(f"{value} ({words})" for value, words in choices.items())
    words = f"{FILTERS[name].label}: {told}" if told else FILTERS[name].label
    extra: Any = {"enum": list(choices)} if choices else {}
    return Short, Field("", description=words, json_schema_extra=extra)


_parameters: Any = {name: _one(name) for name in FILTERS}
Chosen: Any = create_model("Chosen", __base__=Given, **_parameters)
"""The filters of the list page, by the same names."""


def chosen_strictly(given: dict[str, Any]) -> dict[str, str]:
    """The filters that were given. Raises Invalid for a value that no device could have: it would find all."""
    asked = {name: value for name, value in given.items() if value}
    chosen = chosen_of(asked)
    wrong = {name: f"Not among {', '.join(FILTERS[name].choices)}" for name in asked if name not in chosen}
    if wrong:
        raise Invalid("Some filters do not fit.", "Correct them, or leave them out.", wrong)
    return chosen


@operation("GET", "/devices", Permission.READ_REGISTER, gives=Listed[DeviceShown])
def list_devices(
    request: Call,
    chosen: Annotated[Chosen, Query()],
    body: Annotated[SlugText, Query("", description="Short name of one body")] = "",
    q: Annotated[Short, Query("", description="Words to search for: each must be found")] = "",
    sort: Annotated[Order, Query("id", description="What to sort by, with - in front turned round")] = "id",
    after: After = "",
) -> Listed[DeviceShown]:
    """Devices: all that you can see, or those that a search and filters leave."""
    found = matching(request.auth.devices(_body(request, body)), chosen_strictly(chosen.model_dump()), q)
    found = found.select_related("body", "system", "product", "withdrawn_by")
    return part_in_order(request, *_ordered(found, sort), shown=shown.device, after=after)


def _body(request: Call, slug: str) -> Body | None:
    return request.auth.body(slug) if slug else None


def _ordered(found: Any, sort: str) -> tuple[Any, tuple[str, ...], bool]:
    """The devices with what they are sorted by, its columns (the last tells devices apart), and whether downwards."""
    name, down = sort.removeprefix("-"), sort.startswith("-")
    if name not in ORDERS:
        raise Invalid("There is no such order.", f"There are: {', '.join(ORDERS)}.", {"sort": "Not an order"})
    if name == "id":
        return found, ("id",), down
    return in_order(found, sort), (*SORTS[name], "id"), down
