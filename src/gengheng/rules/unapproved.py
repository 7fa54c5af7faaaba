"""What is said of a patch under construction: how it is called, and what its ground comes to."""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen
from gengheng.rules.built import Under, firsts, kind_of
from gengheng.rules.ground import built
from gengheng.rules.lawful import Lawful
from gengheng.rules.projects import Told
from gengheng.standards.dictionaries import codes_of
from gengheng.standards.tables import class_text

ORDER = ("other", "", "earth", "built")  # of several rows of one patch the last kind counts


Title = tuple[str, str]  # the kind of a subject (see `kind_of`), and how it is called


@dataclass(frozen=True, slots=True)
class Case:
    """What is known beside the ground: what is lawful, why a survey does not show all, from when.

    `stood` says of the subjects over the threshold what they stood on.
    """

    free: Lawful
    dark: str
    min_m2: int
    stood: Mapping[int, str]


def patch_titles(rows: gpd.GeoDataFrame) -> list[Title]:
    """Return kind and words of 卫片 patches; of several rows of a key the most telling type."""
    types: dict[object, str] = {}
    for key, cell in zip(rows.index, rows["tblx"], strict=True):
        word = str(cell).strip().upper()
        types[key] = max(types.get(key, word), word, key=lambda t: ORDER.index(kind_of(t)))
    days = zip(firsts(rows, "qsx"), firsts(rows, "hsx"), strict=True)
    return [
        (
            kind_of(word),
            f"卫片图斑类型{word or '（空）'}{codes_of('tblx').get(word, '')}，"
            f"前时相{qsx or '不明'}、后时相{hsx or '不明'}",
        )
        for word, (qsx, hsx) in zip(types.values(), days, strict=True)
    ]


def survey_titles(rows: gpd.GeoDataFrame, now: Chosen) -> list[Title]:
    """Return kind and words of patches of the newest survey.

    A subject that bears the name of an earlier survey's patch is told with its numbers of today.
    """
    year = f"{now.day.year}" if isinstance(now, Layer) else ""
    numbers = rows["bsm"] if "bsm" in rows else [""] * len(rows)
    told: dict[str, tuple[list[bool], set[str], set[str]]] = {}
    for key, yes, code, number in zip(rows.index, built(rows), rows["dlbm"], numbers, strict=True):
        kinds, classes, known = told.setdefault(str(key), ([], set(), set()))
        kinds.append(yes)
        classes.add(class_text(str(code)))
        known.add(str(number))
    out = []
    for key, (kinds, classes, known) in told.items():
        known -= {"", key.partition("-")[2]} if key.startswith(f"{year}-") else {""}
        more = "等" if len(known) > 3 else ""
        also = f"（该期标识码{'、'.join(sorted(known)[:3])}{more}）" if known else ""
        name = f"{year or '最新'}年变更调查为{'、'.join(sorted(classes))}{also}"
        out.append(("built" if any(kinds) else "other", name))
    return out


def told_of(k: int, title: Title, lost: str, found: Under, case: Case) -> Told:
    """Return what is to be said of the `k`-th subject; `lost` is why a shape of it is missing."""
    kind, words = title
    sure, most, elsewhere = (
        int(a[k])
        for a in (found.sure.area_centi_m2, found.most.area_centi_m2, found.elsewhere_centi_m2)
    )
    least = case.min_m2 * 100
    enough, maybe = most >= least, most + int(found.gap_centi_m2[k]) >= least
    if kind == "other" or (kind == "earth" and not (lost or maybe)):
        return Told()
    if kind == "earth":
        area = f"，压占耕地{most / 100:.2f}平方米" if most else ""
        return Told(note=f"{words}{area}；单独不作建设论，须看后续影像")
    other = f"另有{elsewhere / 100:.2f}平方米耕地已由卫片图斑答复，不重复计" if elsewhere else ""
    if kind == "built" and case.free.approvals and sure >= least:
        part = f"另有{(most - sure) / 100:.2f}平方米在日期不全的临时用地内" if most > sure else ""
        lacking = f"（{case.free.lacking}）" if case.free.lacking else ""
        said = (
            f"{words}，压占{case.stood[k]}，"
            f"不在批准用地、有效临时用地和设施农用地备案范围内{lacking}"
        )
        return Told(tuple(filter(None, (said, part, other, case.free.unmapped))),
                    area_centi_m2=sure)  # fmt: skip
    little = f"压占耕地{most / 100:.2f}平方米，低于门槛{case.min_m2}平方米" if most else ""
    doubts = (
        lost,
        f"图斑类型不能识别（{words}）" if kind == "" and (lost or maybe) else "",
        "批准用地图层未提供" if enough and not case.free.approvals else "",
        "压占的耕地在临时用地内，该临时用地缺批准日期或到期日期"
        if case.free.approvals and sure < least <= most
        else "",
        case.dark if maybe and not enough else "",
    )
    return Told(doubts=tuple(filter(None, doubts)), note="；".join(filter(None, (little, other))))
