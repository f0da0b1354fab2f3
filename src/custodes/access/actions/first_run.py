"""The first person: made by whoever can read the terminal that the service was started on."""

import datetime as dt
import hmac

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.actions.people import make_person
from custodes.access.keys import fingerprint, new_secret
from custodes.access.models import FirstRun, Person
from custodes.audit.actions import record
from custodes.errors import Conflict, NothingFound

GOOD_FOR = dt.timedelta(hours=24)


def is_first_run() -> bool:
    """Whether nobody is here yet."""
    return not Person.objects.exists()


@transaction.atomic
def first_run_code() -> str:
    """A code that makes the first administrator, once, within a day; codes before it no longer work.

    Raises Conflict where somebody is here already.
    """
    if not is_first_run():
        raise Conflict("There is already somebody who can sign in.", "Ask an administrator to invite you.")
    code = new_secret()
    made = FirstRun.objects.create(code_hash=fingerprint(code))
    record(by=None, action="access.make_first_run_code", subject=made)
    return code


def is_good(code: str) -> bool:
    """Whether the code would make the first administrator now."""
    return is_first_run() and _fits(FirstRun.objects.order_by("-pk").first(), code)


def _fits(last: FirstRun | None, code: str) -> bool:
    if last is None or last.used_at or last.made_at + GOOD_FOR <= timezone.now():
        return False
    return hmac.compare_digest(last.code_hash, fingerprint(code))


@transaction.atomic
def make_first_administrator(*, code: str, email: str, name: str, password: str) -> Person:
    """The first person, an administrator. Raises NothingFound for a code that is not good, and Invalid."""
    last = locks.held(FirstRun.objects.all()).last()
    if last is None or not is_first_run() or not _fits(last, code):
        raise NothingFound(
            "This link does not work, or no longer.", "Start the service again: it prints a new link."
        )
    person = make_person(email, name, password)
    person.is_administrator = True
    person.save(update_fields=["is_administrator"])
    last.used_at = timezone.now()
    last.save(update_fields=["used_at"])
    record(by=person, action="access.make_first_administrator", subject=person, email=person.email)
    return person
