"""Bodies, people, and which roles they have where."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from custodes.access.roles import OFFICE_ROLES, Role


class Body(models.Model):
    """A public body that holds cameras, or an office that oversees those that do."""

    class Kind(models.TextChoices):
        HOLDER = "holder", "Holds surveillance cameras"
        OFFICE = "office", "Oversees bodies that hold them"

    name = models.CharField(max_length=200, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.HOLDER)
    sector = models.CharField(max_length=60, blank=True, help_text="Police force, council, university")
    fictional = models.BooleanField(default=False, help_text="Made up for the demo: every page says so")
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name_plural = "bodies"
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_office(self) -> bool:
        return self.kind == Body.Kind.OFFICE


class Oversight(models.Model):
    """An office sees what this body shares."""

    office = models.ForeignKey(Body, models.PROTECT, related_name="oversees")
    body = models.ForeignKey(Body, models.PROTECT, related_name="overseen_by")
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["office", "body"], condition=models.Q(ended_at=None), name="one_oversight"
            )
        ]


class Collaboration(models.Model):
    """Several bodies of which one leads: it may operate systems for the others."""

    name = models.CharField(max_length=200, unique=True)
    lead = models.ForeignKey(Body, models.PROTECT, related_name="leads")
    members = models.ManyToManyField(Body, related_name="collaborations", blank=True)
    revision = models.PositiveIntegerField(default=1)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class People(BaseUserManager["Person"]):
    """People are known by their e-mail address, which is kept in lower case."""

    def create_user(self, email: str, name: str = "", password: str | None = None) -> "Person":
        person = self.model(email=email.strip().lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in. What they may do comes from their memberships."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_administrator = models.BooleanField(
        default=False, help_text="Creates bodies and invites people; reads no register by that alone"
    )
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = People()

    class Meta:
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return str(self)


class Membership(models.Model):
    """A role that a person has in a body, from a day until it ends."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(r.value, r.label) for r in Role])
    since = models.DateTimeField(default=timezone.now)
    given_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "body", "role"], condition=models.Q(ended_at=None), name="one_membership"
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(ended_at__isnull=False, ended_by__isnull=False),
                name="membership_ended_when_and_by_whom",
            ),
        ]

    @property
    def is_office(self) -> bool:
        return Role(self.role) in OFFICE_ROLES


class Invitation(models.Model):
    """A link sent to an address: whoever follows it within its time gets the role."""

    email = models.EmailField()
    name = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="invitations")
    role = models.CharField(max_length=40, blank=True, choices=[(r.value, r.label) for r in Role])
    administrator = models.BooleanField(default=False)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret in the link")
    invited_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    invited_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the mail server took the mail")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    revoked_at = models.DateTimeField(null=True, blank=True)


class Token(models.Model):
    """A key with which a person's program uses the API, within some scopes, until a day."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=100)
    secret_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the secret")
    hint = models.CharField(max_length=8, help_text="Its first characters, to tell tokens apart")
    scopes = models.JSONField(default=list, help_text="See custodes.access.permissions.Scope")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)


class FirstRun(models.Model):
    """The one-time code that opens the page on which the first administrator is made."""

    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True, blank=True)
