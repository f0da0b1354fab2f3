"""What a person decides about an import: what its columns are, and what of it is added."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils import timezone

from custodes import locks
from custodes.access.models import Person
from custodes.audit.actions import record
from custodes.errors import Conflict, Invalid
from custodes.evidence import mapping as mappings
from custodes.evidence.actions.secrets_kept import forget_secrets
from custodes.evidence.checked import Columns
from custodes.evidence.models import Import

ALL, VALID, NOTHING = "all", "valid", "nothing"
CHOICES = (ALL, VALID, NOTHING)


@transaction.atomic
def map_again(*, by: Person, of: Import, mapping: Mapping[str, Columns]) -> Import:
    """Have the files read again with columns as the person says they are. Raises Conflict and Invalid.

    `mapping`: file to header to column (or "ignore"); a header that is not there is recognised by itself.
    """
    from custodes.evidence.tasks import read_import

    held = waiting(of, (Import.State.CHECKED, Import.State.UNREADABLE))
    said = {name: dict(columns) for name, columns in mapping.items() if columns}
    if wrong := mappings.Mapping({}, said).unknown():
        raise Invalid(" ".join(wrong), "Choose one of the columns that there are.")
    held.state, held.mapping = Import.State.READING, said
    held.save(update_fields=["state", "mapping"])
    read_import.enqueue(held.pk)
    record(by=by, action="evidence.map_columns", subject=held, body=held.body, mapping=said)
    return held


@transaction.atomic
def decide(*, by: Person, of: Import, choice: str) -> Import:
    """Add "all" rows (where none is rejected), the "valid" ones, or "nothing". Raises Conflict and Invalid."""
    from custodes.evidence.tasks import add_import

    held = waiting(of, (Import.State.CHECKED,))
    _refuse(held, choice)
    held.state = Import.State.REFUSED if choice == NOTHING else Import.State.ADDING
    held.message = held.mend = ""
    held.decided_by, held.decided_at = by, timezone.now()
    held.save()
    if choice == NOTHING:
        forget_secrets(held)
    else:
        add_import.enqueue(held.pk)
    counted = {name: held.report[name] for name in ("rows_in", "accepted", "rejected")}
    record(by=by, action="evidence.decide", subject=held, body=held.body, choice=choice, **counted)
    return held


def _refuse(held: Import, choice: str) -> None:
    accepted, rejected = held.report["accepted"], held.report["rejected"]
    text = ""
    if choice not in CHOICES:
        text = "Choose what to add"
    elif choice == ALL and rejected:
        text = f"{rejected:,} rows cannot be added"
    elif choice != NOTHING and not accepted:
        text = "There is no row that can be added"
    if text:
        raise Invalid(f"{text}.", "Choose something else.", {"choice": text})


def waiting(of: Import, states: Sequence[str]) -> Import:
    """The import as it is now, kept from others. Raises Conflict where it is in none of these states."""
    held = locks.held(Import.objects.select_related("body")).get(pk=of.pk)
    if held.state not in states:
        raise Conflict(
            f"Import {held.pk} is not waiting for this: {held.get_state_display().lower()}.",
            "Somebody else may have been first. Look at it again.",
        )
    return held
