"""Progress is told in a file beside the work; a file that held passwords is not kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_never_changed")]

    operations = [
        migrations.RemoveField("import", "progress"),
        migrations.RemoveField("import", "share"),
        migrations.AddField(
            "importfile",
            "kept",
            models.BooleanField(default=True, help_text="False: removed, as it held passwords or keys"),
        ),
        migrations.AlterField(
            "importfile",
            "digest",
            models.CharField(db_index=True, help_text="SHA-256", max_length=64),
        ),
        migrations.AlterField(
            "import",
            "mapping",
            models.JSONField(
                default=dict,
                help_text="File to header to column, as the person chose over what was recognised",
            ),
        ),
    ]
