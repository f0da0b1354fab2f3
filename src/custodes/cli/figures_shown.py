"""How `custodes figures check` says what it found: what does not hold at length, the rest in a line each."""

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.markup import escape

from custodes.cli import terminal
from custodes.publication.figures.checking.against import Explanation, Place
from custodes.publication.figures.checking.arithmetic import Pair
from custodes.publication.figures.checking.checked import Checked, Result, Verdict
from custodes.publication.figures.checking.finding import Finding, number_of
from custodes.publication.figures.checking.quantities import Percent
from custodes.publication.figures.checking.rounding import precisely
from custodes.publication.figures.checking.statement import Statement

MOST = 5
"""So many explanations of a figure are shown."""
MOST_ALONE = 40
LONGEST = 160
"""Of a sentence of the report."""
FAULT, FINE, OPEN = "bold red", "bold green", "bold yellow"
PARTS = {
    Verdict.WRONG: (FAULT, "Does not match"),
    Verdict.NOT_FOUND: (FAULT, "Not given by any numbers of this wave"),
    Verdict.HOLDS: (FINE, "Matches this wave"),
    Verdict.CONSISTENT: (FINE, "Agrees with itself"),
    Verdict.NOT_CHECKED: (OPEN, "Not checked: nothing to hold it against"),
}


def show(checked: Checked, in_file: bool) -> None:
    """Faults first, then what holds, then what was looked at."""
    screen = terminal.console()
    for verdict, (style, title) in PARTS.items():
        if found := [one for one in checked.results if one.verdict is verdict]:
            screen.print(f"[{style}]{_heading(verdict, title, checked)}[/]")
            for one in found:
                _show(screen, one, in_file)
            screen.print()
    for style, title, faults in (
        (FAULT, "Does not add up", True),
        ("bold", "Of several figures together", False),
    ):
        if several := [one for one in checked.findings if one.is_fault is faults]:
            screen.print(f"[{style}]{title}[/]")
            _show_findings(screen, several, in_file)
            screen.print()
    if in_file and checked.alone:
        _show_alone(screen, checked.alone)
    screen.print(_ending(checked))


def _show_alone(screen: Console, alone: Sequence[Statement]) -> None:
    """What was read and not understood, so that nobody takes it for checked."""
    screen.print(f"[{OPEN}]Not understood: numbers that stand alone[/]")
    places = [f"{_plain(_short(one.text))} (line {one.line:,})" for one in alone[:MOST_ALONE]]
    more = len(alone) - MOST_ALONE
    screen.print(f"  {', '.join(places)}{f' and {more:,} more' if more > 0 else ''}\n")


def _heading(verdict: Verdict, title: str, checked: Checked) -> str:
    if verdict is Verdict.CONSISTENT and checked.known:
        return f"{title}, and is of something that this wave does not have"
    return title


def _show(screen: Console, one: Result, in_file: bool) -> None:
    said = one.statement
    place = f"[dim]line {said.line}:{said.column}[/]  " if in_file else ""
    screen.print(f"  {place}[bold]{_plain(said.said)}[/]")
    if in_file and one.verdict.is_fault:
        screen.print(f"    [dim]“{_plain(_short(said.sentence, said.text))}”[/]")
    for line in _lines(one):
        screen.print(f"    {line}")


def _lines(one: Result) -> Iterator[str]:
    wave, percent = one.against, one.statement.percent
    if one.verdict is Verdict.WRONG or not (wave.explanations and one.verdict is Verdict.HOLDS):
        yield from map(_plain, (*one.arithmetic.wrong, *one.arithmetic.notes))
    if wave.itself:
        yield f"{wave.itself.number:,} of {wave.itself.of:,} in this wave: {_plain(wave.itself.words)}."
    pairs = _pairs(one)
    if one.verdict is Verdict.WRONG and pairs and percent:
        yield f"{_plain(percent.said)} would be:"
    elif one.verdict.is_fault and pairs:
        yield "What comes near:"
    indent = "  " if one.verdict.is_fault else ""
    yield from (indent + line for line in _table(pairs[:MOST], percent))
    if len(pairs) > MOST:
        yield f"{indent}and {len(pairs) - MOST:,} more"
    yield from map(_plain, _of_wave(one))


def _pairs(one: Result) -> list[tuple[Pair, str]]:
    """What the wave explains, and else what arithmetic alone would accept."""
    explained: Sequence[Explanation] = one.against.explanations
    found = [(Pair(each.number, each.of), each.words) for each in explained]
    known = {pair for pair, _ in found}
    return found + [(pair, "") for pair in one.arithmetic.near if pair not in known]


def _table(pairs: Sequence[tuple[Pair, str]], percent: Percent | None) -> Iterator[str]:
    width = max((len(pair.said) for pair, _ in pairs), default=0)
    for pair, words in pairs:
        yield f"{pair.said:<{width}}  {precisely(pair.share, percent)}  {_plain(words)}".rstrip()


def _of_wave(one: Result) -> Iterator[str]:
    wave, of = one.against, one.statement.of
    if wave.place is Place.NOT_FOUND and not wave.explanations:
        what = _plain(one.statement.percent.said) if one.statement.percent else "it"
        yield f"No numbers of this wave give {what}."
    if (
        of is not None
        and wave.wholes
        and not wave.itself
        and (one.verdict.is_fault or wave.place is Place.ELSEWHERE)
    ):
        yield f"{of:,} in this wave: {'; '.join(wave.wholes[:2])}."
    yield from wave.notes


def _show_findings(screen: Console, found: Sequence[Finding], in_file: bool) -> None:
    for one in found:
        place = f"[dim]line {one.line}:{one.column}[/]  " if in_file else ""
        screen.print(f"  {place}{_plain(one.words)}")
        if in_file and one.is_fault:
            screen.print(f"    [dim]“{_plain(_short(one.sentence, ''))}”[/]")


def _ending(checked: Checked) -> str:
    said = number_of(len(checked.results), "figure")
    if several := len(checked.findings):
        said += f" and {number_of(several, 'relation')} between them"
    known = checked.known
    where = f"Held against “{_plain(known.title)}” as of {known.at}." if known else "No wave was looked at."
    return f"{said}: {_held(checked)}. {where}"


def _held(checked: Checked) -> str:
    """Whether all of it holds. What could not be checked is never called right."""
    if not checked.looked_at:
        return f"[{OPEN}]nothing could be checked[/]"
    faults = checked.faults
    held = f"[{FAULT}]{faults:,} {'does' if faults == 1 else 'do'} not hold[/]"
    unchecked = sum(one.verdict is Verdict.NOT_CHECKED for one in checked.results)
    more = f", {unchecked:,} could not be checked" if unchecked else ""
    unless = sum(one.kind == "overlap" for one in checked.findings)
    more += f", {unless:,} right only where one can be in several parts" if unless else ""
    more += f", {number_of(len(checked.alone), 'number')} not understood" if checked.alone else ""
    return f"{held if faults else 'nothing wrong was found'}{more}"


def _short(sentence: str, text: str = "") -> str:
    """A sentence, or of a long one what is around the figure."""
    if len(sentence) <= LONGEST:
        return sentence
    first = max(0, min((sentence.find(text) if text else 0) - LONGEST // 2, len(sentence) - LONGEST))
    part = sentence[first : first + LONGEST].strip()
    return f"{'…' if first else ''}{part}{'…' if first + LONGEST < len(sentence) else ''}"


def _plain(given: str) -> str:
    """Text of others, which must not be read as markup or move the cursor."""
    return escape("".join(sign if sign.isprintable() else "?" for sign in given))
