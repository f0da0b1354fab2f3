"""What came in: imports of files, and observations, which are never edited."""

from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from custodes.access.models import Body, Person
from custodes.evidence import progress
from custodes.register.models import Device


class Import(models.Model):
    """Lists of cameras that somebody gives a body, from upload to result, or to undoing it."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        UNREADABLE = "unreadable", "Cannot be read"
        CHECKED = "checked", "Waiting for your choice"
        ADDING = "adding", "Being added to the register"
        ADDED = "added", "Added to the register"
        REFUSED = "refused", "Nothing was added"
        UNDONE = "undone", "Undone"

    body = models.ForeignKey(Body, models.PROTECT, related_name="imports")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=12, choices=State, default=State.READING)
    observed_on = models.DateField(help_text="The day the lists tell of")
    mapping = models.JSONField(
        default=dict, help_text="File to header to column, as the person chose over what was recognised"
    )
    report = models.JSONField(
        default=dict, help_text="What was recognised and counted: custodes.evidence.checked"
    )
    message = models.TextField(blank=True, help_text="Why it could not be read")
    mend = models.TextField(blank=True, help_text="... and what to do")
    seal = models.CharField(
        max_length=64, blank=True, help_text="SHA-256 over its observations: also in its event"
    )
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    undone_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    @property
    def folder(self) -> Path:
        """Where its uploaded files are, and what reading them left."""
        return Path(settings.UPLOADS) / f"import-{self.pk}"

    @property
    def uploaded(self) -> Path:
        """The folder of the files as they came, by their names."""
        return self.folder / "files"

    @property
    def working(self) -> bool:
        """Whether something is being done with it in the background."""
        return self.state in {Import.State.READING, Import.State.ADDING}

    @property
    def progress(self) -> str:
        """What is being done just now: in a file, as the database may be held by that very work."""
        return progress.told(self.folder).what

    @property
    def share(self) -> float:
        """0 to 1: how much of the work is done."""
        return progress.told(self.folder).share


class ImportFile(models.Model):
    """One uploaded file, kept as it came: unless it holds passwords, when it goes once the person has chosen."""

    of = models.ForeignKey(Import, models.PROTECT, related_name="files")
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256", db_index=True)
    kept = models.BooleanField(default=True, help_text="False: removed, as it held passwords or keys")


class Observation(models.Model):
    """One thing one source said about a device at one time. The database refuses to change or delete it."""

    class Source(models.TextChoices):
        LIST = "list", "A list"
        PERSON = "person", "A person"
        DEVICE = "device", "The device itself"

    device = models.ForeignKey(Device, models.PROTECT, related_name="observations")
    of = models.ForeignKey(Import, models.PROTECT, null=True, related_name="observations")
    source = models.CharField(max_length=10, choices=Source)
    observed_on = models.DateField(help_text="The day it tells of")
    at = models.DateTimeField(default=timezone.now, help_text="When it came in")
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    file = models.CharField(max_length=255, blank=True)
    sheet = models.CharField(max_length=255, blank=True)
    line = models.PositiveIntegerField(default=0)
    said = models.TextField(help_text="Canonical JSON: column (register.Device.SAID) to what was said")

    class Meta:
        ordering: ClassVar = ["observed_on", "id"]
