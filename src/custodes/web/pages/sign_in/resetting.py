"""A forgotten password: asked for, mailed, chosen anew."""

from allauth.account.views import (
    PasswordResetDoneView,
    PasswordResetFromKeyDoneView,
    PasswordResetFromKeyView,
    PasswordResetView,
)

from custodes.access.permissions import Permission
from custodes.web.page import page
from custodes.web.pages.sign_in import forms


class Ask(PasswordResetView):  # type: ignore[misc]
    template_name = "sign_in/reset.html"
    form_class = forms.AskForReset


class Asked(PasswordResetDoneView):  # type: ignore[misc]
    template_name = "sign_in/reset_asked.html"


class Choose(PasswordResetFromKeyView):  # type: ignore[misc]
    template_name = "sign_in/reset_choose.html"
    form_class = forms.ChooseNewPassword


class Chosen(PasswordResetFromKeyDoneView):  # type: ignore[misc]
    template_name = "sign_in/reset_done.html"


ask = page(Permission.PUBLIC)(Ask.as_view())
asked = page(Permission.PUBLIC)(Asked.as_view())
choose = page(Permission.PUBLIC)(Choose.as_view())
chosen = page(Permission.PUBLIC)(Chosen.as_view())
