"""What can be downloaded: the template, every problem, and the rows to mend."""

from io import BytesIO

from django.http import FileResponse, HttpResponse, HttpResponseBase

from custodes.access.permissions import Permission
from custodes.evidence import files
from custodes.evidence.template import write_template
from custodes.web.page import Asked, page
from custodes.web.pages.imports.finding import the_read_import

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CSV = "text/csv; charset=utf-8"


@page(Permission.IMPORT)
def import_template(request: Asked) -> HttpResponseBase:
    """A workbook to fill in."""
    made = BytesIO()
    write_template(made)
    headers = {"Content-Disposition": 'attachment; filename="custodes-template.xlsx"'}
    return HttpResponse(made.getvalue(), content_type=_XLSX, headers=headers)


@page(Permission.IMPORT)
def import_problems_csv(request: Asked, pk: int) -> HttpResponseBase:
    """Every problem, as the command line writes it."""
    return _download(request, pk, files.PROBLEMS_CSV, "problems")


@page(Permission.IMPORT)
def import_mend(request: Asked, pk: int) -> HttpResponseBase:
    """The rejected rows, to be corrected and imported."""
    return _download(request, pk, files.MEND_CSV, "mend")


def _download(request: Asked, pk: int, name: str, what: str) -> HttpResponseBase:
    of = the_read_import(request, pk)
    path = files.kept(of.folder, of.report) / name
    return FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{what}-import-{of.pk}.csv", content_type=_CSV
    )
