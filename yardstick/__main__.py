"""``python -m yardstick``: the command line without installing anything."""

from yardstick.cli import app

app(prog_name="yardstick")
