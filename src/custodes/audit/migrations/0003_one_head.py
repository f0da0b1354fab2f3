"""The end of the chain is there from the start, and is one row. Guards are put in place by `audit.guards`."""

from typing import Any

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

POSTGRESQL = """
drop function if exists audit_event_refuse cascade;
drop function if exists evidence_observation_refuse cascade
"""


def begin(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """The first event follows sixty-four zeros."""
    apps.get_model("audit", "Head").objects.get_or_create(pk=1, defaults={"digest": "0" * 64})


def forget_former_guards(apps: Any, editor: BaseDatabaseSchemaEditor) -> None:
    """`audit.guards` has them under other names on PostgreSQL."""
    if editor.connection.vendor == "postgresql":
        editor.execute(POSTGRESQL)


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_never_changed"), ("evidence", "0002_never_changed")]
    operations = [
        migrations.AddConstraint("head", models.CheckConstraint(condition=models.Q(id=1), name="one_head")),
        migrations.RunPython(begin, migrations.RunPython.noop),
        migrations.RunPython(forget_former_guards, migrations.RunPython.noop),
    ]
