"""Indexes that make the list of devices quick to open at any page when it is sorted by these columns, and to count
devices of unknown number.

Of texts their start, as PostgreSQL refuses to index what is longer than a third of a page.
"""

from django.db import migrations, models
from django.db.models.functions import Left

IN_THE_REGISTER = models.Q(withdrawn_at__isnull=True)
STARTS = {
    "firmware": "To sort by: PostgreSQL keeps no index of long texts",
    "site": "To sort by",
}
SORTED_BY = {
    "device_firmware": ["body", "firmware_start", "id"],
    "device_site": ["body", "site_start", "named", "id"],
    "device_changed": ["body", "changed_at", "id"],
}


class Migration(migrations.Migration):
    dependencies = [("register", "0004_connectivity_as_lists_have_it")]

    operations = [
        migrations.RemoveIndex(
            "device", "device_serial"
        ),  # nothing was looked up by it, and long ones failed
        *(
            migrations.AddField(
                "device",
                f"{text}_start",
                models.GeneratedField(
                    expression=Left(text, 120),
                    output_field=models.CharField(max_length=120),
                    db_persist=True,
                    help_text=help_text,
                ),
            )
            for text, help_text in STARTS.items()
        ),
        *(
            migrations.AddIndex("device", models.Index(fields=fields, name=name, condition=IN_THE_REGISTER))
            for name, fields in SORTED_BY.items()
        ),
        migrations.AddIndex(
            "device", models.Index(fields=["body", "withdrawn_at", "quantity"], name="device_uncounted")
        ),
    ]
