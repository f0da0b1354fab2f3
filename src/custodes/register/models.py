"""The estate: systems, devices, product versions. Rows say how things stand; how they came to is in the events."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models.functions import Left, Lower
from django.utils import timezone

from custodes.access.models import Body, Person
from custodes.register.terms import (
    Capability,
    Connectivity,
    Operator,
    QuantityBasis,
    SiteClass,
    Technology,
    Volume,
)

if TYPE_CHECKING:
    from custodes.concerns.models import Finding

WITHDRAWN_WHEN_BY_WHOM_AND_WHY = models.Q(
    withdrawn_at__isnull=True, withdrawn_by__isnull=True, withdrawn_reason=""
) | (models.Q(withdrawn_at__isnull=False) & ~models.Q(withdrawn_reason=""))

IN_THE_REGISTER = models.Q(withdrawn_at__isnull=True)


class Kept(models.Model):
    """What every record of the register has: a revision that each change counts up, and withdrawal."""

    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    changed_at = models.DateTimeField(default=timezone.now, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )
    withdrawn_reason = models.TextField(blank=True, editable=False)

    class Meta:
        abstract = True


class System(Kept):
    """A surveillance camera system: one technology, one purpose, one operator."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="systems")
    name = models.CharField(max_length=200)
    technology = models.CharField(max_length=30, choices=Technology, blank=True)
    purpose = models.TextField(blank=True)
    operator = models.CharField(max_length=20, choices=Operator, blank=True)
    operator_name = models.CharField(max_length=200, blank=True)
    site_class = models.CharField(max_length=20, choices=SiteClass, blank=True)
    connectivity = models.CharField(max_length=20, choices=Connectivity, blank=True)
    capabilities = models.JSONField(default=list, blank=True, help_text=", ".join(Capability.values))
    volume = models.PositiveBigIntegerField(null=True, blank=True)
    volume_unit = models.CharField(max_length=30, choices=Volume, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True, editable=False)
    shared_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "name"], condition=models.Q(withdrawn_at=None), name="one_system_of_a_name"
            ),
            models.CheckConstraint(condition=WITHDRAWN_WHEN_BY_WHOM_AND_WHY, name="system_withdrawn"),
        ]

    def __str__(self) -> str:
        return self.name


class SystemUse(models.Model):
    """A body that uses a system which another body operates."""

    system = models.ForeignKey(System, models.PROTECT, related_name="uses")
    body = models.ForeignKey(Body, models.PROTECT, related_name="uses")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "body"], condition=models.Q(ended_at=None), name="one_use"
            )
        ]


class ProductVersion(models.Model):
    """What rows say about a device, once per distinct value, and what is concluded from it.

    Devices carry its number, so what is concluded for one is concluded for all that say the same.
    """

    GIVEN: ClassVar = (
        "brand",
        "model",
        "mac_block",
        "supplier",
        "firmware",
        "hardware",
        "technology",
        "site_class",
        "judged_maker",
    )
    """The columns that `key` is made of."""

    key = models.CharField(max_length=64, unique=True, help_text="SHA-256 over GIVEN")
    brand = models.TextField(blank=True)
    model = models.TextField(blank=True)
    mac_block = models.CharField(max_length=9, blank=True)
    supplier = models.TextField(blank=True)
    firmware = models.TextField(blank=True)
    hardware = models.TextField(blank=True)
    technology = models.CharField(max_length=30, blank=True)
    site_class = models.CharField(max_length=20, blank=True)
    judged_maker = models.TextField(blank=True, help_text="Settled by a person: outranks the score")

    assessed_at = models.DateTimeField(
        null=True, help_text="Null: nobody has looked yet, so nothing is known"
    )
    edition = models.CharField(
        max_length=12, blank=True, db_index=True, help_text="Of all that it was assessed with"
    )
    found = models.ForeignKey(
        "concerns.FindingSet",
        models.PROTECT,
        null=True,
        related_name="products",
        help_text="Its findings, shared with all that have the same; null: nobody has looked yet",
    )
    status = models.CharField(max_length=20, blank=True)
    maker = models.CharField(max_length=200, blank=True, db_index=True)
    known_brand = models.CharField(max_length=200, blank=True)
    known_model = models.TextField(blank=True)
    made_by = models.TextField(blank=True)
    confidence = models.FloatField(default=0)
    conflict = models.BooleanField(default=False)
    reasons = models.TextField(blank=True)
    coverage = models.CharField(max_length=20, blank=True)
    vulnerable = models.CharField(
        max_length=20,
        blank=True,
        db_index=True,
        help_text="affected, unknown, not_affected, not_covered, not_identified; blank: not assessed",
    )
    exploited = models.CharField(max_length=20, blank=True, help_text="affected, unknown or blank")
    listed = models.CharField(
        max_length=20,
        blank=True,
        db_index=True,
        help_text="affected, unknown, not_affected (of every watchlist); blank: not assessed",
    )

    @property
    def findings(self) -> "models.QuerySet[Finding]":
        """What is found about it. None is no comfort by itself: see `assessed_at` and `coverage`."""
        from custodes.concerns.models import Finding  # concerns are about the register, not it about them

        return Finding.objects.filter(of=self.found_id) if self.found_id else Finding.objects.none()


