"""Does a source's product name mean this model?

Sources write products as CPE names (`ds-2cd2583g2-i\\(s\\)_firmware`), as families with wildcards
(`ipc-hx5xxx`, `DS-2CD2xx2F-I Series`, `vmb30x0`), as series prefixes (`sd22`) or in prose (`C1 Indoor HD
Camera`); people write models with spaces, slashes and notes. Three answers: it is that product, it may be
(the model is cut short, or carries a suffix the source does not mention), or it is another product.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

Match = Literal["same", "maybe"]

PLAIN_WORDS = frozenset(
    re.findall(
        r"\S+",
        """firmware series network ip camera cameras cam device devices indoor outdoor hd full wifi wi fi wireless
        the and smart cloud internet security surveillance system dome bullet ptz fixed app application software
        dvr nvr xvr recorder recorders video viewer web server serial
        spare spares faulty broken old new removed unit""",
    )
)
"""Words that say nothing of which product it is, in sources or in people's lists."""
RANGE_WORDS = frozenset(
    ("camera", "cameras", "cam", "dvr", "nvr", "xvr", "recorder", "recorders", "device", "devices")
)
"""A name of plain words, one of these among them, is a maker's whole range."""
MIN_WORDY = 8
"""A name of this many letters may have anything after it: Yi Home Camera 27US of `yi_home_camera`."""
MIN_TRUNCATED = 5
"""A model of fewer characters is too short to be called the beginning of another."""
ONE = "[a-z0-9]"
HEAD = 2
"""Families are filed under this many of their first letters."""
MOST_LETTERS_MORE = 3
"""DCS-5009L may be the `dcs-5009` of a source; a longer tail is another model's."""
MAX_SERIES = 5
MIN_SERIES = 4
"""A bare name of this many characters that a longer number continues (`sd22`, SD22404T) is a series."""

_MARKET = re.compile(r"^dhi?(?:-(?=[a-z])|(?=ipc|nvr|xvr|hcvr|tpc|ptz|sd))")
"""Dahua puts DH- or DHI- before the same model for its own and other markets."""
_REVISION = re.compile(
    r"(?:[\s_,-]+((?:v|ver\.?|rev\.?|hw|hardware|version|revision)[\s._]*[a-z]?\d{1,2}(?:\.\d)?)"
    r"|(?<=\w{5})(v\d))(?:[ _]firmware)?$",
    re.I,
)
_RUN_ON_REVISION = re.compile(r"[a-z]\d")
"""D-Link prints its hardware revision behind the model: DCS-930LB1."""
_SHORT = (("network video recorder", "nvr"), ("digital video recorder", "dvr"))
_SEPARATED = re.compile(r"[^a-z0-9+]+")
_WILD = re.compile(r"(?<=\d)x|x(?=x)|(?<=x)x|(?<=[a-z]f)x(?=\W*series|$)")
_CODE = re.compile(r"(?=.*\d)(?=.*[a-z])[a-z0-9+]{3,}")


def plain(text: str) -> str:
    """Lower case, CPE escapes and `_firmware` taken off, underscores to spaces."""
    text = unicodedata.normalize("NFKC", text).replace("\\", "").lower().replace("_", " ")
    text = re.sub(r"\s*/\s*", "/", _MARKET.sub("", text.strip()))
    for long, short in _SHORT:
        text = text.replace(long, short)
    return re.sub(r"\s+firmware$", "", text.strip()).strip()


def compact(text: str) -> str:
    """Letters, digits and `+` only: what is left when people's separators are ignored."""
    return _SEPARATED.sub("", text)


def split_revision(name: str) -> tuple[str, str]:
    """A name and the hardware revision written after it: `tapo_c200_v3` is `tapo_c200`, v3."""
    found = _REVISION.search(name.strip())
    base = name[: found.start()].strip(" _-,") if found else ""
    return (base, found[1] or found[2]) if found and any(c.isdigit() for c in base) else (name, "")


