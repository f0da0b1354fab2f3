"""Questions about who may do what in a body."""

from typing import Any

from django import forms

from custodes.access.models import Body
from custodes.access.roles import HOLDER_ROLES, OFFICE_ROLES, Role
from custodes.web.govuk.fields import Hinted
from custodes.web.pages.sign_in.forms import address, needed


def roles(body: Body) -> list[tuple[str, Hinted]]:
    """The roles people can have there, with what each is for."""
    fitting = [role for role in Role if role in OFFICE_ROLES] if body.is_office else HOLDER_ROLES
    return [(role.value, Hinted(role.label, role.told)) for role in fitting]


class Invite(forms.Form):
    email = address("Their e-mail address", "their")
    role = forms.ChoiceField(
        label="Which role will they have?", widget=forms.RadioSelect, error_messages=needed("Choose a role")
    )

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles(body)  # type: ignore[attr-defined]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class Reason(forms.Form):
    """Why something ends. It stands in the history."""

    reason = forms.CharField(
        label="Why?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stands in the history, for good",
        error_messages=needed("Say why"),
    )
