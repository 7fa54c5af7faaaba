"""Layers for an inspection, faultless unless a test spoils them; what a check said of them."""

import numpy as np
import shapely

from gengheng.area.ellipsoid import official
from gengheng.inspection.bench import Bench
from gengheng.inspection.index import CHECKS
from gengheng.inspection.inspect import inspect
from gengheng.inspection.patches import Patches, patches
from gengheng.inspection.structure import Field
from gengheng.intake.gdal import RawLayer
from gengheng.intake.measure import in_grid
from gengheng.intake.reading import Notes
from gengheng.intake.vector import layer_table
from gengheng.overlay.naive import series
from gengheng.values.units import part
from intake_files import entry

X, Y = 36_471_200.0, 4_521_800.0
VILLAGE, OTHER = "1508991002010000000", "1508991002020000000"
NUMERIC = {"TBMJ", "KCXS", "KCMJ", "TBDLMJ", "XZDWKD", "GDDB", "SJNF", "DKMJ", "XZDWMJ", "LXDWMJ"}
FARM = {
    "YSDM": "2001010100", "TBYBH": "", "DLBM": "0103", "DLMC": "旱地", "QSXZ": "30",
    "QSDWDM": VILLAGE, "QSDWMC": "甲村", "ZLDWDM": VILLAGE, "ZLDWMC": "甲村", "KCDLBM": "1203",
    "KCXS": 0.1, "GDLX": "PD", "GDPDJB": "2", "XZDWKD": None, "TBXHDM": "", "TBXHMC": "",
    "ZZSXDM": "LS", "ZZSXMC": "种植粮食作物", "GDDB": 9, "FRDBS": "", "CZCSXM": "", "SJNF": 2022,
    "MSSM": "00", "BZ": "",
}  # fmt: skip
GRASS = {
    **FARM, "DLBM": "0404", "DLMC": "其他草地", "KCDLBM": "", "KCXS": 0.0, "GDLX": "",
    "GDPDJB": "", "ZZSXDM": "", "ZZSXMC": "", "GDDB": None,
}  # fmt: skip
SECOND = {
    "DLBM": "043", "DLMC": "其他草地", "QSXZ": "30", "QSDWDM": VILLAGE, "ZLDWDM": VILLAGE,
    "TKXS": 0.0, "TKMJ": 0.0, "GDPDJ": "", "XZDWMJ": 0.0, "LXDWMJ": 0.0,
}  # fmt: skip


def square(k=0, size=40.0, east=X, north=Y):
    """The k-th of a row of touching squares, 1 600 m² each."""
    return shapely.box(east + k * size, north, east + (k + 1) * size, north + size)


def raw(name, cells, shapes, crs="EPSG:4524"):
    """A layer as GDAL would give it; numbers are doubles, everything else text."""
    columns = tuple(
        np.array([np.nan if v is None else v for v in c], float) if h in NUMERIC
        else np.array(c, dtype=object)
        for h, c in cells.items()
    )  # fmt: skip
    held = np.empty(len(shapes), dtype=object)
    held[:] = shapes
    return RawLayer(name, crs, tuple(cells), columns, np.arange(1, len(shapes) + 1), held)


def table(name, cells, shapes, crs="EPSG:4524", stated=None):
    """The table that the reader makes of a layer."""
    return layer_table(raw(name, cells, shapes, crs), f"{name}.gpkg", stated, Notes(name), ("", ""))


def survey(*rows, shapes=None, crs="EPSG:4524", lacks=(), declared=True, schema="", base=None):
    """A 三调 layer of faultless rows, spoilt by what each row says; areas follow the shapes."""
    rows = rows or ({}, {})
    shapes = [square(k) for k in range(len(rows))] if shapes is None else shapes
    sound = [s if s is not None and s.is_valid else None for s in shapes]
    area = official(series(sound, "EPSG:4524")).tolist()
    full = []
    for k, row in enumerate(rows):
        told = dict(base or (FARM if k == 0 else GRASS)) | {
            "BSM": f"1508992110{k:08d}", "TBBH": f"{k + 1:04d}", "TBMJ": area[k] / 100,
        }  # fmt: skip
        told |= row
        if "KCXS" in told:
            cut = part(round(told["TBMJ"] * 100), round((told["KCXS"] or 0) * 10_000), 10_000)
            told.setdefault("KCMJ", cut / 100)
            told.setdefault("TBDLMJ", round(told["TBMJ"] - told["KCMJ"], 2))
        told.setdefault("TBDLMJ", told["TBMJ"])
        full.append(told | {n: v for n, v in row.items() if n in ("KCMJ", "TBDLMJ")})
    heads = [h for h in dict.fromkeys(h for row in full for h in row) if h not in lacks]
    cells = {h: [row.get(h) for row in full] for h in heads}
    made = table("DLTB", cells, shapes, crs, entry(schema=schema) if schema else None)
    fields = tuple(Field(h, "number" if h in NUMERIC else "text") for h in heads)
    ground, moved = in_grid(made.ground)
    return Patches("DLTB.gpkg", made, ground, moved, None, fields if declared else None)


def filed(*rows, shapes=None, file="地块.gpkg"):
    """A layer of plots of one project; declared areas in 公顷, right unless a row says otherwise."""
    shapes = [square(k) for k in range(len(rows))] if shapes is None else shapes
    sound = [s if s is not None and s.is_valid else None for s in shapes]
    area = official(series(sound, "EPSG:4524")).tolist()
    full = [
        {"XMBAH": "150899202100001", "DKBH": f"P{k + 1}", "DKMJ": part(a, 1, 100) / 10_000} | row
        for k, (a, row) in enumerate(zip(area, rows, strict=True))
    ]
    cells = {h: [row[h] for row in full] for h in full[0]}
    stated = entry(schema="plots", units={"declared": "公顷"})
    return patches(file, table("地块", cells, shapes, stated=stated), entry=stated)


def outcome(check, *layers, beside=(), code="150899"):
    """What became of one check."""
    (found,) = inspect(Bench(layers, tuple(beside), code), [CHECKS[check]])
    return found


def said(check, *layers, **more):
    """[(row, sentence)] of what one check found; it must have looked at every layer."""
    found = outcome(check, *layers, **more)
    assert found.skipped == ()
    return [(one.row, one.sentence) for one in found.defects]


def why(check, *layers, **more):
    """Why a check is 未执行."""
    found = outcome(check, *layers, **more)
    assert (found.status, found.defects) == ("未执行", ())
    return found.why
