"""The chain of events. Rows are only ever added: triggers in the database refuse anything else."""

import json
from typing import Any, ClassVar

from django.db import models


class Event(models.Model):
    """One thing that was done. `digest` covers every other column and the digest before it.

    People, bodies and subjects are plain numbers, not foreign keys: an event outlives what it is about.
    """

    sequence = models.BigIntegerField(primary_key=True, help_text="1, 2, 3 ... without gaps")
    at = models.DateTimeField()
    action = models.CharField(max_length=60, help_text="register.change_device")
    person = models.BigIntegerField(null=True, help_text="Who did it; null where Custodes did by itself")
    person_name = models.CharField(max_length=200)
    through = models.CharField(max_length=60, help_text="page, api:12 (the token), command, task")
    request = models.CharField(max_length=40, blank=True, help_text="Joins the events of one request")
    body = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=60)
    reason = models.TextField(blank=True)
    details = models.TextField(help_text="Canonical JSON: what changed, before and after")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering: ClassVar = ["sequence"]
        indexes: ClassVar = [
            models.Index(fields=["subject_kind", "subject", "sequence"], name="event_subject"),
            models.Index(fields=["body", "sequence"], name="event_body"),
            models.Index(fields=["body", "person", "sequence"], name="event_person"),
            models.Index(fields=["body", "action", "sequence"], name="event_action"),
            models.Index(fields=["body", "at", "sequence"], name="event_at"),
            models.Index(fields=["request", "sequence"], name="event_request"),
        ]

    @property
    def said(self) -> dict[str, Any]:
        """`details` as data."""
        found: dict[str, Any] = json.loads(self.details)
        return found


class Head(models.Model):
    """The end of the chain: a single row, there from the start, that writers lock so that events stand in line."""

    sequence = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="one_head")]
