"""What the register and the wave before suggest now, when somebody asks for it."""

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect

from custodes.access.permissions import Permission
from custodes.errors import Conflict
from custodes.survey import actions
from custodes.web.govuk.wording import count
from custodes.web.page import Asked, page
from custodes.web.pages.returns.finding import the_return


@page(Permission.ANSWER)
def look_for_suggestions(request: Asked, pk: int) -> HttpResponseBase:
    """Make suggestions anew, from the registers as they are: for people of the body that makes the return alone."""
    of = the_return(request, pk)
    if of.body_id != request.body_.pk:
        raise Http404
    if request.method == "POST":
        try:
            number = actions.propose(by=request.user, of=of)
        except Conflict as error:
            messages.warning(request, f"{error.message} {error.mend}")
        else:
            messages.success(request, _told(number))
    return redirect("return", request.body_.slug, of.pk)


def _told(number: int) -> str:
    if not number:
        return "Your register and the wave before suggest nothing else than they did."
    verb = "is" if number == 1 else "are"
    return f"{count(number, 'suggestion')} {verb} new or other than before, each at its question."
