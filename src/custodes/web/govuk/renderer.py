"""Django's forms in the look of the GOV.UK Design System: every field and widget from `forms/pieces.html`."""

from functools import cached_property
from typing import Any

from django.forms.renderers import Jinja2
from django.http import HttpRequest
from django.template import engines

from custodes.web.govuk.forms import PIECES, GovukField


class GovukRenderer(Jinja2):
    """A form is one call of a macro, with its fields and widgets inside it: Django makes two calls a field."""

    form_template_name = "form"
    field_template_name = "field_group"
    bound_field_class = GovukField

    @cached_property
    def pieces(self) -> Any:
        """The macros, compiled once for as long as the process lives."""
        return engines["jinja2"].env.get_template("forms/pieces.html").module  # type: ignore[attr-defined]

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        """A form, a field, or a widget by Django's name of its template; what is none of ours Django draws."""
        if template_name == "form":
            return str(self.pieces.form(context["fields"], context["hidden_fields"]))
        if template_name == "field_group":
            return str(self.pieces.field_group(context["field"]))
        if piece := PIECES.get(template_name):
            return str(getattr(self.pieces, piece)(context["widget"]))
        return str(super().render(template_name, context, request))
