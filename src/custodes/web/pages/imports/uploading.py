"""The page that takes the lists, and what keeps an upload from filling the disk."""

from collections.abc import Mapping
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from custodes import settings
from custodes.access.permissions import Permission
from custodes.errors import Invalid
from custodes.evidence import actions
from custodes.evidence.models import Import
from custodes.evidence.uploads import too_large
from custodes.web.page import Asked, page
from custodes.web.pages.asking import done
from custodes.web.pages.imports.forms import UploadForm

ROOM = 1_000_000
"""Bytes of a request beside the files."""


class Bounded(FileUploadHandler):
    """Files of a request that is too large are passed over unread, whoever sent it; the page then says so."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        self._too_large = content_length > settings.largest_upload() + ROOM
        if self.request is not None:
            self.request.upload_too_large = self._too_large  # type: ignore[attr-defined]

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self._too_large:
            raise SkipFile

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data  # on to the handlers that keep it

    def file_complete(self, file_size: int) -> None:
        return None


@page(Permission.IMPORT)
def import_new(request: Asked) -> HttpResponseBase:
    """Which lists, and which day they tell of."""
    form = UploadForm(request.POST or None, request.FILES or None)
    made: list[Import] = []

    def act(given: Mapping[str, Any]) -> None:
        files = [(one.name, one) for one in given["lists"]]
        day = given["observed_on"]
        made.append(actions.upload(by=request.user, body=request.body_, files=files, observed_on=day))

    if getattr(request, "upload_too_large", False):
        form.errors["lists"] = form.error_class([_said(too_large())])
    elif done(request, form, act):
        return redirect("import", request.body_.slug, made[0].pk)
    context = {"body": request.body_, "section": "imports", "form": form}
    return render(request, "imports/new.html", context)


def _said(error: Invalid) -> str:
    return error.fields["lists"]