def words(text: str, maker: str = "") -> list[str]:
    """The words of a plain name that say which product it is (all of them when none would be left).

    Words every product has, and the maker's own name, say nothing.
    """
    own = maker.lower().split()
    if own:
        text = re.sub(rf"^{re.escape(own[0])}[-\s]+(?=\S)", "", text)
    found = text.split()
    return [w for w in found if w not in PLAIN_WORDS and w not in own] or found


class Model(NamedTuple):
    """A model as people recorded it, made ready to compare."""

    written: str
    """Lower case, as it was recorded."""
    text: str
    """The words that say which product it is."""
    squeezed: str
    whole: str
    """The same of every word written: `gxv3611hd` is not `gxv3611`."""
    starts: frozenset[str]
    """Compact beginnings that end at a separator in the text: `ds2cd2032` of DS-2CD2032-I."""
    codes: frozenset[str]


def _beginnings(text: str) -> frozenset[str]:
    ends = [m.start() for m in _SEPARATED.finditer(text)]
    return frozenset(compact(text[:end]) for end in ends) - {""}


def _codes(text: str) -> frozenset[str]:
    return frozenset(c for word in text.split() if _CODE.fullmatch(c := compact(word)))


@lru_cache(maxsize=200_000)
def model(text: str, maker: str = "") -> Model:
    """A recorded model, ready to compare with `Product.match`."""
    written = plain(text)
    tidy = " ".join(words(written, maker))
    return Model(written, tidy, compact(tidy), compact(written), _beginnings(tidy), _codes(tidy))


class Product:
    """A product as a source names it.

    `exact` holds the compact spellings it may have (one, unless parts are optional); `family` is a
    pattern when the name has wildcards, ends in "series" or is a bare series prefix.
    """

    def __init__(self, name: str, maker: str = "") -> None:
        text = plain(name)
        self.series = re.search(r"[ -]series\b", text) is not None
        self.text = " ".join(words(text.removesuffix("-series"), maker))
        self.wild = _WILD.search(text) is not None or "*" in name
        own = set(maker.lower().split())
        named = " ".join(w for w in text.split() if w not in own) or text
        self.exact = (
            frozenset()
            if self.wild
            else frozenset(s for t in (self.text, text, named) for s in _spellings(t))
        )
        said = set(named.split())
        self.whole_range = said <= PLAIN_WORDS and bool(said & RANGE_WORDS)
        self.codes = frozenset() if self.wild else _codes(self.text)
        self.starts = _beginnings(self.text)
        self.family = self._family()

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        """The family with anything between its wildcards and its end: NVR4216-16P-4KS2 of `nvr4xxx-4ks2`."""
        return re.compile(_pattern(self.text, extra="[a-z0-9+]*") + "[a-z0-9+]*")

    @cached_property
    def _cut(self) -> re.Pattern[str]:
        """The family cut short at a separator: NVR4216 of `nvr4xxx-4ks2`."""
        ends = [m.start() for m in _SEPARATED.finditer(self.text)]
        return re.compile("|".join(_pattern(self.text[:end]) for end in ends) or "(?!)")

    def _family(self) -> re.Pattern[str] | None:
        if self.wild:
            return re.compile(_pattern(self.text) + self._tail())
        squeezed = compact(self.text)
        if self.series and len(squeezed) > 2:
            return re.compile(re.escape(squeezed) + "[a-z0-9+]*")
        bare = squeezed == self.text and re.fullmatch(r"[a-z]+\d[a-z0-9]*", squeezed)
        if bare and MIN_SERIES <= len(squeezed) <= MAX_SERIES:
            return re.compile(re.escape(squeezed) + r"\d[a-z0-9+]{2,}")
        return None

    def _tail(self) -> str:
        """What may follow a wildcard name: anything, unless the name goes on after its wildcards."""
        open_ended = self.series or self.text.endswith(("x", "*"))
        return "[a-z0-9+]*" if open_ended else ""

    @property
    def head(self) -> str:
        """The first letters that every model of the family has, "" where they vary."""
        fixed = re.match(r"[a-wyz0-9+]*", compact(self.text))
        return fixed[0][:HEAD] if fixed and len(fixed[0]) >= HEAD else ""

    def match(self, recorded: Model) -> Match | None:
        """Whether the recorded model is this product, may be, or (None) is another."""
        if self.whole_range:  # "network camera": every product of the maker, as far as anyone can tell
            return "maybe"
        if recorded.squeezed in self.exact or recorded.whole in self.exact or self._in_family(recorded):
            return "same"
        if self.codes and self.codes == recorded.codes and self._words_agree(recorded):
            return "same"
        return "maybe" if self._may_be(recorded) else None

    def _in_family(self, recorded: Model) -> bool:
        family = self.family
        return bool(family and any(family.fullmatch(m) for m in (recorded.squeezed, *recorded.codes)))

    def _words_agree(self, recorded: Model) -> bool:
        """`tapo c200` and C200, VMB3010 and Arlo VMB3010: one name only adds plain words to the other."""
        ours = {compact(w) for w in self.text.split()}
        theirs = {compact(w) for w in recorded.text.split()}
        extra = (ours ^ theirs) - self.codes
        return (ours <= theirs or theirs <= ours) and all(w.isalpha() for w in extra)

    def goes_on(self, recorded: Model) -> bool:
        """Whether the recorded model is this one with more after it."""
        if any(len(e) >= MIN_WORDY and recorded.whole.startswith(e) for e in self.exact):
            return True
        return any(_is_longer(recorded.squeezed, exact, recorded.starts) for exact in self.exact)

    def _may_be(self, recorded: Model) -> bool:
        """Cut short at a separator, or longer by a suffix that the source does not mention."""
        if self.wild:
            names = (recorded.squeezed, *recorded.starts)
            tells = any(c.isdigit() for c in recorded.squeezed)
            if tells and self._cut.fullmatch(recorded.squeezed):
                return True
            return any(self._loose.fullmatch(name) for name in names)
        short = recorded.squeezed
        if self.series and len(compact(self.text)) <= 2:  # "Q-Series": a line of which only a letter is given
            return short.startswith(compact(self.text))
        if len(short) >= MIN_TRUNCATED and any(c.isdigit() for c in short) and short in self.starts:
            return True
        return self.goes_on(recorded)


