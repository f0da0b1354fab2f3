"""Columns that the list of devices is sorted by and searched in, and the index that makes its pages quick."""

from django.db import migrations, models
from django.db.models.functions import Left, Lower

from custodes.register.models import Joined


class Migration(migrations.Migration):
    dependencies = [("register", "0002_found")]

    operations = [
        migrations.AddField(
            model_name="device",
            name="named",
            field=models.GeneratedField(
                db_persist=True,
                expression=Left(Lower(Joined("brand", "model")), 120),
                help_text="Brand and model, to sort by",
                output_field=models.CharField(max_length=120),
            ),
        ),
        migrations.AddField(
            model_name="device",
            name="searched",
            field=models.GeneratedField(
                db_persist=True,
                expression=Lower(
                    Joined("brand", "model", "serial", "mac", "ip", "hostname", "site", "firmware")
                ),
                help_text="What the search box looks in, of SEARCHED",
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="device",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=["body", "named", "id"],
                name="device_named",
            ),
        ),
    ]
