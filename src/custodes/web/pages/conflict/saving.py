"""What an action refuses, said beside the fields of the form it came from."""

from django.forms import BaseForm

from custodes.errors import Invalid


def put_on(form: BaseForm, error: Invalid) -> None:
    """Each problem on its field; what belongs to none of them stands above the form."""
    for name, text in (error.fields or {"": f"{error.message} {error.mend}".strip()}).items():
        form.add_error(name if name in form.fields else None, text)
