"""What the database itself refuses, so that the history also resists whoever edits it by hand.

The guards are triggers. They are put (back) in place after every migration: on SQLite, a migration that
changes a guarded table makes it anew, without its triggers. `custodes audit verify` says which are gone.
"""

from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic


class Guard(NamedTuple):
    """A change of a table that is refused where `when` holds (always where it is empty)."""

    table: str
    verb: str
    refusal: str
    when: str = ""
    only: str = ""
    """The one database that needs it."""

    @property
    def name(self) -> str:
        return f"{self.table}_{self.verb}"


_KEPT = "events are never changed or deleted"
_SAID = "observations are never changed or deleted"
_SIGNED = "submissions are never changed or deleted"
_PUBLISHED = "editions are never changed or deleted"
_GIVEN = "answers to requests for information are never changed or deleted"
_UNFOUNDED = """new.id <> old.id or new.sequence <= old.sequence or not exists
(select 1 from audit_event where sequence = new.sequence and digest = new.digest)"""
_OUT_OF_LINE = f"""new.previous <> coalesce((select digest from audit_event where sequence = new.sequence - 1),
case when new.sequence = 1 then '{"0" * 64}' else '' end)"""
_REPLACES = "exists (select 1 from {table} where {key} = new.{key})"

GUARDS = (
    Guard("audit_event", "update", _KEPT),
    Guard("audit_event", "delete", _KEPT),
    Guard("audit_event", "truncate", _KEPT, only="postgresql"),
    Guard("audit_event", "insert", "an event follows the one before it", _OUT_OF_LINE),
    # SQLite lets INSERT OR REPLACE delete rows without asking the trigger for deletes
    Guard("audit_event", "replace", _KEPT, _REPLACES.format(table="audit_event", key="sequence")
          + " or " + _REPLACES.format(table="audit_event", key="digest"), "sqlite"),
    Guard("audit_head", "update", "the end of the history only moves on", _UNFOUNDED),
    Guard("audit_head", "delete", "the end of the history is never deleted"),
    Guard("audit_head", "truncate", "the end of the history is never deleted", only="postgresql"),
    Guard("audit_head", "replace", "the history has one end", "exists (select 1 from audit_head)", "sqlite"),
    Guard("evidence_observation", "update", _SAID),
    Guard("evidence_observation", "delete", _SAID),
    Guard("evidence_observation", "truncate", _SAID, only="postgresql"),
    Guard("evidence_observation", "replace", _SAID,
          _REPLACES.format(table="evidence_observation", key="id"), "sqlite"),
    Guard("survey_submission", "update", _SIGNED),
    Guard("survey_submission", "delete", _SIGNED),
    Guard("survey_submission", "truncate", _SIGNED, only="postgresql"),
    Guard("survey_submission", "replace", _SIGNED,
          _REPLACES.format(table="survey_submission", key="id")
          + " or exists (select 1 from survey_submission where of_id = new.of_id and number = new.number)", "sqlite"),
    Guard("publication_edition", "update", _PUBLISHED),
    Guard("publication_edition", "delete", _PUBLISHED),
    Guard("publication_edition", "truncate", _PUBLISHED, only="postgresql"),
    Guard("publication_edition", "replace", _PUBLISHED,
          _REPLACES.format(table="publication_edition", key="id") + " or "
          + _REPLACES.format(table="publication_edition", key="draft_id") + " or "
          + _REPLACES.format(table="publication_edition", key="digest")
          + " or exists (select 1 from publication_edition where wave_id = new.wave_id and number = new.number)",
          "sqlite"),
    Guard("publication_informationanswer", "update", _GIVEN),
    Guard("publication_informationanswer", "delete", _GIVEN),
    Guard("publication_informationanswer", "truncate", _GIVEN, only="postgresql"),
    Guard("publication_informationanswer", "replace", _GIVEN,
          _REPLACES.format(table="publication_informationanswer", key="id") + " or exists (select 1 from "
          "publication_informationanswer where request_id = new.request_id and number = new.number)", "sqlite"),
)  # fmt: skip


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every guard in place whose table is there; those that are there already stay or are renewed."""
    gone = {guard.name for guard in missing(connection)}
    with atomic(connection.alias), connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.name in gone:
                for statement in _statements(guard, connection.vendor):
                    cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take off every guard: only within a migration, or a transaction that puts them back."""
    there = _there(connection)
    with connection.cursor() as cursor:
        for guard in GUARDS:
            if guard.name in there:
                on = f" on {guard.table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"drop trigger {guard.name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[Guard]:
    """The guards that this database needs and has not, or has otherwise or switched off.

    A backup of an earlier release is restored before the tables that came later are made.
    """
    there, tables = _there(connection), set(connection.introspection.table_names())
    return [
        guard
        for guard in GUARDS
        if guard.only in ("", connection.vendor)
        and guard.table in tables
        and there.get(guard.name) != _text(guard, connection.vendor)
    ]


def _there(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Name of each trigger to what it does."""
    if connection.vendor == "postgresql":
        ask = """select tgname, prosrc from pg_trigger join pg_proc on pg_proc.oid = tgfoid
        join pg_class on pg_class.oid = tgrelid
        where tgenabled in ('O', 'A') and pg_table_is_visible(pg_class.oid)
        and tgname like relname || '\\_%'"""
    else:
        ask = "select name, sql from sqlite_master where type = 'trigger'"
    with connection.cursor() as cursor:
        cursor.execute(ask)
        # SQLite writes the first words of what it was given in capitals
        return {
            name: text.strip().replace("CREATE TRIGGER", "create trigger", 1)
            for name, text in cursor.fetchall()
        }


def _statements(guard: Guard, vendor: str) -> list[str]:
    if vendor != "postgresql":
        return [f"drop trigger if exists {guard.name}", _text(guard, vendor)]
    each = "statement" if guard.verb == "truncate" else "row"
    return [
        f"create or replace function {guard.name}() returns trigger language plpgsql as "
        f"$guard${_text(guard, vendor)}$guard$",
        f"create or replace trigger {guard.name} before {guard.verb} on {guard.table} "
        f"for each {each} execute function {guard.name}()",
        f"alter table {guard.table} enable trigger {guard.name}",
    ]


def _text(guard: Guard, vendor: str) -> str:
    """What the database keeps of a guard: the whole trigger on SQLite, the body of its function on PostgreSQL."""
    if vendor == "postgresql":
        refuse = f"raise exception '{guard.refusal}';"
        return (
            f"begin if {guard.when} then {refuse} end if; return new; end"
            if guard.when
            else f"begin {refuse} end"
        )
    verb = "insert" if guard.verb == "replace" else guard.verb
    where = f" where {guard.when}" if guard.when else ""
    return (
        f"create trigger {guard.name} before {verb} on {guard.table} "
        f"begin select raise(abort, '{guard.refusal}'){where}; end"
    )
