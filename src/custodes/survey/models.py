"""Instruments, waves, returns and what is said in them. What applies and counts is worked out: `survey.filling`."""

import datetime as dt
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from custodes.access.models import Body, Person
from custodes.survey.filling.given import Given
from custodes.survey.filling.given import State as AnswerState

REMINDERS = (-14, -3, 1, 14)
"""Days from the last day of the window on which who has not submitted is reminded, unless the office says otherwise."""


class InstrumentVersion(models.Model):
    """An instrument that an office has: the workbook as it was given, from which it is read (ADR 0018)."""

    office = models.ForeignKey(Body, models.PROTECT, related_name="instruments")
    name = models.CharField(max_length=200, help_text="form_id of its settings")
    title = models.CharField(max_length=300)
    version = models.CharField(max_length=100, blank=True)
    questions = models.PositiveIntegerField(help_text="How many somebody answers")
    workbook = models.BinaryField(help_text="xlsx")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the workbook")
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["title", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "name", "version"], name="one_instrument_of_a_version")
        ]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}" if self.version else self.title


class Wave(models.Model):
    """One run of an instrument over a population, within a window."""

    office = models.ForeignKey(Body, models.PROTECT, related_name="waves")
    title = models.CharField(max_length=200)
    instrument = models.ForeignKey(InstrumentVersion, models.PROTECT, related_name="waves")
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later", help_text="The wave before it"
    )
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The last day on which a return is on time")
    letter = models.TextField(blank=True, help_text="What invitations say besides the link")
    reminders = models.JSONField(default=list, help_text="Days from the last day of the window: [-14, 1]")
    opened_at = models.DateTimeField(null=True, help_text="When bodies were first invited")
    ended_at = models.DateTimeField(null=True, help_text="When the office stopped taking returns")
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["-opens_on", "title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["office", "title"], name="one_wave_of_a_title"),
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")), name="wave_closes_after_it_opens"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class BodyAsked(models.Model):
    """A body of a wave's population."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="asked")
    body = models.ForeignKey(Body, models.PROTECT, related_name="asked_in")
    contact = models.EmailField(blank=True, help_text="To whom invitations and reminders go")
    extended_to = models.DateField(null=True, blank=True)
    extension_reason = models.TextField(blank=True)
    invited_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["body__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "body"], name="asked_once"),
            models.CheckConstraint(
                condition=Q(extended_to__isnull=True) | ~Q(extension_reason=""), name="extended_with_a_reason"
            ),
        ]

    @property
    def due_on(self) -> dt.date:
        """The last day on which this body's return is on time."""
        return self.extended_to or self.wave.closes_on


class Notice(models.Model):
    """A mail to a body about a wave. Each rule is followed once for each address, and no mail is sent twice."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting to be sent"
        SENDING = "sending", "Not known whether it was sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Could not be sent"
        NOT_NEEDED = "not_needed", "No longer needed"

    asked = models.ForeignKey(BodyAsked, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20, help_text="invitation, reminder, query or reply")
    rule = models.CharField(max_length=40, blank=True, help_text="Which rule or message asked for it")
    address = models.EmailField()
    state = models.CharField(max_length=10, choices=State, default=State.SENT)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.TextField(blank=True, help_text="Why it could not be sent at the last try")
    made_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(
        null=True, default=timezone.now, help_text="Empty until the mail server has it"
    )
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Empty: a rule")

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["asked", "kind", "rule", "address"], condition=~Q(rule=""), name="each_rule_once"
            )
        ]


class Return(models.Model):
    """What one or several bodies answer in a wave. Its body leads: it holds the others' part of it, too."""

    class State(models.TextChoices):
        FILLING = "filling", "Being filled in"
        READY = "ready", "Waiting for sign-off"
        SUBMITTED = "submitted", "Submitted"
        CORRECTING = "correcting", "Submitted, and being corrected"

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="returns")
    body = models.ForeignKey(Body, models.PROTECT, related_name="returns")
    state = models.CharField(max_length=12, choices=State, default=State.FILLING)
    revision = models.PositiveIntegerField(default=1, help_text="Counts changes of state and of coverage")
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    first_submitted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["wave", "body__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "body"], name="one_return_of_a_body")
        ]

    def __str__(self) -> str:
        return f"{self.wave.title}: {self.body.name}"

    @property
    def is_open(self) -> bool:
        """Whether answers can be given."""
        return self.state != Return.State.SUBMITTED


class Covered(models.Model):
    """A section that a return answers for a body. A body can be covered by parts of two returns, no part by two."""

    of = models.ForeignKey(Return, models.PROTECT, related_name="covers")
    wave = models.ForeignKey(Wave, models.PROTECT, related_name="covered")
    body = models.ForeignKey(Body, models.PROTECT, related_name="covered_by")
    section = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["body__name", "section"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["wave", "body", "section"], name="covered_once"),
        ]


class Letting(models.Model):
    """A body lets another's return answer parts for it: until that takes them up, or the body takes it back."""

    wave = models.ForeignKey(Wave, models.PROTECT, related_name="lettings")
    body = models.ForeignKey(Body, models.PROTECT, related_name="lets")
    to = models.ForeignKey(Body, models.PROTECT, related_name="let_by")
    sections = models.JSONField(default=list, help_text="Names of sections")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, help_text="When it was taken up or taken back")

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["wave", "body", "to"], condition=Q(ended_at=None), name="one_letting"
            ),
            models.CheckConstraint(condition=~Q(body=models.F("to")), name="let_to_another"),
        ]


