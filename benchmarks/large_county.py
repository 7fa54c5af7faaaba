"""A folder of the size of a real county, for timing only: every layer and register, no truth."""

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

YEARS = (2018, 2019, 2020, 2021, 2022)
CLASSES = np.array(["0102", "0103", "0201", "0301", "0404", "1204", "0702", "1006", "1107", "1104"])
SHARE = np.array([0.30, 0.20, 0.05, 0.08, 0.15, 0.05, 0.05, 0.05, 0.04, 0.03])
SIDE, GRID = 90.0, "EPSG:4524"
X, Y = 36_440_000.0, 4_510_000.0
Shapes = NDArray[np.object_]


def coverage(rng: np.random.Generator, count: int) -> Shapes:
    """Return about `count` patches without gaps or overlaps, each border with a corner in it."""
    n = int(np.ceil(np.sqrt(count)))
    u, v = np.meshgrid(np.arange(n + 1), np.arange(n + 1), indexing="ij")
    shake = rng.uniform(-0.3, 0.3, (2, n + 1, n + 1))
    corner = np.stack([u + shake[0], v + shake[1]], axis=-1) * SIDE
    east = _middle(rng, corner[:-1], corner[1:])
    north = _middle(rng, corner[:, :-1], corner[:, 1:])
    rings = np.stack(
        [
            corner[:-1, :-1], east[:, :-1], corner[1:, :-1], north[1:], corner[1:, 1:],
            east[:, 1:], corner[:-1, 1:], north[:-1], corner[:-1, :-1],
        ],
        axis=2,
    )  # fmt: skip
    flat = rings.reshape(-1, 9, 2)
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    return shapely.polygons(np.round(flat @ turn + (X + 0.6 * n * SIDE, Y), 3))


