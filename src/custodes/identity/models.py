"""What people settled about a device, with their reasons."""

from django.db import models
from django.utils import timezone

from custodes.access.models import Person
from custodes.register.models import Device


class Judgement(models.Model):
    """A person's word on what a device is: it outranks the score until it is taken back."""

    class About(models.TextChoices):
        MAKER = "maker", "Who made it"
        BRAND = "brand", "What its label says"
        MODEL = "model", "Which model it is"

    device = models.ForeignKey(Device, models.PROTECT, related_name="judgements")
    about = models.CharField(max_length=10, choices=About)
    value = models.CharField(max_length=200)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    taken_back_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["device", "about"], condition=models.Q(taken_back_at=None), name="one_judgement"
            ),
        )
