"""Chapters: leaves scored outside, inner nodes of the component tree, total and rank (rules.md 1, 5)."""

from __future__ import annotations

from decimal import Decimal

from explaining.dailies import explain_daily
from explaining.report import Report, fix, show
from explaining.surveys import explain_survey, leaf_points
from explaining.targets import explain_targets
from explaining.world import Department, Row

METHODS = {
    "survey": ("测评", "survey"),
    "daily": ("日常考核", "daily appraisal"),
    "target": ("目标", "targets"),
    "direct": ("直接得分", "scored outside"),
}
STATUS = {
    "scored": ("已得分", "scored"),
    "missing": ("缺", "missing"),
    "not_applicable": ("不适用", "not applicable"),
}


def leaves_in_order(own: Department) -> list[Row]:
    """Survey, daily, target, direct; within one the heaviest first, surveys by ballots (so that the raw mark shown
    belongs to a broad survey and not to a leader)."""
    parts = {r["component_id"]: r for r in own.scheme_rows("components")}
    ballots = {r["evaluation_id"]: r["n_ballots"] for r in own.mart("survey_results")}
    order = list(METHODS)
    leaves = [{**parts[c], **cell} for c, cell in own.cells.items() if parts[c]["method"] in METHODS]
    return sorted(
        leaves,
        key=lambda r: (
            order.index(r["method"]),
            -ballots.get(r["component_id"], 0),
            -r["max_points"],
            r["component_id"],
        ),
    )


def explain_leaves(report: Report, own: Department) -> None:
    """One chapter per leaf; the first survey with ballots begins with a raw mark."""
    with_mark = True
    for leaf in leaves_in_order(own):
        kind = METHODS[leaf["method"]]
        name, most = report.named(leaf, leaf["component_id"]), show(leaf["max_points"])
        bonus = report.t("（加分项）", " (bonus)") if leaf["kind"] == "bonus" else ""
        report.chapter(f"{kind[0]}：{name}，满分 {most}{bonus}", f"{kind[1]}: {name}, {most} points{bonus}")
        if clause := report.clause(leaf):
            report.line(clause, clause)
        if leaf["status"] == "not_applicable":
            _not_applicable(report, own, leaf)
        elif leaf["method"] == "survey":
            explain_survey(report, own, leaf["component_id"], with_mark)
            with_mark = with_mark and leaf["status"] != "scored"
        elif leaf["method"] == "daily":
            explain_daily(report, own, leaf["component_id"])
        elif leaf["method"] == "target":
            explain_targets(report, own, leaf["component_id"])
        else:
            _direct(report, own, leaf)


def _not_applicable(report: Report, own: Department, leaf: Row) -> None:
    """Which decision took the component out; one on an inner node holds for all its leaves."""
    above = [leaf["component_id"]]
    while parent := own.cells[above[-1]]["parent_id"]:
        above.append(parent)
    decisions = own.lake(
        "decisions",
        "select * from rows where kind = 'not_applicable' and department_id = ?",
        [own.department],
    )
    for row in decisions:
        if row["component_id"] in above:
            decision, document = row["decision_id"], f"{row['document_no']}, {row['decided_on']}"
            where_zh = f"{row['source_file']} 第 {row['source_row']} 行"
            where_en = f"{row['source_file']}, row {row['source_row']}"
            report.line(
                f"不适用：决定 {decision}（{document}）：{row['reason']}；{where_zh}",
                f"Not applicable by decision {decision} ({document}): {row['reason']}; {where_en}",
            )


def _direct(report: Report, own: Department, leaf: Row) -> None:
    found = own.lake(
        "direct_scores",
        "select * from rows where department_id = ? and component_id = ?",
        [own.department, leaf["component_id"]],
    )
    if not found:
        if leaf["kind"] == "bonus":
            report.line(
                "没有得分：不加分，也不缺项。", "No score handed in: adds nothing and makes nothing missing."
            )
        else:
            report.line("没有交来得分：缺。", "No score was handed in: missing.")
        return
    row = found[0]
    report.line(
        f"交来的得分：{row['source_file']} 第 {row['source_row']} 行，{show(row['score'])}",
        f"Score handed in: {row['source_file']}, row {row['source_row']}, {show(row['score'])}",
    )
    places = own.settings(leaf["component_id"])["points_decimals"]
    leaf_points(report, own.cells[leaf["component_id"]], row["score"], places)


def explain_tree(report: Report, own: Department) -> None:
    """Inner nodes from the deepest, then the total with bonus points."""
    report.chapter("逐级汇总成总分", "Up the tree to the total")
    children: dict[str, list[Row]] = {}
    for cell in sorted(own.cells.values(), key=lambda r: r["sort_order"]):
        if cell["parent_id"]:
            children.setdefault(cell["parent_id"], []).append(cell)
    for name in sorted(children, key=lambda c: (-own.cells[c]["tree_level"], own.cells[c]["sort_order"])):
        normal = [c for c in children[name] if c["kind"] == "normal"]
        _inner(report, own, own.cells[name], normal)
    root = next(c for c in own.cells.values() if c["tree_level"] == 0)
    bonuses = [c for c in own.cells.values() if c["kind"] == "bonus" and c["status"] == "scored"]
    total = (
        None if root["points"] is None else root["points"] + sum((c["points"] for c in bonuses), Decimal(0))
    )
    added = "".join(f" + {show(c['points'])} ({report.name(c)})" for c in bonuses)
    ticked = report.check(total, own.result["total"], "department_results.total")
    if total is None:
        report.line(f"没有总分{ticked}", f"no total{ticked}")
        return
    text = f"{show(root['points'])}{added} = {show(total)}" if added else show(total)
    report.line(f"总分 = {text}{ticked}", f"total = {text}{ticked}")