def _middle(
    rng: np.random.Generator, a: NDArray[np.float64], b: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return a point beside the middle of each border."""
    return np.asarray((a + b) / 2 + rng.uniform(-4, 4, a.shape))


def write(folder: Path, count: int, plots: int = 0, seed: int = 1) -> None:
    """Write the county of `count` patches a vintage into an empty folder.

    `plots` plots are filed, one for every 40 patches where it is 0.
    """
    rng = np.random.default_rng([seed, count])
    shapes = coverage(rng, count)
    code = rng.choice(CLASSES, len(shapes), p=SHARE)
    entries = []
    for year in YEARS:
        changed = rng.random(len(shapes)) < 0.02
        code = np.where(changed, rng.choice(CLASSES, len(shapes), p=SHARE), code)
        frame = survey(shapes, code, year)
        frame.to_file(folder / f"DLTB{year}.gpkg", layer="DLTB", driver="GPKG")
        entries.append(entry(f"DLTB{year}.gpkg", "dltb", f"vintage = {year}-12-31"))
    entries += plots_and_register(folder, rng, shapes, plots or count // 40)
    entries += companions(folder, rng, shapes)
    head = f'as_of = 2023-10-20\ncode = "150899"\nname = "示例旗"\ngrid = "{GRID}"\n'
    (folder / "county.toml").write_text(head + "".join(entries), "utf-8")


def entry(path: str, schema: str, *more: str) -> str:
    """Return one `[[file]]` of county.toml."""
    return "\n".join(["", "[[file]]", f'path = "{path}"', f'schema = "{schema}"', *more, ""])


def survey(shapes: Shapes, code: NDArray[np.str_], year: int) -> gpd.GeoDataFrame:
    """Return a vintage of DLTB with the fields that rules read."""
    area = np.round(shapely.area(shapes), 2)
    farm = np.char.startswith(code, "01")
    return gpd.GeoDataFrame(
        {
            "BSM": [f"1508992110{n:08d}" for n in range(len(shapes))],
            "DLBM": code,
            "ZLDWDM": "1508991012010000000",
            "TBMJ": area,
            "KCXS": np.where(code == "0103", 0.05, 0.0),
            "TBDLMJ": np.where(code == "0103", np.round(area * 0.95, 2), area),
            "GDPDJB": np.where(farm, "2", ""),
            "ZZSXDM": np.where(farm, "LS", ""),
            "SJNF": str(year),
        },
        geometry=shapes,
        crs=GRID,
    )


def plots_and_register(
    folder: Path, rng: np.random.Generator, shapes: Shapes, count: int
) -> list[str]:
    """Write `count` plots and the register of their projects, ten plots each."""
    take = np.sort(rng.choice(len(shapes), count, replace=False))
    middle = shapely.get_coordinates(shapely.centroid(shapes[take]))
    half = rng.uniform(20, 70, (len(take), 2))
    plots = shapely.box(*(middle - half).T, *(middle + half).T)
    number = [f"150899{2019 + n // 10 % 4}{n // 10:05d}" for n in range(len(take))]
    area = np.round(shapely.area(plots))
    gpd.GeoDataFrame(
        {"XMBAH": number, "DKBH": [f"P{n % 10}" for n in range(len(take))], "DKMJ": area / 10_000},
        geometry=plots, crs=GRID,
    ).to_file(folder / "地块.gpkg", layer="地块", driver="GPKG")  # fmt: skip
    sums = pd.Series(area).groupby(number).sum()
    rows = [
        "项目备案号,项目类型,立项日期,开工日期,竣工日期,变更上图日期,验收日期,质量复核日期,报备日期,"
        "建设总规模（平方米）,报备新增耕地（平方米）,其中水田（平方米）,新增产能（公斤）,平均质量等别,"
        "总投资（元）,设计单位,监理单位".split(",")
    ]
    for no, total in sums.items():
        start = date(int(str(no)[6:10]), 3, 1) + timedelta(days=int(rng.integers(60)))
        days = [start + timedelta(days=d) for d in (0, 20, 120, 150, 170, 180, 200)]
        rows.append([
            str(no), "土地开发", *map(str, days), str(total * 1.3), str(total), "0",
            str(round(total * 15 / 10_000 * 500)), "11", str(round(total * 3)), "甲院", "乙公司",
        ])  # fmt: skip
    with (folder / "报备台账.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return [
        entry("地块.gpkg", "plots", 'units = { declared = "公顷" }'),
        entry("报备台账.csv", "projects"),
    ]


def companions(folder: Path, rng: np.random.Generator, shapes: Shapes) -> list[str]:
    """Write slope, red line, grades, 卫片 and approvals in proportion to the patches."""
    big = coverage(rng, max(len(shapes) // 25, 4))
    scale = np.sqrt(len(shapes) / len(big))
    big = shapely.transform(big, lambda xy: (xy - (X, Y)) * scale + (X, Y))
    some = rng.random(len(shapes)) < 0.01
    patches = shapely.buffer(shapely.centroid(shapes[some]), 25, quad_segs=3)
    layers = {
        "PDT": ({"PDJB": rng.choice(["1", "2", "3", "4", "5"], len(big))}, big),
        "GDDB": ({"GDDB": rng.choice(["10", "11", "12"], len(big))}, big),
        "红线": ({"HXMC": ["红线"] * 40}, rng.choice(big, 40, replace=False)),
        "卫片": (
            {"JCBH": [f"WP{n:06d}" for n in range(len(patches))], "TBLX": "20",
             "QSX": "20210601", "HSX": "20220601"},
            patches,
        ),
        "农转用": (
            {"PZWH": [f"示政土〔2021〕{n}号" for n in range(len(patches) // 3)],
             "PZZMJ": 0.2, "PZRQ": "20210105", "GDMJ": 0.1},
            patches[: len(patches) // 3 * 3 : 3],
        ),
    }  # fmt: skip
    for name, (cells, ground) in layers.items():
        frame = gpd.GeoDataFrame(cells, geometry=ground, crs=GRID)
        frame.to_file(folder / f"{name}.gpkg", layer=name, driver="GPKG")
    return [
        entry("PDT.gpkg", "slope", "vintage = 2019-12-31"),
        entry("GDDB.gpkg", "grade", "vintage = 2019-12-31"),
        entry("红线.gpkg", "eco_redline", "vintage = 2018-12-31", "complete = true"),
        entry("卫片.gpkg", "enforcement_patch"),
        entry("农转用.gpkg", "approvals",
              'units = { pzzmj = "公顷", farmland = "公顷" }'),
    ]  # fmt: skip


if __name__ == "__main__":
    write(Path(sys.argv[1]), *(int(word) for word in sys.argv[2:4]))
