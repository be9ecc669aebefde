"""Opinions word for word, rectifications that follow from them, and comments on the scheme."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from yardstick.sample.latent import Latent
from yardstick.sample.names import Bureau
from yardstick.sample.plan import CityPlan
from yardstick.sample.surveys import Survey
from yardstick.sample.write import Paper, Row

PLACES = ("服务大厅", "业务窗口", "网上办事平台", "服务热线", "基层站所", "下属单位")
BAD = {
    "服务态度": (
        "{p}的工作人员态度生硬，问两句就不耐烦。",
        "去{p}咨询，几个人互相推，没有人愿意解释清楚。",
        "电话打了三次才有人接，语气也不好。",
    ),
    "办事效率": (
        "{p}办一件事跑了四趟，材料清单前后说法不一样。",
        "{p}排队时间太长，上午取号下午才办上。",
        "申请交上去两个月没有回音，催了才有人处理。",
    ),
    "政务公开": (
        "{p}公布的流程和实际办理不一致，希望及时更新。",
        "政策出台了基层不知道，群众更不知道。",
        "收费依据没有公示，问了也说不清楚。",
    ),
    "廉洁自律": ("希望加强对{p}的监督，个别人办事看关系。", "吃拿卡要的现象比前几年少了，但没有根除。"),
    "工作实效": (
        "会开得多，解决问题少，建议多到现场看看。",
        "{p}反映的问题年年提，年年没有彻底解决。",
        "检查很多，重复报表太多，企业负担重。",
    ),
}
GOOD = (
    "{p}比去年方便多了，一次就办好。",
    "工作人员主动帮忙联系，很满意。",
    "企业遇到困难时，{d}上门服务，效果很好。",
    "办事时限缩短了，点赞。",
    "{d}的同志作风扎实，经常下基层。",
)
WISHES = (
    "建议{p}增加周末延时服务。",
    "建议把办事指南写得通俗一些。",
    "希望{d}多听听基层的意见再出政策。",
    "建议与其他部门共享数据，少让群众交材料。",
)
DEMANDS = (
    "限期整改窗口服务作风，公布整改结果",
    "梳理办事清单，压缩办理时限",
    "公开流程和收费依据",
    "开展专项督查，逐件回复反映人",
)
COMMENTS = (
    (
        "department",
        "目标绩效",
        "动态工作目标权重对没有招商任务的部门不够公平，建议分类设置。",
        "将在分类目标中研究。",
        0,
    ),
    ("department", "日常考核", "扣分事项建议事先告知并给部门说明的机会。", "采纳，增加申辩环节。", 1),
    ("expert", "万人评议", "评议人应当更多来自实际办过事的群众，并公布各层面的样本量。", "采纳。", 1),
    ("expert", "等次评定", "相邻部门分差小于抽样误差时，不宜只看名次。", "作为领导小组研究等次的参考。", 1),
    ("public", "社会评议", "希望知道提的意见最后怎么处理的。", "意见原汁原味反馈部门并公布整改情况。", 1),
    ("public", "结果运用", "倒数的部门要真的有压力。", None, 0),
    ("department", "等次评定", "部门较少的类别，优秀名额按四舍五入差别太大。", "已列入下一年度修订。", 0),
)


def _sentence(
    rng: np.random.Generator, bureau: Bureau, name: str, latent: Latent
) -> tuple[str | None, str, bool]:
    """Theme, text, and whether it is a complaint."""
    draw = rng.random()
    place = PLACES[int(rng.integers(len(PLACES)))]
    bad = 0.62 - 0.12 * float(np.clip(latent.social * 4, -2, 2))
    if draw < bad:
        themes = list(BAD)
        theme = themes[int(rng.integers(len(themes)))]
        text = BAD[theme][int(rng.integers(len(BAD[theme])))]
    elif draw < bad + 0.5 * (1 - bad):
        theme, text = "表扬", GOOD[int(rng.integers(len(GOOD)))]
    else:
        theme, text = "建议", WISHES[int(rng.integers(len(WISHES)))]
    return (theme if rng.random() < 0.6 else None), text.format(p=place, d=name), draw < bad


def make_voices(
    plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent], survey: Survey, faults: set[str]
) -> list[Paper]:
    """Opinions (150-300 a city-year in the full sample), rectifications, comments on the scheme."""
    rng = plan.rng(year, "opinions")
    bureaus = {b.department_id: b for b in plan.in_year(year)}
    n = min(len(survey.rated), round((5 if plan.city_id != "yunxi" else 7) * len(bureaus)))
    opinions: list[Row] = []
    complaints: dict[str, list[str]] = {}
    picks = rng.choice(len(survey.rated), size=n, replace=False)
    for i, k in enumerate(picks, start=1):
        channel = ("social", "daily", "democratic")[int(np.searchsorted((0.72, 0.9), rng.random()))]
        department = str(survey.rated[k])
        bureau = bureaus[department]
        theme, text, is_complaint = _sentence(rng, bureau, bureau.named(year)[0], panel[(year, department)])
        received = date(year, 11, 3) if channel == "social" else date(year, 1, 6)
        name = f"{plan.city_id[:2]}{year % 100:02d}-op{i:04d}"
        opinions.append(
            {
                "opinion_id": name,
                "department_id": department,
                "channel": channel,
                "received_on": received
                + timedelta(days=int(rng.integers(0, 24 if channel == "social" else 330))),
                "theme": theme,
                "text": text,
                "ballot_id": str(survey.ballot_ids[k]) if channel == "social" else None,
            }
        )
        if is_complaint:
            complaints.setdefault(department, []).append(name)
    city = plan.city_id
    good = opinions[0] if opinions else None
    if "opinions" in faults and good:
        opinions.append(
            {**good, "opinion_id": f"{good['opinion_id']}-x", "text": None, "_fault": ("required", "text")}
        )
        opinions.append(
            {
                **good,
                "opinion_id": f"{good['opinion_id']}-y",
                "channel": "rumour",
                "_fault": ("code", "channel"),
            }
        )
    papers = [
        Paper(
            city,
            year,
            "opinions",
            "",
            "bom" if city == "yunxi" else "csv",
            rows=opinions,
            chinese=city == "yunxi",
        )
    ]
    if "misspelt" in faults and good:
        rows = [{**good, "opinion_id": f"{good['opinion_id']}-hot{i}"} for i in range(3)]
        papers.append(
            Paper(
                city,
                year,
                "opinions",
                "hotline",
                "csv",
                rows=rows,
                whole_file="missing_column",
                rename={"department_id": "departmant_id"},
            )
        )
    papers.append(_rectifications(plan, year, complaints, faults))
    papers.append(_comments(plan, year, faults))
    return [p for p in papers if p.rows]


def _rectifications(plan: CityPlan, year: int, complaints: dict[str, list[str]], faults: set[str]) -> Paper:
    rng = plan.rng(year, "rectifications")
    rows: list[Row] = []
    chosen = sorted(complaints, key=lambda d: (-len(complaints[d]), d))[: max(3, len(complaints) // 2)]
    for i, department in enumerate(chosen, start=1):
        issued = date(year, 12, 8) + timedelta(days=int(rng.integers(0, 50)))
        due = issued + timedelta(days=int(rng.choice([30, 45, 60])))
        draw = rng.random()
        answered = due + timedelta(days=int(rng.integers(-20, 12))) if draw < 0.9 else None
        verified = answered + timedelta(days=int(rng.integers(5, 30))) if answered and draw < 0.75 else None
        result = ("sent_back" if draw < 0.08 else "accepted") if verified and draw < 0.6 else None
        rows.append(
            {
                "rectification_id": f"{plan.city_id[:2]}{year % 100:02d}-rect{i:03d}",
                "department_id": department,
                "opinion_ids": ";".join(complaints[department][:3]),
                "demand": DEMANDS[int(rng.integers(len(DEMANDS)))],
                "issued_on": issued,
                "due_on": due,
                "answered_on": answered,
                "verified_on": verified,
                "result": result,
            }
        )
    if "rectifications" in faults and rows:
        rows.append(
            {
                **rows[0],
                "rectification_id": f"{rows[0]['rectification_id']}-x",
                "due_on": "下月底前",
                "_fault": ("type", "due_on"),
            }
        )
    return Paper(plan.city_id, year, "rectifications", "", "gb18030", rows=rows, chinese=True)


def _comments(plan: CityPlan, year: int, faults: set[str]) -> Paper:
    rng = plan.rng(year, "comments")
    rows: list[Row] = []
    for i, k in enumerate(sorted(rng.permutation(len(COMMENTS))[:5].tolist()), start=1):
        kind, clause, text, reply, adopted = COMMENTS[k]
        rows.append(
            {
                "comment_id": f"{plan.city_id[:2]}{year % 100:02d}-com{i:02d}",
                "from_kind": kind,
                "clause": clause,
                "text": text,
                "reply": reply,
                "is_adopted": "是" if adopted else "否",
            }
        )
    if "scheme_comments" in faults:
        rows.append(
            {
                **rows[0],
                "comment_id": f"{rows[0]['comment_id']}-x",
                "from_kind": "rival",
                "_fault": ("code", "from_kind"),
            }
        )
    return Paper(plan.city_id, year, "scheme_comments", "", "xlsx", rows=rows, chinese=True)
