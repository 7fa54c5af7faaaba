"""The subjects of plot and project rules: records of what was filed, and the frames rules see.

The JOIN of plots and register by 项目备案号 happens in `plan`; here each side is made unambiguous.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import msgspec
import numpy as np
import pandas as pd
import shapely

from gengheng.area.ellipsoid import official
from gengheng.intake.reading import Table
from gengheng.overlay.naive import series
from gengheng.records.plot import Plot, Project
from gengheng.rules.rule import Subjects
from gengheng.values.errors import UnknownCrs
from gengheng.values.units import centi_m2


@dataclass(frozen=True, slots=True)
class Filed:
    """A table of plots with the file it came from, and where it stands in the county's grid.

    `placed` is None where it may not stand there, and `why` says so (坐标转换参数未提供).
    """

    file: str
    table: Table
    placed: gpd.GeoDataFrame | None
    why: str


TWICE = "地块编号重复"


def plots_of(
    filed: Sequence[Filed], grid: str, unused: list[str]
) -> tuple[tuple[Plot, ...], gpd.GeoDataFrame]:
    """Return the record of each plot and the frame of all, one row per subject, in order.

    The same plot twice with the same shape is one; with different shapes its row gets the fault
    地块编号重复, because nobody can say which of them was filed.
    """
    plots: dict[str, Plot] = {}
    places: dict[str, tuple[str, object]] = {}
    for one in filed:
        made = _records(one)
        shapes = one.placed.geometry if one.placed is not None else [None] * len(made)
        for plot, shape in zip(made, shapes, strict=True):
            old = plots.get(plot.subject)
            if old is None:
                plots[plot.subject] = plot
                places[plot.subject] = plot.fault or one.why, shape
            elif old.geometry == plot.geometry:
                unused.append(
                    f"{plot.file}第{plot.row}行：地块{plot.subject}与{old.file}重复，只取一次"
                )
            else:
                unused.append(f"{plot.file}第{plot.row}行：地块{plot.subject}与{old.file}图形不同")
                plots[plot.subject] = msgspec.structs.replace(
                    old, fault=TWICE, area_centi_m2=None, plane_centi_m2=None
                )
                places[plot.subject] = TWICE, None
    return tuple(plots.values()), frame_of(list(plots.values()), list(places.values()), grid)


def _records(one: Filed) -> list[Plot]:
    """Return the record of each row of a table of plots; areas in the plot's own zone."""
    frame = one.table.ground
    sound = frame["fault"].to_numpy() == ""
    shapes = series(
        [s if ok else None for s, ok in zip(frame.geometry, sound, strict=True)], frame.crs
    )
    try:
        area: Sequence[int | None] = official(shapes).tolist()
    except UnknownCrs:
        area = [None] * len(frame)
    plane = centi_m2(np.nan_to_num(shapely.area(np.asarray(shapes.array)))).tolist()
    wkb = shapely.to_wkb(shapely.normalize(np.asarray(frame.geometry.array)))
    return [
        Plot(
            project_no=row["project_no"],
            plot_no=_number(row, one.file),
            declared_m2=_whole(row["declared_m2"]),
            area_centi_m2=area[i] if sound[i] else None,
            plane_centi_m2=plane[i] if sound[i] and area[i] is not None else None,
            crs=one.table.card.crs,
            geometry=hashlib.sha256(wkb[i]).hexdigest() if wkb[i] else "",
            file=one.file,
            row=int(row["row"]),
            fault=row["fault"] or ("" if area[i] is not None else "坐标系未定"),
            grade_tenths=_whole(row.get("grade_tenths")),
            grade_before_tenths=_whole(row.get("grade_before_tenths")),
            land=str(row.get("land", "")),
        )
        for i, row in enumerate(_rows(frame))
    ]


def _whole(value: Any) -> int | None:
    """Return a cell as a whole number, None where blank."""
    return None if value is None or pd.isna(value) else int(value)


def _number(row: dict[str, Any], file: str) -> str:
    """Return the plot number; without a 备案号 the file tells plots of one number apart."""
    return str(row["plot_no"]) if row["project_no"] else f"{row['plot_no']}（{file}）"


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows without geometry, as plain dictionaries."""
    held = frame[[c for c in frame.columns if c != "geometry"]]
    return [{str(k): v for k, v in row.items()} for row in held.to_dict("records")]


def frame_of(plots: list[Plot], places: list[tuple[str, object]], grid: str) -> gpd.GeoDataFrame:
    """Return what rules see of the plots; `place` is why a plot may not stand on the map."""
    index = pd.Index([p.subject for p in plots], dtype=object)
    shapes = [shape if not why else None for why, shape in places]
    return gpd.GeoDataFrame(
        {
            "project_no": [p.project_no for p in plots],
            "plot_no": [p.plot_no for p in plots],
            "declared_m2": pd.array([p.declared_m2 for p in plots], dtype="Int64"),
            "grade_tenths": pd.array([p.grade_tenths for p in plots], dtype="Int64"),
            "grade_before_tenths": pd.array([p.grade_before_tenths for p in plots], dtype="Int64"),
            "land": [p.land for p in plots],
            "area_centi_m2": np.array([p.area_centi_m2 or 0 for p in plots], dtype=np.int64),
            "plane_centi_m2": np.array([p.plane_centi_m2 or 0 for p in plots], dtype=np.int64),
            "fault": [p.fault for p in plots],
            "place": [why for why, _ in places],
        },
        geometry=series(shapes, grid).set_axis(index),
        index=index,
    )


def projects_of(registers: Sequence[tuple[str, Table]], unused: list[str]) -> tuple[Project, ...]:
    """Return the projects of all registers, by number; a number in two registers is said.

    Readers refuse a number that stands twice in one register. Between registers the first in the
    order of county.toml is used.
    """
    found: dict[str, Project] = {}
    for file, table in registers:
        for row in _rows(table.frame):
            project = _project(row, file)
            if project.project_no in found:
                old = found[project.project_no]
                unused.append(
                    f"{project.file}第{project.row}行：{project.project_no}已见于{old.file}，未使用"
                )
            else:
                found[project.project_no] = project
    return tuple(found[no] for no in sorted(found))


def _project(row: dict[str, Any], file: str) -> Project:
    held = {
        name: row[name]
        for name in Project.__struct_fields__
        if name in row and not pd.isna(row[name])
    }
    return msgspec.convert({**held, "file": file}, Project, strict=False)


def subjects(plots: gpd.GeoDataFrame, projects: Sequence[Project], day: date) -> Subjects:
    """Return what rules are asked about; the register as a frame by 项目备案号."""
    rows = [msgspec.structs.asdict(project) for project in projects]
    frame = pd.DataFrame(rows, columns=list(Project.__struct_fields__), dtype=object)
    return Subjects(plots, frame.set_index("project_no", drop=False), day)
