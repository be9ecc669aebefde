"""A comparison on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from yardstick.trial.compare import Comparison
from yardstick.trial.tables import Table, conclusion, marks, tables, title_of, versions

PIPED_WIDTH = 180  # where there is no terminal to ask


def show(found: Comparison, console: Console | None = None) -> None:
    """Print title, marks, versions, conclusion and the tables of what differs."""
    console = console or Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, PIPED_WIDTH)
    console.print(f"[bold]{escape(title_of(found))}[/]")
    for mark in marks(found):
        console.print(f"[bold red]{escape(mark)}[/]")
    for line in versions(found):
        console.print(f"[dim]{escape(line)}[/]")
    console.print()
    for line in conclusion(found):
        console.print(escape(line))
    for table in tables(found, only_changed=True):
        console.print()
        _print(table, console)


def _print(table: Table, console: Console) -> None:
    """Columns that say the same in every row (city, year, an empty cause) stand in the title or are left out."""
    if not table.rows:
        console.print(f"[bold]{escape(table.title)}[/]：{'；'.join(table.empty)}")
        return
    same = [len({str(row[at]) for row in table.rows}) == 1 for at in range(len(table.columns))]
    said = [at for at, column in enumerate(table.columns) if same[at] and column.en in ("City", "Year")]
    shown = [
        at
        for at in range(len(table.columns))
        if at not in said and any(str(row[at]) not in ("", "None") for row in table.rows)
    ]
    where = " ".join(str(table.rows[0][at]) for at in said)
    drawn = RichTable(title=escape(f"{table.title}  {where}".strip()), title_justify="left", show_lines=True)
    for at in shown:
        column = table.columns[at]
        drawn.add_column(f"{column.zh}\n{column.en}", justify="right" if column.is_number else "left")
    for row in table.rows:
        drawn.add_row(*(escape(str(row[at])) for at in shown))
    console.print(drawn)
