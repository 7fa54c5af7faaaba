"""坐标系: what a file is counted in, and on what ground that was decided. Never transformed here.

A zone prefix in the easting is physical and wins over everything written. Then a person's word
(county.toml) wins over the file's (带号, .prj), and the difference is said. What nobody decides
stays undecided: `code` is "" and `by` says why.
"""

import math
import re
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from gengheng.area.grid import (
    CGCS2000,
    DATUMS,
    XIAN80,
    Ellipsoid,
    epsg_of_meridian,
    epsg_of_zone,
    grid_of,
)
from gengheng.intake.cells import half
from gengheng.intake.reading import Notes
from gengheng.values.errors import UnknownCrs

BEIJING54 = re.compile(r"beijing|北京|(?<!\d)(19)?54(?!\d)", re.I)
XIAN = re.compile(r"xi[’' _]*an|西安|(?<!\d)(19)?80(?!\d)", re.I)
NO_DATUM = "文件没有写坐标系，按2000国家大地坐标系；不能排除西安80，请核对"
CGCS = re.compile(r"cgcs|2000", re.I)


@dataclass(frozen=True, slots=True)
class Decided:
    """`code` as the card says it (EPSG:4524, or a name), "" where undecided; `by` is the ground."""

    code: str
    by: str
    crs: pyproj.CRS | None = None

    @property
    def fault(self) -> str:
        """Why no plot in this system has a lawful area, whatever its shape; "" where it has.

        >>> named("EPSG:2412", "").fault, named("EPSG:4524", "").fault
        ('北京54坐标系，无法定椭球面积', '')
        """
        if self.crs is not None and BEIJING54.search(self.crs.name):
            return "北京54坐标系，无法定椭球面积"
        return ""


def named(text: object, by: str) -> Decided:
    """Return the system that `text` (a code, a WKT, a .prj) describes, by its parameters.

    Raises `pyproj.exceptions.CRSError` where it describes none.

    >>> named("EPSG:4524", ".prj").code
    'EPSG:4524'
    >>> esri = pyproj.CRS(4524).to_wkt("WKT1_ESRI")
    >>> named(esri, ".prj").code, named("EPSG:32649", "x").code
    ('EPSG:4524', 'EPSG:32649')
    """
    crs = pyproj.CRS.from_user_input(text)
    try:
        grid = grid_of(crs)
        datum = grid.ellipsoid
        zone = grid.prefix
        epsg = (
            epsg_of_zone(zone, datum=datum)
            if zone
            else epsg_of_meridian(grid.meridian, datum=datum)
        )
        if grid_of(epsg) == grid:
            return Decided(f"EPSG:{epsg}", by, pyproj.CRS.from_epsg(epsg))
    except UnknownCrs:
        pass
    if crs.is_geographic and any(w.search(crs.name) and d is CGCS2000 for w, d, _ in DATUMS):
        return Decided("EPSG:4490", by, pyproj.CRS.from_epsg(4490))
    authority = crs.to_authority()
    return Decided(":".join(authority) if authority else crs.name, by, crs)


def stated(entry: str, notes: Notes) -> Decided | None:
    """Return what a person wrote in county.toml, None for "" or for what is no system (said)."""
    if not entry:
        return None
    try:
        return named(entry, "county.toml")
    except CRSError:
        notes.repair("crs", 0, "坐标系", f"county.toml写的坐标系“{entry}”不可识别，未采用")
        return None


def zone_code(zone: int, prefixed: bool, datum: str) -> str:
    """Return the code of a zone; `datum` is CGCS2000, Xian80 or Beijing54. Raises `UnknownCrs`.

    >>> zone_code(36, True, "CGCS2000"), zone_code(36, False, "CGCS2000")
    ('EPSG:4524', 'EPSG:4545')
    >>> zone_code(36, True, "Beijing54")
    'EPSG:2412'
    """
    epsg_of_zone(zone)
    meridian = 3 * zone if zone >= 25 else 6 * zone - 3
    if datum == "Beijing54":
        wide = 2376 + zone if zone >= 25 else 21400 + zone
        return f"EPSG:{wide if prefixed else 2422 + (meridian - 75) // 3}"
    ellipsoid: Ellipsoid = XIAN80 if datum == "Xian80" else CGCS2000
    if prefixed:
        return f"EPSG:{epsg_of_zone(zone, datum=ellipsoid)}"
    return f"EPSG:{epsg_of_meridian(meridian, datum=ellipsoid)}"


