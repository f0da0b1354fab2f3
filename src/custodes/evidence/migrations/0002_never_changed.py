"""The database itself refuses to change or delete observations: also when somebody edits it by hand."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = """
create trigger evidence_observation_{verb} before {verb} on evidence_observation
begin select raise(abort, 'observations are never changed or deleted'); end
"""
POSTGRESQL = """
create function evidence_observation_refuse() returns trigger language plpgsql as
$$ begin raise exception 'observations are never changed or deleted'; end $$;
create trigger evidence_observation_refuse before update or delete on evidence_observation
for each row execute function evidence_observation_refuse();
create trigger evidence_observation_refuse_truncate before truncate on evidence_observation
for each statement execute function evidence_observation_refuse()
"""


def refuse(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)
    else:
        for verb in ("update", "delete"):
            editor.execute(SQLITE.format(verb=verb))


class Migration(migrations.Migration):
    dependencies = [("evidence", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
