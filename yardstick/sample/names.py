"""Bureaus of the two sample cities: generic names, lines of work, size and how well the public knows them.

Nothing here is a real government: the names are those that every Chinese city has, and the city names say 样本.
Inside a category the departments that carry planted truths stand first, so that small samples keep them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

CATEGORIES = ("general", "economic", "enforcement", "vertical")


@dataclass(frozen=True)
class Bureau:
    """One department; ``first`` and ``last`` are the years it exists (None: always)."""

    department_id: str
    name_zh: str
    name_en: str
    kind: str
    category_id: str
    line_id: str | None
    visibility: float  # 0 nobody knows it .. 1 everybody does
    civil_servants: int
    is_ranked: int = 1
    is_published: int = 1
    first: int | None = None
    last: int | None = None
    succeeds: tuple[str, ...] = ()
    renamed: tuple[int, str, str] | None = None  # from this year on: name_zh, name_en

    def in_year(self, year: int) -> bool:
        """Whether the department exists in ``year``."""
        return (self.first is None or year >= self.first) and (self.last is None or year <= self.last)

    def named(self, year: int) -> tuple[str, str]:
        """Chinese and English name in ``year``."""
        if self.renamed and year >= self.renamed[0]:
            return self.renamed[1], self.renamed[2]
        return self.name_zh, self.name_en


# id | Chinese name | English name | kind | line of work | visibility | civil servants
_GENERAL = """
organisation|市委组织部|Organisation Department|party|organisation|.62|96
archives|市档案馆|City Archives|party|archives|.34|42
party_office|市委办公室|Party Committee Office|party|general_office|.55|88
gov_office|市政府办公室|Government Office|government|general_office|.66|112
publicity|市委宣传部|Publicity Department|party|publicity|.60|74
policy_office|市委政策研究室|Policy Research Office|party|policy_research|.25|26
research_office|市政府研究室|Policy Research Office|government|policy_research|.24|24
gov_services|市政务服务管理办公室|Government Services Office|government|government_services|.80|58
petition|市信访局|Letters and Calls Bureau|government|petition|.70|38
discipline|市纪委监委机关|Discipline Inspection and Supervision|party|discipline|.68|168
united_front|市委统战部|United Front Work Department|party|united_front|.42|45
political_legal|市委政法委|Political and Legal Affairs Committee|party|political_legal|.52|52
staffing|市委编办|Staffing Office|party|staffing|.32|33
party_school|市委党校|Party School|party|party_school|.38|71
retired_cadres|市委老干部局|Retired Cadres Bureau|party|organisation|.33|29
affairs|市机关事务管理局|Government Offices Administration|government|affairs|.36|47
foreign_affairs|市外事办公室|Foreign Affairs Office|government|foreign_affairs|.37|31
union|市总工会|Federation of Trade Unions|mass_organisation|united_front|.58|44
youth|共青团市委|Communist Youth League Committee|mass_organisation|united_front|.54|27
women|市妇女联合会|Women's Federation|mass_organisation|united_front|.57|26
federation_industry|市工商业联合会|Federation of Industry and Commerce|mass_organisation|united_front|.45|28
party_history|市委党史工作办公室|Party History Office|party|archives|.22|19
"""
_ECONOMIC = """
development|市发展和改革委员会|Development and Reform Commission|government|development|.66|142
commerce|市商务局|Commerce Bureau|government|commerce|.60|92
culture|市文化广电局|Culture and Broadcasting Bureau|government|culture_tourism|.58|64
tourism|市旅游局|Tourism Bureau|government|culture_tourism|.55|38
finance|市财政局|Finance Bureau|government|finance|.63|138
industry|市工业和信息化局|Industry and Information Bureau|government|industry|.57|108
agriculture|市农业农村局|Agriculture and Rural Affairs Bureau|government|agriculture|.61|121
transport|市交通运输局|Transport Bureau|government|transport|.79|118
housing|市住房和城乡建设局|Housing and Construction Bureau|government|housing|.81|124
human_resources|市人力资源和社会保障局|Human Resources and Social Security Bureau|government|employment|.82|131
rural_revival|市扶贫工作办公室|Poverty Relief Office|government|agriculture|.48|36
science|市科学技术局|Science and Technology Bureau|government|science|.50|67
water|市水利局|Water Bureau|government|water|.59|83
statistics|市统计局|Statistics Bureau|government|statistics|.41|57
state_assets|市国有资产监督管理委员会|State-owned Assets Commission|government|state_assets|.40|49
audit|市审计局|Audit Bureau|government|audit|.44|72
local_finance|市地方金融监督管理局|Local Financial Regulation Bureau|government|local_finance|.42|34
investment|市投资促进中心|Investment Promotion Centre|government|commerce|.46|41
"""
_ENFORCEMENT = """
market|市市场监督管理局|Market Regulation Bureau|government|market|.83|236
urban_management|市城市管理局|Urban Management Bureau|government|urban_management|.88|184
public_security|市公安局|Public Security Bureau|government|public_security|.93|612
environment|市生态环境局|Environment Bureau|government|environment|.78|152
education|市教育局|Education Bureau|government|education|.90|117
emergency|市应急管理局|Emergency Management Bureau|government|emergency|.67|88
justice|市司法局|Justice Bureau|government|justice|.62|127
natural_resources|市自然资源和规划局|Natural Resources and Planning Bureau|government|natural_resources|.74|156
health|市卫生健康委员会|Health Commission|government|health|.89|133
civil_affairs|市民政局|Civil Affairs Bureau|government|civil_affairs|.76|81
medical_insurance|市医疗保障局|Medical Insurance Bureau|government|medical_insurance|.79|56
veterans|市退役军人事务局|Veterans Affairs Bureau|government|veterans|.51|43
ethnic|市民族宗教事务局|Ethnic and Religious Affairs Bureau|government|united_front|.35|28
forestry|市园林绿化局|Parks and Greening Bureau|government|urban_management|.64|52
"""
_VERTICAL = """
tax|市税务局|Tax Bureau|vertical|tax|.82|388
posts|市邮政管理局|Postal Administration|vertical|posts|.53|24
power|市供电公司|Power Supply Company|vertical|power|.91|210
meteorology|市气象局|Meteorological Bureau|vertical|meteorology|.60|46
customs|海关|Customs|vertical|customs|.43|164
tobacco|市烟草专卖局|Tobacco Monopoly Bureau|vertical|tobacco|.47|98
fire|市消防救援支队|Fire and Rescue Brigade|vertical|fire|.86|176
maritime|海事局|Maritime Safety Administration|vertical|maritime|.39|92
banking|金融监管分局|Financial Regulation Branch|vertical|banking|.38|68
survey_team|国家统计局调查队|National Survey Team|vertical|statistics|.29|35
"""

_YUNXI = {
    "general": (
        "organisation",
        "archives",
        "gov_office",
        "publicity",
        "gov_services",
        "petition",
        "discipline",
        "union",
    ),
    "economic": (
        "development",
        "commerce",
        "rural_revival",
        "finance",
        "industry",
        "agriculture",
        "transport",
    ),
    "enforcement": ("market", "urban_management", "public_security", "environment", "education"),
    "vertical": ("tax", "posts", "power", "meteorology"),
}


def _read(text: str, category: str) -> list[Bureau]:
    rows = [line.split("|") for line in text.strip().splitlines()]
    return [Bureau(r[0], r[1], r[2], r[3], category, r[4], float(r[5]), int(r[6])) for r in rows]


def _haibin() -> dict[str, list[Bureau]]:
    book = {
        "general": _read(_GENERAL, "general"),
        "economic": _read(_ECONOMIC, "economic"),
        "enforcement": _read(_ENFORCEMENT, "enforcement"),
        "vertical": _read(_VERTICAL, "vertical"),
    }
    # Core offices are appraised and not ranked, as Hangzhou lists four of them separately.
    book["general"] = [
        replace(b, is_ranked=0, is_published=0 if b.department_id == "party_office" else 1)
        if b.department_id in ("party_office", "gov_office")
        else b
        for b in book["general"]
    ]
    book["economic"] = [
        replace(b, renamed=(2021, "市乡村振兴局", "Rural Revival Bureau"))
        if b.department_id == "rural_revival"
        else b
        for b in book["economic"]
    ]
    return book


def _yunxi() -> dict[str, list[Bureau]]:
    known = {b.department_id: b for rows in _haibin().values() for b in rows}
    book = {c: [known[i] for i in ids] for c, ids in _YUNXI.items()}
    book = {
        c: [replace(b, civil_servants=max(8, b.civil_servants // 3)) for b in rows]
        for c, rows in book.items()
    }
    place = next(i for i, b in enumerate(book["economic"]) if b.department_id == "rural_revival")
    book["economic"][place] = replace(book["economic"][place], department_id="poverty_relief", renamed=None)
    return book


MERGER_YEAR = 2022  # haibin: culture + tourism
NEW_ID_YEAR = 2023  # yunxi: poverty_relief goes on as rural_revival

CATALOGUE = {"haibin": _haibin(), "yunxi": _yunxi()}
CITY_NAMES = {"haibin": "海滨市（样本）", "yunxi": "云溪市（样本）"}


def sizes_by_category(city: str, departments: int) -> dict[str, int]:
    """Departments per category: the full city's proportions by largest remainder, at least two each."""
    full = {c: len(CATALOGUE[city][c]) for c in CATEGORIES}
    total = sum(full.values())
    exact = {c: departments * full[c] / total for c in CATEGORIES}
    sizes = {c: max(2, int(exact[c])) for c in CATEGORIES}
    by_remainder = sorted(CATEGORIES, key=lambda c: (int(exact[c]) - exact[c], c))
    while sum(sizes.values()) < departments:
        sizes[by_remainder[0]] += 1
        by_remainder = by_remainder[1:] + by_remainder[:1]
    return sizes


