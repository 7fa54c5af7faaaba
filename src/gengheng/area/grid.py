"""高斯－克吕格投影带: in which ellipsoid, and from which false easting, a coordinate is counted.

The official area exists for CGCS2000 and Xi'an 80 in 3° and 6° zones, with or without the zone
prefix in the easting. A grid is read from the parameters of a reference system, not from its
name alone, so that an ESRI .prj and an EPSG code of the same grid are the same grid.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pyproj

from gengheng.values.errors import UnknownCrs


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """Published constants as the decimal words of the source, so that no digit is lost.

    国土调查办发〔2008〕32号 and the CGCS2000 parameters of the national area software: b in m,
    first and second eccentricity squared, polar radius of curvature c, and K0…K4 of the footpoint.
    """

    name: str
    b: str
    e2: str
    ep2: str
    c: str
    k: tuple[str, str, str, str, str]


CGCS2000 = Ellipsoid(
    "CGCS2000", "6356752.31414036", "0.00669438002290", "0.00673949677548", "6399593.62586",
    ("1.57048761144159e-7", "5.05250178820567e-3", "2.98472900956587e-5", "2.41626669230084e-7",
     "2.22241238938534e-9"),
)  # fmt: skip
XIAN80 = Ellipsoid(
    "Xian80", "6356755.29", "6.69438499958795e-3", "6.73950181947292e-3", "6399596.65198801",
    ("1.57048687472752e-7", "5.05250559291393e-3", "2.98473350966158e-5", "2.41627215981336e-7",
     "2.22241909461273e-9"),
)  # fmt: skip
DATUMS = (
    (re.compile(r"cgcs[ _]?2000|china[ _](2000|geodetic)|2000国家", re.I), CGCS2000, 6378137.0),
    (re.compile(r"xi[’' _]*an[ _]?(19)?80|西安80|1980西安", re.I), XIAN80, 6378140.0),
)


@dataclass(frozen=True, slots=True)
class Grid:
    """One zone: its ellipsoid, central meridian in degrees, false easting in m, prefix or 0."""

    ellipsoid: Ellipsoid
    meridian: int
    false_easting: int

    @property
    def prefix(self) -> int:
        """The zone number that stands before the easting, 0 where there is none.

        >>> grid_of("EPSG:4524").prefix, grid_of("EPSG:4545").prefix
        (36, 0)
        """
        return self.false_easting // 1_000_000

    @property
    def label(self) -> str:
        """The grid in words.

        >>> grid_of("EPSG:4524").label
        'CGCS2000 中央经线108°（带号36）'
        """
        prefix = f"（带号{self.prefix}）" if self.prefix else "（无带号）"
        return f"{self.ellipsoid.name} 中央经线{self.meridian}°{prefix}"


def grid_of(crs: object) -> Grid:
    """Return the grid of anything that pyproj takes for a reference system.

    Raises `UnknownCrs` for None, for what nobody can read, for degrees, and for any system
    without an official area.

    >>> grid_of(2360).ellipsoid.name, grid_of(2360).meridian
    ('Xian80', 108)
    >>> grid_of(4490)
    Traceback (most recent call last):
    gengheng.values.errors.UnknownCrs: …：China Geodetic Coordinate System 2000
    """
    if crs is None:
        raise UnknownCrs("坐标系未知")
    try:
        wkt = pyproj.CRS.from_user_input(crs).to_wkt()
    except pyproj.exceptions.CRSError as error:
        raise UnknownCrs(f"读不懂的坐标系：{crs}") from error
    return _grid(wkt)


@lru_cache(maxsize=64)
def _grid(wkt: str) -> Grid:
    crs = pyproj.CRS.from_wkt(wkt)
    unknown = UnknownCrs(f"没有法定椭球面积的坐标系：{crs.name}")
    operation = crs.coordinate_operation
    if not crs.is_projected or operation is None or crs.datum is None:
        raise unknown
    said = f"{crs.datum.name} {crs.name} {crs.geodetic_crs.name if crs.geodetic_crs else ''}"
    axis = crs.ellipsoid.semi_major_metre if crs.ellipsoid else 0.0
    found = [e for words, e, a in DATUMS if words.search(said) and abs(axis - a) < 0.5]
    value: dict[str, Any] = {p.name.lower().replace("_", " "): p.value for p in operation.params}
    meridian = value.get("longitude of natural origin", -1.0)
    easting = value.get("false easting", -1.0)
    plain = (
        "transverse mercator" in operation.method_name.lower()
        and value.get("latitude of natural origin") == 0.0
        and value.get("scale factor at natural origin", 1.0) == 1.0
        and value.get("false northing", 0.0) == 0.0
        and meridian == round(meridian)
        and easting % 1_000_000 == 500_000
    )
    if not found or not plain or crs.axis_info[0].unit_conversion_factor != 1.0:
        raise unknown
    return Grid(found[0], int(meridian), int(easting))


def epsg_of_zone(zone: int, *, datum: Ellipsoid = CGCS2000) -> int:
    """Return the EPSG code of a prefixed zone: 13–23 are 6° zones, 25–45 are 3° zones.

    Raises `UnknownCrs` for any other number (24 does not exist).

    >>> epsg_of_zone(36), epsg_of_zone(18), epsg_of_zone(36, datum=XIAN80)
    (4524, 4496, 2360)
    """
    if 13 <= zone <= 23:
        return zone + (4478 if datum is CGCS2000 else 2314)
    if 25 <= zone <= 45:
        return zone + (4488 if datum is CGCS2000 else 2324)
    raise UnknownCrs(f"没有{zone}带")


def epsg_of_meridian(meridian: int, *, datum: Ellipsoid = CGCS2000) -> int:
    """Return the EPSG code of a 3° zone without prefix, by its central meridian in degrees.

    >>> epsg_of_meridian(108), epsg_of_meridian(108, datum=XIAN80)
    (4545, 2381)
    """
    if not 75 <= meridian <= 135 or meridian % 3:
        raise UnknownCrs(f"没有中央经线{meridian}°的3度带")
    return (4534 if datum is CGCS2000 else 2370) + (meridian - 75) // 3
