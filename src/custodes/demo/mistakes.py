"""How a device becomes a row: what people type, leave out and get wrong.

The rates are our own estimates of ordinary inventories, chosen so that every kind of trouble the
readers must bear turns up; they are not measurements of any body.
"""

import datetime as dt
from random import Random
from typing import NamedTuple

from custodes.demo.mix import Device
from custodes.demo.names import Body, no_answers, places, typed

Cell = str | int | dt.date | None

MISSING_MODEL = 0.12
MISSING_FIRMWARE = 0.45
NO_ANSWER = 0.03
NO_ANSWER_WITHOUT_INVENTORY = 0.3
MODEL_AS_BRAND = 0.02
ONLY_A_PLACE = 0.004
STRAY_CHARACTER = 0.003
USUAL_SPELLING = 0.8

SUPPLIERS = (
    "Made-up Security Systems Ltd",
    "Example Integrators Ltd",
    "Fictional Fire & Security plc",
    "in-house estates team",
    "",
)
CONNECTIVITY = (
    "LAN",
    "Corporate network",
    "Standalone",
    "standalone - not networked",
    "VPN",
    "4G",
    "Internet",
    "",
)
SITE_CLASS = {"yes": ("Y", "Yes", "Sensitive", ""), "no": ("N", "No", "Not sensitive", "")}
FIRMWARE_NON_ANSWERS = ("latest", "up to date", "see NVR", "n/k")
MAC_STYLES = ("colons", "hyphens", "dots", "bare", "none")
DATE_STYLES = ("date", "uk", "iso", "dots", "month", "year")


class Row(NamedTuple):
    """One row of a list: cells by canonical column, and how many devices it stands for."""

    cells: dict[str, Cell]
    devices: int
    """0 where the row gives no number, or is no device at all."""


class Habits(NamedTuple):
    """How the person who keeps this list writes."""

    mac: str
    date: str
    knows_makers: bool
    """True where every row is a camera with a maker: the council, whose mix is to be read off exactly."""
    no_answer: float
    """How often the maker is not known."""
    mixed: frozenset[str]
    """Technologies in which this body may hold any maker's devices."""
    spellings: dict[str, str]
    """Brand to the spelling this person mostly uses; filled as brands turn up."""


def habits(body: Body, rng: Random) -> Habits:
    """One person's way of writing."""
    council = body.kind == "council"
    no_answer = NO_ANSWER_WITHOUT_INVENTORY if body.style == "thin" else NO_ANSWER
    return Habits(
        mac=rng.choice(MAC_STYLES),
        date=rng.choice(DATE_STYLES),
        knows_makers=council,
        no_answer=0.0 if council else no_answer,
        mixed=frozenset(name for name, held in body.holdings.items() if held in ("flagged", "mixed")),
        spellings={},
    )


def written_mac(prefix: str, style: str, rng: Random) -> str:
    """A MAC under `prefix` (six hex digits) in one notation; "" where nobody wrote it down."""
    if not prefix or style == "none" or rng.random() < 0.15:
        return ""
    digits = f"{prefix}{rng.getrandbits(24):06X}"
    pairs = [digits[i : i + 2] for i in range(0, 12, 2)]
    match style:
        case "colons":
            return ":".join(pairs).lower()
        case "hyphens":
            return "-".join(pairs)
        case "dots":
            return ".".join(digits[i : i + 4] for i in range(0, 12, 4)).lower()
        case _:
            return digits


def written_date(day: dt.date, style: str) -> Cell:
    """A date as people type one; style "date" leaves a real date for spreadsheets."""
    match style:
        case "date":
            return day
        case "uk":
            return f"{day:%d/%m/%Y}"
        case "iso":
            return day.isoformat()
        case "dots":
            return f"{day:%d.%m.%y}"
        case "month":
            return f"{day:%b-%y}"
        case _:
            return str(day.year)


def written_quantity(count: int, rng: Random) -> tuple[Cell, int]:
    """A count as people type it, and the number of devices it still tells."""
    if count == 1:
        return rng.choice((1, 1, "1", "")), 1
    roll = rng.random()
    if count == 12 and roll < 0.5:
        return "dozen", 12
    if roll < 0.03 and count <= 60:
        return "not held", 0
    if roll < 0.2:
        return f"approx {count}", count
    if roll < 0.3:
        return f"c. {count}", count
    if count >= 1000:
        return f"{count:,}", count
    return count, count