def bureaus_of(city: str, departments: int) -> list[Bureau]:
    """Every department the city ever has in a sample of ``departments`` departments a year."""
    chosen: list[Bureau] = []
    for category, n in sizes_by_category(city, departments).items():
        rows = CATALOGUE[city][category][:n]
        for i in range(len(rows) + 1, n + 1):  # larger than the catalogue: numbered service centres
            rows = [
                *rows,
                Bureau(
                    f"{category}_centre_{i}",
                    f"市{i}号公共服务中心（{category}）",
                    f"Service Centre {i} ({category})",
                    "government",
                    category,
                    None,
                    0.4,
                    30,
                ),
            ]
        chosen += rows
    ids = {b.department_id for b in chosen}
    if city == "haibin" and {"culture", "tourism"} <= ids:
        chosen = [
            replace(b, last=MERGER_YEAR - 1) if b.department_id in ("culture", "tourism") else b
            for b in chosen
        ]
        chosen += [
            Bureau(
                "culture_tourism",
                "市文化广电和旅游局",
                "Culture, Broadcasting and Tourism Bureau",
                "government",
                "economic",
                "culture_tourism",
                0.6,
                96,
                first=MERGER_YEAR,
                succeeds=("culture", "tourism"),
            ),
            Bureau(
                "data",
                "市数据局",
                "Data Bureau",
                "government",
                "economic",
                "data",
                0.39,
                32,
                first=MERGER_YEAR,
            ),
        ]
    if city == "yunxi" and "poverty_relief" in ids:
        old = next(b for b in chosen if b.department_id == "poverty_relief")
        chosen[chosen.index(old)] = replace(old, last=NEW_ID_YEAR - 1)
        chosen.append(
            replace(
                old,
                department_id="rural_revival",
                name_zh="市乡村振兴局",
                name_en="Rural Revival Bureau",
                first=NEW_ID_YEAR,
                succeeds=("poverty_relief",),
            )
        )
    return chosen


