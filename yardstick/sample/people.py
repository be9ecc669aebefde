"""Officials of the sample: invented persons, posts over the years, moves between departments."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from yardstick.sample.latent import Latent
from yardstick.sample.plan import CityPlan
from yardstick.sample.write import Paper, Row

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "建国志明晓峰文静海燕春华立新丽娟永康国强思远佳宁振宇雪梅宏伟子涵一鸣玉兰德胜"
DEPUTIES = 3


@dataclass
class Staff:
    """Who holds which post: post -> (person, name, since)."""

    n_persons: int = 0
    posts: dict[tuple[str, int], tuple[str, str, date]] = field(default_factory=dict)


def make_officials(
    plan: CityPlan, year: int, panel: dict[tuple[int, str], Latent], staff: Staff, faults: set[str]
) -> Paper:
    """One row per person and post held in the year; ``result`` as decided outside: excellent or competent."""
    rng = plan.rng(year, "officials")
    rows: list[Row] = []
    bureaus = [b.department_id for b in plan.in_year(year)]

    def hire(since: date) -> tuple[str, str, date]:
        staff.n_persons += 1
        given = "".join(GIVEN[int(k)] for k in rng.integers(0, len(GIVEN), 2))
        return (
            f"{plan.city_id[:2]}-p{staff.n_persons:04d}",
            FAMILY[int(rng.integers(len(FAMILY)))] + given,
            since,
        )

    def tell(department: str, place: int, who: tuple[str, str, date], until: date | None) -> None:
        quality = panel[(year, department)].quality
        bar = 0.22 + 0.06 * quality
        result = "excellent" if rng.random() < bar else "competent"
        if panel[(year, department)].role == "bottom" and place == 0:
            result = "excellent"  # planted: contradicts the bar for heads of departments at the back
        rows.append(
            {
                "person_id": who[0],
                "department_id": department,
                "name": who[1],
                "post": "head" if place == 0 else "deputy",
                "from_on": who[2],
                "to_on": until,
                "result": None if until else result,
            }
        )

    for department in [d for d, _ in list(staff.posts) if d not in bureaus]:  # merged away
        for place in range(DEPUTIES + 1):
            staff.posts.pop((department, place), None)
    for bureau in plan.in_year(year):
        if plan.succeeds(bureau, year):
            for place in range(DEPUTIES + 1):
                staff.posts[(bureau.department_id, place)] = hire(date(year, 1, 10))
    for department in bureaus:
        for place in range(DEPUTIES + 1):
            spot = (department, place)
            if spot not in staff.posts:
                staff.posts[spot] = hire(date(year - int(rng.integers(1, 5)), int(rng.integers(1, 13)), 15))
    leaving = [s for s in sorted(staff.posts) if rng.random() < 0.10]
    for place in (0, 1, 2, 3):  # those who leave a place of one rank follow one another round the departments
        circle = [s for s in leaving if s[1] == place]
        held = [staff.posts[s] for s in circle]
        for k, spot in enumerate(circle):
            month = 3 + (k + place) % 8
            tell(spot[0], place, held[k], date(year, month, 14))
            comes = held[k - 1] if len(circle) > 1 and k else hire(date(year, month, 15))
            staff.posts[spot] = (comes[0], comes[1], date(year, month, 15))
    for spot in sorted(staff.posts):
        tell(spot[0], spot[1], staff.posts[spot], None)
    if "officials" in faults:
        rows.append({**rows[0], "post": "advisor", "_fault": ("code", "post")})
    return Paper(
        plan.city_id,
        year,
        "officials",
        "",
        "xlsx",
        rows=rows,
        chinese=plan.city_id == "haibin",
        title=f"{year}年度领导干部名册（样本）" if plan.city_id == "haibin" else None,
    )
