"""The truth of 排查范围 and 资料核查, told from what was planted, in plain Python.

A second path: the words, the list of papers and what counts as cleared are written down anew from
the plan and the readings of the handbook; nothing of the screening is asked.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from gengheng.testing.plant_papers import FOLDER
from gengheng.testing.world import AS_OF, ProjectOf, Row, World

SINCE = date(2019, 1, 1)
FILED, IN_BANK = "起始日以来报备入库", "储备库未清库"
UNSURE = "不能确定是否在范围内：缺"
OUT = "起始日以前报备且已清库"
PAPERS: dict[str, tuple[str, ...]] = {
    "立项": ("立项批复", "可研报告或规划设计及批复", "立项范围坐标", "地类证明", "权属证明",
             "村民意愿证明"),
    "实施": ("招投标文件", "施工合同", "监理合同及报告", "工程变更批复", "工程量决算及支付凭证",
             "施工影像"),
    "验收": ("县级自验报告", "验收批复", "新增耕地核定意见", "质量等别评定"),
    "报备": ("报备表", "地块坐标TXT", "入库确认"),
    "管护": ("管护协议", "管护资金凭证", "耕种情况证明"),
}  # fmt: skip
SINCE_36 = ("变更调查上图证明", "正射影像")
PADDY_ONLY = (("立项", "改造前耕地证明"), ("验收", "水源及取水许可证明"))
CALLED = {
    "验收文件": "验收批复", "新增耕地核定（数量）": "新增耕地核定意见",
    "监理报告": "监理合同及报告", "管护资金": "管护资金凭证", "施工照片": "施工影像",
}  # fmt: skip
STAGE_OF = {"施工合同": "实施"}


@dataclass(frozen=True, slots=True)
class TrueScope:
    """What the scope table must say of a supplement project."""

    why: frozenset[str]
    lacks: frozenset[str]
    differs: frozenset[str]


def true_scope(world: World) -> dict[str, TrueScope]:
    """Return what the table must say of every supplement project, by number."""
    filed = {p.no: p for p in world.projects if p.in_register}
    with_plots = {plot.project for plot in world.plots}
    bank = _by_number(world.tables.get("bank", []))
    named = {
        schema: {str(row.cells.get("project_no") or "") for row in world.tables.get(schema, [])}
        for schema in ("quota_link", "project_area", "works", "papers")
    }
    numbers = {*filed, *with_plots, *bank, *(n for some in named.values() for n in some)} - {""}
    complete = "bank" in world.complete
    return {
        no: TrueScope(
            frozenset(_why(filed.get(no), bank.get(no, []), complete=complete)),
            frozenset(_lacks(no, filed, with_plots, bank, named)),
            frozenset(_differs(filed.get(no), bank.get(no, []))),
        )
        for no in numbers
    }


def _by_number(rows: Iterable[Row]) -> dict[str, list[Row]]:
    out: dict[str, list[Row]] = {}
    for row in rows:
        out.setdefault(str(row.cells["project_no"]), []).append(row)
    return out


def _cleared(row: Row) -> bool | None:
    """Whether one row of the bank has left it."""
    told = row.cells
    pools = (("area", "left"), ("paddy", "left_paddy"), ("capacity", "left_capacity"))
    if any(_whole(told.get(left)) for _, left in pools):
        return False
    day = told.get("cleared")
    if told.get("status") in ("已清库", "指标已用完") or (isinstance(day, date) and day <= AS_OF):
        return True
    empty = [
        told.get(left) == 0 or (told.get(left) is None and told.get(pool) == 0)
        for pool, left in pools
    ]
    return True if all(empty) else None


def _why(project: ProjectOf | None, rows: list[Row], *, complete: bool) -> Iterable[str]:
    entered = [day for row in rows if isinstance(day := row.cells.get("entered"), date)]
    days = [*entered, *([project.filed] if project else [])]
    recent = any(day >= SINCE for day in days)
    said = [_cleared(row) for row in rows]
    cleared = None if not said or (None in said and False not in said) else False not in said
    if not said and project:
        left = _whole(project.more.get("left"))
        cleared = False if left else True if complete else None
    out = [FILED] if recent else []
    out += [IN_BANK] if cleared is False else []
    if project is None and not recent:
        out.append(f"{UNSURE}报备记录")
    if not out:
        out.append(OUT if cleared else f"{UNSURE}清库情况")
    return out


def _lacks(
    no: str,
    filed: dict[str, ProjectOf],
    with_plots: set[str],
    bank: dict[str, list[Row]],
    named: dict[str, set[str]],
) -> Iterable[str]:
    if any(r.cells.get("status") == "已清库" and r.cells.get("left") for r in bank.get(no, [])):
        yield "清库状态与结余不一致"
    if no in filed:
        if no not in with_plots:
            yield "有报备无地块"
        if no not in bank:
            yield "报备有而储备库无"
        return
    if no in with_plots:
        yield "有地块无报备"
    if no in bank:
        yield "储备库有而报备无"
    if no in named["quota_link"]:
        yield "挂钩台账引用的项目不在报备台账"
    if any(no in named[schema] for schema in ("project_area", "works", "papers")):
        yield "其他资料引用的项目不在报备台账"


def _differs(project: ProjectOf | None, rows: list[Row]) -> Iterable[str]:
    if project is None or not rows:
        return
    written = project.written
    mine = {
        "数量": project.reported_m2,
        "水田": project.paddy_m2,
        "产能": int(written["capacity"]) if "capacity" in written else None,
    }
    for (item, one), column in zip(mine.items(), ("area", "paddy", "capacity"), strict=True):
        held = [row.cells.get(column) for row in rows]
        other = None if None in held else sum(_whole(value) for value in held)
        if (one is None) != (other is None):
            yield item
        elif one is not None and other is not None and abs(one - other) > 7:
            yield item
    if project.filed not in [row.cells.get("entered") for row in rows]:
        yield "日期"


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0


def true_papers(world: World, projects: Iterable[str]) -> dict[tuple[str, str, str], list[str]]:
    """Return {(project, stage, paper): results} of `projects` and of all that is registered."""
    out: dict[tuple[str, str, str], list[str]] = {}
    for row in world.tables.get("papers", []):
        paper = str(row.cells["paper"])
        paper = CALLED.get(paper, paper)
        stage = str(row.cells["stage"]).removesuffix("阶段") or STAGE_OF[paper]
        said = str(row.cells.get("found") or "")
        result = said if said in ("有", "无", "不符") else "未提供"
        out.setdefault((str(row.cells["project_no"]), stage, paper), []).append(result)
    known = {project.no: project for project in world.projects if project.in_register}
    for no in projects:
        for stage, paper in _expected(known.get(no)):
            out.setdefault((no, stage, paper), ["未提供"])
    return out


def _expected(project: ProjectOf | None) -> Iterable[tuple[str, str]]:
    yield from ((stage, paper) for stage, papers in PAPERS.items() for paper in papers)
    accepted = project.accepted if project else None
    if accepted is None or accepted >= date(2022, 9, 1):
        yield from (("验收", paper) for paper in SINCE_36)
    if project is None or project.plan.improves:
        yield from PADDY_ONLY


def true_scans(world: World) -> dict[str, bool]:
    """Return {path of a scan: whether the folder holds it}."""
    rows = world.tables.get("papers", [])
    named = {str(row.cells["scan"]) for row in rows if row.cells.get("scan")}
    return {path: path.startswith(FOLDER) and path in world.scans for path in named}
