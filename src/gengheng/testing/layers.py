"""The layers of the synthetic county with their fields, as surveys are delivered."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from gengheng.testing.drawing import Patch, Shaker, drawn
from gengheng.testing.world import CODE, PlotOf, World

CENT = Decimal("0.01")
CLASSES = {
    "0102": "水浇地", "0103": "旱地", "0201": "果园", "0201K": "可调整果园", "0301": "乔木林地",
    "0305": "灌木林地", "0404": "其他草地", "0601": "工业用地", "0702": "农村宅基地",
    "1006": "农村道路", "1104": "坑塘水面", "1107": "沟渠", "1202": "设施农用地", "1204": "盐碱地",
    "1205": "沙地", "1206": "裸土地", "012": "水浇地", "013": "旱地", "021": "果园",
    "031": "有林地", "043": "其他草地", "104": "农村道路", "114": "坑塘水面", "117": "沟渠",
    "122": "设施农用地", "124": "盐碱地", "126": "沙地", "127": "裸地", "203": "村庄",
}  # fmt: skip
# Headings of one field in 二调, in older and newer deliveries, and in Chinese.
CHINESE = {
    "BSM": "标识码", "TBBH": "图斑编号", "DLBM": "地类编码", "DLMC": "地类名称",
    "ZLDWDM": "坐落单位代码", "TBMJ": "图斑面积", "KCXS": "扣除地类系数", "KCMJ": "扣除面积",
    "TBDLMJ": "图斑地类面积", "GDPDJB": "耕地坡度级别", "ZZSXDM": "种植属性代码",
    "SJNF": "数据年份",
}  # fmt: skip
SECOND = {"GDPDJB": "GDPDJ", "KCXS": "TKXS", "KCMJ": "TKMJ"}
OLD = {"ZZSXDM": "GDZZSXDM"}
ODD = {"DLBM": "TBDM"}
Columns = dict[str, list[str | float | None]]
Layer = tuple[Columns, list[Patch]]


def survey(world: World, year: int, shaker: Shaker, rng: np.random.Generator) -> Layer:
    """Return the fields and the patches of DLTB of one year. BSM is new in every vintage."""
    patches = drawn(world.frame, world.survey(year), shaker)
    start = int(rng.integers(1, 50_000))  # 图斑编号 of a village go on from one year to the next
    columns: Columns = {name: [] for name in CHINESE}
    in_village: dict[str, int] = {}
    for n, patch in enumerate(patches):
        code, plant, ratio = _parts(patch.name)
        village = _village(world, patch)
        in_village[village] = in_village.get(village, start) + 1
        net = (patch.area_m2 * Decimal(ratio or 0)).quantize(CENT, ROUND_HALF_UP)
        farm = code in CLASSES and code[:2] == "01"
        row: dict[str, str | float | None] = {
            "BSM": world.bsm(year, n),
            "TBBH": f"{in_village[village]:04d}",
            "DLBM": code,
            "DLMC": CLASSES[code],
            "ZLDWDM": village,
            "TBMJ": float(patch.area_m2),
            "KCXS": float(ratio or 0),
            "KCMJ": float(net),
            "TBDLMJ": float(patch.area_m2 - net),
            "GDPDJB": "2" if farm else "",
            "ZZSXDM": plant,
            "SJNF": str(year),
        }
        for name, cell in row.items():
            columns[name].append(cell)
    return columns, patches


def _parts(name: str) -> tuple[str, str, str]:
    """Return class, 种植属性 ("NO": none is stated) and 田坎系数.

    >>> _parts("0201+JKHF"), _parts("0103=0.10"), _parts("0404")
    (('0201', 'JKHF', ''), ('0103', 'LS', '0.10'), ('0404', '', ''))
    """
    front, _, ratio = name.partition("=")
    code, _, plant = front.partition("+")
    if plant == "NO":
        return code, "", ratio
    return code, plant or ("LS" if code in ("0102", "0103") else ""), ratio


def _village(world: World, patch: Patch) -> str:
    """Return the 19 digits of the village where a patch lies: a band across the county."""
    x, y = patch.shape.exterior.coords[0]
    along = (x - world.frame.x_cm / 100) * 0.8 + (y - world.frame.y_cm / 100) * 0.6
    band = int(np.clip(along // 500, 0, 9))
    return f"{CODE}{100 + band // 2:03d}{201 + band % 2:03d}0000000"


def red_line(world: World, version: int, shaker: Shaker) -> Layer:
    """Return one version of the red line."""
    rects = [*world.red.values()][version]
    patches = drawn(world.frame, [(rect, n, "红线") for n, rect in enumerate(rects)], shaker)
    kinds = ("水源涵养", "防风固沙", "生物多样性维护")
    return {
        "HXMC": [f"示例山北麓{kinds[n % 3]}生态保护红线" for n in range(len(patches))],
        "HXLX": [kinds[n % 3] for n in range(len(patches))],
        "QYMJ": [float(patch.area_m2) for patch in patches],
    }, patches


def slope(world: World, shaker: Shaker) -> Layer:
    """Return the slope map: PDJB 1 to 5."""
    ground = [(stroke.rect, stroke.key, stroke.history[0]) for stroke in world.slope]
    patches = drawn(world.frame, ground, shaker)
    return {
        "BSM": [f"{CODE}2710{n:08d}" for n in range(1, len(patches) + 1)],
        "PDJB": [patch.name for patch in patches],
        "MJ": [float(patch.area_m2) for patch in patches],
    }, patches


def grade(world: World, shaker: Shaker) -> Layer:
    """Return the grade layer: GDDB of fields."""
    ground = [(stroke.rect, stroke.key, stroke.history[0]) for stroke in world.grades]
    patches = drawn(world.frame, ground, shaker)
    return {
        "BSM": [f"{CODE}2720{n:08d}" for n in range(1, len(patches) + 1)],
        "DLBM": ["0103" for _ in patches],
        "GDDB": [patch.name for patch in patches],
    }, patches


def plots(world: World, filed: Sequence[PlotOf]) -> Columns:
    """Return the fields of filed plots; DKMJ in 公顷 with four decimals."""
    grades = [plot.grade for plot in filed], [plot.grade_before for plot in filed]
    return {
        "XMBAH": [plot.project for plot in filed],
        "DKBH": [plot.number for plot in filed],
        "DKMC": [f"地块{plot.number}" for plot in filed],
        "DKMJ": [hectares(plot) for plot in filed],
        "XZDL": [plot.land for plot in filed],
        "ZLDB": [None if tenths is None else tenths / 10 for tenths in grades[0]],
        "GZQDB": [None if tenths is None else tenths / 10 for tenths in grades[1]],
    }


def hectares(plot: PlotOf) -> float | None:
    """Return the declared area in 公顷, None where it was left blank."""
    return None if plot.declared_m2 is None else plot.declared_m2 / 10_000
