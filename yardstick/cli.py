"""The command line: ``python -m yardstick load | sample | trial | compare | target-book | dashboard``.

Each command imports what it needs.
"""

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
def trial(
    city: str = typer.Argument(help="City id, as in raw/city_id=<city>."),
    year: int = typer.Argument(help="Year appraised."),
    decisions: str = typer.Argument(
        help="A decisions file (csv, xlsx, parquet) to try instead of the year's own."
    ),
    name: str = typer.Option(
        None, help="Name of the trial (default: <city>-<year>); replaced if it is there."
    ),
) -> None:
    """Try other decisions for a city-year: a second build beside yours, compared with the release on show."""
    from pathlib import Path

    from yardstick.trial import TrialError, make_trial
    from yardstick.trial.show import show

    typer.echo(
        "试算中，约需一次 dbt build 的时间…… / Making the trial, about as long as a dbt build …", err=True
    )
    try:
        made = make_trial(city, year, Path(decisions), name, lambda text: typer.echo(text, err=True))
    except TrialError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    show(made.comparison)
    typer.echo(f"\n工作簿 Workbook: {made.book}")


@app.command()
def compare(
    before: str = typer.Argument(help="Release id, folder of a release, name of a trial, or current."),
    after: str = typer.Argument(help="The other one."),
    xlsx: str = typer.Option(None, help="Also write a workbook to this file."),
) -> None:
    """Compare two releases: departments, places, uses and decisions that differ."""
    from pathlib import Path

    from yardstick.trial import CompareError, compare_releases, open_release
    from yardstick.trial.book import write_book
    from yardstick.trial.show import show

    try:
        found = compare_releases(open_release(before), open_release(after))
    except CompareError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    show(found)
    if xlsx:
        write_book(found, Path(xlsx))
        typer.echo(f"\n工作簿 Workbook: {xlsx}")


@app.command(name="target-book")
def target_book(
    city: str = typer.Argument(help="City id."),
    year: int = typer.Argument(help="Year appraised."),
    department: str = typer.Option(None, help="Only this department (default: the whole city)."),
    formats: str = typer.Option("word,pdf,excel", help="Which files, separated by commas."),
    lang: str = typer.Option("zh", help="zh or en: our own words; targets stay as written."),
    out: str = typer.Option(None, help="Folder (default: documents/ in the work folder)."),
) -> None:
    """The approved targets of a city or a department as a formal document, from the release on show."""
    from pathlib import Path

    from yardstick import paths
    from yardstick.documents import BookError, read_book, write_book

    try:
        book = read_book(city, year, department, "en" if lang == "en" else "zh")
        wanted = tuple(name.strip() for name in formats.split(",") if name.strip())
        files = write_book(book, Path(out) if out else paths.work_dir() / "documents", wanted)
    except BookError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for file in files:
        typer.echo(str(file))


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
