"""Free-text maker strings to makers: 100,000 distinct ones against 10,000 names, on one core.

The names are the aliases of the packs, padded with made-up companies to 10,000. Most strings are made by
typing those names the way people do (case, spacing, one typing error, legal endings, words beside them, a
model behind them); the rest are what else stands in such a column (`SHARES`): companies that are nobody's
name, model numbers alone, non-answers, and places that are called like a maker. The right answer of a string
is the maker of the alias or model number it was made from, else none, so it owes nothing to what Custodes
makes of it. The floors are handed our aliases; on canonical names alone they do far worse.

    ours        `custodes.identity.identify` on the text as the brand of a row: maker, or none
    wratio      rapidfuzz.process.extractOne with WRatio, on a sample (it is slow; seconds are scaled up)
    tfidf       TF-IDF of character 2- to 4-grams (scikit-learn), best match by sparse-dot-topn

A floor needs a cut-off below which it answers "none". Each is given the one that suits it best on these very
strings, which nobody has in real life. Accuracy: right maker or rightly none; wrong: a maker that it is not;
missed: none where there is one.

Run: python benchmarks/run.py names [--sizes 100000]
"""

import csv
import hashlib
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import measure
from custodes import packs
from measure import Measured, Row, alternately, clocked, one_core, prepared

SIZE, NAMES, SAMPLE, SEED = 100_000, 10_000, 1_000, 2022
TARGET_SECONDS = 5.0
SHARES = {"alias": 0.64, "padding": 0.1, "unlisted": 0.1, "model": 0.06, "no answer": 0.07, "place": 0.03}
"""What the strings are made from, about as in lists of real councils and forces."""

CONSONANTS, VOWELS = "bcdfghjklmnprstvwz", "aeiou"
TRADES = ("Systems", "Vision", "Optics", "Security", "Imaging", "Electronics", "Surveillance", "Networks")
LEGAL = ("Ltd", "Limited", "Inc", "Inc.", "Co., Ltd", "GmbH", "plc", "LLC", "Corp", "UK Ltd")
ANSWERS = (
    "Unknown",
    "Not known",
    "N/K",
    "n/a",
    "TBC",
    "See installer",
    "Not recorded",
    "None",
    "No CCTV",
    "Various",
    "Exempt",
)
EXCUSES = (
    "",
    "at present",
    "- see installer",
    "awaiting survey",
    "- ask estates",
    "legacy system",
    "to be confirmed",
)
PLACES = (
    "Street depot",
    "Road car park",
    "Lane",
    "House reception",
    "Close",
    "Avenue",
    "town centre",
    "Court entrance",
)
BESIDE = ("cameras", "CCTV", "NVR", "domes", "PTZ", "IP cameras", "(old)", "- spare", "x 4", "2019", "bullet")


class Labelled(NamedTuple):
    """A string, the maker it was made from ("" for none), and which of `SHARES` it is."""

    text: str
    maker: str
    kind: str


def invented(rng: random.Random, how_many: int, taken: set[str]) -> list[str]:
    """Company names that are made up: two or three syllables and a trade."""
    found: dict[str, None] = {}
    while len(found) < how_many:
        syllables = (
            rng.choice(CONSONANTS) + rng.choice(VOWELS) + rng.choice(CONSONANTS)
            for _ in range(rng.randint(2, 3))
        )
        name = f"{''.join(syllables).title()} {rng.choice(TRADES)}"
        if name not in taken:
            found[name] = None
    return list(found)


def own_aliases() -> list[tuple[str, str]]:
    """(alias, maker) for each alias that is one maker's alone and needs nothing beside it to be understood."""
    owners: dict[str, set[str]] = {}
    for row in packs.table("aliases"):
        owners.setdefault(row["alias"].casefold(), set()).add(row["maker"])
    return [
        (row["alias"], row["maker"])
        for row in packs.table("aliases")
        if row["kind"] != "typo"
        and row["needs_context"] != "yes"
        and len(owners[row["alias"].casefold()]) == 1
    ]


def models() -> dict[str, list[str]]:
    """An example of each model pattern of each maker, but for brands that another maker's hardware is sold under."""
    brands = {row["brand"] for row in packs.table("relabels")}
    found: dict[str, list[str]] = {}
    for row in packs.table("model_patterns"):
        if row["maker"] not in brands:
            found.setdefault(row["maker"], []).append(row["example"])
    return found


def typed(rng: random.Random, name: str, numbers: Sequence[str]) -> str:
    """A name as somebody types it: one to three things happen to it, at most one of them a typing error."""
    changes = rng.sample((_case, _spacing, _error, _legal, _beside), k=rng.randint(1, 3))
    for change in changes:
        name = change(rng, name)
    return f"{name} {rng.choice(numbers)}" if numbers and rng.random() < 0.15 else name


def _case(rng: random.Random, name: str) -> str:
    return rng.choice((str.upper, str.lower, str.title, str.swapcase))(name)


