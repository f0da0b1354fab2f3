"""The database itself refuses to change or delete events: also when somebody edits it by hand."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
create trigger audit_event_{verb} before {verb} on audit_event
begin select raise(abort, 'events are never changed or deleted'); end
"""
POSTGRESQL = """
create function audit_event_refuse() returns trigger language plpgsql as
$$ begin raise exception 'events are never changed or deleted'; end $$;
create trigger audit_event_refuse before update or delete on audit_event
for each row execute function audit_event_refuse();
create trigger audit_event_refuse_truncate before truncate on audit_event
for each statement execute function audit_event_refuse()
"""


def refuse(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
    else:
        for verb in ("update", "delete"):
            editor.execute(SQLITE.format(verb=verb))


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