SEARCHED = ("brand", "model", "serial", "mac", "ip", "hostname", "site", "firmware")
"""What the search box looks in."""


class Joined(models.Func):
    """Texts with a space between. Django's Concat nests for each, deeper than SQLite parses."""

    template = "(%(expressions)s)"
    arg_joiner = " || ' ' || "


class Device(Kept):
    """One unit, or a batch with a quantity and how that is known. Its texts are as its evidence has them."""

    SAID: ClassVar = (
        "brand",
        "model",
        "firmware",
        "hardware",
        "serial",
        "mac",
        "ip",
        "hostname",
        "site",
        "supplier",
        "technology",
        "site_class",
        "connectivity",
        "quantity",
        "quantity_basis",
        "installed",
        "supported_until",
    )
    """The columns that observations speak of."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="devices")
    system = models.ForeignKey(System, models.PROTECT, related_name="devices")
    product = models.ForeignKey(ProductVersion, models.PROTECT, related_name="devices")
    brand = models.TextField(blank=True)
    model = models.TextField(blank=True)
    firmware = models.TextField(blank=True)
    hardware = models.TextField(blank=True)
    serial = models.TextField(blank=True)
    mac = models.CharField(max_length=12, blank=True)
    ip = models.TextField(blank=True)
    hostname = models.TextField(blank=True)
    site = models.TextField(blank=True)
    supplier = models.TextField(blank=True)
    technology = models.CharField(max_length=30, choices=Technology, blank=True)
    site_class = models.CharField(max_length=20, choices=SiteClass, blank=True)
    connectivity = models.CharField(
        max_length=200, choices=Connectivity, blank=True, help_text="Our word, or as a list has it"
    )
    quantity = models.PositiveBigIntegerField(null=True, blank=True, help_text="Null: not known")
    quantity_basis = models.CharField(max_length=20, choices=QuantityBasis, blank=True)
    installed = models.DateField(null=True, blank=True)
    supported_until = models.DateField(null=True, blank=True)
    disagreement = models.BooleanField(
        default=False, help_text="Sources disagree about brand or model, and nobody has settled it"
    )

    named = models.GeneratedField(
        expression=Left(Lower(Joined("brand", "model")), 120),
        output_field=models.CharField(max_length=120),
        db_persist=True,
        help_text="Brand and model, to sort by",
    )
    firmware_start = models.GeneratedField(
        expression=Left("firmware", 120),
        output_field=models.CharField(max_length=120),
        db_persist=True,
        help_text="To sort by: PostgreSQL keeps no index of long texts",
    )
    site_start = models.GeneratedField(
        expression=Left("site", 120),
        output_field=models.CharField(max_length=120),
        db_persist=True,
        help_text="To sort by",
    )
    searched = models.GeneratedField(
        expression=Lower(Joined(*SEARCHED)),
        output_field=models.TextField(),
        db_persist=True,
        help_text="What the search box looks in, of SEARCHED",
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=WITHDRAWN_WHEN_BY_WHOM_AND_WHY, name="device_withdrawn"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["body", "withdrawn_at", "id"], name="device_body"),
            models.Index(fields=["system", "withdrawn_at", "id"], name="device_system"),
            models.Index(fields=["body", "named", "id"], name="device_named", condition=IN_THE_REGISTER),
            models.Index(
                fields=["body", "firmware_start", "id"], name="device_firmware", condition=IN_THE_REGISTER
            ),
            models.Index(
                fields=["body", "site_start", "named", "id"], name="device_site", condition=IN_THE_REGISTER
            ),
            models.Index(
                fields=["body", "changed_at", "id"], name="device_changed", condition=IN_THE_REGISTER
            ),
            models.Index(fields=["body", "withdrawn_at", "quantity"], name="device_uncounted"),
            models.Index(fields=["body", "mac"], name="device_mac", condition=~models.Q(mac="")),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.brand, self.model) if part) or f"Device {self.pk}"
