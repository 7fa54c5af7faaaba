"""A cast of tiny things whose numbers can be checked in the head."""

from datetime import date
from itertools import accumulate, pairwise

import geopandas as gpd
import shapely
from shapely import box

from gengheng.area.ellipsoid import official
from gengheng.catalogue.shelf import shelve
from gengheng.intake.columns import blank, frame_name
from gengheng.overlay.naive import series
from gengheng.records.county import County
from gengheng.records.person import Asking, Role
from gengheng.records.plot import Plot, Project
from gengheng.reports.page import pages
from gengheng.reports.split import REPORT
from gengheng.screening.material import Material
from gengheng.screening.subjects import frame_of, subjects
from gengheng.standards.tables import schemas
from gengheng.values.units import centi_m2

X, Y = 36_471_200.0, 4_521_800.0  # zone 36; a hectare of plane measures 9 999.80 m² here
GRID = "EPSG:4524"
NO, OTHER = "150899202100001", "150899202100002"
DAY = date(2024, 5, 6)
FARM, ORCHARD, ROAD, GRASS = "0102", "0201", "1006", "0404"
COUNTY = County(as_of=DAY, code="150899", name="示例旗", grid=GRID)


def who(role, actor="审核员乙"):
    return Asking(actor=actor, role=Role(role), on=DAY)


def project(no=NO, **changed):
    told = {
        "initiated": date(2020, 3, 1), "accepted": date(2021, 9, 1), "filed": date(2021, 12, 1),
        "reported_m2": 10_000, "paddy_m2": 3_000, "capacity_kg": 9_000,
    }  # fmt: skip
    return Project(project_no=no, file="台账.xlsx", row=3, **(told | changed))


def strip(width, x=X, y=Y, height=100):
    return box(x, y, x + width, y + height)


def plot(no=NO, plot_no="P1", shape=None, declared=10_000, fault=""):
    """(record, shape) of a plot; a hectare unless said otherwise."""
    shape = strip(100) if shape is None else shape
    sound = fault == ""
    made = Plot(
        project_no=no, plot_no=plot_no, declared_m2=declared,
        area_centi_m2=int(official(gpd.GeoSeries([shape], crs=GRID))[0]) if sound else None,
        plane_centi_m2=int(centi_m2(shapely.area(shape))) if sound else None,
        crs=GRID, geometry=shape.normalize().wkb_hex[:64], file="地块.txt", row=9, fault=fault,
    )  # fmt: skip
    return made, shape


def layer(schema, vintage, *strips, column="dlbm", complete=False, **more):
    """A layer of strips (width in m, class), 100 m high, laid from the west; class None is a gap."""
    ends = accumulate((width for width, _ in strips), initial=X)
    laid = [
        (box(a, Y, b, Y + 100), c) for (a, b), (_, c) in zip(pairwise(ends), strips, strict=True)
    ]
    kept = [(shape, code) for shape, code in laid if code is not None]
    frame = gpd.GeoDataFrame(
        {column: [code for _, code in kept], **more}, geometry=[s for s, _ in kept], crs=GRID
    )
    return shelve(schema, vintage, frame, complete=complete)


def survey(year, *strips, **more):
    """A land-use vintage (变更调查)."""
    return layer("dltb", date(year, 12, 31), *strips, **more)


def second(*strips):
    """二调."""
    return layer("dltb_2", date(2009, 12, 31), *strips)


def register(schema, *rows, complete=False):
    """A register: rows as {column of the schema: value}, blank where not given."""
    return _table(schema, [(None, row) for row in rows], complete)


def rows_of_land(schema, *rows, complete=False):
    """A layer whose rows add up (approvals, patches): (shape or None, {column: value})."""
    return _table(schema, rows, complete)


def _table(schema, rows, complete):
    told = {}
    for name, column in schemas()[schema].columns.items():
        empty = blank(column, len(rows))
        for k, (_, row) in enumerate(rows):
            if name in row:
                empty[k] = row[name]
        told[frame_name(name, column)] = empty
    land = schemas()[schema].kind == "layer"
    fault = ["无坐标" if land and shape is None else "" for shape, _ in rows]
    frame = gpd.GeoDataFrame(
        {**told, "file": "台账.xlsx", "row": range(3, 3 + len(rows)), "fault": fault},
        geometry=series([shape for shape, _ in rows], GRID),
    )
    return shelve(schema, None, frame, complete=complete)


def material(*shelf, plots=None, projects=None, county=COUNTY):
    """What a screening sees: one plot of one project unless said otherwise."""
    filed = [plot()] if plots is None else plots
    registered = [project()] if projects is None else projects
    frame = frame_of([p for p, _ in filed], [(p.fault, s) for p, s in filed], GRID)
    held = {one.ref.schema for one in shelf} | ({"plots"} if filed else set())
    held |= {"projects"} if registered else set()
    return Material(
        county, (), (), tuple(p for p, _ in filed), tuple(registered),
        subjects(frame, registered, county.as_of), tuple(shelf), frozenset(held), (),
    )  # fmt: skip


def page(outcome, held):
    """report.html of an outcome."""
    return dict(pages(outcome, held))[REPORT]
