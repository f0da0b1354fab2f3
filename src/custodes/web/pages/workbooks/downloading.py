"""The workbook of a return."""

from io import BytesIO

from django.http import HttpResponse, HttpResponseBase
from django.utils.text import slugify

from custodes.access.permissions import Permission
from custodes.survey.offline.writing import write
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import part_of, the_return
from custodes.web.pages.submitting.finding import seen_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page(Permission.READ_RETURNS)
def return_workbook(request: Asked, pk: int) -> HttpResponseBase:
    """With everything that the person sees on the pages of the return; open to be filled in is what they fill in."""
    of = the_return(request, pk)
    made = BytesIO()
    mine = part_of(request, of).sections
    write(of, made, sections=mine, name=request.user.name, seen=seen_of(request, of))
    name = f"{of.body.slug}-{slugify(of.wave.title)[:60] or 'return'}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(made.getvalue(), content_type=XLSX, headers=headers)