def _inner(report: Report, own: Department, node: Row, parts: list[Row]) -> None:
    name = report.named(node, node["component_id"])
    missing = [c for c in parts if c["status"] == "missing"]
    scored = [c for c in parts if c["status"] == "scored"]
    terms = " + ".join(f"{show(c['points'])} ({report.name(c)})" for c in scored)
    if missing:
        ticked = report.check("missing", node["status"], "component_results.status")
        what = ", ".join(report.named(c, c["component_id"]) for c in missing)
        report.line(f"{name}：缺，因为缺 {what}{ticked}", f"{name}: missing, since {what} is missing{ticked}")
        return
    if not scored:
        ticked = report.check("not_applicable", node["status"], "component_results.status")
        report.line(f"{name}：各部分都不适用{ticked}", f"{name}: none of its parts is applicable{ticked}")
        return
    points = sum((c["points"] for c in scored), Decimal(0))
    text = f"{terms} = {show(points)}"
    if len(scored) < len(parts):
        most = sum(c["max_points"] for c in scored)
        places = own.settings(node["component_id"])["points_decimals"]
        whole = float(points) * node["max_points"] / most
        text = f"({terms}) × {show(node['max_points'])} / {show(most)} = {show(whole)}"
        points = fix(whole, places)
        out_zh = "、".join(report.name(c) for c in parts if c["status"] == "not_applicable")
        text += report.t(
            f"（{out_zh} 不适用，其余按比例）→ {show(points)}", f" ({out_zh} not applicable) → {show(points)}"
        )
    ticked = report.check(points, node["points"], "component_results.points")
    report.line(f"{name} = {text}{ticked}", f"{name} = {text}{ticked}")


def explain_rank(report: Report, own: Department) -> bool:
    """Status and rank in the category; False where there is no rank and so no grade."""
    result = own.result
    category = own.warehouse.rows("marts.category_names", category_id=result["category_id"])
    where = report.named(category[0] if category else None, result["category_id"])
    report.chapter(f"类别“{where}”内的名次", f"Rank in the category {where}")
    if result["status"] == "incomplete":
        what = [c for c in own.cells.values() if c["status"] == "missing" and not _has_children(own, c)]
        what = [c for c in what if c["kind"] == "normal"]
        names = "、".join(report.named(c, c["component_id"]) for c in what)
        report.line(
            f"未完成：缺 {names}。缺的部分不按 0 分计，因此没有总分、名次和等次。",
            f"Incomplete: {names} missing. What is missing is not counted as 0, so there is no total, rank or grade.",
        )
        return False
    if result["status"] == "not_applicable":
        report.line(
            "所有部分都不适用：没有总分、名次和等次。", "Nothing is applicable: no total, rank or grade."
        )
        return False
    if not result["is_ranked"]:
        report.line(
            f"本部门不参加排名（departments.is_ranked = 0）：有总分 {show(result['total'])}，没有名次和等次。",
            f"Not ranked (departments.is_ranked = 0): a total of {show(result['total'])}, no rank and no grade.",
        )
        return False
    peers = [
        r
        for r in own.warehouse.rows("marts.department_results", **own.run, category_id=result["category_id"])
        if r["is_ranked"] and r["status"] == "complete"
    ]
    higher = [r for r in peers if r["total"] > result["total"]]
    equal = [r for r in peers if r["total"] == result["total"]]
    rank = f"{1 + len(higher)}" + report.check(
        1 + len(higher), result["category_rank"], "department_results.category_rank"
    )
    of = f"{len(peers)}" + report.check(len(peers), result["n_ranked"], "department_results.n_ranked")
    report.line(
        f"名次 = 1 + 总分更高的部门数 {len(higher)} = {rank}；参加排名的部门 {of}",
        f"rank = 1 + {len(higher)} departments with a higher total = {rank}; ranked departments {of}",
    )
    if len(equal) > 1:
        report.line(f"同分的部门 {len(equal)} 个", f"{len(equal)} departments have this total")
    near = sorted(peers, key=lambda r: (-r["total"], r["department_id"]))
    at = next(i for i, r in enumerate(near) if r["department_id"] == own.department)
    rows = [
        [r["category_rank"], report.named(r, r["department_id"]), r["total"]]
        for r in near[max(0, at - 2) : at + 3]
    ]
    report.table((("名次", "rank"), ("部门", "department"), ("总分", "total")), rows)
    return True


def _has_children(own: Department, cell: Row) -> bool:
    return any(c["parent_id"] == cell["component_id"] for c in own.cells.values())
