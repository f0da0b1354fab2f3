"""What is wrong with a field is said so that it can be understood away from the field."""

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from custodes.web.govuk.forms import problems

YES = [("yes", "Yes"), ("no", "No")]


def told(field: forms.Field, value: object = "", files: dict[str, object] | None = None) -> list[str]:
    made = type("Made", (forms.Form,), {"thing": field})
    return [problem.text for problem in problems(made({"thing": value}, files or {}))]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        (forms.CharField(label="Maker"), "", "Enter the maker"),
        (forms.CharField(label="Your name"), "", "Enter your name"),
        (forms.CharField(label="IP address"), "", "Enter the IP address"),
        (forms.CharField(label="Who operates it?"), "", "Answer “Who operates it?”"),
        (forms.CharField(), "", "Enter the thing"),
        (forms.ChoiceField(label="Site class", choices=YES), "", "Select the site class"),
        (
            forms.ChoiceField(label="Site class", choices=YES),
            "maybe",
            "Choose the site class from those offered",
        ),
        (
            forms.ChoiceField(label="Sensitive", choices=YES, widget=forms.RadioSelect),
            "",
            "Select the sensitive",
        ),
        (
            forms.ChoiceField(label="What they did", choices=YES),
            "x",
            "Choose what they did from those offered",
        ),
        (
            forms.ChoiceField(label="Who?", choices=YES),
            "x",
            "Choose an answer to “Who?” from those offered",
        ),
        (forms.BooleanField(label="I have read it"), "", "Tick “I have read it” to go on"),
        (forms.FileField(label="List"), "", "Select the list"),
        (forms.IntegerField(label="Number"), "3.5", "Number must be a whole number, like 12"),
        (forms.IntegerField(label="Number", min_value=1), "0", "Number must be 1 or more"),
        (forms.IntegerField(label="Number", max_value=9), "10", "Number must be 9 or less"),
        (forms.FloatField(label="Height"), "tall", "Height must be a number, like 12.5"),
        (forms.DecimalField(label="Height"), "tall", "Height must be a number, like 12.5"),
        (forms.CharField(label="Maker", max_length=3), "Axis", "Maker must be 3 characters or fewer"),
        (forms.CharField(label="Maker", min_length=3), "Ax", "Maker must be 3 characters or more"),
        (
            forms.EmailField(label="E-mail"),
            "ana",
            "Enter an e-mail address in the correct format, like name@example.org",
        ),
    ],
)
def test_djangos_messages_are_put_better(field: forms.Field, value: str, expected: str) -> None:
    assert told(field, value) == [expected]


def test_an_empty_file_is_told_from_none() -> None:
    sent = {"thing": SimpleUploadedFile("list.csv", b"")}
    assert told(forms.FileField(label="List"), files=sent) == ["The selected file is empty"]


def test_messages_of_ones_own_stay() -> None:
    own = {"required": "Say who made it", "max_length": "Too long"}
    assert told(forms.CharField(error_messages=own)) == ["Say who made it"]
    assert told(forms.CharField(error_messages=own, max_length=1), "ab") == ["Too long"]


def test_braces_in_a_label_are_only_text() -> None:
    assert told(forms.IntegerField(label="Number of {things}"), "x") == [
        "Number of {things} must be a whole number, like 12"
    ]


def test_every_message_of_a_field_is_told() -> None:
    def refuse(value: str) -> None:
        raise forms.ValidationError(["One thing", "Another"])

    assert told(forms.CharField(validators=[refuse]), "x") == ["One thing", "Another"]


def test_a_wrong_hidden_field_is_told_where_the_form_starts() -> None:
    class Form(forms.Form):
        revision = forms.IntegerField(widget=forms.HiddenInput)
        name = forms.CharField()

    assert [problem.landing for problem in problems(Form({"name": "x"}))] == ["id_name"]


def test_without_anything_to_fill_in_an_error_leads_nowhere() -> None:
    class Form(forms.Form):
        def clean(self) -> None:
            self.add_error(None, "It was withdrawn meanwhile")

    assert list(problems(Form({}))) == [("It was withdrawn meanwhile", "")]


def test_choices_without_any_lead_to_their_group() -> None:
    class Form(forms.Form):
        system = forms.ChoiceField(choices=[], widget=forms.RadioSelect)

    form = Form({})
    assert form["system"].landing == "id_system"
    assert 'id="id_system"' in form.render()