# line | slug, name, unit, amount or rate, direction, level of the first year, usual change a year (share; points)
_INDICATORS = """
organisation|talent,引进高层次人才,人,amount,up,320,.07|cadre_training,干部培训人次,人次,amount,up,4200,.05|branch,标准化党支部达标率,%,rate,up,91,.6
publicity|news,省级以上媒体正面报道,篇,amount,up,860,.06|volunteer,注册志愿者活跃率,%,rate,up,46,1.4|films,公益文化活动,场,amount,up,1500,.05
discipline|cases,问题线索按期办结率,%,rate,up,93,.5|visits,监督检查次数,次,amount,up,210,.04|repeat,重复信访件,件,amount,down,86,-.06
united_front|service,服务企业和群众次数,次,amount,up,540,.05|members,会员发展数,人,amount,up,1300,.04|aid,帮扶困难对象,人,amount,up,2100,.05
archives|digitised,档案数字化率,%,rate,up,61,2.2|visits,查档服务人次,人次,amount,up,5200,.04|volumes,征集史料,件,amount,up,640,.05
development|projects,重大项目开工数,个,amount,up,148,.05|invest,固定资产投资完成额,亿元,amount,up,1860,.06|energy,单位GDP能耗,吨标准煤/万元,amount,down,.47,-.03|price,价格投诉,件,amount,down,410,-.05
finance|revenue,一般公共预算收入,亿元,amount,up,586,.05|spend,预算执行率,%,rate,up,92,.5|debt,隐性债务余额,亿元,amount,down,214,-.07|audit,财政评审项目,个,amount,up,420,.04
commerce|fdi,实际使用外资,亿美元,amount,up,24.6,.05|trade,外贸进出口总额,亿元,amount,up,2350,.05|retail,社会消费品零售总额,亿元,amount,up,3120,.06|signed,签约亿元以上项目,个,amount,up,132,.05
industry|output,规模以上工业增加值增速,%,rate,up,7.2,.1|tech,技改投资,亿元,amount,up,410,.07|small,新增专精特新企业,家,amount,up,64,.08|idle,清理低效用地,亩,amount,up,2600,.04
science|rd,研发经费占GDP比重,%,rate,up,2.6,.08|hitech,新增高新技术企业,家,amount,up,280,.08|patent,万人发明专利拥有量,件,amount,up,32.5,.07
agriculture|grain,粮食总产量,万吨,amount,up,338,.01|farm,高标准农田建设,万亩,amount,up,28,.04|income,农村居民人均可支配收入,元,amount,up,24300,.07
water|sections,河道水质达标率,%,rate,up,88,.9|leak,供水管网漏损率,%,rate,down,11.4,-.5|dikes,堤防除险加固,公里,amount,up,46,.04
transport|roads,农村公路新改建,公里,amount,up,310,.04|bus,公交准点率,%,rate,up,86,.8|port,港口货物吞吐量,万吨,amount,up,26300,.05
housing|old,老旧小区改造,个,amount,up,74,.06|works,保障性住房开工,套,amount,up,8600,.03|complain,物业投诉,件,amount,down,3150,-.05
education|places,新增学位,个,amount,up,9800,.03|kinder,普惠性幼儿园覆盖率,%,rate,up,82,.9|teachers,教师培训人次,人次,amount,up,12400,.04
health|beds,千人床位数,张,amount,up,6.4,.03|sign,家庭医生签约率,%,rate,up,64,1.1|wait,门诊平均候诊时间,分钟,amount,down,38,-.05
civil_affairs|care,新增养老床位,张,amount,up,2600,.04|relief,救助审批时限,天,amount,down,18,-.05|home,居家养老服务人次,万人次,amount,up,74,.06
employment|jobs,城镇新增就业,万人,amount,up,9.8,.03|skill,职业技能培训,万人次,amount,up,8.1,.04|wages,欠薪案件按期办结率,%,rate,up,94,.4
environment|air,空气质量优良天数比率,%,rate,up,81,.7|pm,PM2.5平均浓度,微克/立方米,amount,down,35,-.04|water,地表水优良断面比例,%,rate,up,84,.8
market|entities,新增市场主体,万户,amount,up,12.6,.05|food,食品抽检合格率,%,rate,up,97.6,.15|cases,投诉举报按期办结率,%,rate,up,95,.4|brand,新增商标品牌,个,amount,up,640,.05
emergency|accidents,生产安全事故起数,起,amount,down,142,-.07|deaths,事故死亡人数,人,amount,down,58,-.06|checks,安全检查企业,家,amount,up,4300,.03
public_security|crime,刑事案件破案率,%,rate,up,52,1.1|fraud,电信诈骗发案,起,amount,down,3900,-.06|traffic,交通事故死亡人数,人,amount,down,196,-.05
justice|aid,法律援助案件,件,amount,up,5100,.04|mediation,调解成功率,%,rate,up,97.2,.15|reply,行政复议按期办结率,%,rate,up,95,.5
urban_management|waste,生活垃圾分类覆盖率,%,rate,up,71,2.1|illegal,拆除违法建设,万平方米,amount,up,84,.03|hotline,城管热线投诉,件,amount,down,8200,-.05|green,新增绿地,公顷,amount,up,126,.04
natural_resources|land,盘活存量土地,亩,amount,up,9200,.04|permit,规划许可平均时限,天,amount,down,12,-.06|cert,不动产登记当日办结率,%,rate,up,76,2
tax|revenue,税收收入,亿元,amount,up,742,.05|online,网上办税率,%,rate,up,93,.6|refund,退税平均时限,天,amount,down,6.8,-.06
customs|clear,进口通关时间,小时,amount,down,41,-.06|volume,监管货运量,万吨,amount,up,5100,.04
meteorology|accuracy,24小时晴雨预报准确率,%,rate,up,87,.5|warn,预警信息公众覆盖率,%,rate,up,92,.6
statistics|units,新增入库统计单位,家,amount,up,620,.04|quality,数据质量核查差错率,%,rate,down,1.9,-.1|reports,统计分析报告,篇,amount,up,96,.04
power|outage,户均停电时间,小时,amount,down,3.6,-.07|access,高压办电平均时限,天,amount,down,38,-.06|grid,电网投资,亿元,amount,up,42,.04
posts|parcels,快递业务量,万件,amount,up,41000,.09|complaints,快递申诉率,件/百万件,amount,down,6.1,-.05
tobacco|cases,查处涉烟违法案件,起,amount,up,760,.02|revenue,卷烟税利,亿元,amount,up,38,.03
general_office|supervise,督办事项按期办结率,%,rate,up,94,.4|papers,信息采用数,条,amount,up,640,.05|paper,文件数量,件,amount,down,820,-.04
political_legal|safe,公众安全感,%,rate,up,97.1,.15|petition,社会矛盾化解率,%,rate,up,95,.4
policy_research|reports,调研报告,篇,amount,up,36,.04|adopted,调研成果转化率,%,rate,up,58,1.4
government_services|online,事项全程网办率,%,rate,up,74,2.3|hotline,12345热线办结率,%,rate,up,96,.4|steps,平均办理时限,天,amount,down,7.4,-.07
petition|timely,信访按期办结率,%,rate,up,97,.25|repeat,重复信访率,%,rate,down,12,-.5
staffing|reform,清理规范事业单位,家,amount,up,28,.03|realname,实名制管理准确率,%,rate,up,98.2,.1
party_school|classes,主体班次,期,amount,up,46,.03|papers,省级以上课题,项,amount,up,46,.05
affairs|energy,公共机构人均能耗,千克标准煤,amount,down,96,-.04|save,集中采购节约率,%,rate,up,8.4,.2
foreign_affairs|visits,友城交流活动,场,amount,up,42,.04|visa,因公出国审批时限,天,amount,down,11,-.05
culture_tourism|income,旅游总收入,亿元,amount,up,640,.08|shows,惠民演出,场,amount,up,1250,.05|visitors,接待游客,万人次,amount,up,5200,.06
state_assets|profit,市属国企利润总额,亿元,amount,up,56,.05|ratio,国有资产保值增值率,%,rate,up,103.5,.2
audit|projects,完成审计项目,个,amount,up,118,.03|fixed,审计问题整改率,%,rate,up,91,.7
local_finance|listed,新增上市后备企业,家,amount,up,42,.06|loans,制造业贷款余额,亿元,amount,up,1420,.08
medical_insurance|cover,基本医保参保率,%,rate,up,97.4,.12|fraud,追回违规基金,万元,amount,up,4600,.03
veterans|jobs,退役军人就业率,%,rate,up,88,.8|stations,示范服务站,个,amount,up,64,.05
fire|fires,火灾起数,起,amount,down,960,-.05|reply,出警平均到场时间,分钟,amount,down,9.6,-.03
maritime|rescue,水上搜救成功率,%,rate,up,96.4,.2|accidents,水上险情,起,amount,down,64,-.05
banking|bad,不良贷款率,%,rate,down,1.42,-.06|small,普惠小微贷款余额,亿元,amount,up,980,.1
data|shared,数据共享目录,项,amount,up,2600,.09|cloud,系统上云率,%,rate,up,72,2.2
"""

