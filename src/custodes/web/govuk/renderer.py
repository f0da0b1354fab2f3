"""Django's forms in the look of the GOV.UK Design System."""

from django.forms.renderers import Jinja2


class GovukRenderer(Jinja2):
    """Fields come from `templates/forms/`."""
