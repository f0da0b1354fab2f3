"""Questions about who somebody is. Passwords are asked once: their field can show what was typed."""

from typing import Any

from allauth.account.forms import LoginForm, ReauthenticateForm, ResetPasswordForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCodeForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.http import HttpRequest

from custodes.access import actions, mail
from custodes.access.actions.people import weakness
from custodes.access.adapter import UNKNOWN
from custodes.access.models import Person

LONG_ENOUGH = "At least 12 characters. Three random words make a good one."


def needed(what: str) -> dict[str, str]:
    """What is said where nothing was given: Enter your password."""
    return {"required": what}


def address(label: str = "E-mail address", whose: str = "your") -> forms.EmailField:
    """An e-mail address. `whose`: your, their."""
    widget = forms.EmailInput(
        attrs={"autocomplete": "email" if whose == "your" else "off", "spellcheck": "false"}
    )
    told = needed(f"Enter {whose} e-mail address")
    return forms.EmailField(label=label, widget=widget, error_messages=told)


def password(label: str, autocomplete: str, hint: str = "") -> forms.CharField:
    """`autocomplete`: current-password or new-password, as password managers want to know."""
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    told = needed("Enter a new password" if autocomplete == "new-password" else "Enter your password")
    return forms.CharField(label=label, strip=False, widget=widget, help_text=hint, error_messages=told)


def code(label: str, hint: str) -> forms.CharField:
    """Figures from an authenticator app."""
    attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}
    return forms.CharField(
        label=label,
        max_length=20,
        help_text=hint,
        widget=forms.TextInput(attrs=attrs),
        error_messages=needed("Enter the code"),
    )


class SignIn(LoginForm):  # type: ignore[misc]
    """Address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = address()
        self.fields["password"] = password("Password", "current-password")
        self.order_fields(["login", "password"])

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).strip().lower()


class ConfirmPassword(ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = password("Your password", "current-password")


FROM_APP = "6 figures from your authenticator app, or one of your recovery codes"


class SecondFactor(AuthenticateForm):  # type: ignore[misc]
    """The second factor, after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code("Code", FROM_APP)


class ConfirmSecondFactor(ReauthenticateByCodeForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"] = code("Code", FROM_APP)


class AskForReset(ResetPasswordForm):  # type: ignore[misc]
    """Whose password is forgotten. Known or not, a mail goes out: nobody can tell by the page or its time."""

    email = address()

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        if self.users:
            return str(super().save(request, **kwargs))
        email = str(self.cleaned_data["email"])
        mail.send(email, "you asked for a new password", UNKNOWN)
        return email


class ChooseNewPassword(forms.Form):
    """After following the link of a reset."""

    password = password("New password", "new-password", LONG_ENOUGH)

    def __init__(self, *args: Any, user: Person | None = None, temp_key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self) -> str:
        chosen = str(self.cleaned_data["password"])
        validate_password(chosen, self.user)
        return chosen

    def save(self) -> None:
        assert self.user
        actions.change_password(by=self.user, password=self.cleaned_data["password"])


class Join(forms.Form):
    """Somebody makes themselves known by following an invitation."""

    name = forms.CharField(
        label="Full name",
        max_length=200,
        error_messages=needed("Enter your full name"),
        help_text="As colleagues know you: it stands in the history of what you do",
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
    )
    password = password("Choose a password", "new-password", LONG_ENOUGH)

    def clean(self) -> dict[str, Any]:
        """A weak password is said together with all else; the action would only come to it last."""
        given = {**(super().clean() or {})}
        somebody = Person(name=given.get("name", ""), email=given.get("email", ""))
        if "password" in given and (problems := weakness(given["password"], somebody)):
            self.add_error("password", problems["password"])
        return given


class FirstAdministrator(Join):
    """The first person of a new service."""

    email = address()
    field_order = ("name", "email", "password")


class Nothing(forms.Form):
    """Only a button."""
