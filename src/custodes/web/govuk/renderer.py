"""Django's forms in the look of the GOV.UK Design System: every field and widget from `templates/forms/`."""

from typing import Any

from django.forms.renderers import Jinja2
from django.http import HttpRequest
from django.template import engines

from custodes.web.govuk.forms import GovukField

_INPUTS = ("color", "date", "datetime", "email", "number", "search", "tel", "text", "time", "url")
OURS = {
    **{f"django/forms/widgets/{name}.html": "forms/input.html" for name in (*_INPUTS, "input")},
    "django/forms/widgets/password.html": "forms/password.html",
    "django/forms/widgets/textarea.html": "forms/textarea.html",
    "django/forms/widgets/select.html": "forms/select.html",
    "django/forms/widgets/radio.html": "forms/choices.html",
    "django/forms/widgets/checkbox_select.html": "forms/choices.html",
    "django/forms/widgets/checkbox.html": "forms/checkbox.html",
    "django/forms/widgets/file.html": "forms/file.html",
    "django/forms/widgets/clearable_file_input.html": "forms/file.html",
    "django/forms/widgets/multiwidget.html": "forms/date.html",
    "django/forms/widgets/hidden.html": "forms/hidden.html",
}
"""Django's template of a widget, and ours. Anything else (a list of errors as text) stays Django's."""


class GovukRenderer(Jinja2):
    """One compiled template for each kind of widget, kept for as long as the process lives."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
    bound_field_class = GovukField

    def __init__(self) -> None:
        self._compiled: dict[str, Any] = {}

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        template = self._compiled.get(template_name)
        if template is None:
            template = self._compiled[template_name] = self._find(template_name)
        return str(template.render(context))

    def _find(self, name: str) -> Any:
        ours = OURS.get(name, name)
        if ours.startswith("forms/"):
            return engines["jinja2"].env.get_template(ours)  # type: ignore[attr-defined]
        return self.get_template(name)