class Delegation(models.Model):
    """A section that somebody else is asked to fill in: a colleague, or another body such as the lead body."""

    of = models.ForeignKey(Return, models.PROTECT, related_name="delegations")
    section = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="delegated")
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="delegated")
    note = models.TextField(blank=True)
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField(
        null=True, default=timezone.now, help_text="Empty where the mail could not be sent"
    )
    done_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["of", "section"], condition=Q(ended_at=None), name="one_delegation_of_a_section"
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=True) ^ Q(body__isnull=True), name="delegated_to_one"
            ),
        ]


class _Standing(models.Manager["Answer"]):
    """Answers that hold."""

    def get_queryset(self) -> models.QuerySet["Answer"]:
        return super().get_queryset().filter(as_all=False)


class Answer(models.Model):
    """An answer as it stands. How it came to is in the events."""

    class Source(models.TextChoices):
        PERSON = "person", "Given on the page"
        REGISTER = "register", "Taken from the register"
        EARLIER = "earlier", "Taken from the wave before"
        WORKBOOK = "workbook", "Given in a workbook"

    of = models.ForeignKey(Return, models.PROTECT, related_name="answers")
    key = models.CharField(max_length=300, help_text="See custodes.survey.filling.keys")
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", help_text="Whom it is of, where one body differs"
    )
    state = models.CharField(max_length=12, choices=[(s.value, s.label) for s in AnswerState])
    value = models.TextField(blank=True)
    other = models.TextField(blank=True)
    exemption = models.TextField(blank=True)
    note = models.TextField(blank=True)
    source = models.CharField(max_length=10, choices=Source, default=Source.PERSON)
    look_again = models.TextField(blank=True, help_text="Why somebody should look at it once more")
    as_all = models.BooleanField(
        default=False,
        help_text="The body answers the same as all again: the row counts its revisions on, and holds no answer",
    )
    revision = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = _Standing()
    rows = models.Manager["Answer"]()
    """Those, too, that hold no answer any more."""

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(as_all=False) | Q(body__isnull=False), name="only_a_body_answers_as_all"
            ),
            models.UniqueConstraint(fields=["of", "key"], condition=Q(body=None), name="one_answer"),
            models.UniqueConstraint(
                fields=["of", "key", "body"], condition=Q(body__isnull=False), name="one_answer_of_a_body"
            ),
        ]

    @property
    def given(self) -> Given:
        """The answer as the form is worked out with it."""
        return Given(AnswerState(self.state), self.value, self.other, self.exemption, self.note)


class Proposal(models.Model):
    """An answer that the register or the wave before suggests. It counts for nothing until a person takes it."""

    of = models.ForeignKey(Return, models.PROTECT, related_name="proposals")
    key = models.CharField(max_length=300)
    source = models.CharField(max_length=10, choices=Answer.Source)
    value = models.TextField(blank=True)
    other = models.TextField(blank=True)
    because = models.TextField(help_text="Where it comes from, in a sentence")
    made_at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "key", "source"], name="one_proposal_of_a_source")
        ]


class Explanation(models.Model):
    """What the holder says of an answer that the evidence contradicts. It holds for that contradiction alone."""

    of = models.ForeignKey(Return, models.PROTECT, related_name="explanations")
    key = models.CharField(max_length=300)
    contradiction = models.CharField(max_length=64, help_text="SHA-256 of what was contradicted by what")
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["-at"]


class Submission(models.Model):
    """A return as it was submitted: a sealed copy of everything that counts."""

    of = models.ForeignKey(Return, models.PROTECT, related_name="submissions")
    number = models.PositiveIntegerField(help_text="1 is the first, what follows are corrections")
    contents = models.TextField(help_text="Canonical JSON: docs/reference/returns.md")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the contents; also in its event")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", help_text="Who signed it off")
    reason = models.TextField(blank=True, help_text="Why it was corrected")

    class Meta:
        ordering: ClassVar = ["of", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["of", "number"], name="one_submission_of_a_number"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="corrected_with_a_reason"),
        ]


class Query(models.Model):
    """What the office asks back about one answer."""

    class State(models.TextChoices):
        OPEN = "open", "Waiting for the holder"
        ANSWERED = "answered", "Waiting for the office"
        CLOSED = "closed", "Accepted"

    of = models.ForeignKey(Return, models.PROTECT, related_name="queries")
    key = models.CharField(max_length=300)
    body = models.ForeignKey(
        Body, models.PROTECT, null=True, related_name="+", help_text="Whose answer, where one body differs"
    )
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(default=timezone.now)
    opened_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "queries"
        ordering: ClassVar = ["opened_at"]


class QueryMessage(models.Model):
    """One turn of a query."""

    query = models.ForeignKey(Query, models.PROTECT, related_name="messages")
    text = models.TextField()
    of_office = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["at"]


class Coding(models.Model):
    """An analyst's reading of an answer as it was submitted, with a rationale. One of them settles."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="codings")
    key = models.CharField(max_length=300)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, choices=[(s.value, s.label) for s in AnswerState])
    reading = models.CharField(max_length=300, blank=True, help_text="The category it is read as")
    rationale = models.TextField()
    settles = models.BooleanField(default=False, help_text="Decides where two readings differ")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["submission", "key", "by"],
                condition=Q(taken_back_at=None, body=None, settles=False),
                name="one_coding_of_a_coder",
            ),
            models.UniqueConstraint(
                fields=["submission", "key"],
                condition=Q(taken_back_at=None, body=None, settles=True),
                name="one_coding_settles",
            ),
        ]
