"""What a form's templates ask of its fields: ids that links land on, errors in words, which piece draws it."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from django import forms
from django.core import validators
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.boundfield import BoundField


class Problem(NamedTuple):
    """One line of an error summary: what is wrong, and the id of where to mend it ("" where nowhere)."""

    text: str
    landing: str


class GovukField(BoundField):
    """A field of a form as the Design System draws it."""

    @property
    def kind(self) -> str:
        """The piece that draws it, a value of PIECES; "" for a widget with a template of its own."""
        return PIECES.get(self.field.widget.template_name, "")

    def drawn(self) -> dict[str, Any]:
        """What its widget says of itself, for the piece."""
        widget = self.field.widget
        attrs = self.build_widget_attrs({})
        attrs["id"] = widget.attrs.get("id") or self.auto_id
        return cast(dict[str, Any], widget.get_context(self.html_name, self.value(), attrs)["widget"])

    @property
    def is_heading(self) -> bool:
        """Whether its label is the heading of the page: `label_as_heading` on the form, for its first field."""
        return bool(getattr(self.form, "label_as_heading", False)) and self.name == _first(self.form)

    @property
    def marked_optional(self) -> bool:
        """Optional fields say so, unless all are (`mark_optional = False`, as on filters) or it is a single box."""
        asked = getattr(self.form, "mark_optional", True) and self.kind != "checkbox"
        return bool(asked and not self.field.required and "(optional)" not in str(self.label))

    @property
    def landing(self) -> str:
        """The id of what is to be mended: the first choice, the first wrong part of a date, else the input."""
        if self.kind == "date":
            return f"{self.auto_id}_{PARTS.index(self.wrong_parts[0]) if self.wrong_parts else 0}"
        if self.kind in ("radios", "checkboxes"):
            return f"{self.auto_id}_0" if len(self.subwidgets) else self.auto_id
        return str(self.field.widget.attrs.get("id") or self.auto_id)

    @property
    def wrong_parts(self) -> tuple[str, ...]:
        """Of a date with an error: the parts it is about; all of them where it does not say."""
        found = self.form.errors.as_data().get(self.name, [])
        said = {part for error in found for part in str(error.code or "").split() if part in PARTS}
        return tuple(part for part in PARTS if part in said) or (PARTS if found else ())

    @property
    def problems(self) -> list[str]:
        """Its errors in words that name the field, as a summary away from it must."""
        if not self.errors:
            return []
        return [text for error in self.form.errors.as_data()[self.name] for text in in_words(self, error)]

    def build_widget_attrs(self, attrs: Any, widget: forms.Widget | None = None) -> dict[str, Any]:
        """Django's, without `required` (fields are not marked, and browsers do not check for us)."""
        built: dict[str, Any] = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if self.kind == "date" and self.errors:
            built["wrong_parts"] = self.wrong_parts
        return built


def problems(form: forms.BaseForm) -> Iterator[Problem]:
    """Every error of a form: those of the whole first, which land on its first field; then field by field."""
    fields = [cast(GovukField, form[name]) for name in form.fields]
    start = next((field.landing for field in fields if not field.is_hidden), "")
    for error in form.errors.as_data().get(NON_FIELD_ERRORS, []):
        yield from (Problem(text, start) for text in error.messages)
    for field in fields:
        yield from (Problem(text, start if field.is_hidden else field.landing) for text in field.problems)


def _first(form: forms.BaseForm) -> str:
    return next((name for name, field in form.fields.items() if not field.widget.is_hidden), "")


def in_words(field: GovukField, error: ValidationError) -> list[str]:
    """A message of the form's own stays; one of Django's, which does not say what it is about, is put better."""
    better = BETTER.get(id(error.message)) if hasattr(error, "message") else None
    if better is None:
        return [str(message) for message in error.messages]
    return [better(field, getattr(error, "params", None) or {})]


