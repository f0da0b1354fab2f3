"""The table in which guesses are counted, so that every process of the service counts the same."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make_table(apps: object, editor: BaseDatabaseSchemaEditor) -> None:
    call_command("createcachetable", database=editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("access", "0002_invitation_sent")]
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
