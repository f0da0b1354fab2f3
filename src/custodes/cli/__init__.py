"""The command line: one file per stage, imported only when its command runs."""

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Account for the surveillance cameras a public body runs.",
)

Out = Annotated[Path, typer.Option("--out", help="The folder to write to.", file_okay=False)]
AsOf = Annotated[
    str, typer.Option("--as-of", metavar="DATE", help="What was known on this day (2022-11-24).")
]


@app.command()
def assess(
    files: Annotated[
        list[Path], typer.Argument(help="Lists of cameras: csv, tsv, xlsx, ods, parquet, jsonl.")
    ],
    out: Out = Path("out"),
    check: Annotated[
        bool, typer.Option("--check", help="Only check the files: every problem at once.")
    ] = False,
    column: Annotated[
        list[str] | None, typer.Option("--map", metavar="'HEADER=column'", help="Say what a column is.")
    ] = None,
    mapping: Annotated[Path | None, typer.Option(help="A mapping saved by an earlier run.")] = None,
    watchlist: Annotated[list[Path] | None, typer.Option(help="A list of your own (TOML).")] = None,
    as_of: AsOf = "",
) -> None:
    """Say what each device is, who made it, and what is wrong with it."""
    from custodes.cli.assess import Request, run

    run(Request(files, out, check, column or [], mapping, watchlist or [], as_of))


@app.command()
def explain(
    out: Annotated[Path, typer.Argument(help="The folder an assessment was written to.")],
    device: Annotated[str, typer.Argument(help="Row number, serial, MAC, IP address, hostname or model.")],
) -> None:
    """Give the chain of reasons for one device, in plain words."""
    from custodes.cli.explain import run

    run(out, device)


@app.command()
def demo(
    out: Out = Path("demo"),
    devices: Annotated[int, typer.Option(min=1, help="About how many devices to make up.")] = 60_000,
) -> None:
    """Make up the estates of 47 fictional bodies and a council, and assess them."""
    from custodes.cli.demo import run

    run(out, devices)


@app.command()
def verify(
    publication: Annotated[Path, typer.Argument(help="A publication: publication.zip", dir_okay=False)],
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The office's public key, got elsewhere than the file."),
    ] = None,
) -> None:
    """Check the hashes and signature of a publication, and work out each of its figures again."""
    from custodes.cli.verify import run

    run(publication, key)


@app.command()
def publish(
    static: Annotated[
        Path, typer.Option("--static", metavar="FOLDER", help="The folder to write to.", file_okay=False)
    ],
    address: Annotated[
        str, typer.Option(metavar="URL", help="Where it will stand, for feeds and citations.")
    ] = "",
) -> None:
    """Write everything that is published as a site of plain files, for any web server."""
    from custodes.cli.publish import run

    run(static, address)


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="The address of this machine to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen on.")] = 8000,
    workers: Annotated[int, typer.Option(min=1, help="How many processes answer requests.")] = 2,
    demo: Annotated[
        bool, typer.Option("--demo", help="Open what `custodes demo` made, on this machine only.")
    ] = False,
) -> None:
    """Keep the register as a service, until Ctrl-C: pages, API and background work."""
    from custodes.cli.serve import run

    run(host, port, workers, demo)


@app.command()
def refresh() -> None:
    """Work out now what is older than the feeds and packs; `custodes serve` does it in the background."""
    from custodes.cli.refresh import run

    run()


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it: register.zip", dir_okay=False)],
) -> None:
    """Write the whole register to one file, while the service runs."""
    from custodes.cli.backup import back_up

    back_up(file)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `custodes backup` wrote.", dir_okay=False)],
    accept_broken: Annotated[
        bool,
        typer.Option("--accept-broken-history", help="Also one whose history had been tampered with."),
    ] = False,
) -> None:
    """Put a backup back into an empty database of either kind: all of it or nothing."""
    from custodes.cli.backup import put_back

    put_back(file, accept_broken)


@app.command()
def reset_second_factor(
    email: Annotated[str, typer.Argument(help="The address that they sign in with.")],
) -> None:
    """Let somebody set up another second factor: for an administrator who lost phone and recovery codes."""
    from custodes.cli.second_factor import reset

    reset(email)


def _with_audit() -> None:
    from custodes.cli.audit import app as audit

    app.add_typer(audit, name="audit")


def _with_feeds() -> None:
    from custodes.cli.feeds import app as feeds

    app.add_typer(feeds, name="feeds")


def _with_survey() -> None:
    from custodes.cli.survey import app as survey

    app.add_typer(survey, name="survey")


def _with_figures() -> None:
    from custodes.cli.figures import app as figures

    app.add_typer(figures, name="figures")


_with_feeds()
_with_figures()
_with_survey()
_with_audit()
