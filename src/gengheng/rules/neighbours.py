"""周边耕地的等别: the best decile of what is cultivated around some ground."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import geopandas as gpd
import numpy as np
import shapely

from gengheng.area.ellipsoid import Ints, official
from gengheng.catalogue.shelf import Layer
from gengheng.intake.cells import tenths_of
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import GRID, series
from gengheng.rules.capacity import sound_grade
from gengheng.rules.projects import Row, whole_of
from gengheng.rules.registers import whole_in
from gengheng.standards.tables import codes


@dataclass(frozen=True, slots=True)
class Claim:
    """A 等别 claimed for some ground: of one plot, or the mean of all plots of a project.

    In tenths; `slack` is what rounding leaves open, in twentieths.
    """

    project_no: str
    words: str
    plots: tuple[str, ...]
    shape: object
    tenths: int
    slack: int


@dataclass(frozen=True, slots=True)
class Cultivated:
    """Patches of a grade layer outside all filed plots: shape, 等别 in tenths, area in 0.01 m².

    `unread` counts patches that state no 等别 from 1 to 15 and take no part.
    """

    shapes: gpd.GeoSeries
    tenths: Ints
    area_centi_m2: Ints
    unread: int


@dataclass(frozen=True, slots=True)
class Around:
    """How many patches lie near some ground, and the 等别 of their best tenth (0 without any)."""

    patches: int
    best_tenths: int


def claims_of(
    grouped: Mapping[object, gpd.GeoDataFrame], rows: Mapping[object, Row]
) -> list[Claim]:
    """Return the 等别 of each sound plot; where no plot of a project has one, the register's mean.

    `grouped` are the plots of each project, `rows` what the register says of it.
    """
    out = []
    for no, mine in grouped.items():
        grades = [
            grade if sound_grade(grade) else None for grade in map(whole_in, mine["grade_tenths"])
        ]
        sound = mine["place"] == ""
        named = zip(mine.index, mine["plot_no"], mine.geometry, grades, sound, strict=True)
        for subject, plot_no, shape, grade, ok in named:
            if ok and grade is not None:
                words = f"地块{plot_no}申报{grade_words(grade)}"
                out.append(Claim(str(no), words, (str(subject),), shape, grade, 0))
        mean = whole_of(rows[no], "grade_tenths") if no in rows else None
        if (
            sound.any()
            and mean is not None
            and sound_grade(mean)
            and grades.count(None) == len(grades)
        ):
            whole = shapely.union_all(np.asarray(mine.geometry[sound].array))
            words = f"台账平均质量等别{grade_words(mean)}"
            out.append(Claim(str(no), words, tuple(mine.index[sound]), whole, mean, 1))
    return out


def grade_words(tenths: int) -> str:
    """Return a 等别 in words.

    >>> grade_words(70), grade_words(75)
    ('7等', '7.5等')
    """
    return f"{tenths / 10:g}等"


def cultivated(layer: Layer, plots: gpd.GeoSeries, *, metres: int, least_m2: int) -> Cultivated:
    """Return the cultivated patches near any plot, without the ground of all plots.

    What was filed is new and does not speak for itself; a rest below `least_m2` of a patch that
    lies mostly under plots is no neighbour.
    """
    frame = layer.frame
    if "dlbm" in frame:
        frame = frame[frame["dlbm"].isin(codes("farmland") | {""})]
    sound = np.asarray(plots.dropna().array)
    near = np.unique(shapely.STRtree(np.asarray(frame.geometry.array)).query(
        sound, "dwithin", metres + GRID)[1])  # fmt: skip
    frame = frame.iloc[near]
    grades = [tenths_of(text) for text in frame["gddb"]]
    read = np.array([sound_grade(grade) for grade in grades], dtype=bool)
    rest = carve(series(frame.geometry[read], frame.crs), series(sound, frame.crs))
    area = official(rest)
    kept = area >= least_m2 * 100
    tenths = np.array([g for g in grades if sound_grade(g)], dtype=np.int64)
    return Cultivated(series(rest[kept], frame.crs), tenths[kept], area[kept], int((~read).sum()))


def around(shapes: gpd.GeoSeries, fields: Cultivated, *, metres: int, percent: int) -> list[Around]:
    """Return for each shape the patches within `metres` and the 等别 of their best `percent`."""
    found = shapely.STRtree(np.asarray(fields.shapes.array)).query(
        np.asarray(shapes.array), "dwithin", metres + GRID
    )
    order = np.lexsort((found[1], found[0]))
    near = found[1][order]
    ends = np.searchsorted(found[0][order], np.arange(len(shapes) + 1))
    out = []
    for first, end in pairwise(ends.tolist()):
        mine = near[first:end]
        best = best_of(fields.tenths[mine], fields.area_centi_m2[mine], percent)
        out.append(Around(len(mine), best))
    return out


def best_of(tenths: Ints, area: Ints, percent: int) -> int:
    """Return the smallest 等别 such that ground of it or better makes up `percent` of the area.

    >>> best_of(np.array([60, 90, 100]), np.array([9, 1, 90]), 10)
    90
    >>> best_of(np.array([100, 60]), np.array([90, 10]), 10)
    60
    >>> best_of(np.array([]), np.array([]), 10)
    0
    """
    if not len(tenths):
        return 0
    order = np.argsort(tenths, kind="stable")
    enough = np.cumsum(area[order]) * 100 >= area.sum() * percent
    return int(tenths[order][np.argmax(enough)])
