"""What is wrong with product versions, and how each body stood at each assessment."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from custodes.access.models import Body
from custodes.register.models import System


class FindingSet(models.Model):
    """All that is found about a product version, kept once for all that have exactly the same findings.

    Tens of thousands of product versions differ in their MAC block or spelling alone; of sets there are as
    many as there are kinds of device. One without findings says: looked at, nothing found.
    `ProductVersion.found` leads here; it is null while nobody has looked.
    """

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 over its findings")


class Finding(models.Model):
    """One concern or advisory that bears on product versions, with its verdict and reasons."""

    of = models.ForeignKey(FindingSet, models.CASCADE, related_name="findings")
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


class Scope(models.TextChoices):
    """Whose figures they are: what a body does not share must not show in figures either."""

    ALL = "all", "Everything the body holds"
    SHARED = "shared", "What the body has shared"


class Tally(models.Model):
    """How a body stood after an assessment: every figure of its dashboard, with what they rest on.

    There is one of each scope after every refresh that changed a figure. An overseer is shown "shared".
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="tallies")
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.ALL)
    at = models.DateTimeField(default=timezone.now)
    looked_at = models.DateTimeField(
        default=timezone.now, help_text="When it was last worked out, and found to be the same"
    )
    why = models.CharField(max_length=200, help_text="import 12, feeds, a change of the register")
    sources = models.JSONField(help_text="Editions: assessment.summary_sources, and the feeds")
    counts = models.JSONField(help_text="publication.summary.counts")

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["body", "scope", "-id"], name="tally_latest")]


class Change(models.Model):
    """A concern whose devices in a body became more or fewer since the tally before."""

    tally = models.ForeignKey(Tally, models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=15)
    concern = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    verdict = models.CharField(max_length=15)
    before = models.PositiveBigIntegerField(help_text="Devices")
    after = models.PositiveBigIntegerField(help_text="Devices")


class Concern(models.Model):
    """What is known of a concern or advisory itself, as the last assessment that met it had it."""

    kind = models.CharField(max_length=15)
    concern = models.CharField(max_length=200)
    title = models.TextField(blank=True)
    basis = models.TextField(blank=True)
    exploited = models.BooleanField(default=False)
    cvss = models.FloatField(null=True)
    epss = models.FloatField(null=True)
    source = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "concern"], name="one_concern")]


class SystemConcern(models.Model):
    """How many devices of a system a concern bears on, at the last refresh.

    By system, so that whoever sees only some systems gets figures of those alone, without counting devices.
    """

    system = models.ForeignKey(System, models.CASCADE, related_name="concerns")
    technology = models.CharField(max_length=30, blank=True)
    concern = models.ForeignKey(Concern, models.CASCADE, related_name="systems")
    verdict = models.CharField(max_length=15)
    devices = models.PositiveBigIntegerField(help_text="Sum of quantity; a row without one counts once")
    rows = models.PositiveBigIntegerField(help_text="Rows of the register")


class SystemStanding(models.Model):
    """How many devices of a system stand so on watchlists and vulnerabilities, at the last refresh."""

    system = models.ForeignKey(System, models.CASCADE, related_name="standings")
    technology = models.CharField(max_length=30, blank=True)
    vulnerable = models.CharField(max_length=20, help_text="As ProductVersion.vulnerable")
    exploited = models.CharField(max_length=20, blank=True)
    listed = models.CharField(max_length=20)
    devices = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()


class Refresh(models.Model):
    """A body whose findings are waiting to be worked out again: one row however often it was asked for."""

    body = models.OneToOneField(Body, models.CASCADE, related_name="refresh")
    asked_at = models.DateTimeField(default=timezone.now)
    why = models.CharField(max_length=200)
