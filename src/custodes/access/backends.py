"""Who signs in, and who a session is of: as allauth has it, but for the query that every page asks."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import DEFAULT_DB_ALIAS

from custodes.access.models import Person
from custodes.prepared import Prepared, columns

_COLUMNS = columns(Person)
_by_pk = Prepared(lambda pk: Person.objects.filter(pk=pk).values_list(*_COLUMNS), "pk")


class PeopleBackend(AuthenticationBackend):  # type: ignore[misc]
    """What allauth's does, sooner."""

    def get_user(self, user_id: int) -> AbstractBaseUser | None:
        """The person of a session; None where there is none or they were shut out. One query."""
        rows = _by_pk(user_id)
        found = Person.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0]) if rows else None
        return found if found and self.user_can_authenticate(found) else None
