"""Where sign-in differs from allauth's defaults: nobody signs up, people are invited."""

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from custodes.access import actions, mail
from custodes.access.guessing import consume
from custodes.access.models import Person

WRONG = "Check your e-mail address and password: they do not go together, or are not known here."
TOO_MANY = "There were too many wrong attempts. Wait 15 minutes, then try again."
WRONG_CODE = "This code is not right, or has been used. Wait for the next one your app shows."


def came_by_provider(request: HttpRequest, person: Person) -> bool:
    """Whether this session was opened through the provider rather than with a password."""
    records = get_authentication_records(request, person)
    return bool(records) and records[0]["method"] == "socialaccount"


def provider_vouches(request: HttpRequest, person: Person) -> bool:
    """Whether the second factor was the provider's business, and we trust it with that."""
    return bool(settings.OIDC_SECOND_FACTOR_TRUSTED) and came_by_provider(request, person)


class SecondFactorStage(AuthenticateStage):  # type: ignore[misc]
    """Asked for after a password; after a provider only where that is not trusted with it."""

    def _should_handle(self, request: HttpRequest) -> bool:
        return not provider_vouches(request, self.login.user) and super()._should_handle(request)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Texts, mails and counts of our own; every write through an action."""

    error_messages = {  # noqa: RUF012 (as allauth has it)
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": WRONG,
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_password": "This is not your password",
        "enter_current_password": "This is not your password",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def is_ajax(self, request: HttpRequest) -> bool:
        return False

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Our pages say themselves what was done."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Guesses at one account from many addresses; axes counts those from one."""
        account = str(credentials.get("email", "")).lower()
        self._login_failed_rl_usage = consume(request, "guess_password", account)
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def get_login_stages(self) -> list[str]:
        ours = "custodes.access.adapter.SecondFactorStage"
        return [
            ours if stage.endswith("AuthenticateStage") else stage for stage in super().get_login_stages()
        ]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Not soon after signing in: that showed as much as asking again would."""
        records = get_authentication_records(context.request, context.request.user)
        at = records[-1]["at"] if records else 0.0
        return bool(time.time() - at > app_settings.REAUTHENTICATION_TIMEOUT)

    def set_password(self, user: Person, password: str) -> None:
        actions.change_password(by=user, password=password)

    def send_password_reset_mail(self, user: Person, email: str, context: dict[str, Any]) -> None:
        """To whom the provider signs in, no link: a password would outlive their account there."""
        if not user.has_usable_password():
            mail.send(email, "how to sign in", PROVIDER_SIGNS_IN)
            return
        link = mail.link("account_reset_password_from_key", context["uid"], context["key"])
        mail.send(email, "choose a new password", RESET.format(link=link))


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Texts of our own."""

    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}  # noqa: RUF012


RESET = (
    "Somebody, most likely you, asked for a new password to Custodes for this address.\n\n"
    "To choose one, open this link within an hour. It works once:\n\n{link}\n\n"
    "If it was not you, do nothing: your password stays as it is.\n"
)
PROVIDER_SIGNS_IN = (
    "Somebody, most likely you, asked for a new password to Custodes for this address.\n\n"
    "You sign in through your organisation's single sign-on and have no password here.\n"
)
UNKNOWN = (
    "Somebody, most likely you, asked for a new password to Custodes for this address.\n\n"
    "Nobody with this address is registered, or no longer. If you need access for your work, ask the "
    "surveillance lead of your body to invite you.\n"
)


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Through a provider come those who are here already, or invited, at an address it vouches for."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        vouched = [each.email for each in sociallogin.email_addresses if each.verified]
        person = _person(vouched[0], sociallogin) if vouched else None
        if person is None:
            given = [each.email for each in sociallogin.email_addresses]
            told = {"given": given[0] if given else "", "vouched": bool(vouched)}
            raise ImmediateHttpResponse(render(request, "sign_in/not_known.html", told, status=403))
        sociallogin.account = actions.link_single_sign_on(person=person, account=sociallogin.account)
        sociallogin.user = person

    def on_authentication_error(self, request: HttpRequest, provider: Any, **kwargs: Any) -> None:
        raise ImmediateHttpResponse(render(request, "sign_in/provider_failed.html", status=400))


def _person(email: str, sociallogin: Any) -> Person | None:
    known = Person.objects.filter(email=email.strip().lower()).first()
    told = sociallogin.account.get_provider_account().get_user_data() or {}
    return known or actions.accept_through_provider(email=email, name=str(told.get("name") or ""))
