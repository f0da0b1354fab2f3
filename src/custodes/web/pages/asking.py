"""Question pages: a form, an action that may object, and what is shown meanwhile."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from custodes.access.mail import MailFailed
from custodes.errors import Conflict, Invalid


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form is made with: what was sent, also where that is nothing at all; None where only asked for."""
    return request.POST if request.method == "POST" else None


def done(request: HttpRequest, form: BaseForm, act: Callable[[dict[str, Any]], object]) -> bool:
    """Whether the form was sent and the action took its values; what is wrong with them is put on the form.

    A mail that could not be sent does not undo what was done: the person is told.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Invalid as error:
        for name, text in (error.fields or {"": f"{error.message} {error.mend}".strip()}).items():
            form.add_error(name if name in form.fields else None, text)
        return False
    except Conflict as error:
        form.add_error(None, f"{error.message} {error.mend}".strip())
        _go_on_from(form, error.current)
        return False
    except MailFailed as error:
        messages.warning(request, f"{error.message} {error.mend}")
    return True


def _go_on_from(form: BaseForm, current: int) -> None:
    """Who has seen what it is now may save over it."""
    if current and "base" in form.fields:
        data = cast(QueryDict, form.data).copy()
        data["base"] = str(current)
        form.data = data


def ask(
    request: HttpRequest, form: BaseForm, heading: str, *, button: str, back: Any, **context: Any
) -> HttpResponse:
    """The page of one question. `back`: where its back link and cancel lead, "" for nowhere."""
    told = {"form": form, "heading": heading, "button": button, "back": back, **context}
    return render(request, "sign_in/question.html", told)
