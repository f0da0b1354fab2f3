"""How devices of each technology are called, and numbers with what is not known of them."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from custodes.survey.checking.held import Sum


class Noun(NamedTuple):
    """One and many."""

    one: str
    many: str

    @classmethod
    def of(cls, technology: str) -> "Noun":
        """What a device of a technology is called, "" for any."""
        return NOUNS.get(technology, NOUNS[""])

    def number(self, number: int) -> str:
        """“1 drone”, “1,200 drones”."""
        return f"{number:,} {self.one if number == 1 else self.many}"


NOUNS = {
    "": Noun("device", "devices"),
    "cctv": Noun("CCTV camera", "CCTV cameras"),
    "cctv_external": Noun("external camera", "external cameras"),
    "cctv_internal": Noun("internal camera", "internal cameras"),
    "anpr": Noun("number-plate reader", "number-plate readers"),
    "body_worn": Noun("body-worn camera", "body-worn cameras"),
    "drone": Noun("drone", "drones"),
    "helicopter": Noun("helicopter camera", "helicopter cameras"),
    "facial_recognition": Noun("facial recognition device", "facial recognition devices"),
    "other": Noun("other device", "other devices"),
}


DEVICE = NOUNS[""]


def is_are(number: int) -> str:
    return "is" if number == 1 else "are"


def not_exact(found: "Sum") -> str:
    """“(3 rows do not say how many)”, "" where every row says it."""
    said = []
    if found.uncounted:
        said.append(
            f"{found.uncounted:,} {'row does' if found.uncounted == 1 else 'rows do'} not say how many"
        )
    if found.estimated:
        said.append(f"{found.estimated:,} {is_are(found.estimated)} estimated")
    return f" ({' and '.join(said)})" if said else ""


def amount(found: "Sum", noun: Noun | None = None) -> str:
    """A number of devices, with how much of it is not exact: “at least 147 drones (3 rows do not say how many)”."""
    number = noun.number(found.number) if noun else f"{found.number:,}"
    return ("at least " if found.at_least else "") + number + not_exact(found)


def listed(names: list[str], most: int = 8) -> str:
    """“A, B and 3 more”."""
    shown, more = names[:most], len(names) - most
    if more > 0:
        return f"{', '.join(shown)} and {more:,} more"
    return names[0] if len(names) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}" if shown else ""


def systems(number: int) -> str:
    """“1 system”, “1,200 systems”."""
    return f"{number:,} system{'' if number == 1 else 's'}"
