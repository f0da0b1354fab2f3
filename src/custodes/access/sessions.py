"""Sessions as Django keeps them in the database, read with a query that is written once: every page asks for one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as Kept
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS
from django.utils import timezone

from custodes.prepared import Prepared, columns

_COLUMNS = columns(Session)
_by_key = Prepared(lambda key: Session.objects.filter(session_key=key).values_list(*_COLUMNS), "key:text")


class SessionStore(Kept):
    """What Django's does, sooner."""

    def _get_session_from_db(self) -> Any:
        rows = _by_key(self.session_key) if self.session_key else []
        found = Session.from_db(DEFAULT_DB_ALIAS, _COLUMNS, rows[0]) if rows else None
        if found and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
