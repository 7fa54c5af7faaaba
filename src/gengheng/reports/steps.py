"""怎么办: the next step for each reason of 无法判定, and what reasons have in common.

Rules write a reason as a sentence that names file, row, figures or numbers; a clerk needs to know
who has to do what. Patterns are tried in their order; what none knows is for a person to look at.
"""

import re
from collections import Counter
from collections.abc import Iterable

from gengheng.records.run import RuleResult

LOOK = "请由人核实"
EARLIER = "请补交更早的期次；确无该期次的，由人核实"
LATER = "该期次尚未收到，收到后重新排查"
ENTER = "请补登；台账确已登全的，请在 county.toml 写明 complete = true"
STEPS: tuple[tuple[str, str], ...] = (
    (r"^缺\d+年期次", "请补交该年度变更调查"),
    (r"(^|：)缺立项日期$", "请在报备台账补填立项日期，附立项批复"),
    (r"(^|：)缺验收日期$", "请在报备台账补填验收日期，附验收批复"),
    (r"(^|：)缺报备日期$", "请在报备台账补填报备日期"),
    (r"(^|：)缺报备面积$", "请在报备台账补填报备新增耕地"),
    (r"早于首期", EARLIER),
    (r"晚于末期|晚于最新期次", LATER),
    (r"缺报备记录|^所列项目.*没有报备日期|报备台账未载", "请核对项目备案号，补登报备台账"),
    (r"图形自相交", "请作业单位改正图形后重报，程序不代改"),
    (r"地块编号重复", "请报备单位说明以哪一份图形为准"),
    (r"坐标系未定", "请提供坐标系的书面依据，写入 county.toml"),
    (r"坐标转换参数未提供", "请提供2000国家大地坐标系成果，或经批准的转换参数成果"),
    (r"无坐标|坐标不可读|界址点不足|首末点不符|坐标带号|没有报备地块", "请报备单位补交界址点坐标"),
    (r"二调底图未提供", "请补交二调地类图斑"),
    (r"二调底图未覆盖", "请补交覆盖该地块的二调图斑"),
    (r"坡度图未覆盖", "请补交覆盖该地块的坡度图"),
    (r"底图未覆盖", "请补交覆盖该地块及其周边的图斑"),
    (r"图层没有该项目的拆旧地块", "请补交该挂钩项目的拆旧地块图形"),
    (r"未写明是拆旧还是建新", "请在增减挂钩地块图层注明拆旧、建新"),
    (r"没有该批准文号的图形", "请补交该批准文号的勘测定界图形"),
    (r"立项范围图层没有|立项范围图形不可用", "请补交该项目的立项范围图形"),
    (r"(图层|清单|台账)未提供", "请补交该图层或台账"),
    (r"(未声明完整|不能断定(没有|未))", ENTER),
    (r"缺批准文号", "请补填批准文号"),
    (r"缺实际动工日期", "请补填实际动工日期，附开工报告；或补交能看出动工先后的影像"),
    (r"不能断定先后", "请补填实际动工日期，附开工报告"),
    (r"没有挂钩时间", "请在占补挂钩台账补填挂钩时间"),
    (r"没有后时相", "请补填该卫片图斑的后时相"),
    (r"不能断定是否合计", "请说明各行是分项，还是同一个合计数"),
    (r"对比项目不足", "同类项目太少，请由人与决算、合同核对"),
    (r"图斑类型不能识别", "请核对图斑类型代码"),
    (r"种植属性空白", "请补填种植属性，或实地核实是否耕种"),
    (r"不可读|写作0|数字不能识别", "请{where}改正该栏的写法，附原件"),
    (r"内容不一致|的?.*不一致$", "请核定以哪一行为准"),
    (r"不在同一年", "请核定日期，各行写法一致"),
    (r"早于开工|工期不可知", "请核对开工、竣工日期"),
    (r"须核对是否同一项目", "请核对是否同一项目"),
    (r"须核对确认单", "请对照确认单，查明供的是耕地、水田还是产能"),
    (r"没有质量等别", "请补填地块的质量等别，附评定材料"),
    (r"不能与?周边耕地?比较|图斑不足\d+块", "请由人与周边耕地的等别核对"),
)
BLANK = re.compile(r"(?:未填|缺)(?P<what>[^（；，]+)|(?P<left>[^（；，：]+?)未填(?=$|（)")
PLACE = re.compile(r"（([^（）]*第\d+行)）")
SLIP = re.compile(r"(确认单[A-Za-z0-9-]+)未填")  # the paper that leaves a cell blank


def what_to_do(reason: str) -> str:
    """Return the next step for a reason of 无法判定; of several reasons in one, each step once.

    >>> what_to_do("缺立项日期"), what_to_do("坡度图：图层未提供"), what_to_do("缺2021年期次")
    ('请在报备台账补填立项日期，附立项批复', '请补交该图层或台账', '请补交该年度变更调查')
    >>> what_to_do("未填总投资（台账.xlsx第10行）；地块无坐标，不能与立项范围比对")
    '请在台账.xlsx第10行补填总投资，附原件；请报备单位补交界址点坐标'
    """
    parts = re.split(r"；(?![^（]*）)", reason)
    found = [step for part in parts if (step := _step(part))]
    return "；".join(dict.fromkeys(found)) or LOOK


def _step(part: str) -> str:
    """Return the step for one reason, "" where nobody but a person knows."""
    place = PLACE.search(part) or SLIP.search(part)
    where = f"在{place[1]}" if place else ""
    for pattern, step in STEPS:
        if re.search(pattern, part):
            return step.format(where=where)
    blank = BLANK.search(part)
    if blank is None:
        return ""
    return f"请{where}补填{(blank['what'] or blank['left']).strip()}，附原件"


def plain_reason(reason: str) -> str:
    """Return a reason without the row it was met in, so that reasons of one kind add up.

    >>> plain_reason("未填总投资（台账.xlsx第10行）")
    '未填总投资'
    >>> plain_reason("对比项目不足10个（土地整理类可比的1个）")
    '对比项目不足10个'
    >>> plain_reason("确认单QR1未填占用耕地"), plain_reason("实际动工日期2021-08-02；批准日期未填")
    ('确认单未填占用耕地', '批准日期未填')
    """
    plain = PLACE.sub("", reason)
    plain = re.sub(r"^(实际动工日期\d{4}-\d\d-\d\d|卫片图斑[^；]*动工)；", "", plain)
    plain = re.sub(r"（(确认单|[^（）]*可比的|卫片图斑)[^）]*(）.*)?）", "", plain)
    plain = re.sub(r"(确认单|卫片图斑)[A-Za-z0-9-]+", r"\1", plain)
    return re.sub(r"^\S+?的地块与\S+?重叠[\d.]+平方米，", "", plain)


def plain_reasons(lines: Iterable[RuleResult]) -> tuple[tuple[str, int], ...]:
    """Return how often each kind of reason was given by some rules, the most frequent first."""
    found = Counter[str]()
    for line in lines:
        for why, count in line.reasons.items():
            found[plain_reason(why)] += count
    return tuple(sorted(found.items(), key=lambda one: (-one[1], one[0])))
