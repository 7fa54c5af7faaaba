"""A-1b 未补先占.

Asked of each approval (批准文号): did building begin before the earlier of 批准 and 补充入库? The
start is the stated 实际动工日期; where none is stated, construction patches of 卫片 on 200 m² or
more of the approved ground bound it: not before their 前时相, at the latest at their 后时相.
补充入库 is the last filing of the projects that the confirmations of the 文号 name, else their
挂钩时间; where the register of links declares itself complete and has no row, there was none.
Between the two days is 关注, the same day is allowed; what the papers leave open is 无法判定. So
is an approval after 前时相 and not after 后时相, or on a day that nobody states, where no start is
stated, whenever the supply came.

    started 2021-03-01, approved 2021-05-06, supplied 2021-04-01    -> 疑似
    started 2021-04-20, approved 2021-05-06, supplied 2021-04-01    -> 未发现, 关注
    started 2021-05-06, approved 2021-05-06, supplied 2021-05-06    -> 未发现
    前时相 2020-06-01, 后时相 2021-03-01, approved 2021-05-06, supplied 2021-04-01   -> 疑似
    前时相 2021-04-10, 后时相 2021-09-01, approved 2021-05-06, supplied 2021-06-01   -> 无法判定
    the same, supplied 2021-04-01                                   -> 无法判定
    前时相 2021-05-06, 后时相 2021-09-01, approved 2021-05-06, supplied 2021-04-01   -> 未发现
    前时相 2021-04-10, 后时相 2021-05-05, approved 2021-05-06, supplied 2021-04-01   -> 未发现, 关注
    no start and no patch                                           -> 无法判定
    started 2021-03-01, approved 2021-05-06, no links known         -> 无法判定
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, latest
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import joined, series
from gengheng.rules.links import Links, links
from gengheng.rules.projects import Told, tell
from gengheng.rules.registers import day_in, days_in, doc_no
from gengheng.rules.rule import Answers, Inputs, Ints, Of, Param, Params, Rule, Subjects
from gengheng.rules.rule import Input as In
from gengheng.standards.tables import codes

NEVER = date.max


@dataclass(frozen=True, slots=True)
class _Between:
    """A day that lies between `first` and `last`, either None where nobody knows; `by` says how."""

    first: date | None
    last: date | None
    by: str


def check(subjects: Subjects, inputs: Inputs, params: Params) -> Answers:
    """Answer for every 批准文号; see the table above."""
    rows = subjects.asked
    docs = rows.index.unique()
    of: Ints = docs.get_indexer(rows.index).astype("int64")
    seen = _patches(rows, of, inputs["patches"], params)
    register = links(inputs["links"])
    filed = {str(no): day for no, day in subjects.projects["filed"].items()}
    ground = _ground(rows, of, len(docs))
    areas = official(ground).tolist()
    told = [
        _one(rows.loc[[doc]], seen.get(k, []), _supplied(str(doc), register, filed), areas[k])
        for k, doc in enumerate(docs)
    ]
    return Answers(tell(docs, told, ground))


def _one(rows: pd.DataFrame, seen: list[_Between], supplied: _Between, area_centi_m2: int) -> Told:
    """Return what is to be said of one approval."""
    start, approved = _start(rows, seen), _approved(rows)
    known = [day for day in (approved.last, supplied.last) if day is not None]
    both = [day for day in (approved.first, supplied.first) if day is not None]
    earliest = min(both) if len(both) == 2 else None
    words = f"{start.by}；批准日期{approved.by}；补充入库{supplied.by}"
    if start.last is not None and earliest is not None and start.last < earliest:
        return Told((f"{words}，动工早于二者",), area_centi_m2=area_centi_m2)
    first = start.first
    if first is not None and known and first >= min(known) and not _amid(start, approved):
        late = any(first < day for day in known)
        note = f"{words}；动工不早于其中较早的一日，是否早于另一日须核对"
        return Told(note=note if late or len(known) < 2 else "")
    if start.first is None and start.last is None:
        return Told(doubts=(start.by,))
    lacking = [
        f"{label}{one.by}"
        for label, one in (("批准日期", approved), ("补充入库", supplied))
        if one.first is None
    ]
    doubt = "；".join([start.by, *lacking]) if lacking else f"{words}，不能断定先后"
    return Told(doubts=(doubt,))


def _amid(start: _Between, approved: _Between) -> bool:
    """Return whether the approval came, or may have come, between two images that bound a start."""
    if start.first is None or start.first == start.last:
        return False
    if approved.first is None or approved.last is None:
        return True
    return start.first < approved.last and approved.first <= (start.last or NEVER)


def _start(rows: pd.DataFrame, seen: list[_Between]) -> _Between:
    """Return when building began: as stated, else as bounded by the patches on the ground."""
    if stated := days_in(rows["started"]):
        day = stated[0]
        return _Between(day, day, f"实际动工日期{day}")
    if not seen:
        return _Between(None, None, "缺实际动工日期，批准用地内也没有卫片图斑")
    firsts, lasts = [one.first for one in seen], [one.last for one in seen]
    first = min(day for day in firsts if day) if all(firsts) else None
    last = min((day for day in lasts if day), default=None)
    names = "、".join(one.by for one in seen[:3])
    said = f"卫片图斑{names}：{first or '前时相不明'}未动工，{last or '后时相不明'}已动工"
    return _Between(first, last, said)


def _approved(rows: pd.DataFrame) -> _Between:
    """Return the day of 批准; rows that differ leave it open between them."""
    days = days_in(rows["pzrq"])
    if not days:
        return _Between(None, None, "未填")
    return _Between(days[0], days[-1], "、".join(f"{day}" for day in days))


def _supplied(doc: str, register: Links, filed: Mapping[str, object]) -> _Between:
    """Return when all that the confirmations of a 文号 name was in the bank."""
    mine = register.of(doc)
    if not mine and register.absent:
        return _Between(None, None, f"不明（{register.absent}）")
    if not mine:
        return _Between(NEVER, NEVER, "没有（挂钩台账声明完整，没有该批准文号的确认单）")
    days, lost = [], []
    for row in mine:
        no = str(row["project_no"] or "")
        day = day_in(filed.get(no) if no else row["linked"])
        if day is not None:
            days.append(day)
        else:
            why = f"所列项目{no}没有报备日期" if no else "没有挂钩时间"
            lost.append(f"确认单{row['confirm_no']}{why}")
    if lost:
        return _Between(None, None, f"不明（{'、'.join(lost[:3])}）")
    return _Between(max(days), max(days), f"{max(days)}")


def _patches(
    rows: gpd.GeoDataFrame, of: Ints, chosen: Chosen, params: Params
) -> dict[int, list[_Between]]:
    """Return the construction patches on the ground of each approval, with their two images."""
    if not isinstance(chosen, Layer):
        return {}
    built = chosen.frame[chosen.frame["tblx"].str.upper().isin(codes("patch_construction"))]
    drawn = rows.geometry.notna().to_numpy()
    found = pieces(series(rows.geometry[drawn], rows.crs), built.geometry)
    table = pd.DataFrame(
        {"of": of[drawn][found.left], "patch": found.right, "area": found.area_centi_m2}
    )
    sums = table.groupby(["of", "patch"], as_index=False)["area"].sum()
    out: dict[int, list[_Between]] = {}
    for k, patch in sums.loc[sums["area"] >= params["min_m2"] * 100, ["of", "patch"]].to_numpy():
        row = built.iloc[int(patch)]
        patch_of = _Between(day_in(row["qsx"]), day_in(row["hsx"]), str(row["jcbh"]))
        out.setdefault(int(k), []).append(patch_of)
    return out


def _ground(rows: gpd.GeoDataFrame, of: Ints, n: int) -> gpd.GeoSeries:
    """Return the approved ground of each approval, None where none is drawn."""
    drawn = rows.geometry.notna().to_numpy()
    shapes, owner = joined(series(rows.geometry[drawn], rows.crs), of[drawn])
    whole: list[object] = [None] * n
    for k in np.unique(owner).tolist():
        whole[k] = shapely.union_all(np.asarray(shapes.array)[owner == k])
    return series(whole, rows.crs)


RULE = Rule(
    id="A-1b",
    version=1,
    problem="占而不补",
    label="未补先占、未批先建",
    question="建设项目是否在批准和补充耕地入库之前就已动工？",
    method=(
        "动工以写明的实际动工日期为准；没有写明的，用批准用地内达到门槛的卫片建设图斑，"
        "界定在前时相以后、后时相以前。补充入库取该批准文号各确认单所列项目中最晚的报备日期，"
        "确认单没有列项目的取挂钩时间；挂钩台账声明完整而没有该文号的，作没有补充论。"
        "动工早于批准和补充入库两者的为疑似，只早于其中一者的为关注，同日不算早。日期不全、"
        "影像界定不了先后的，为无法判定；没有动工日期，批准在两时相之间或日期不明的，"
        "不论补充早晚，也为无法判定。"
    ),
    subject=(Of("approvals", "pzwh", also=("approvals_list",), spelled=doc_no, title="xmmc"),),
    basis=("乌政办发〔2023〕80号 二(一)3", "自然资发〔2021〕166号 先补后占"),
    needs=(("approvals", "approvals_list"),),
    inputs={
        "links": In("quota_link", latest(), "确认单挂钩的补充耕地项目"),
        "patches": In("enforcement_patch", latest(), "没有动工日期时，卫片影像界定动工的先后"),
    },
    params={
        "min_m2": Param(200, "m²", "图斑压占批准用地的门槛面积", "三调建设用地最小上图面积"),
    },
    blind=(
        "影像两时相之间的具体动工日",
        "动工日期填报是否属实",
        "补充耕地本身是否真实（属 B、C 各规则）",
    ),
    check=check,
)
