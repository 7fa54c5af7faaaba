"""换带: how a layer comes to stand in the county's grid, and what may not be done to it.

Between zones and degrees of CGCS2000 the change is exact and is recorded. Between Xi'an 80 and
CGCS2000 nothing is changed: the province's parameters are not public, and a shift of one to a
hundred metres decides cases (reference 4).
"""

import geopandas as gpd
import pyproj

from gengheng.area.grid import CGCS2000, Grid, grid_of
from gengheng.values.errors import UnknownCrs

NO_PARAMETERS = "坐标转换参数未提供"


def stand(frame: gpd.GeoDataFrame, target: Grid, epsg: str) -> tuple[gpd.GeoDataFrame, str]:
    """Return the frame in `epsg` (whose grid is `target`) and what was done, "" if nothing.

    Raises `UnknownCrs` with the sentence of 无法判定 where the frame may not be brought there.
    """
    if frame.crs is None:
        raise UnknownCrs("坐标系未定")
    if _degrees(frame.crs):
        return frame.to_crs(epsg), f"由2000国家大地坐标系经纬度投影到{target.label}"
    grid = grid_of(frame.crs)
    if grid == target:
        return frame.set_crs(epsg, allow_override=True), ""
    if grid.ellipsoid is not CGCS2000 or target.ellipsoid is not CGCS2000:
        raise UnknownCrs(NO_PARAMETERS)
    return frame.to_crs(epsg), f"由{grid.label}换带到{target.label}"


def _degrees(crs: pyproj.CRS) -> bool:
    return bool(crs.is_geographic and crs.to_epsg() == 4490)
