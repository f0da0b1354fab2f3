"""Making people, and what they do with their own account."""

from functools import partial
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from custodes import locks
from custodes.access import mail
from custodes.access.actions.reasons import said
from custodes.access.actions.sessions import close_sessions
from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid


def make_person(email: str, name: str, password: str | None) -> Person:
    """Part of other actions, which record it. Without a password the person signs in through a provider.

    Raises Invalid for a missing name or a weak password (both at once), Conflict where the address is taken.
    """
    problems = {} if name.strip() else {"name": "Enter your full name"}
    if password is not None:
        problems |= weakness(password, Person(email=email, name=name))
    if problems:
        raise Invalid("You could not be added.", fields=problems)
    if Person.objects.filter(email=email.strip().lower()).exists():
        raise Conflict("Somebody with this e-mail address is already here.", "Sign in instead.")
    return Person.objects.create_user(email, name.strip(), password)


def weakness(password: str, person: Person) -> dict[str, str]:
    """What is wrong with a password, by field; empty where nothing is."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        return {"password": " ".join(error.messages)}
    return {}


def checked_address(email: str) -> str:
    """An e-mail address as it is kept. Raises Invalid for what is none."""
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        told = "Enter an e-mail address in the right form, like name@example.org"
        raise Invalid("That is no e-mail address.", fields={"email": told}) from None
    return address


@transaction.atomic
def change_address(*, by: Person, person: Person, email: str, reason: str) -> None:
    """Another e-mail address to sign in with; both addresses are told, as it could be an attempt to take over.

    The second factor stays, so the new address alone lets nobody in. Raises Invalid, also for an address
    that somebody else has.
    """
    address, why = checked_address(email), said(reason)
    held = locks.held(Person.objects.filter(pk=person.pk)).get()
    before = held.email
    if address == before:
        return
    if Person.objects.filter(email=address).exists():
        raise Invalid("Somebody else has that address.", fields={"email": "Somebody else has this address"})
    held.email = address
    held.save(update_fields=["email"])
    record(by=by, action="access.change_address", subject=held, reason=why, before=before, after=address)
    for each in (before, address):
        transaction.on_commit(partial(mail.send, each, *_told_of_address(before, address, by)))


def _told_of_address(before: str, after: str, by: Person) -> tuple[str, str]:
    return "your e-mail address is changed", (
        f"{by} changed the address with which you sign in to Custodes from {before} to {after}.\n\n"
        f"If you did not ask for that, tell an administrator at once: {by.email}\n"
    )


@transaction.atomic
def change_name(*, by: Person, name: str) -> None:
    """What one is called. Raises Invalid without a name."""
    wanted = " ".join(name.split())
    if not wanted:
        raise Invalid("You need a name.", fields={"name": "Enter your full name"})
    held = locks.held(Person.objects.filter(pk=by.pk)).get()
    if held.name == wanted:
        return
    before, held.name = held.name, wanted
    held.save(update_fields=["name"])
    record(by=held, action="access.change_name", subject=held, before=before, after=wanted)


@transaction.atomic
def change_password(*, by: Person, password: str, keep: str | None = None) -> None:
    """Another password. Every session ends but the one with the key `keep`. Raises Invalid for a weak one."""
    if problems := weakness(password, by):
        raise Invalid("The password is too weak.", fields=problems)
    by.set_password(password)
    by.save(update_fields=["password"])
    record(by=by, action="access.change_password", subject=by, sessions=close_sessions(by, keep))


@transaction.atomic
def set_up_second_factor(*, by: Person, secret: str, keep: str | None) -> None:
    """An authenticator app that was shown to work, in place of any before, with new recovery codes.

    `keep`: the key of this session. The others end: one of them may have been opened with a stolen
    password, and would now pass for one that gave a second factor.
    """
    held = locks.held(Person.objects.filter(pk=by.pk)).get()
    replaced, _ = Authenticator.objects.filter(user=held).delete()
    TOTP.activate(held, secret)
    RecoveryCodes.activate(held)
    close_sessions(held, keep)
    record(by=by, action="access.set_up_second_factor", subject=held, replaced=bool(replaced))


@transaction.atomic
def make_recovery_codes(*, by: Person) -> None:
    """New recovery codes; those before no longer work. Raises Conflict without a second factor."""
    held = locks.held(Authenticator.objects.filter(user=by))
    if not held.filter(type=Authenticator.Type.TOTP).exists():
        raise Conflict("There is no second factor to recover.", "Set up an authenticator app first.")
    held.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    RecoveryCodes.activate(by)
    record(by=by, action="access.make_recovery_codes", subject=by)


@transaction.atomic
def link_single_sign_on(*, person: Person, account: Any) -> SocialAccount:
    """From now on this identity of the provider is this person. `account`: unsaved, as the provider gave it."""
    account.user = person
    account.save()
    record(by=person, action="access.link_single_sign_on", subject=person, provider=account.provider)
    kept: SocialAccount = account
    return kept
