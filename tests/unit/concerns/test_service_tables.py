"""The register as tables: equal, to the last cell, to an assessment of the same rows."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from registers import migrated
from small_registers import FLAGGED, OTHER, devices, system

from cast import Cast
from custodes.access.models import Body, Person
from custodes.assessment import Assessment, assess
from custodes.audit.chain import canonical
from custodes.concerns import kinds as by_kind
from custodes.concerns import tables
from custodes.concerns.actions import assess_products
from custodes.concerns.figures import counts
from custodes.concerns.kinds import kinds_of
from custodes.concerns.known import known, summary
from custodes.concerns.models import FindingSet
from custodes.concerns.tables import NOT_ASSESSED, tables_of
from custodes.demo import make_estates
from custodes.evidence.intake import take_in
from custodes.evidence.models import Import, Observation
from custodes.publication.cyclonedx import write_cyclonedx
from custodes.publication.report import write_report
from custodes.publication.tables import write_csv
from custodes.register.actions import number_products, withdraw_devices
from custodes.register.models import Device, ProductVersion, System
from custodes.register.products import given
from custodes.register.terms import Connectivity, QuantityBasis, SiteClass, Technology

DATES = ("installed", "supported_until")
KEPT = [name for name in Device.SAID if name not in DATES]


@pytest.fixture(scope="module")
def intake(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    """The demo's estates as they are typed, of about three thousand devices; what no list says stays unsaid."""
    table = take_in(make_estates(tmp_path_factory.mktemp("estates"), devices=3_000)).table
    for name in DATES:  # the register keeps days only
        table = without(table, name, lambda day: len(day) != len("2021-01-31"))
    for name, words in WORDS.items():  # ... and words on its lists
        table = without(table, name, lambda word, words=words: word not in words)
    return table


WORDS = {
    "technology": Technology.values,
    "site_class": SiteClass.values,
    "connectivity": Connectivity.values,
    "quantity_basis": QuantityBasis.values,
}


def without(table: pa.Table, name: str, unfit: Callable[[str], bool]) -> pa.Table:
    """The table with the cells of a column blank that the register does not take."""
    cells = ["" if unfit(cell) else cell for cell in table[name].to_pylist()]
    return table.set_column(table.schema.get_field_index(name), name, pa.array(cells, pa.string()))


def fill(intake: pa.Table, body: Body, person: Person) -> pa.Table:
    """The rows as devices with their observations; the same rows as the register has them, by device's id."""
    home = System.objects.create(body=body, name="All of it")
    rows = intake.to_pylist()
    numbers = number_products([given(row, "", "") for row in rows])
    made = [
        Device(
            body=body,
            system=home,
            product_id=number,
            **{name: row[name] for name in KEPT},
            **{name: dt.date.fromisoformat(row[name]) if row[name] else None for name in DATES},
        )
        for row, number in zip(rows, numbers, strict=True)
    ]
    Device.objects.bulk_create(made, batch_size=500)
    of = Import.objects.create(
        body=body, by=person, observed_on=dt.date(2026, 1, 1), state=Import.State.ADDED
    )
    day = dt.date(2026, 1, 1)
    Observation.objects.bulk_create(
        [
            Observation(device=device, of=of, source="list", observed_on=day, file=row["file"], sheet=row["sheet"], line=row["line"], said=canonical({}))
            for device, row in zip(made, rows, strict=True)
        ],
        batch_size=500,
    )  # fmt: skip
    ids = {"row": pa.array([device.pk for device in made], pa.int64())}
    named = {"body": [body.name] * len(made), "system": [home.name] * len(made)}
    columns = (
        {name: intake[name] for name in intake.column_names}
        | ids
        | {n: pa.array(v) for n, v in named.items()}
    )
    return pa.table({name: columns[name] for name in intake.column_names})


@pytest.fixture
def both(intake: pa.Table, cast: Cast) -> tuple[Assessment, Assessment]:
    """What the register gives, and what assessing the same rows gives."""
    rows = fill(intake, cast.oxmere, cast.lead)
    assess_products(ProductVersion.objects.values_list("pk", flat=True))
    return tables_of(Device.objects.filter(body=cast.oxmere)), assess(rows, known().sources)


def test_tables_are_those_of_an_assessment(both: tuple[Assessment, Assessment], tmp_path: Path) -> None:
    ours, wanted = both
    assert ours.identifications.num_rows > 1_000
    for table, other in zip(ours, wanted, strict=True):
        assert table.schema == other.schema
        assert table.to_pylist() == other.to_pylist()
    write_csv(ours.identifications, tmp_path / "ours.csv")
    write_csv(wanted.identifications, tmp_path / "wanted.csv")
    assert (tmp_path / "ours.csv").read_bytes() == (tmp_path / "wanted.csv").read_bytes()


