"""Assessing product versions and storing what is concluded."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.utils import timezone

from custodes.concerns.conclusions import CONCLUDED, Concluded, Row, concerns_in, conclude
from custodes.concerns.known import Known, known
from custodes.concerns.models import Concern, Finding, FindingSet
from custodes.register.models import ProductVersion

OnProgress = Callable[[int, int], None]
"""Product versions done, of how many."""

AT_ONCE = 20_000
"""Product versions assessed together: what is shared is worked out once in a batch, and what is done is kept."""
IN_QUERY = 500


class Assessed(NamedTuple):
    """What a run did. `changed`: product versions that are now concluded differently, or for the first time."""

    products: int
    changed: int
    edition: str


def assess_products(
    ids: Iterable[int], now: Known | None = None, *, on_progress: OnProgress = lambda done, of: None
) -> Assessed:
    """Assess these product versions with what is known `now`, whether they were assessed before or not.

    Batches are stored as they are done: when it is stopped, `unassessed` tells what is left.
    No event here: whoever calls this records why.
    """
    wanted = sorted(set(ids))
    now, changed, done = now or known(), 0, 0
    on_progress(0, len(wanted))
    for some in batches(wanted, AT_ONCE):
        products = _read(some)
        if products:
            changed += _store(products, conclude(products, now.sources), now)
        done += len(some)
        on_progress(done, len(wanted))
    return Assessed(len(wanted), changed, now.edition)


def batches(items: Iterable[int], size: int = IN_QUERY) -> Iterator[list[int]]:
    """The items in lists of up to `size`."""
    left = iter(items)
    while some := list(islice(left, size)):
        yield some


def _read(ids: Sequence[int]) -> list[Row]:
    columns = ("id", *ProductVersion.GIVEN, "found_id", *CONCLUDED)
    return [
        row
        for some in batches(ids)
        for row in ProductVersion.objects.filter(pk__in=some).order_by("pk").values(*columns)
    ]


@transaction.atomic
def _store(products: Sequence[Row], concluded: Concluded, now: Known) -> int:
    """Put down what is concluded of each. Returns how many are concluded differently than before."""
    ids = _stored_sets(concluded)
    after = {pk: (*values, ids[number]) for pk, (values, number) in concluded.products.items()}
    before = {row["id"]: (*(row[name] for name in CONCLUDED), row["found_id"]) for row in products}
    different = [pk for pk, values in after.items() if values != before[pk]]
    _update([(*after[pk], pk) for pk in different])
    for some in batches(after):
        ProductVersion.objects.filter(pk__in=some).update(edition=now.edition, assessed_at=timezone.now())
    _keep_concerns(concluded)
    return len(different)


UPDATE = f"""update register_productversion
set {", ".join(f"{name} = %s" for name in CONCLUDED)}, found_id = %s where id = %s"""


def _update(values: Sequence[tuple[Any, ...]]) -> None:
    """One statement for all: Django's own bulk update takes a minute for 50,000."""
    with connection.cursor() as cursor:
        cursor.executemany(UPDATE, values)


def _stored_sets(concluded: Concluded) -> dict[int, int]:
    """Number to id of each set; those not seen before are added with their findings."""
    by_key = {one.key: one for one in concluded.sets.values()}
    known_ = _known_sets(by_key)
    new = [one for key, one in by_key.items() if key not in known_]
    if new:
        FindingSet.objects.bulk_create([FindingSet(key=one.key) for one in new], batch_size=IN_QUERY)
        known_ |= _known_sets([one.key for one in new])
        findings = [Finding(of_id=known_[one.key], **finding) for one in new for finding in one.findings]
        Finding.objects.bulk_create(findings, batch_size=IN_QUERY)
    return {number: known_[one.key] for number, one in concluded.sets.items()}


def _known_sets(keys: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    left = iter(keys)
    while some := list(islice(left, IN_QUERY)):
        # locked, so that `forget_unused` cannot take them away before they are pointed to
        sets = FindingSet.objects.select_for_update(no_key=True).filter(key__in=some)
        found |= dict(sets.values_list("key", "id"))
    return found


@transaction.atomic
def forget_unused() -> int:
    """Take away sets of findings that no product version has any more. Returns how many there were."""
    unused = list(FindingSet.objects.filter(products=None).values_list("pk", flat=True))
    for some in batches(unused):
        Finding.objects.filter(of__in=some).delete()
        FindingSet.objects.filter(pk__in=some).delete()
    return len(unused)


FACTS = ("title", "basis", "exploited", "cvss", "epss", "source")


def _keep_concerns(concluded: Concluded) -> None:
    met = [
        Concern(kind=one["kind"], concern=one["concern"], **{fact: one[fact] for fact in FACTS})
        for one in concerns_in(concluded.sets.values())
    ]
    Concern.objects.bulk_create(
        met,
        batch_size=IN_QUERY,
        update_conflicts=True,
        unique_fields=["kind", "concern"],
        update_fields=FACTS,
    )
