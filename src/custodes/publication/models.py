"""What an office publishes of a wave: figures in versions, drafts that are worked on, editions that are never changed."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from custodes.access.models import Body, Person
from custodes.survey.models import Wave


class FigureSet(models.Model):
    """The figures of a wave as they were defined: the last one counts, earlier ones stay."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="figure_sets")
    number = models.PositiveIntegerField()
    text = models.TextField(help_text="TOML: docs/reference/figures.md")
    reason = models.TextField(blank=True, help_text="Why it was changed")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["wave", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_figure_set_of_a_number")
        ]


class Draft(models.Model):
    """A publication that is being prepared."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="drafts")
    title = models.CharField(max_length=200)
    report = models.TextField(blank=True, help_text="Markdown, with figures by name: {{ figure }}")
    as_at = models.DateTimeField(
        null=True, help_text="What came in later is not in it. Empty: when it is published"
    )
    disclosed = models.JSONField(
        default=dict, help_text="By question, where it is decided: how far it is disclosed, exemption, reason"
    )
    reasons = models.JSONField(default=dict, help_text="By figure: why it is not what was published before")
    reply_until = models.DateField(null=True, help_text="Last day on which bodies can reply to it")
    revision = models.PositiveIntegerField(default=1)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return self.title


class Reply(models.Model):
    """What a body says to a draft that speaks of it. The last one of a body is published with it."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="replies")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at"]
        verbose_name_plural = "replies"


class Edition(models.Model):
    """What was published: a signed file from which everything public is drawn (ADR 0022)."""

    draft = models.OneToOneField(Draft, models.PROTECT, related_name="edition")
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField(help_text="1 is the first, what follows corrects or goes on from it")
    slug = models.SlugField(
        max_length=210, help_text="What its wave is called in addresses, in all its editions"
    )
    title = models.CharField(max_length=200)
    contents = models.BinaryField(help_text="zip: docs/reference/publications.md")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the file")
    shown_from = models.DateTimeField(help_text="Under embargo until then")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Who published it")

    class Meta:
        ordering: ClassVar = ["wave", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "number"], name="one_edition_of_a_number"),
            models.UniqueConstraint(fields=["slug", "number"], name="one_edition_at_an_address"),
            models.CheckConstraint(condition=~Q(digest=""), name="edition_has_a_digest"),
        ]

    def __str__(self) -> str:
        return f"{self.title} (edition {self.number})"


class InformationRequest(models.Model):
    """What somebody asked a body under freedom of information. Who asked is not kept here."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="information_requests")
    reference = models.CharField(max_length=100)
    received_on = models.DateField()
    asked = models.TextField(help_text="In words, without who asked")
    closed_at = models.DateTimeField(null=True, help_text="When it was closed without an answer")
    closed_reason = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-received_on", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "reference"], name="one_request_of_a_reference")
        ]

    def __str__(self) -> str:
        return self.reference


class InformationAnswer(models.Model):
    """What a body answered to a request from its register, as it was given (ADR 0023)."""

    request = models.ForeignKey(InformationRequest, models.PROTECT, related_name="answers")
    number = models.PositiveIntegerField(help_text="1 is the first answer to this request")
    given = models.JSONField(help_text="publication.information.answering.Given: what whoever asked is told")
    worked_out = models.JSONField(help_text="By figure: how it came to differ. For the body's own people")
    digest = models.CharField(max_length=64, help_text="SHA-256 over both, as canonical JSON")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["request", "number"], name="one_answer_of_a_number")
        ]