def test_figures_by_kind_are_those_of_devices(both: tuple[Assessment, Assessment], cast: Cast) -> None:
    ours, _ = both
    lists = [known_.id for known_ in known().sources.lists]
    kinds = kinds_of(Device.objects.filter(body=cast.oxmere), cast.oxmere.name)
    assert kinds.found.identifications.num_rows < ours.identifications.num_rows
    assert counts(kinds.of(kinds.systems), lists) == counts(ours, lists)


def test_what_is_not_assessed_is_unknown_and_says_so(cast: Cast) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    found = tables_of(Device.objects.all())
    row = found.identifications.to_pylist()[0]
    assert (row["status"], row["coverage"], row["reasons"]) == ("unknown", "not_identified", NOT_ASSESSED)
    counted = counts(found, [])
    assert counted["watchlists"]["unknown"]["rows"] == 1
    assert (
        counted["watchlists"]["not_affected"]["rows"]
        == counted["vulnerabilities"]["not_affected"]["rows"]
        == 0
    )


def test_technology_and_connectivity_are_the_systems_where_the_device_has_none(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Gate", technology="anpr")
    System.objects.filter(pk=home.pk).update(connectivity="standalone")
    devices(home, cast.lead, [OTHER, {**OTHER, "technology": "drone", "connectivity": "cellular"}])
    rows = tables_of(Device.objects.all()).identifications.to_pylist()
    assert [(row["technology"], row["connectivity"]) for row in rows] == [
        ("anpr", "standalone"),
        ("drone", "cellular"),
    ]
    assert {(row["body"], row["system"], row["file"], row["line"]) for row in rows} == {
        (cast.oxmere.name, "Gate", "", 0)
    }


def test_only_the_devices_asked_for(cast: Cast) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    first, second = devices(home, cast.lead, [FLAGGED, OTHER])
    assess_products(ProductVersion.objects.values_list("pk", flat=True))
    withdraw_devices(by=cast.lead, body=cast.oxmere, ids=[first.pk], reason="sold")
    found = tables_of(Device.objects.filter(withdrawn_at=None))
    assert found.identifications["row"].to_pylist() == [second.pk]
    assert set(found.findings["row"].to_pylist()) == {second.pk}


@pytest.mark.django_db
def test_an_empty_register_has_the_same_columns(cast: Cast) -> None:
    empty = tables_of(Device.objects.none())
    assert (empty.identifications.num_rows, empty.findings.num_rows) == (0, 0)
    assert counts(empty, ["fcc-covered-list"])["estate"] == {"devices": 0, "rows": 0}
    kinds = kinds_of(Device.objects.none(), "Nobody")
    assert counts(kinds.of(set()), []) == counts(empty, [])


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow_with_the_register(cast: Cast, number: int) -> None:
    home = system(cast.oxmere, cast.lead, "Town centre")
    devices(home, cast.lead, [{**OTHER, "serial": str(n)} for n in range(number)])
    with CaptureQueriesContext(connection) as queries:
        tables_of(Device.objects.all())
    assert len(queries) == 4


def test_every_exporter_takes_them(cast: Cast, tmp_path: Path) -> None:
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED, OTHER])
    assess_products(ProductVersion.objects.values_list("pk", flat=True))
    found = tables_of(Device.objects.all())
    told = {"notice": "", "custodes": "0", **summary(), "files": [], "counts": counts(found, [])}
    write_cyclonedx(found.identifications, found.findings, told, tmp_path / "bom.json")
    write_report(found.identifications, found.findings, told, tmp_path / "report.html")
    assert "Hikvision" in (tmp_path / "bom.json").read_text()
    assert "Hikvision" in (tmp_path / "report.html").read_text()


def test_what_is_concluded_meanwhile_takes_no_finding_away(tmp_path: Path) -> None:
    """Real connections: exports and figures are read while a worker concludes the same products anew."""
    migrated(tmp_path / "disturbed").python(str(Path(__file__).with_name("read_while_concluded.py")))


def test_a_product_without_its_findings_is_never_shown(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Inside an action PostgreSQL shows what others commit: then nothing is better than a false clean."""
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, [FLAGGED])
    assess_products(ProductVersion.objects.values_list("pk", flat=True))
    really = tables.findings_of

    def after_another_run(products: QuerySet[ProductVersion], concluded: pa.Table) -> pa.Table:
        ProductVersion.objects.update(
            found=FindingSet.objects.create(key=f"another {FindingSet.objects.count()}")
        )
        return really(products, concluded)

    for module in (tables, by_kind):
        monkeypatch.setattr(module, "findings_of", after_another_run)
    for read in (tables_of, lambda held: kinds_of(held, "Oxmere")):
        with pytest.raises(AssertionError, match="concluded anew"):
            read(Device.objects.all())
