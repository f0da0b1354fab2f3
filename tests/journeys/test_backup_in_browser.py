"""A backup while people write; everything is destroyed; it is restored, and people go on where they were."""

import csv
import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from browsing import Visitor, settle_in, sign_in

if TYPE_CHECKING:
    from service_process import Service

    from cast import Cast
    from custodes.access.models import Person

Rows = dict[str, dict[str, str]]
OXMERE = "/bodies/oxmere"


def tell(cast: "Cast") -> dict[str, "Person"]:
    """A system with three devices, of which one is flagged."""
    from small_registers import CONFLICT, FLAGGED, OTHER, devices, system

    rows = [given | {"site": f"Site {number}"} for number, given in enumerate((CONFLICT, FLAGGED, OTHER))]
    devices(system(cast.oxmere, cast.lead, "Town centre"), cast.lead, rows)
    return {}


def test_what_was_backed_up_while_people_wrote_is_restored_and_verified(
    service: "Service", arrive: Callable[..., Visitor], tmp_path: Path
) -> None:
    accounts = settle_in(service, __name__)
    lead = arrive()
    sign_in(lead, accounts["lead"])
    lead.open(f"{OXMERE}/devices")
    lead.looks_again_until(lambda: "Not yet assessed" not in lead.page.locator("main table").inner_text())
    before = register(lead)
    back_up_while_writing(service, lead, tmp_path / "all.custodes")
    after = register(lead)
    assert len(after) > len(before) == 3

    assert service.stop() == 0
    destroy(service)
    assert "Verified" in service.run("restore", str(tmp_path / "all.custodes")).stdout
    service.run("audit", "verify")
    service.start()

    lead.open(f"{OXMERE}/devices")
    assert lead.heading == "Sign in", "nobody is signed in to what was restored"
    sign_in(lead, accounts["lead"])
    restored = register(lead)
    assert before.items() <= restored.items() <= after.items()
    written = [site for site in after if site not in before]
    assert [site for site in written if site in restored] == written[: len(restored) - len(before)]
    add_device(lead, "After all")
    assert register(lead).keys() == restored.keys() | {"After all"}
    service.run("audit", "verify")


def register(at: Visitor) -> Rows:
    """The register as it is downloaded: a row for each device, by its site."""
    at.open(f"{OXMERE}/exports")
    text = at.download("CSV of devices").decode("utf-8-sig")
    return {row["site"]: row for row in csv.DictReader(text.splitlines())}


def back_up_while_writing(service: "Service", at: Visitor, file: Path) -> None:
    """Devices are added from before the backup begins until after it has ended."""
    add_device(at, "Yard 0")
    with ThreadPoolExecutor(1) as beside:
        backup = beside.submit(service.run, "backup", str(file))
        number = 0
        while not backup.done():
            number += 1
            add_device(at, f"Yard {number}")
        assert number, "nobody wrote meanwhile"
        assert "events" in backup.result().stdout
    at.open(f"{OXMERE}/devices")
    at.looks_again_until(lambda: "Not yet assessed" not in at.page.locator("main table").inner_text())


def add_device(at: Visitor, site: str) -> None:
    at.open(f"{OXMERE}/devices/add")
    at.answer("Brand on the label", "Axis")
    at.answer("Model", "P3245-LV")
    at.answer("Firmware", "9.80.2.2")
    at.answer("Site", site)
    at.press("Add the device")
    at.sees("Axis P3245-LV is in the register.")


def destroy(service: "Service") -> None:
    """The data folder and the database are gone, as on a new machine."""
    shutil.rmtree(service.data)
    if server := os.environ.get("CUSTODES_TEST_POSTGRES"):
        import postgres

        postgres.fresh(server, service.environment["DATABASE_URL"].rpartition("/")[2])