def datum_of(text: str) -> str:
    """Return the datum that 坐标系=… names, "" where it names none of the three.

    >>> [datum_of(w) for w in ("2000国家大地坐标系", "80国家大地坐标系", "1954北京坐标系", "WGS84")]
    ['CGCS2000', 'Xian80', 'Beijing54', '']
    """
    plain = half(text)
    if BEIJING54.search(plain):
        return "Beijing54"
    if XIAN.search(plain):
        return "Xian80"
    return "CGCS2000" if CGCS.search(plain) else ""


def in_zone(zone: int, prefixed: bool, datum: str, by: str) -> Decided:
    """Return the system of a zone, undecided where there is no such zone."""
    try:
        code = zone_code(zone, prefixed, datum)
    except UnknownCrs as error:
        return Decided("", f"未定：{error}")
    return Decided(code, by, pyproj.CRS.from_user_input(code))


def of_layer(
    written: str,
    by: str,
    shapes: NDArray[np.object_],
    entry: str,
    notes: Notes,
    *,
    undecided: str = "",
) -> Decided:
    """Return the system of a vector layer: file and person, both held against the coordinates.

    `undecided` is why degrees stay undecided where neither of them names a system.
    """
    person = stated(entry, notes)
    file = _written(written, by, notes)
    west, south, east, north = _bounds(shapes)
    prefix = _prefixes(west, east)
    decided = person or file
    if person and file and person.code != file.code:
        notes.repair("crs", 0, "坐标系", f"文件写作{file.code}，按county.toml取{person.code}")
    if decided:
        return _held_against(decided, prefix, west, notes)
    if len(prefix) > 1:
        listed = "、".join(map(str, prefix))
        return Decided("", f"未定：没有坐标系定义，坐标前缀不一致（{listed}）")
    if prefix:
        found = in_zone(prefix[0], True, "CGCS2000", f"坐标前缀{prefix[0]}")
        if found.code:
            notes.repair("datum", 0, "坐标系", NO_DATUM)
        return found
    if math.isnan(west):
        return Decided("", "未定：没有坐标系定义，也没有坐标")
    if -180 <= west and east <= 180 and -90 <= south and north <= 90:
        return Decided("", f"未定：{undecided or '坐标像经纬度，没有坐标系定义'}")
    return Decided("", "未定：没有坐标系定义，坐标无带号")


def _written(written: str, by: str, notes: Notes) -> Decided | None:
    if not written:
        return None
    try:
        found = named(written, by)
    except CRSError:
        notes.repair("crs", 0, "坐标系", f"{by}的内容不可识别，未采用")
        return None
    name = found.crs.name.lower() if found.crs is not None else ""
    return None if name.startswith(("undefined", "unknown")) else found


def _bounds(shapes: NDArray[np.object_]) -> tuple[float, float, float, float]:
    if not len(shapes):
        return math.nan, math.nan, math.nan, math.nan
    box = shapely.total_bounds(shapes)
    return float(box[0]), float(box[1]), float(box[2]), float(box[3])


def _prefixes(west: float, east: float) -> list[int]:
    """Return the zone prefixes of the eastings, [] where they have none."""
    if not (math.isfinite(west) and 13_000_000 <= west and east < 46_000_000):
        return []
    return list(range(int(west // 1_000_000), int(east // 1_000_000) + 1))


def _held_against(decided: Decided, prefix: list[int], west: float, notes: Notes) -> Decided:
    """Mend a zone that is written with a prefix and counted without one, or the other way."""
    try:
        grid = grid_of(decided.crs)
    except UnknownCrs:
        return decided
    datum = grid.ellipsoid.name
    if len(prefix) == 1 and prefix[0] != grid.prefix:
        found = in_zone(prefix[0], True, datum, f"坐标前缀{prefix[0]}")
    elif not prefix and grid.prefix and 0 < west < 1_000_000:
        epsg = epsg_of_meridian(grid.meridian, datum=grid.ellipsoid)
        found = named(f"EPSG:{epsg}", f"{decided.by}的中央经线，坐标无带号")
    else:
        return decided
    if not found.code:
        return decided
    said = f"{decided.by}写作{decided.code}，与坐标的带号不符，按坐标取{found.code}"
    notes.repair("crs", 0, "坐标系", said)
    return found
