"""Product versions are assessed by the code of the command line, and what it concludes is kept whole."""

import pytest
from small_registers import CONFLICT, FLAGGED, NAMELESS, OTHER, PATCHED, devices, system

from cast import Cast
from custodes.assessment import Sources, assess
from custodes.concerns.actions import assess_products, assessing
from custodes.concerns.actions.assessing import forget_unused
from custodes.concerns.conclusions import SAID, as_intake
from custodes.concerns.known import known
from custodes.concerns.models import Concern, Finding, FindingSet
from custodes.publication.summary import counts
from custodes.register.models import Device, ProductVersion

ROWS = [FLAGGED, PATCHED, OTHER, NAMELESS, CONFLICT, {**OTHER, "mac": "00:40:8C:11:22:33"}]


@pytest.fixture
def held(cast: Cast) -> list[Device]:
    return devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, ROWS)


def products() -> list[ProductVersion]:
    return list(ProductVersion.objects.order_by("pk"))


def run() -> None:
    assess_products(ProductVersion.objects.values_list("pk", flat=True))


def directly() -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    columns = ("id", *ProductVersion.GIVEN)
    found = assess(as_intake(list(ProductVersion.objects.order_by("pk").values(*columns))), known().sources)
    return found.identifications.to_pylist(), found.findings.to_pylist()


def test_every_conclusion_is_kept(held: list[Device]) -> None:
    run()
    identifications, _ = directly()
    for product, row in zip(products(), identifications, strict=True):
        assert product.pk == row["row"]
        kept = (product.status, product.maker, product.known_brand, product.known_model, product.made_by)
        assert kept == tuple(row[name] for name in ("status", "maker", "brand", "model", "made_by"))
        assert (product.confidence, product.conflict) == (row["confidence"], row["conflict"])
        assert (product.reasons, product.coverage) == (row["reasons"], row["coverage"])
        assert product.assessed_at
        assert product.edition == known().edition


def test_every_finding_is_kept(held: list[Device]) -> None:
    run()
    _, findings = directly()
    assert findings
    for product in products():
        wanted = [tuple(f[name] for name in SAID) for f in findings if f["row"] == product.pk]
        assert sorted(product.findings.values_list(*SAID)) == sorted(wanted)


def test_product_versions_found_alike_share_their_findings(held: list[Device]) -> None:
    run()
    plain, with_mac = (
        ProductVersion.objects.get(brand="Axis", firmware="9.80.2.2", mac_block=m) for m in ("", "00408C112")
    )
    assert plain.found_id == with_mac.found_id
    assert FindingSet.objects.count() < len(products())


def test_standings_are_those_that_are_published(held: list[Device]) -> None:
    """The columns by which devices are searched mean what the figures of a report mean."""
    run()
    columns = ("id", *ProductVersion.GIVEN)
    rows = as_intake(list(ProductVersion.objects.order_by("pk").values(*columns)))
    found = assess(rows, known().sources)
    published = counts(found.identifications, found.findings)
    for name, section in (
        ("vulnerable", "vulnerabilities"),
        ("listed", "watchlists"),
        ("exploited", "exploited"),
    ):
        for standing, count in published[section].items():
            assert ProductVersion.objects.filter(**{name: standing}).count() == count["rows"], (
                name,
                standing,
            )


def test_what_nobody_can_name_cannot_be_ruled_out(held: list[Device]) -> None:
    run()
    nameless = ProductVersion.objects.get(brand="various")
    assert (nameless.listed, nameless.vulnerable) == ("unknown", "not_identified")


def test_looking_again_changes_nothing_and_costs_no_rows(held: list[Device]) -> None:
    run()
    rows = ProductVersion.objects.order_by("pk").values_list("found_id", "reasons")
    before = (list(rows), Finding.objects.count())
    assert assess_products(ProductVersion.objects.values_list("pk", flat=True)).changed == 0
    assert (list(rows.all()), Finding.objects.count()) == before


def test_batches_come_to_the_same_as_one_run(held: list[Device], monkeypatch: pytest.MonkeyPatch) -> None:
    """Also in any order of ids: nobody gets the findings of another."""
    run()
    kept = {product.pk: (product.found_id, product.reasons) for product in products()}
    monkeypatch.setattr(assessing, "AT_ONCE", 2)
    told: list[tuple[int, int]] = []
    ids = sorted(kept, reverse=True)
    done = assess_products(ids, on_progress=lambda done, of: told.append((done, of)))
    assert (done.products, done.changed) == (len(ids), 0)
    assert told[0] == (0, len(ids))
    assert told[-1] == (len(ids), len(ids))
    assert len(told) == 1 + len(ids) / 2
    assert {product.pk: (product.found_id, product.reasons) for product in products()} == kept


def test_what_is_done_stays_done_when_it_is_stopped(
    held: list[Device], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(assessing, "AT_ONCE", 2)

    def stop(done: int, of: int) -> None:
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        assess_products([product.pk for product in products()], on_progress=stop)
    assert ProductVersion.objects.exclude(assessed_at=None).count() == 4


def test_concerns_are_known_by_themselves(held: list[Device]) -> None:
    run()
    names = set(Finding.objects.values_list("kind", "concern").distinct())
    assert set(Concern.objects.values_list("kind", "concern")) == names
    assert Concern.objects.filter(kind="vulnerability").exclude(title="").exists()


def test_sets_that_nobody_has_any_more_are_forgotten(held: list[Device]) -> None:
    run()
    kept = FindingSet.objects.count()
    old = FindingSet.objects.create(key="of yesterday")
    Finding.objects.create(of=old, kind="watchlist", concern="x/y", verdict="affected")
    assert (forget_unused(), FindingSet.objects.count()) == (1, kept)
    assert not Finding.objects.filter(concern="x/y").exists()


@pytest.mark.django_db
def test_nothing_to_assess_is_no_error() -> None:
    assert assess_products([]).products == 0


def test_rows_out_of_order_are_refused(packs_alone: Sources) -> None:
    blank = dict.fromkeys(("brand", "model", "mac_block", "supplier", "firmware", "hardware"), "")
    given = [{**blank, "id": id_, "technology": "", "site_class": "", "judged_maker": ""} for id_ in (2, 1)]
    with pytest.raises(ValueError, match="ascending"):
        assess(as_intake(given), packs_alone)
