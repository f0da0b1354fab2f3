"""`custodes survey population`: bodies that were asked before, listed or created for an office."""

from collections.abc import Sequence

from rich.markup import escape
from rich.table import Table

from custodes.cli import terminal
from custodes.errors import NothingFound, UserError
from custodes.survey.populations import Population, population, populations

STOPPED = "Stopped. Nothing was changed."


def run(name: str, office: str) -> None:
    """Without a name: which populations ship. With an office: create the bodies and record that it oversees them."""
    with terminal.user_errors(STOPPED):
        if not name and office:
            raise UserError("Which population?", "Name one of those that `custodes survey population` lists.")
        if office:
            _create(population(name), office)
        elif name:
            _show_bodies(population(name))
        else:
            _show_populations(populations())


def _create(found: Population, office: str) -> None:
    from custodes import settings
    from custodes.cli.existing import open_register
    from custodes.demo import sign_ins

    open_register()
    from custodes.access.models import Body
    from custodes.survey.actions import create_population, in_a_demo

    if (
        settings.data_folder() / sign_ins.FILE
    ).exists():  # what marks a demo's, also where it is not served now
        raise in_a_demo()

    held = Body.objects.filter(slug=office).first()
    if held is None:
        raise NothingFound(
            f"There is no body “{office}”.", "Give the word in the address of the office’s pages."
        )
    made = create_population(by=None, office=held, entries=found.entries)
    terminal.console().print(
        f"{made.new} bodies created; {escape(held.name)} now oversees {made.new + made.overseen} more, "
        f"and {made.there} as before."
    )


def _show_populations(found: Sequence[Population]) -> None:
    table = _table("Name", "As of", "Bodies", "Title")
    for one in found:
        table.add_row(one.name, one.as_of, str(len(one.entries)), one.title)
    screen = terminal.console()
    screen.print(table)
    screen.print(
        "\nNext: `custodes survey population NAME` lists its bodies, with `--office SLUG` creates them."
    )


def _show_bodies(found: Population) -> None:
    table = _table("Body", "Sector", "Source")
    for entry in found.entries:
        table.add_row(entry.name, entry.sector, entry.source)
    screen = terminal.console()
    screen.print(f"[bold]{escape(found.title)}[/]\nSource: {found.source}")
    screen.print(table)


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
