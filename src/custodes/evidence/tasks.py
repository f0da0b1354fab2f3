"""What is done with imports in the background. Each may be begun again after its worker died."""

from django_tasks import task

from custodes.audit.context import through
from custodes.evidence import actions


@task()
def read_import(import_id: int) -> None:
    """Read the uploaded files and check their rows."""
    with through("task"), actions.fail(import_id):
        actions.read(import_id)


@task()
def add_import(import_id: int) -> None:
    """Add the accepted rows to the register."""
    with through("task"), actions.fail(import_id):
        actions.add(import_id)
