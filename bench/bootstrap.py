"""How long the ballot bootstrap of one year takes: about ten thousand ballots on 64 departments, 200 replicates.

Builds one simulated city, then builds it again after one ballot was taken away, so that the whole year is drawn anew,
and prints the seconds of every model between the ballots and the grades of the draws. Budget: issue 5, under 5 s for
the resampling.

Usage: ``python bench/bootstrap.py [--times 48]`` (210 ballots times this).
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

PROJECT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PROJECT / "tests" / "python"))

from builds import Place  # noqa: E402
from simulated_cities import FIRST, write_cities, write_rule_book  # noqa: E402

RESAMPLING = ["int_ballot_multiplicities", "int_survey_resampled_groups", "int_survey_resampled"]


def seconds(place: Place) -> dict[str, float]:
    """Build what the draws need; model -> seconds of its run."""
    done = place.dbt("build", "--select", "+grade_probabilities", "--exclude", "resource_type:test")
    if done.returncode:
        sys.exit(done.stdout[-4000:])
    results = json.loads((place.work / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    return {
        r["unique_id"].split(".")[-1]: r["execution_time"]
        for r in results
        if r["unique_id"].startswith("model.")
    }


def main() -> None:
    """Build twice and print the second build's times."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=48)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bootstrap") as name:
        folder = Path(name)
        write_rule_book(folder / "seeds", ["c0"])
        write_cities(
            folder / "raw", ["c0"], np.random.default_rng(1), years=(FIRST,), ballots_per_rater=args.times
        )
        place = Place(raw=folder / "raw", work=folder / "work", seeds=folder / "seeds")
        seconds(place)
        marks = next((folder / "raw").rglob("marks.parquet"))
        table = pq.read_table(marks)
        gone = table.column("ballot_id")[0].as_py()
        pq.write_table(
            table.filter([ballot != gone for ballot in table.column("ballot_id").to_pylist()]), marks
        )
        took = seconds(place)
        drawn = place.query(
            "select count(distinct draw) as n from intermediate.int_draw_results where kind = 'ballots'"
        )
        ballots = place.query(
            "select count(distinct ballot_id) as n from intermediate.int_ballot_multiplicities"
        )
    print(
        f"{ballots[0]['n']} ballots, {drawn[0]['n']} replicates; seconds of the models over half a second, and all:"
    )
    for model, time in sorted(took.items(), key=lambda item: -item[1]):
        if time > 0.5 or model in RESAMPLING:
            print(f"{time:7.2f} {model}")
    print(f"{sum(took[model] for model in RESAMPLING):7.2f} resampling ({', '.join(RESAMPLING)})")
    print(f"{sum(took.values()):7.2f} grade_probabilities and all above, side by side ones added up")


if __name__ == "__main__":
    main()
