"""The seal of an import: one digest over all its observations, so that none can be edited unseen.

It is written on the import and, as `seal`, in the details of its event `evidence.add_import`.
"""

import hashlib
from collections.abc import Iterable

from custodes.audit.chain import canonical

Sealed = tuple[int, str, str, str, int, str]
"""What is covered of an observation: device id, observed on (ISO), file, sheet, line, `said` as stored."""


def seal(observations: Iterable[Sealed]) -> str:
    """SHA-256, in hex, over one line of canonical JSON for each observation, in order of observation id.

    Reads them one by one: a million take a few seconds and no memory.
    """
    digest = hashlib.sha256()
    for observation in observations:
        digest.update(canonical(observation).encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def seal_of(imported: int) -> str:
    """The seal of an import's observations as they stand in the database now. `imported`: its id."""
    from custodes.evidence.models import Observation

    rows = Observation.objects.filter(of=imported).order_by("id")
    columns = ("device_id", "observed_on", "file", "sheet", "line", "said")
    return seal(
        (device, day.isoformat(), file, sheet, line, said)
        for device, day, file, sheet, line, said in rows.values_list(*columns).iterator()
    )
