"""Uploaded files with passwords in them are not kept: what was left out of the register stays out of the folder."""

from django.db import transaction

from custodes.evidence.models import Import, ImportFile


def forget_secrets(of: Import) -> None:
    """Remove the files that hold passwords or keys, now that nobody has to read them again.

    Their names and digests stay, to tell which files they were. Call it within the transaction of the choice.
    """
    names = [file["name"] for file in of.report["files"] if file["held_secrets"]]
    ImportFile.objects.filter(of=of, name__in=names).update(kept=False)
    transaction.on_commit(lambda: remove_unkept(of))


def remove_unkept(of: Import) -> None:
    """Remove what is not to be kept from the folder; also what a process that died has left."""
    for name in of.files.filter(kept=False).values_list("name", flat=True):
        (of.uploaded / name).unlink(missing_ok=True)
