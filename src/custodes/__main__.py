"""`python -m custodes`: the command, where no script of that name is on the path."""

from custodes.cli import app

if __name__ == "__main__":
    app(prog_name="custodes")