def _spacing(rng: random.Random, name: str) -> str:
    way = rng.randrange(4)
    if way == 0:
        return name.replace(" ", "")
    if way == 1:
        return name.replace(" ", "-") if " " in name else name.replace("-", " ")
    if way == 2:
        return f" {name.replace(' ', '  ')} "
    at = rng.randint(2, max(2, len(name) - 2))
    return f"{name[:at]} {name[at:]}" if len(name) > 6 else name


def _error(rng: random.Random, name: str) -> str:
    """One letter dropped, doubled, changed or swapped with its neighbour; names under six letters stay whole."""
    letters = [n for n, c in enumerate(name) if c.isalpha() and c.isascii() and n]
    if len(letters) < 6:
        return name
    at = rng.choice(letters[:-1])
    a, b = name[at], name[at + 1]
    changed = rng.choice(("", a + a, rng.choice("aeiourstln"), b + a))
    return name[:at] + changed + name[at + (2 if changed == b + a else 1) :]


def _legal(rng: random.Random, name: str) -> str:
    return f"{name} {rng.choice(LEGAL)}"


def _beside(rng: random.Random, name: str) -> str:
    return f"{name} {rng.choice(BESIDE)}"


def make(size: int) -> tuple[list[tuple[str, str]], list[Labelled]]:
    """The names, as (name, maker), and the labelled strings; the same for the same size."""
    rng = random.Random(SEED)
    listed = [(row["alias"], row["maker"]) for row in packs.table("aliases")]
    made_up = invented(rng, max(0, NAMES - len(listed)), set())
    padding = [(name, name) for name in made_up]
    makers = _makers_of_strings(rng, size, padding, invented(rng, size // 20, set(made_up)))
    found: dict[str, Labelled] = {}
    kinds, weights = zip(*SHARES.items(), strict=True)
    while len(found) < size:
        kind = rng.choices(kinds, weights)[0]
        text, maker = makers[kind]()
        found.setdefault(text, Labelled(text, maker, kind))
    return [*listed, *padding], list(found.values())


def _makers_of_strings(
    rng: random.Random, size: int, padding: Sequence[tuple[str, str]], nobody: Sequence[str]
) -> dict[str, Callable[[], tuple[str, str]]]:
    """For each of `SHARES`, what makes one string with its right answer."""
    own, numbers = own_aliases(), models()
    words = [row["alias"] for row in packs.table("aliases") if row["needs_context"] == "yes"]
    coded = [(number, maker) for maker, found in numbers.items() for number in found]

    def named(names: Sequence[tuple[str, str]]) -> tuple[str, str]:
        name, maker = rng.choice(names)
        return typed(rng, name, numbers.get(maker, ())), maker

    def number() -> tuple[str, str]:
        code, maker = rng.choice(coded)
        code = rng.choice((code, code.lower(), code.replace("-", " "), code.title()))
        return (
            f"{rng.choice(('', 'Model ', 'type: '))}{code}{rng.choice(('', ' ', ' - '))}{_counted(rng)}",
            maker,
        )

    def no_answer() -> tuple[str, str]:
        text = f"{_case(rng, rng.choice(ANSWERS))} {rng.choice(EXCUSES)} {rng.choice(('', rng.randint(1990, 2026)))}"
        return " ".join(text.split()) + rng.choice(
            ("", ".", "?", " (estates)", " - site " + str(rng.randint(1, 99)))
        ), ""

    def place() -> tuple[str, str]:
        return (
            f"{rng.choice((str.title, str.lower, str.upper))(rng.choice(words))} {rng.choice(PLACES)}{_counted(rng)}",
            "",
        )

    return {
        "alias": lambda: named(own),
        "padding": lambda: named(padding),
        "unlisted": lambda: (typed(rng, rng.choice(nobody), ()), ""),
        "model": number,
        "no answer": no_answer,
        "place": place,
    }


def _counted(rng: random.Random) -> str:
    return rng.choice(("", f" x{rng.randint(2, 40)}", f" ({rng.randint(2, 40)})", f" {rng.randint(1, 9)}"))


def pad_packs(names: Sequence[tuple[str, str]]) -> None:
    """Point the packs at a copy whose tables hold the made-up companies too. Before anything reads them."""

    def copy(place: Path) -> None:
        shutil.copytree(Path(str(packs.FOLDER)), place, ignore=shutil.ignore_patterns("__pycache__"))
        known = {row["maker"] for row in packs.table("makers")}
        with (place / "aliases.csv").open("a", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([n, m, "name", "", "made up"] for n, m in names if m not in known)
        with (place / "makers.csv").open("a", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows(
                [n, n, "manufacturer", "", "", "made up"] for n, m in names if m not in known
            )

    digest = hashlib.sha256(repr(names).encode()).hexdigest()[:12]
    place = prepared(f"packs-{packs.edition()}-{digest}", copy)
    packs.FOLDER = place
    packs.table.cache_clear()


def counted(strings: Sequence[Labelled], answers: Sequence[str]) -> dict[str, float]:
    """Shares of the strings: right, a wrong maker, missed."""
    right = sum(s.maker == a for s, a in zip(strings, answers, strict=True))
    wrong = sum(bool(a) and s.maker != a for s, a in zip(strings, answers, strict=True))
    whole = len(strings)
    return {"right": right / whole, "wrong": wrong / whole, "missed": (whole - right - wrong) / whole}


def right_by_kind(strings: Sequence[Labelled], answers: Sequence[str]) -> dict[str, float]:
    """The share of right answers for each of `SHARES`."""
    right = {
        kind: [s.maker == a for s, a in zip(strings, answers, strict=True) if s.kind == kind]
        for kind in SHARES
    }
    return {kind: round(sum(found) / len(found), 3) for kind, found in right.items() if found}


def best_cut(
    strings: Sequence[Labelled], found: Sequence[tuple[str, float]], cuts: Sequence[float]
) -> dict[str, Any]:
    """Shares at the cut-off with the most right answers."""

    def answers(cut: float) -> list[str]:
        return [maker if score >= cut else "" for maker, score in found]

    best = max(cuts, key=lambda cut: counted(strings, answers(cut))["right"])
    return {**counted(strings, answers(best)), "cut": best, "by_kind": right_by_kind(strings, answers(best))}


def ours(size: int) -> dict[str, Any]:
    """Custodes, from strings to makers, everything it needs built beforehand but nothing read."""
    names, strings = make(size)
    pad_packs(names)
    from custodes.identity.conclusion import Clue
    from custodes.identity.identify import identify

    one_core()
    identify([Clue(brand="Hukvisiqn"), Clue(brand="Hikvision DS-2CD2143G2-I")])
    told: dict[str, Any] = {}
    with clocked(told):
        found = identify([Clue(brand=s.text) for s in strings])
    answers = [f.brand or f.maker if f.status == "identified" else "" for f in found]
    return {**told, **counted(strings, answers), "by_kind": right_by_kind(strings, answers)}


def wratio(size: int) -> dict[str, Any]:
    """rapidfuzz, on a sample; seconds are scaled up to the whole."""
    from rapidfuzz import fuzz, process, utils

    names, strings = make(size)
    sample = random.Random(SEED).sample(strings, min(SAMPLE, size))
    choices = [utils.default_process(name) for name, _ in names]
    one_core()
    told: dict[str, Any] = {}
    with clocked(told):
        hits = [
            process.extractOne(utils.default_process(s.text), choices, scorer=fuzz.WRatio) for s in sample
        ]
    told["seconds"] *= size / len(sample)
    found = [(names[at][1], score) for _, score, at in hits]
    return {**told, **best_cut(sample, found, range(50, 100, 2)), "sample": len(sample)}


def tfidf(size: int) -> dict[str, Any]:
    """TF-IDF of character n-grams, the names fitted beforehand."""
    import numpy as np
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    names, strings = make(size)
    one_core()
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
    known = vectors.fit_transform([name for name, _ in names]).T.tocsr()
    told: dict[str, Any] = {}
    with clocked(told):
        texts = vectors.transform([s.text for s in strings])
        hits = sp_matmul_topn(texts, known, top_n=1, threshold=0.0, n_threads=1)
    found = [
        (names[hits.indices[at]][1], float(hits.data[at])) if at < hits.indptr[n + 1] else ("", 0.0)
        for n, at in enumerate(hits.indptr[:-1])
    ]
    return {**told, **best_cut(strings, found, [c / 50 for c in range(5, 50)])}


PARTS: dict[str, Callable[[int], dict[str, Any]]] = {"ours": ours, "wratio": wratio, "tfidf": tfidf}


def run(sizes: Sequence[int] | None) -> list[Row]:
    """Ours beside each floor."""
    return [row for size in sizes or (SIZE,) for row in _rows(size)]


def _rows(size: int) -> Iterator[Row]:
    mine, *floors = alternately("names", tuple(PARTS), size)
    for name, floor in zip(("WRatio", "TF-IDF"), floors, strict=True):
        target, reached = f"{TARGET_SECONDS:.0f} s at {SIZE:,}, more accurate", _reached(size, mine, floor)
        note = f"{_shares('ours', size, mine)}\n{_shares(name, size, floor)}, at its best cut-off {floor.told['cut']:g}"
        sampled = f" (measured on {floor.told['sample']:,}, scaled up)" if "sample" in floor.told else ""
        yield Row(f"maker strings, beside {name}", size, mine, floor, target, reached, note + sampled)


def _reached(size: int, mine: Measured, floor: Measured) -> bool:
    return mine.seconds <= TARGET_SECONDS * size / SIZE and mine.told["right"] > floor.told["right"]


def _shares(name: str, size: int, found: Measured) -> str:
    shares = ", ".join(f"{found.told[kind]:.1%} {kind}" for kind in ("right", "wrong", "missed"))
    return f"{name}: {size / found.seconds:,.0f} strings/s; {shares}"


if __name__ == "__main__":
    measure.main(PARTS)