WITHOUT_ARTICLE = {"the", "your", "a", "an", "this", "who", "what", "which", "when", "where", "how"}


def thing(field: GovukField) -> str:
    """The label inside a sentence: "the number of devices"; "how it is known"; "an answer to “Why?”"."""
    label = str(field.label).strip()
    if label.endswith("?"):
        return f"an answer to “{label}”"
    if label[1:2].isupper() or not label[:1].isalpha():  # IP address, SRO
        return f"the {label}"
    lowered = label[:1].lower() + label[1:]
    return lowered if lowered.split()[0] in WITHOUT_ARTICLE else f"the {lowered}"


def _required(field: GovukField, params: Mapping[str, Any]) -> str:
    label = str(field.label).strip()
    if label.endswith("?"):
        return f"Answer “{label}”"
    if field.kind == "checkbox":
        return f"Tick “{label}” to go on"
    chosen = field.kind in ("select", "radios", "checkboxes", "file")
    return f"{'Select' if chosen else 'Enter'} {thing(field)}"


def _says(text: str) -> "Better":
    """A sentence with {label}, {thing} and what the error carries."""

    def put(field: GovukField, params: Mapping[str, Any]) -> str:
        return text.format(**{**params, "label": str(field.label).strip(), "thing": thing(field)})

    return put


Better = Callable[[GovukField, Mapping[str, Any]], str]
PARTS = ("day", "month", "year")


class DateInput(forms.MultiWidget):
    """Day, month and year, each in a box of its own: `name_day`, `name_month`, `name_year`."""

    template_name = "date"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({part: forms.TextInput() for part in PARTS}, attrs)

    def decompress(self, value: Any) -> list[Any]:
        return [value.day, value.month, value.year] if value else ["", "", ""]


_BOXES = ("color", "date", "datetime", "email", "input", "number", "search", "tel", "text", "time", "url")
PIECES = {
    **{f"django/forms/widgets/{name}.html": "input" for name in _BOXES},
    "django/forms/widgets/password.html": "password",
    "django/forms/widgets/textarea.html": "textarea",
    "django/forms/widgets/select.html": "select",
    "django/forms/widgets/radio.html": "radios",
    "django/forms/widgets/checkbox_select.html": "checkboxes",
    "django/forms/widgets/checkbox.html": "checkbox",
    "django/forms/widgets/file.html": "file",
    "django/forms/widgets/clearable_file_input.html": "file",
    "django/forms/widgets/hidden.html": "hidden",
    DateInput.template_name: "date",
}
"""Django's name for the template of a widget, and the macro of `forms/pieces.html` that draws it here."""

_own = forms.Field.default_error_messages
BETTER: dict[int, Better] = {
    id(message): better
    for message, better in (
        (_own["required"], _required),
        (
            forms.IntegerField.default_error_messages["invalid"],
            _says("{label} must be a whole number, like 12"),
        ),
        (forms.DecimalField.default_error_messages["invalid"], _says("{label} must be a number, like 12.5")),
        (forms.FloatField.default_error_messages["invalid"], _says("{label} must be a number, like 12.5")),
        (
            forms.ChoiceField.default_error_messages["invalid_choice"],
            _says("Choose {thing} from those offered"),
        ),
        (forms.FileField.default_error_messages["empty"], _says("The selected file is empty")),
        (forms.FileField.default_error_messages["missing"], _says("Select {thing}")),
        (
            validators.EmailValidator.message,
            _says("Enter an e-mail address in the correct format, like name@example.org"),
        ),
        (validators.MaxLengthValidator.message, _says("{label} must be {limit_value} characters or fewer")),
        (validators.MinLengthValidator.message, _says("{label} must be {limit_value} characters or more")),
        (validators.MaxValueValidator.message, _says("{label} must be {limit_value} or less")),
        (validators.MinValueValidator.message, _says("{label} must be {limit_value} or more")),
    )
}
"""Django's own messages (by identity: whoever writes another means it) and what is said instead."""
