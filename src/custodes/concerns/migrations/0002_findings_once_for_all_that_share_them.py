"""Findings hang on sets that product versions share: a hundred thousand rows hold a few thousand sets."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial"), ("register", "0001_initial")]

    operations = [
        migrations.DeleteModel("Finding"),
        migrations.CreateModel(
            "FindingSet",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(help_text="SHA-256 over its findings", max_length=64, unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Concern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=15)),
                ("concern", models.CharField(max_length=200)),
                ("title", models.TextField(blank=True)),
                ("basis", models.TextField(blank=True)),
                ("exploited", models.BooleanField(default=False)),
                ("cvss", models.FloatField(null=True)),
                ("epss", models.FloatField(null=True)),
                ("source", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(help_text="watchlist or vulnerability", max_length=15)),
                ("concern", models.CharField(max_length=200)),
                ("title", models.TextField(blank=True)),
                ("verdict", models.CharField(max_length=15)),
                ("basis", models.TextField(blank=True)),
                ("inferred", models.BooleanField(default=False)),
                ("exploited", models.BooleanField(default=False)),
                ("cvss", models.FloatField(null=True)),
                ("epss", models.FloatField(null=True)),
                ("reasons", models.TextField(blank=True)),
                ("source", models.TextField(blank=True)),
            ],
        ),
        migrations.CreateModel(
            name="SystemConcern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("technology", models.CharField(blank=True, max_length=30)),
                ("verdict", models.CharField(max_length=15)),
                (
                    "devices",
                    models.PositiveBigIntegerField(
                        help_text="Sum of quantity; a row without one counts once"
                    ),
                ),
                ("rows", models.PositiveBigIntegerField(help_text="Rows of the register")),
            ],
        ),
        migrations.CreateModel(
            name="SystemStanding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("technology", models.CharField(blank=True, max_length=30)),
                ("vulnerable", models.CharField(help_text="As ProductVersion.vulnerable", max_length=20)),
                ("exploited", models.CharField(blank=True, max_length=20)),
                ("listed", models.CharField(max_length=20)),
                ("devices", models.PositiveBigIntegerField()),
                ("rows", models.PositiveBigIntegerField()),
            ],
        ),
        migrations.AddField(
            model_name="tally",
            name="looked_at",
            field=models.DateTimeField(
                default=django.utils.timezone.now,
                help_text="When it was last worked out, and found to be the same",
            ),
        ),
        migrations.AddField(
            model_name="tally",
            name="scope",
            field=models.CharField(
                choices=[("all", "Everything the body holds"), ("shared", "What the body has shared")],
                default="all",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(fields=["body", "scope", "-id"], name="tally_latest"),
        ),
        migrations.AddConstraint(
            model_name="concern",
            constraint=models.UniqueConstraint(fields=("kind", "concern"), name="one_concern"),
        ),
        migrations.AddField(
            model_name="finding",
            name="of",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="concerns.findingset"
            ),
        ),
        migrations.AddField(
            model_name="systemconcern",
            name="concern",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="systems", to="concerns.concern"
            ),
        ),
        migrations.AddField(
            model_name="systemconcern",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="concerns", to="register.system"
            ),
        ),
        migrations.AddField(
            model_name="systemstanding",
            name="system",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="standings", to="register.system"
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["concern", "verdict"], name="finding_concern"),
        ),
    ]
