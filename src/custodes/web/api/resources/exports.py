"""The register as files."""

from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpResponseBase
from ninja import Query
from pydantic import Field

from custodes.access.permissions import Permission
from custodes.register.listing import matching
from custodes.web.api.operations import Call, Resource
from custodes.web.api.resources.device_list import Chosen, chosen_strictly
from custodes.web.api.shapes import Listed, Short, Shown, Slug
from custodes.web.pages.exports.making import EXPORTS, Contents, make

operation = Resource("Exports")

Name: Any = Literal[tuple(EXPORTS)]
_files: dict[str, Any] = {
    "responses": {
        200: {
            "content": {
                media_type: {"schema": {"type": "string", "format": "binary"}}
                for media_type in dict.fromkeys(one.media_type for one in EXPORTS.values())
            }
        }
    }
}


class ExportShown(Shown):
    """A file that can be had."""

    name: str
    media_type: str
    address: str = Field(description="Relative to /api")


@operation("GET", "/bodies/{slug}/exports", Permission.EXPORT, gives=Listed[ExportShown])
def list_exports(request: Call, slug: Slug) -> Listed[ExportShown]:
    """The files that can be had of a body."""
    body = request.auth.body(slug)
    items = [
        ExportShown(
            name=one.name, media_type=one.media_type, address=f"/bodies/{body.slug}/exports/{one.name}"
        )
        for one in EXPORTS.values()
    ]
    return Listed[ExportShown](items=items)


@operation("GET", "/bodies/{slug}/exports/{name}", Permission.EXPORT, gives=None, extra=_files)
def get_export(
    request: Call,
    slug: Slug,
    name: Name,
    chosen: Annotated[Chosen, Query()],
    q: Annotated[Short, Query("", description="Words to search for, as in the list of devices")] = "",
) -> HttpResponseBase:
    """The devices that you can see in a body, or those that a search and filters leave, as a file.

    That you took it is in the history of the body. A workbook is made for up to 200,000 rows.
    """
    body = request.auth.body(slug)
    filters = chosen_strictly(chosen.model_dump())
    devices = matching(request.auth.devices(body), filters, q)
    made = make(
        EXPORTS[name], Contents(body, devices, filters | ({"q": q} if q else {})), request.auth.person
    )
    return FileResponse(
        made, as_attachment=True, filename=f"{body.slug}-{name}", content_type=EXPORTS[name].media_type
    )
