"""A wave as it is compared: its form, what was submitted in it last, and how many bodies it asked."""

from custodes.survey.comparing.waves import Side
from custodes.survey.keeping import form_of
from custodes.survey.models import Wave
from custodes.survey.submitted import submitted_in


def side_of(wave: Wave) -> Side:
    """At most four queries."""
    latest = [every[-1] for every in submitted_in(wave).values()]
    return Side(form_of(wave.instrument), latest, wave.asked.count())