def _is_longer(recorded: str, exact: str, starts: frozenset[str]) -> bool:
    """Whether a recorded model is a source's model with more after it: a suffix, or a few letters."""
    if len(exact) < MIN_TRUNCATED or not any(c.isdigit() for c in exact) or not recorded.startswith(exact):
        return False
    more = recorded[len(exact) :]
    letters = exact[-1].isdigit() and more.isalpha() and len(more) <= MOST_LETTERS_MORE
    return exact in starts or letters or bool(_RUN_ON_REVISION.fullmatch(more))


def _spellings(text: str) -> Iterable[str]:
    """Every compact spelling of a name with optional parts: `i(s)` is `i` and `is`."""
    pieces = re.split(r"\(([^()]*)\)", text)
    spellings = [""]
    for index, piece in enumerate(pieces):
        piece = compact(piece)
        kept = spellings if index % 2 else []
        spellings = [*kept, *(s + piece for s in spellings)]
    return spellings


def _pattern(text: str, extra: str = "") -> str:
    """A regular expression over compact models for a name with wildcards, `extra` after the last of them.

    `x` beside a digit or another x stands for one letter or digit; `hx` before a digit (Dahua's
    `ipc-hx5xxx`) for the letters of a housing; `*` for anything; a part in brackets is optional.
    """
    out: list[str] = []
    text = re.sub(r"[^a-z0-9+*()]", "", text)
    if text.count("(") != text.count(")"):
        text = re.sub(r"[()]", "", text)
    for index, char in enumerate(text):
        before, after = text[max(index - 1, 0) : index], text[index + 1 : index + 2]
        if char == "*":
            out.append("[a-z0-9+]*")
        elif char == "(":
            out.append("(?:")
        elif char == ")":
            out.append(")?")
        elif char == "x" and before == "h" and after.isdigit():
            out.append("[a-z]+")
        elif char == "x" and (before.isdigit() or "x" in (before, after) or after in ("", "*")):
            out.append(ONE)
        else:
            out.append(re.escape(char))
    if extra and ONE in out:
        out.insert(len(out) - out[::-1].index(ONE), extra)
    return "".join(out)
