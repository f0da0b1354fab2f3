"""What is wrong with product versions, and how each body stood at each assessment."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from custodes.access.models import Body
from custodes.register.models import ProductVersion


class Finding(models.Model):
    """One concern or advisory that bears on a product version, with its verdict and reasons."""

    product = models.ForeignKey(ProductVersion, models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=15, help_text="watchlist or vulnerability")
    concern = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    verdict = models.CharField(max_length=15)
    basis = models.TextField(blank=True)
    inferred = models.BooleanField(default=False)
    exploited = models.BooleanField(default=False)
    cvss = models.FloatField(null=True)
    epss = models.FloatField(null=True)
    reasons = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["concern", "verdict"], name="finding_concern"),
        ]


class Tally(models.Model):
    """How a body stood after an assessment: every figure of its dashboard, with what they rest on."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="tallies")
    at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200, help_text="import 12, feeds, a change of the register")
    sources = models.JSONField(help_text="Editions: assessment.summary_sources, and the feeds")
    counts = models.JSONField(help_text="publication.summary.counts")

    class Meta:
        ordering: ClassVar = ["-id"]


class Change(models.Model):
    """A concern whose devices in a body became more or fewer since the tally before."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=15)
    concern = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    verdict = models.CharField(max_length=15)
    before = models.PositiveBigIntegerField(help_text="Devices")
    after = models.PositiveBigIntegerField(help_text="Devices")


class Refresh(models.Model):
    """A body whose findings are waiting to be worked out again: one row however often it was asked for."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="refresh")
    asked_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200)
