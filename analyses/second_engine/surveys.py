"""Surveys (rules.md section 2): screening, ballot scores, groups, score. Vectorised on scaled integers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from .reading import CityYear, number
from .scheme import Scheme

SCALE = 10**9  # DECIMAL(18,9) as int64


def scaled(values: np.ndarray) -> np.ndarray:
    """Cast to DECIMAL(18,9): nearest, as an integer number of billionths."""
    return np.rint(np.asarray(values, dtype=float) * SCALE).astype(np.int64)


def first_marks(data: CityYear) -> pd.DataFrame:
    """Screening `duplicate`: of a repeated (ballot, department, item) the lowest (file, row) stays."""
    marks = data.marks
    if marks.empty:
        return marks
    size = [len(marks[c].cat.categories) for c in ("ballot_id", "department_id", "item_id")]
    key = marks["ballot_id"].cat.codes.to_numpy(np.int64)
    for column, width in zip(("department_id", "item_id"), size[1:], strict=True):
        key = key * width + marks[column].cat.codes.to_numpy(np.int64)
    marks = marks[~pd.Series(key, index=marks.index).duplicated(keep="first")]
    ballots = {r["ballot_id"]: r for r in data.rows["ballots"]}
    for column in ("evaluation_id", "group_id"):
        of_ballot = [ballots.get(b, {}).get(column, "") for b in marks["ballot_id"].cat.categories]
        values = pd.Categorical(of_ballot)
        codes = values.codes[marks["ballot_id"].cat.codes.to_numpy()]
        marks = marks.assign(**{column: pd.Categorical.from_codes(codes, values.categories)})
    return marks


def option_points(scheme: Scheme, evaluation: str, options: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """For each option its points (NaN = don't know) and whether the scheme knows it; mark_mode = rank."""
    rows = {r["option_id"]: r for r in scheme.tables["mark_options"] if r["evaluation_id"] == evaluation}
    is_rank = scheme.setting("mark_mode", evaluation) == "rank"
    step = float(scheme.setting("rank_step", evaluation))
    points, known = [], []
    for option in options:
        if is_rank and option.isascii() and option.isdigit() and int(option) > 0:
            points.append(max(0.0, 100 - step * (int(option) - 1)))
            known.append(True)
        else:
            value = number(rows[option]["points"]) if option in rows else None
            points.append(np.nan if value is None else value)
            known.append(option in rows)
    return np.array(points, dtype=float), np.array(known, dtype=bool)


def screened(marks: pd.DataFrame, scheme: Scheme, evaluation: str) -> pd.DataFrame:
    """The evaluation's marks that survive screening, with points, item weight and group."""
    part = marks[marks["evaluation_id"] == evaluation]
    options, items = part["option_id"].cat, part["item_id"].cat
    points, known = option_points(scheme, evaluation, list(options.categories))
    weights = {
        r["item_id"]: number(r["weight"])
        for r in scheme.tables["survey_items"]
        if r["evaluation_id"] == evaluation
    }
    weight = np.array([weights.get(i, np.nan) for i in items.categories], dtype=float)
    groups = {r["group_id"] for r in scheme.tables["rater_groups"] if r["evaluation_id"] == evaluation}
    in_group = np.array([g in groups for g in part["group_id"].cat.categories], dtype=bool)
    frame = pd.DataFrame(
        {
            "ballot": part["ballot_id"].cat.codes.to_numpy(np.int64),
            "department": part["department_id"].cat.codes.to_numpy(np.int64),
            "option": options.codes.to_numpy(),
            "group": part["group_id"].cat.codes.to_numpy(),
            "points": points[options.codes.to_numpy()],
            "weight": weight[items.codes.to_numpy()],
        }
    )
    stays = known[options.codes.to_numpy()] & in_group[part["group_id"].cat.codes.to_numpy()]
    frame = frame[stays & frame["weight"].notna().to_numpy()]
    if scheme.setting("remove_straight_lines", evaluation) == "1":
        frame = frame[~frame["ballot"].isin(straight_lines(frame, scheme, evaluation))]
    return frame


def straight_lines(frame: pd.DataFrame, scheme: Scheme, evaluation: str) -> pd.Index:
    """Screening `straight_line`: enough counted marks on enough departments, all of one option."""
    counted = frame[frame["points"].notna()]
    ballots = counted.groupby("ballot").agg(
        n=("option", "size"), d=("department", "nunique"), o=("option", "nunique")
    )
    enough = ballots["n"] >= float(scheme.setting("straight_line_min_marks", evaluation))
    wide = ballots["d"] >= float(scheme.setting("straight_line_min_departments", evaluation))
    return ballots.index[enough & wide & (ballots["o"] == 1)]


def survey_results(marks: pd.DataFrame, scheme: Scheme, evaluation: str) -> dict[str, dict]:
    """Per department n_ballots, n_marks, score = sum(omega m)/sum(omega) over groups with n >= min_ballots.

    Ballot score y = sum(w p)/sum(w); every summand and every y is cast to DECIMAL(18,9), one division a sum.
    """
    if marks.empty:
        return {}
    names, group_names = marks["department_id"].cat.categories, marks["group_id"].cat.categories
    counted = screened(marks, scheme, evaluation)
    counted = counted[counted["points"].notna()]
    counted = counted.assign(
        wp=scaled((counted["weight"] * counted["points"]).to_numpy()), w=scaled(counted["weight"].to_numpy())
    )
    n_marks = counted.groupby("department").size()
    ballot = counted.groupby(["department", "group", "ballot"], sort=False)[["wp", "w"]].sum().reset_index()
    ballot = ballot[ballot["w"] != 0].copy()
    ballot["y"] = scaled(ballot["wp"].to_numpy() / ballot["w"].to_numpy())
    groups = ballot.groupby(["department", "group"])["y"].agg(["size", "sum"]).reset_index()
    rules = {r["group_id"]: r for r in scheme.tables["rater_groups"] if r["evaluation_id"] == evaluation}
    found: dict[str, dict] = {}
    above: dict[str, list[float]] = {}
    for department, group, n, total in groups.itertuples(index=False):
        name, rule = names[department], rules[group_names[group]]
        row = found.setdefault(name, {"n_ballots": 0, "n_marks": int(n_marks[department]), "score": None})
        row["n_ballots"] += int(n)
        if n >= float(rule["min_ballots"] or 1):
            omega = number(rule["weight"]) or 0.0
            sums = above.setdefault(name, [0.0, 0.0])
            sums[0] += omega * (int(total) / SCALE / int(n))
            sums[1] += omega
    for name, (top, bottom) in above.items():
        found[name]["score"] = top / bottom if bottom else None
    return found
