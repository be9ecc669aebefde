"""The command line: ``python -m yardstick load | sample | dashboard``. Each command imports what it needs."""

from __future__ import annotations

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, help="一把尺子 · Yardstick")


@app.command()
def load() -> None:
    """Take in new or changed raw files (the same step that `dbt build` runs first)."""
    from yardstick.intake import IntakeError
    from yardstick.intake import load as take_in

    try:
        typer.echo(take_in().summary())
    except IntakeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@app.command()
def sample(
    cities: int = typer.Option(2, help="How many sample cities (1 or 2)."),
    years: str = typer.Option("2019-2025", help="First and last year, or one year."),
    departments: int = typer.Option(None, help="Departments of the larger city a year (64)."),
    ballots: int = typer.Option(None, help="Social ballots a year, all cities together (10000)."),
    seed: int = typer.Option(None, help="The same seed gives the same bytes."),
    raw: str = typer.Option(None, help="Folder to write to (default: the raw folder, YARDSTICK_RAW_DIR)."),
) -> None:
    """Make the two invented sample cities, and beside them a list of what was planted."""
    from pathlib import Path

    from yardstick import paths
    from yardstick.sample import DEFAULT_SEED, SampleError, make_sample, parse_years

    try:
        report = make_sample(
            Path(raw) if raw else paths.raw_dir(),
            cities=cities,
            years=parse_years(years),
            departments=departments,
            ballots=ballots,
            seed=DEFAULT_SEED if seed is None else seed,
        )
    except SampleError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    typer.echo(report.summary())


@app.command()
def dashboard(
    port: int = typer.Option(8501, help="Port of the dashboard."),
    address: str = typer.Option("127.0.0.1", help="Beyond this machine only with a login configured."),
) -> None:
    """Open the dashboard on the release on show (Ctrl+C ends it)."""
    import sys

    from yardstick import paths

    sys.path.insert(0, str(paths.PROJECT_DIR))  # dashboard/ is beside the package, not in it
    from dashboard.launch import main

    raise typer.Exit(main(port, address))


if __name__ == "__main__":
    app()