def written_firmware(firmware: str, rng: Random) -> str:
    """A version string as it gets copied: unchanged, or with the usual distortions."""
    if not firmware or rng.random() < MISSING_FIRMWARE:
        return rng.choice(FIRMWARE_NON_ANSWERS) if rng.random() < 0.02 else ""
    roll = rng.random()
    if roll < 0.06:
        return firmware.replace(" build ", "_").replace(", build: ", ".")
    if roll < 0.10:
        return firmware.lower()
    if roll < 0.13:
        return firmware.split(" build ")[0].split(",")[0]
    if roll < 0.15:
        return f" {firmware} "
    return firmware


def _written_brand(brand: str, way: Habits, rng: Random) -> str:
    spellings = typed("typed_brands", "brand", brand)
    usual = way.spellings.setdefault(brand, spellings.draw(rng))
    written = usual if rng.random() < USUAL_SPELLING else spellings.draw(rng)
    if rng.random() < STRAY_CHARACTER:
        return rng.choice((f"{written}\x0b", f"{written}\xa0", f"\xa0{written}", f"{written}\x1f"))
    return written


def _written_brand_and_model(device: Device, way: Habits, rng: Random) -> tuple[str, str]:
    model = "" if rng.random() < MISSING_MODEL else device.product.model
    roll = rng.random()
    if roll < way.no_answer:
        # "X or Y" only where the body may hold X: it must not be read into a list that is clear of it
        return no_answers(device.technology in way.mixed).draw(rng), ""
    if roll < way.no_answer + MODEL_AS_BRAND and model:
        return model, ""
    brand = _written_brand(device.product.brand, way, rng)
    if roll > 0.97 and model:
        return f"{brand} {model}", model
    return brand, model if rng.random() < 0.97 else model.lower()


def _dates(way: str, rng: Random) -> tuple[Cell, Cell]:
    if rng.random() < 0.35:
        return rng.choice((None, None, None, None, "tbc")), None
    installed = dt.date(rng.randint(2014, 2021), rng.randint(1, 12), rng.randint(1, 28))
    supported = installed.replace(year=installed.year + rng.randint(5, 8))
    return written_date(installed, way), written_date(supported, way) if rng.random() < 0.4 else None


def _place(technology: str, rng: Random) -> tuple[str, str]:
    """A place for this technology, and how its site class is noted there."""
    row = rng.choice(places(technology))
    return row["place"], rng.choice(SITE_CLASS[row["sensitive"]])


def typed_row(device: Device, number: int, body: Body, way: Habits, rng: Random) -> Row:
    """`device` as row `number` of the list that `body` keeps."""
    place, site_class = _place(device.technology, rng)
    if not way.knows_makers and rng.random() < ONLY_A_PLACE:
        return Row({"site": place, "notes": "no access, not surveyed"}, 0)
    brand, model = _written_brand_and_model(device, way, rng)
    quantity, told = written_quantity(device.units, rng)
    installed, supported_until = _dates(way.date, rng)
    one = device.units == 1
    return Row(
        {
            "asset": f"A{number:05d}",
            "body": body.name,
            "system": f"System {1 + number // 400}",
            "site": place,
            "technology": typed("typed_technologies", "technology", device.technology).draw(rng),
            "brand": brand,
            "model": model,
            "firmware": written_firmware(device.firmware, rng),
            "hardware_revision": rng.choice(("", "", "", "1.0", "A1")),
            "mac": written_mac(device.product.mac_prefix, way.mac, rng) if one else "",
            "ip": f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}" if one else "",
            "hostname": f"cam-{number:05d}" if one else "",
            "serial": f"DEMO{rng.getrandbits(32):010d}" if one and rng.random() < 0.6 else "",
            "quantity": quantity,
            "connectivity": rng.choice(CONNECTIVITY),
            "site_class": site_class,
            "supplier": rng.choice(SUPPLIERS),
            "installed": installed,
            "supported_until": supported_until,
            "password": f"FAKE-not-a-password-{number}",
            "notes": "replace next year?" if rng.random() < 0.02 else "",
        },
        told,
    )