_FILLERS = """on_time,依申请事项限时办结率,%,rate,up,95.5,.3
proposals,建议提案办理满意率,%,rate,up,94.2,.4
overdue,逾期办理事项,件,amount,down,36,-.08
training,业务培训人次,人次,amount,up,860,.05
online,事项网上可办率,%,rate,up,81,1.6
spending,公务接待支出,万元,amount,down,92,-.05
visits,走访服务基层次数,次,amount,up,240,.04
replies,网民留言按期回复率,%,rate,up,95,.3"""


COUNTED = frozenset("人个家件篇次场套起期项张天亩元") | {"人次"}  # units without decimals


@dataclass(frozen=True)
class Indicator:
    """A measurable thing that a department follows for years; ``change`` is a share (rate: percentage points)."""

    indicator_id: str
    name_zh: str
    unit: str
    unit_kind: str
    direction: str
    level: float
    change: float

    @property
    def digits(self) -> int:
        """Decimals that an office would write."""
        if self.unit in COUNTED and self.level >= 20:
            return 0
        return 2 if self.unit_kind == "rate" or self.level < 100 else 1 if self.level < 1000 else 0


def _indicator(prefix: str, text: str) -> Indicator:
    slug, name, unit, kind, direction, level, change = text.split(",")
    return Indicator(f"{prefix}-{slug}", name, unit, kind, direction, float(level), float(change))


INDICATORS = {
    row.split("|")[0]: [_indicator(row.split("|")[0], t) for t in row.split("|")[1:]]
    for row in _INDICATORS.strip().splitlines()
}
FILLERS = [_indicator("own", t) for t in _FILLERS.splitlines()]
DYNAMIC = [
    _indicator("dynamic", "projects,服务重大项目事项,件,amount,up,48,.06"),
    _indicator("dynamic", "funds,招商引资到位资金,亿元,amount,up,6.4,.06"),
]
COMMON = _indicator("common", "study,党员集中学习参学率,%,rate,up,93,.4")
MILESTONES = (
    "建成并启用{}综合服务平台",
    "完成{}专项整治并销号",
    "出台{}三年行动方案",
    "完成{}管理体制改革",
    "建成{}示范点并通过验收",
    "完成{}数据归集并联网",
)
JUDGED = ("{}工作水平进入全省先进行列", "提升{}服务质量", "健全{}长效机制", "扩大{}工作影响力")
DYNAMIC_MILESTONES = ("领衔重大项目按节点开工", "引进龙头项目签约落地", "领衔重大项目竣工投产")
COMMON_JUDGED = ("机关党建工作", "党风廉政建设")
