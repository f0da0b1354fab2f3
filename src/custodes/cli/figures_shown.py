"""How `custodes figures check` says what it found."""

from rich.markup import escape

from custodes.cli import terminal
from custodes.publication.figures.checking.against import Place
from custodes.publication.figures.checking.checked import Checked, Result, Verdict
from custodes.publication.figures.checking.rounding import precisely

MOST = 5
"""So many explanations of a figure are shown."""
HEADS = {
    Verdict.WRONG: "[bold red]Does not match.[/]",
    Verdict.NOT_FOUND: "[bold red]Not in this wave.[/]",
    Verdict.HOLDS: "[green]Matches.[/]",
    Verdict.CONSISTENT: "[green]Agrees with itself.[/]",
    Verdict.NOT_CHECKED: "[yellow]Nothing to hold it against.[/]",
}


def show(checked: Checked, file: str) -> None:
    """Faults first and at length, then what holds, then what was looked at."""
    screen = terminal.console()
    for one in checked.results:
        for line in _lines(one, file):
            screen.print(line)
        screen.print()
    for found in checked.findings:
        screen.print(_plain(f"line {found.line}: {found.words}"))
    screen.print(_ending(checked))


def _lines(one: Result, file: str) -> list[str]:
    said = one.statement
    place = f"[dim]line {said.line}, character {said.column}[/]  " if file else ""
    lines = [f"{place}[bold]{_plain(said.said)}[/]  {HEADS[one.verdict]}"]
    lines += [f"  {_plain(words)}" for words in (*one.arithmetic.wrong, *one.arithmetic.notes)]
    return lines + _wave(one)


def _wave(one: Result) -> list[str]:
    wave = one.against
    lines = []
    if wave.explanations:
        if one.verdict.is_fault and one.statement.percent:
            lines.append(f"  {_plain(one.statement.percent.said)} would be")
        for each in wave.explanations[:MOST]:
            share = precisely(each.share, one.statement.percent)
            lines.append(f"    {each.number:,} of {each.of:,}, {share}: {_plain(each.words)}")
        if more := len(wave.explanations) - MOST:
            lines += [f"    and {more} more"] if more > 0 else []
    elif wave.place is Place.NOT_FOUND:
        lines.append("  No number of this wave gives it.")
    elif wave.place is Place.ELSEWHERE:
        lines.append(f"  This wave has nothing that {one.statement.of:,} is the whole of.")
    return lines + [f"  {_plain(words)}" for words in wave.notes]


def _ending(checked: Checked) -> str:
    number = len(checked.results)
    said = f"{number} figure{'' if number == 1 else 's'}, "
    said += f"[bold red]{checked.faults} that do not hold[/]" if checked.faults else "none that does not hold"
    known = checked.known
    where = f"Held against: {_plain(known.title)}, as of {known.at}." if known else "No wave was looked at."
    return f"{said}. {where}"


def _plain(given: str) -> str:
    """Text of others, which must not be read as markup or move the cursor."""
    return escape("".join(sign if sign.isprintable() else "?" for sign in given))
