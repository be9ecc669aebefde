"""A release small enough to read: two cities, made by hand, with every state that a page must survive.

demo 2023 first year; 2024 normal, new scheme, a freed place taken, no opinions; 2025 an incomplete department
(no ballots), a tie at the cut, a category with one department, a downgrade, a department at the bottom twice;
2026 unfinished. lone 2025: no consistency at all. The lists (measures, opinions, archive) are in tiny_uses.py.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import tiny_surveys
import tiny_targets
import tiny_trust
import tiny_uses
import yaml

MARTS = Path(__file__).resolve().parents[2] / "models" / "marts"

NAMES = {
    "a1": ("市甲一局", "Alpha One"),
    "a2": ("市甲二局", "Alpha Two"),
    "a3": ("市甲三局", "Alpha Three"),
    "a4": ("市甲四局", "Alpha Four"),
    "a5": ("市甲五局", "Alpha Five"),
    "b1": ("市乙一局", "Beta One"),
    "b2": ("市乙二局", "Beta Two"),
    "b3": ("市乙三局", "Beta Three"),
    "b4": ("市乙四局", "Beta Four"),
    "v1": ("垂直一局", "Vertical One"),
}
CATEGORY = {"a": "general", "b": "economic", "v": "vertical"}
TOTALS = {
    2023: {
        "a1": 91,
        "a2": 89,
        "a3": 88,
        "a4": 84,
        "a5": 80,
        "b1": 90,
        "b2": 87,
        "b3": 85,
        "b4": 79,
        "v1": 86,
    },
    2024: {
        "a1": 90,
        "a2": 92,
        "a3": 85,
        "a4": 86,
        "a5": 79,
        "b1": 91,
        "b2": 88,
        "b3": 84,
        "b4": 78,
        "v1": 87,
    },
    2025: {
        "a1": 93,
        "a2": 92.6,
        "a3": 84,
        "a4": 77,
        "a5": None,
        "b1": 90,
        "b2": 86,
        "b3": 86,
        "b4": 76,
        "v1": 88,
    },
    2026: dict.fromkeys(NAMES),
}
GRADES = [
    ("excellent", "优秀", "Excellent"),
    ("good", "良好", "Good"),
    ("pass", "达标", "Pass"),
    ("admonition", "诫勉", "Admonition"),
]
COMPONENTS = [
    ("total", None, "综合绩效", "Overall", "normal", 0, 100.0),
    ("target", "total", "目标绩效", "Targets", "normal", 1, 40.0),
    ("daily", "total", "日常考核", "Daily", "normal", 1, 30.0),
    ("social", "total", "社会评议", "Social", "normal", 1, 30.0),
]

ZH = {
    "best grade allowed: excellent": "最高可评：优秀",
    "places: excellent 1": "名额：优秀 1",
    "total 93.00, position 1 of the category": "总分 93.00，本类第 1 位",
    "no decision": "没有决定",
}


def _scheme(year: int) -> str:
    return "old" if year == 2023 else "new"


def _graded(year: int) -> pd.DataFrame:
    rows = []
    for department, total in TOTALS[year].items():
        rows.append({"department_id": department, "category_id": CATEGORY[department[0]], "total": total})
    frame = pd.DataFrame(rows)
    frame["total"] = frame["total"].astype(float)
    groups = frame.groupby("category_id")["total"]
    frame["category_rank"] = groups.rank(method="min", ascending=False).astype("Int64")
    frame["n_ranked"] = groups.transform("count").astype("int64")
    order = {1: "excellent", 2: "good"}
    frame["grade_by_rank"] = [
        None if pd.isna(rank) else ("good" if n == 1 else order.get(rank, "pass"))
        for rank, n in zip(frame["category_rank"], frame["n_ranked"], strict=True)
    ]
    frame["grade_id"], frame["grade_changed_by"] = frame["grade_by_rank"], None
    moved = {
        2024: [("b3", "good", "refill")],
        2025: [("b1", "pass", "downgrade"), ("b4", "admonition", "grade_override")],
    }
    for department, grade, rule in moved.get(year, []):
        frame.loc[frame["department_id"] == department, ["grade_id", "grade_changed_by"]] = [grade, rule]
    return frame


def department_years() -> pd.DataFrame:
    parts = []
    for year in TOTALS:
        now = _graded(year)
        now.insert(0, "year", year)
        if year > 2023:
            before = _graded(year - 1).set_index("department_id")
            of = now["department_id"].map
            now["department_before"] = now["department_id"]
            for column, source in (
                ("total_before", "total"),
                ("rank_before", "category_rank"),
                ("n_ranked_before", "n_ranked"),
                ("grade_before", "grade_id"),
            ):
                now[column] = of(before[source])
            now["total_change"] = now["total"] - now["total_before"]
            now["places_up"] = now["rank_before"] - now["category_rank"]
        parts.append(now)
    frame = pd.concat(parts, ignore_index=True)
    frame["city_id"] = "demo"
    lone = frame[(frame["year"] == 2023) & (frame["category_id"] == "general")]
    lone = lone.assign(city_id="lone", year=2025)
    frame = pd.concat([frame, lone], ignore_index=True)
    frame["scheme_id"] = frame["year"].map(_scheme)
    frame["is_official"] = True
    frame["name_zh"] = frame["department_id"].map(lambda key: NAMES[key][0])
    frame["name_en"] = frame["department_id"].map(lambda key: NAMES[key][1])
    frame["display_order"] = frame["department_id"].map({key: n for n, key in enumerate(NAMES)})
    frame["status"] = ["complete" if pd.notna(total) else "incomplete" for total in frame["total"]]
    frame["no_grade_reason"] = [None if pd.notna(total) else "incomplete" for total in frame["total"]]
    frame["is_category_changed"] = False
    frame["is_scheme_changed"] = frame["year"] == 2024
    frame["next_grade_id"] = frame["grade_by_rank"].map({"good": "excellent", "pass": "good"})
    frame["fall_grade_id"] = frame["grade_by_rank"].map({"excellent": "good", "good": "pass"})
    frame["points_to_next"] = [
        0.4 if grade == "good" else 2.25 if grade == "pass" else None for grade in frame["grade_by_rank"]
    ]
    frame["points_to_fall"] = frame["grade_by_rank"].map({"excellent": 1.75, "good": 1.75})
    frame["is_near_cut"] = frame["points_to_next"] < 0.5
    keys = ["city_id", "year", "category_id", "category_rank"]
    frame["n_same_rank"] = frame.groupby(keys, dropna=False)["department_id"].transform("count")
    is_last = (frame["category_rank"] == frame["n_ranked"]).fillna(False)
    frame["is_bottom"] = is_last & (frame["n_ranked"] >= 4)
    is_b4 = frame["department_id"].eq("b4")
    frame["is_bottom_two_years"] = frame["is_bottom"] & is_b4 & (frame["year"] > 2023)
    frame["name_before_zh"], frame["name_before_en"] = frame["name_zh"], frame["name_en"]
    for column in ("total", "total_before", "total_change"):
        frame[column] = [None if pd.isna(v) else Decimal(str(v)) for v in frame[column]]
    return frame


def marts() -> dict[str, pd.DataFrame]:
    departments = department_years()
    runs = departments[["city_id", "year", "scheme_id", "is_official", "is_scheme_changed"]].drop_duplicates()
    runs["city_zh"] = runs["city_id"].map({"demo": "示范市", "lone": "独立市"})
    runs["city_en"] = runs["city_id"].map({"demo": "Demo City", "lone": "Lone City"})
    runs["scheme_zh"], runs["scheme_en"] = "考评办法", "Scheme"
    runs["scheme_before"] = None
    runs["n_open_appeals"] = ((runs["city_id"] == "demo") & (runs["year"] == 2025)).astype("int64")
    runs["is_provisional"] = runs["n_open_appeals"] > 0
    grades = pd.DataFrame(
        [
            {
                "scheme_id": scheme,
                "grade_id": key,
                "name_zh": zh,
                "name_en": en,
                "grade_order": n + 1,
                "is_quota": n < 2,
                "is_pass": n == 2,
                "is_admonition": n == 3,
            }
            for scheme in ("old", "new")
            for n, (key, zh, en) in enumerate(GRADES)
        ]
    )
    return {
        "department_years": departments,
        "runs": runs,
        "scheme_grades": grades,
        "category_names": pd.DataFrame(
            [
                ("general", "综合", "General", 1),
                ("economic", "经济", "Economic", 2),
                ("vertical", "垂直", "Vertical", 3),
            ],
            columns=["category_id", "name_zh", "name_en", "sort_order"],
        ),
        **_summaries(departments),
        **_components(departments),
        **_consistency(departments),
        **_records(),
        **tiny_uses.lists(NAMES),
        **tiny_targets.marts(NAMES, departments),
        **tiny_surveys.marts(NAMES),
        **tiny_trust.marts(departments),
    }


def _summaries(departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    totals = departments.assign(total=departments["total"].astype(float))
    groups = totals.groupby(["city_id", "year", "scheme_id"])
    summary = groups.agg(
        n_departments=("department_id", "count"),
        n_ranked=("category_rank", "count"),
        n_graded=("grade_id", "count"),
        n_bottom=("is_bottom", "sum"),
        n_bottom_two_years=("is_bottom_two_years", "sum"),
        n_near_cut=("is_near_cut", "sum"),
        n_with_last_year=("places_up", "count"),
        mean_total=("total", "mean"),
    ).reset_index()
    summary["n_incomplete"] = summary["n_departments"] - summary["n_ranked"]
    summary["n_grades_changed"], summary["n_up"], summary["n_down"], summary["rows_refused"] = 0, 3, 2, 1
    summary["is_official"] = True
    summary["mean_change"] = [None if year == 2023 else -0.5 for year in summary["year"]]
    counted = totals.groupby(["city_id", "year", "grade_id"]).size()
    counts = [
        {
            "city_id": city,
            "year": year,
            "scheme_id": scheme,
            "is_official": True,
            "grade_id": key,
            "grade_order": n + 1,
            "n_departments": int(counted.get((city, year, key), 0)),
            "n_before": int(counted.get((city, year - 1, key), 0))
            if year > 2023 and city == "demo"
            else None,
        }
        for city, year, scheme in summary[["city_id", "year", "scheme_id"]].itertuples(index=False)
        for n, (key, _, _) in enumerate(GRADES)
    ]
    points = [
        ("general", "a5", "incomplete", 3, None, None),
        ("economic", "b4", "admonished", 1, None, None),
        ("economic", "b4", "bottom_two_years", 2, None, None),
        ("economic", None, "tie_at_cut", 5, 86.0, "good"),
        ("economic", "b1", "grade_changed", 6, None, "pass"),
        ("general", "a2", "near_cut", 7, 0.4, "excellent"),
        ("vertical", "v1", "alone", 8, None, None),
        (None, None, "contrary", 4, -0.5, "social"),
        ("general", "a1", "near_cut", 7, 0.45, "excellent"),
    ]
    columns = ["category_id", "department_id", "kind", "severity", "value", "object_id"]
    attention = pd.DataFrame(points, columns=columns)
    attention = attention.assign(city_id="demo", year=2025, scheme_id="new", is_official=True, sort_value=0.0)
    attention["name_zh"] = [NAMES.get(d, (None, None))[0] for d in attention["department_id"]]
    attention["name_en"] = [NAMES.get(d, (None, None))[1] for d in attention["department_id"]]
    refilled = attention.head(1).assign(
        year=2024, department_id="b3", kind="grade_refilled", object_id="good"
    )
    refilled["name_zh"], refilled["name_en"] = NAMES["b3"]
    attention = pd.concat([attention, refilled], ignore_index=True)
    return {
        "year_summaries": summary,
        "grade_counts": pd.DataFrame(counts).astype({"n_before": "Int64"}),
        "grade_places": _places(totals),
        "attention_points": attention,
    }


def _places(totals: pd.DataFrame) -> pd.DataFrame:
    """One place per quota grade; the tie at the cut of 2025 is all_up, so two departments hold it."""
    rows = []
    for keys, group in totals.groupby(["city_id", "year", "category_id"]):
        base = dict(zip(["city_id", "year", "category_id"], keys, strict=True))
        is_remainder_tie = base == {"city_id": "demo", "year": 2024, "category_id": "general"}
        for at, (grade, _, _) in enumerate(GRADES):
            held = group[group["grade_by_rank"] == grade]["total"]
            if held.empty:
                continue
            cut, is_quota = held.min(), at < 2
            below = group[group["total"] < cut]["total"]
            is_tie = is_quota and len(held) > 1
            rows.append(
                {
                    **base,
                    "scheme_id": _scheme(base["year"]),
                    "is_official": True,
                    "grade_id": grade,
                    "grade_order": at + 1,
                    "n_eligible": int(group["total"].notna().sum()),
                    "places": 1 if is_quota else len(held),
                    "places_open": 1 if is_quota else None,
                    "n_holders": len(held),
                    "cut_total": cut,
                    "next_in_line_total": below.max() if len(below) and is_quota else None,
                    "is_tie": is_tie,
                    "n_tied_at_cut": (len(held) if is_tie else 0) if is_quota else None,
                    "decided_by": ("tie_policy" if is_tie else "total") if is_quota else None,
                    "decided_key": None,
                    "remainder_tie": is_remainder_tie,
                }
            )
    return pd.DataFrame(rows)


def _components(departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    rows = []
    for _, row in departments.iterrows():
        for at, (key, parent, zh, en, kind, level, full) in enumerate(COMPONENTS):
            score = None if pd.isna(row["total"]) else float(row["total"]) - at
            missing = score is None and key in ("total", "social")
            score = 80.0 if score is None and not missing else score
            rows.append(
                {
                    "city_id": row["city_id"],
                    "year": row["year"],
                    "scheme_id": row["scheme_id"],
                    "is_official": True,
                    "department_id": row["department_id"],
                    "category_id": row["category_id"],
                    "component_id": key,
                    "parent_id": parent,
                    "name_zh": zh,
                    "name_en": en,
                    "kind": kind,
                    "tree_level": level,
                    "sort_order": at,
                    "status": "missing" if missing else "scored",
                    "score": score,
                    "max_points": full,
                    "points": None if score is None else score * full / 100,
                    "category_rank": None if missing else 1 + at,
                    "n_compared": None if missing else 5,
                    "score_q25": 80.0,
                    "score_median": 85.0,
                    "score_q75": 90.0,
                    "points_median": 85.0 * full / 100,
                    "points_above_median": None if score is None else (score - 85) * full / 100,
                    "score_before": None if row["year"] == 2023 else 84.0,
                    "points_before": None,
                    "max_points_before": None,
                }
            )
    components = pd.DataFrame(rows)
    course = components.groupby(["city_id", "year", "category_id", "component_id", "scheme_id"])["points"]
    trends = course.agg(["mean", "max", "min", "count", "median", "std"]).reset_index()
    trends = trends.rename(columns={"max": "best", "min": "worst", "count": "n", "std": "sd"})
    trends["is_official"] = True
    scheme = pd.DataFrame(
        [
            {
                "scheme_id": name,
                "component_id": key,
                "parent_id": parent,
                "name_zh": zh,
                "name_en": en,
                "kind": kind,
                "tree_level": level,
                "sort_order": at,
                "max_points": full,
            }
            for name in ("old", "new")
            for at, (key, parent, zh, en, kind, level, full) in enumerate(COMPONENTS)
        ]
    )
    return {"component_years": components, "trends": trends, "scheme_components": scheme}


def _consistency(departments: pd.DataFrame) -> dict[str, pd.DataFrame]:
    verdicts = {
        "contribution": ("no_evidence", -0.1),
        "leader": ("consistent", 0.6),
        "social": ("contrary", -0.5),
    }
    rows = [
        {
            "city_id": "demo",
            "year": year,
            "scheme_id": _scheme(year),
            "is_official": True,
            "category_id": category,
            "pair": pair,
            "n": 4 if category else 9,
            "rho": rho,
            "rho_low": None if category else rho - 0.3,
            "rho_high": None if category else rho + 0.3,
            "rho_uncorrected": rho + 0.1,
            "rho_by_construction": 0.3,
            "p_value": None if category else 0.012,
            "p_adjusted": None if category else 0.024,
            "pair_agreement": 0.627 if category is None else None,
            "heterogeneity_q": None if category else 7.21,
            "heterogeneity_p": None if category else 0.027,
            "verdict": "not_testable" if category else verdict,
        }
        for year in (2023, 2024, 2025)
        for pair, (verdict, rho) in verdicts.items()
        for category in (None, "general", "economic")
    ]
    named = departments[(departments["city_id"] == "demo") & departments["category_rank"].notna()]
    ranks = [
        {
            "city_id": "demo",
            "year": row["year"],
            "scheme_id": row["scheme_id"],
            "is_official": True,
            "department_id": row["department_id"],
            "category_id": row["category_id"],
            "pair": pair,
            "x": 1.0,
            "y": 1.0,
            "rank_x": row["category_rank"],
            "rank_y": 1 + row["n_ranked"] - row["category_rank"],
            "difference": 2 * row["category_rank"] - row["n_ranked"] - 1,
            "n": row["n_ranked"],
            "is_discordant": bool(row["category_rank"] == 1 and row["n_ranked"] > 1),
        }
        for _, row in named.iterrows()
        for pair in verdicts
    ]
    return {"consistencies": pd.DataFrame(rows), "department_consistency": pd.DataFrame(ranks)}


def _records() -> dict[str, pd.DataFrame]:
    base = {"city_id": "demo", "year": 2025, "scheme_id": "new", "is_official": True, "department_id": "a1"}
    ledger = pd.DataFrame(
        [
            {
                **base,
                "component_id": "daily",
                "record_id": "r1",
                "occurred_on": pd.Timestamp("2025-03-05"),
                "item_id": "late",
                "item_zh": "迟报",
                "item_en": "Late",
                "direction": "penalty",
                "points": 0.5,
                "signed_points": -0.5,
                "not_counted_reason": None,
                "reason": "季度材料逾期",
                "evidence": "=1+1",
                "recorded_by": "督查办",
                "appeal_status": "none",
            },
            {
                **base,
                "component_id": "daily",
                "record_id": "r2",
                "occurred_on": pd.Timestamp("2025-06-01"),
                "item_id": "award",
                "item_zh": "表彰",
                "item_en": "Award",
                "direction": "bonus",
                "points": 1.0,
                "signed_points": 1.0,
                "not_counted_reason": "appeal_pending",
                "reason": "获奖",
                "evidence": "台账2",
                "recorded_by": "作风办",
                "appeal_status": "pending",
            },
        ]
    )
    steps = [
        ("best_allowed", None, None, "best grade allowed: excellent"),
        ("places", None, None, "places: excellent 1"),
        ("fill", None, "excellent", "total 93.00, position 1 of the category"),
        ("downgrade", "excellent", "excellent", "no decision"),
        ("promotion", "excellent", "excellent", "no decision"),
        ("grade_override", "excellent", "excellent", "no decision"),
    ]
    trace = [
        {
            **base,
            "category_id": "general",
            "step": n + 1,
            "rule": rule,
            "grade_before": before,
            "grade_after": after,
            "reason_zh": ZH[reason],
            "reason_en": reason,
            "clause": "条款一" if rule == "places" else None,
            "evidence": None,
        }
        for n, (rule, before, after, reason) in enumerate(steps)
    ]
    refill = {
        **trace[3],
        "year": 2024,
        "department_id": "b3",
        "category_id": "economic",
        "rule": "refill",
        "grade_before": "pass",
        "grade_after": "good",
        "reason_zh": "补入因降档空出的名额",
        "reason_en": "takes a place freed by a downgrade",
        "clause": "条款二",
    }
    limited = {**trace[0], "department_id": "b4", "category_id": "economic", "clause": "条款三"}
    return {
        "daily_ledger": ledger,
        "grade_trace": pd.DataFrame([*trace, refill, limited]),
    }


@cache
def contracts() -> dict[str, dict[str, str]]:
    """Columns and types of each mart as its contract states them."""
    found = {}
    for file in MARTS.glob("*/_*__models.yml"):
        for model in yaml.safe_load(file.read_text(encoding="utf-8"))["models"]:
            found[model["name"]] = {column["name"]: column["data_type"] for column in model["columns"]}
    return found


def write_mart(connection: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame, path: Path) -> None:
    """A mart as dbt would leave it: the columns of its contract in their types, what is not told is NULL."""
    given = frame.reindex(columns=[*frame.columns, *(c for c in contracts()[name] if c not in frame.columns)])
    types = {column: contracts()[name].get(column, "varchar") for column in given.columns}
    cast = ", ".join(
        f'cast("{column}" as {"varchar" if kind == "string" else kind}) as "{column}"'
        for column, kind in types.items()
    )
    connection.register("given", given)
    connection.execute(f"copy (select {cast} from given) to '{path}' (format parquet)")


def write_release(work: Path, release_id: str = "draft-20260101T080000000000Z", **changes: object) -> Path:
    """Write the release below ``work`` and put it on show; ``changes`` go into the manifest."""
    folder = work / "releases" / release_id
    (folder / "office").mkdir(parents=True)
    frames = marts()
    with duckdb.connect() as connection:
        for name, frame in frames.items():
            write_mart(connection, name, frame, folder / "office" / f"{name}.parquet")
    manifest = {
        "release_id": release_id,
        "status": "draft",
        "created_at": "2026-01-01T08:00:00+00:00",
        "as_of_date": "2025-12-31",
        "approved_by": None,
        "document_no": None,
        "is_sample": True,
        "audiences": ["office"],
        "marts": {n: {"rows": len(f)} for n, f in frames.items()},
    }
    (folder / "manifest.json").write_text(json.dumps(manifest | changes), encoding="utf-8")
    codebook = {name: {"description": f"说明 {name}", "columns": {}} for name in frames}
    (folder / "codebook.json").write_text(json.dumps(codebook, ensure_ascii=False), encoding="utf-8")
    show(work, release_id)
    return folder


def show(work: Path, release_id: str) -> None:
    (work / "releases" / "current.json").write_text(json.dumps({"release_id": release_id}), encoding="utf-8")


@pytest.fixture(scope="session")
def tiny_built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release, written once."""
    work = tmp_path_factory.mktemp("tiny")
    write_release(work)
    return work


@pytest.fixture()
def tiny_work(tiny_built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A work folder with the tiny release on show; the dashboard thinks it listens on this machine only."""
    import streamlit as st
    from streamlit import config

    shutil.copytree(tiny_built / "releases", tmp_path / "releases")
    monkeypatch.setenv("YARDSTICK_WORK_DIR", str(tmp_path))
    monkeypatch.setattr("dashboard.access.has_identity_provider", lambda: False)
    before = config.get_option("server.address")
    config.set_option("server.address", "127.0.0.1")
    yield tmp_path
    config.set_option("server.address", before)
    st.cache_data.clear()
    st.cache_resource.clear()
