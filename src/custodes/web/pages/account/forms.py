"""Questions about one's own account."""

from typing import Any

from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms

from custodes.access.models import Person
from custodes.access.permissions import Scope
from custodes.web.govuk.fields import Hinted
from custodes.web.pages.sign_in.forms import LONG_ENOUGH, code, needed, password

SCOPES = (
    (Scope.READ.value, Hinted("Read", "Systems, devices, evidence, findings and exports that you can see")),
    (
        Scope.WRITE.value,
        Hinted("Change", "Add and change systems and devices, import, judge, share and withdraw"),
    ),
    (Scope.HISTORY.value, Hinted("History", "Read and export the history")),
)
DAYS = ((30, "30 days"), (90, "90 days"), (180, "180 days"), (365, "A year"))


class Name(forms.Form):
    name = forms.CharField(
        label="Full name", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )


class ChangePassword(forms.Form):
    current = password("Current password", "current-password")
    password = password("New password", "new-password", LONG_ENOUGH)

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_current(self) -> str:
        given = str(self.cleaned_data["current"])
        if not self.person.check_password(given):
            raise forms.ValidationError("This is not your current password")
        return given


class SetUpSecondFactor(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code("Code that the app shows now", "6 figures")


class NewToken(forms.Form):
    name = forms.CharField(
        label="What is it for?",
        max_length=100,
        help_text="So that you know it again: “Asset system, nightly”",
        error_messages=needed("Enter what the token is for"),
    )
    scopes = forms.MultipleChoiceField(
        label="What may it be used for?",
        choices=SCOPES,
        widget=forms.CheckboxSelectMultiple,
        help_text="Never for more than you may do yourself",
        error_messages=needed("Choose what it may be used for"),
    )
    days = forms.TypedChoiceField(
        label="How long should it work?",
        choices=DAYS,
        coerce=int,
        widget=forms.RadioSelect,
        initial=90,
        error_messages=needed("Choose how long it should work"),
    )
