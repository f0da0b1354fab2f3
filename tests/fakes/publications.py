"""Small publications: a made-up wave as tables by hand, published with a key that is no secret."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import waves

from custodes.publication.figures.counting import ANSWERS, UNITS
from custodes.publication.figures.definitions import Figure, read
from custodes.publication.figures.snapshot import Snapshot
from custodes.publication.figures.splitting import work_out_split
from custodes.publication.package import sealed, signing
from custodes.publication.package.contents import About, Published, contents, drawn
from custodes.publication.package.disclosure import Disclosures, disclosures
from custodes.survey.instrument import Instrument

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
ABOUT = About("autumn-1", "Autumn survey", "Office of cameras", "Autumn", "2026-09-01", "2026-10-01")
AT = dt.datetime(2026, 10, 2, 9, 30, tzinfo=dt.UTC)

QUESTIONS = """
type                    | name    | label                  | required | relevant         | constraint
begin_group             | about   | About you              |          |                  |
select_one yes_no       | runs    | Do you run cameras?    | yes      |                  |
integer                 | cameras | How many?              |          | ${runs} = 'yes'  | . >= 0
select_one yes_no       | flagged | Are any on a list?     |          | ${runs} = 'yes'  |
text                    | makers  | Who made them?         |          | ${runs} = 'yes'  |
end_group               |         |                        |          |                  |
"""
FIGURES = """
[[figure]]
name = "covered"
title = "Bodies that submitted returns cover"
unit = "body"
of = "asked"
counts = "${wave:submitted} = 'yes'"
by = ["wave:kind"]

[[figure]]
name = "received"
title = "Returns received, for all bodies asked"
of = "asked"
mixed = true
counts = "${wave:submitted} = 'yes'"

[[figure]]
name = "many"
title = "Run five cameras or more"
of = "${runs} = 'yes'"
of_words = "returns that run cameras"
counts = "${cameras} >= 5"
parts = "flagged"
bound = "at_least"
decimals = 1

[[figure]]
name = "said"
title = "Say who made them"
counts = "state(${makers}) = 'answered' and not(contains(${makers}, 'unsure'))"
by = ["flagged"]
bound = "at_least"
"""
Said = Mapping[str, tuple[str, str] | str]
"""By question, an answer: a state and value, or a value that was answered."""
RETURNS: Mapping[str, Said] = {
    "aldbourne": {"runs": "yes", "cameras": "12", "flagged": "yes", "makers": "=Hik, and others"},
    "brantham": {"runs": "yes", "cameras": "5", "flagged": "no", "makers": "We are unsure"},
    "corvedale": {"runs": "yes", "cameras": ("not_known", ""), "flagged": ("withheld", "yes")},
    "dunmere": {"runs": "no"},
    "eastwick": {"runs": "yes", "cameras": "-3", "flagged": "yes", "makers": "Ours,\n“theirs”"},
}
KINDS = {"aldbourne": "territorial", "brantham": "territorial", "corvedale": "special"}


def snapshot(returns: Mapping[str, Said] = RETURNS, silent: Sequence[str] = ("farley",)) -> Snapshot:
    """Each return answers for the body of its name; the silent bodies have none."""
    units, rows = [], []
    for name, said in returns.items():
        units += [("return", name, name.title()), ("body", name, name.title())]
        for unit in ("return", "body"):
            rows.append((unit, name, "wave:submitted", "answered", "yes"))
            given = {q: ("answered", a) if isinstance(a, str) else a for q, a in said.items()}
            rows += [(unit, name, question, *answer) for question, answer in given.items()]
        rows.append(("body", name, "wave:on_time", "answered", "yes"))
    for name in silent:
        units.append(("body", name, name.title()))
        rows += [("body", name, f"wave:{fact}", "answered", "no") for fact in ("submitted", "on_time")]
        rows += [
            ("body", name, question, "no_return", "") for question in ("runs", "cameras", "flagged", "makers")
        ]
    rows += [
        ("body", name, "wave:kind", "answered", KINDS.get(name, "not said"))
        for kind, name, _ in units
        if kind == "body"
    ]
    tables = (
        pa.table([list(column) for column in zip(*found, strict=True)], schema=schema)
        for found, schema in ((units, UNITS), (rows, ANSWERS))
    )
    return Snapshot(AT, *tables)


def instrument() -> Instrument:
    return waves.instrument(QUESTIONS)


def published(
    figures: str = FIGURES,
    chosen: Disclosures | None = None,
    of: Snapshot | None = None,
    change: Callable[[Figure], Figure] = lambda figure: figure,
) -> Published:
    """What such a publication is drawn up from."""
    form, at = instrument(), of or snapshot()
    wholes = work_out_split([change(one) for one in read(figures, form)], form, at.units, at.answers)
    return Published(ABOUT, at, form, wholes, disclosures(form, chosen or {}), "# Autumn\n")


def unsigned(of: Published) -> dict[str, bytes]:
    """The files of a publication that nobody has signed."""
    return contents(of, drawn(of))


def files(of: Published | None = None, key: bytes = KEY) -> dict[str, bytes]:
    """All files of it, signed."""
    return signing.signed(unsigned(of or published()), key)


def publication(of: Published | None = None, key: bytes = KEY) -> bytes:
    """The zip file."""
    return sealed.seal(files(of, key))
