"""What a product version was assessed with, and what was found."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("concerns", "0002_findings_once_for_all_that_share_them"),
        ("register", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="productversion",
            name="edition",
            field=models.CharField(
                blank=True, db_index=True, help_text="Of all that it was assessed with", max_length=12
            ),
        ),
        migrations.AddField(
            model_name="productversion",
            name="found",
            field=models.ForeignKey(
                help_text="Its findings, shared with all that have the same; null: nobody has looked yet",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="products",
                to="concerns.findingset",
            ),
        ),
    ]
