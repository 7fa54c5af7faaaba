"""耕种: what the 种植属性 of two successive surveys say of farmland, and what they leave open."""

import geopandas as gpd
import numpy as np

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen
from gengheng.overlay.engine import carve
from gengheng.overlay.naive import joined, series
from gengheng.rules.ground import Ground, ground
from gengheng.rules.rule import Flags
from gengheng.standards.dictionaries import codes_of, older_planting, planting
from gengheng.standards.tables import codes

FALLOW, TILLED, NOT_SAID = "WG", "GZ", ""


def planted(layer: Layer) -> list[str]:
    """Return the 种植属性 of each patch in today's codes, "" where none that is known is stated.

    Tilled land of no known crop, of older vintages, is GZ.
    """
    if "zzsxdm" not in layer.frame:
        return [NOT_SAID] * len(layer.frame)
    said = layer.frame["zzsxdm"].astype(str)
    return said.map({text: code_of(text) for text in said.unique()}).tolist()


def code_of(text: str) -> str:
    """Return a 种植属性 in today's codes.

    >>> code_of("wg "), code_of("YM"), code_of("GZ"), code_of("X1"), code_of("")
    ('WG', 'FLS', 'GZ', '', '')
    """
    code = text.strip().upper()
    if code in older_planting():
        return planting(code) or TILLED
    return code if code in codes_of("zzsxdm") else NOT_SAID


def farmland_with(layer: Layer, wanted: tuple[str, ...]) -> Flags:
    """Return which patches are farmland with one of the wanted 种植属性."""
    farm = layer.frame["dlbm"].isin(codes("farmland")).to_numpy(dtype=bool)
    return np.asarray(farm & np.isin(planted(layer), wanted))


def untilled(shapes: gpd.GeoSeries, now: Layer, before: Chosen, subject: Flags) -> Ground:
    """Return the farmland of some subjects that both surveys call 未耕种."""
    found = _of(shapes, subject)
    for layer in (now, before):
        frame = now.frame[:0]
        if isinstance(layer, Layer):
            frame = layer.frame[farmland_with(layer, (FALLOW,))]
        found = ground(found.shapes, frame.geometry, found.owner)
    return found


def _of(shapes: gpd.GeoSeries, subject: Flags) -> Ground:
    owner = np.flatnonzero(subject).astype(np.int64)
    return Ground(series(shapes.iloc[owner], shapes.crs), owner)


def perhaps_untilled(shapes: gpd.GeoSeries, now: Layer, before: Chosen, subject: Flags) -> Ground:
    """Return what of some subjects may be 未耕种 in both surveys for all that they say.

    Where the one before shows another class or a crop, nothing is open; where it is blank, or
    does not reach, or is not there, it is.
    """
    whole, open_now = _of(shapes, subject), farmland_with(now, (FALLOW, NOT_SAID))
    found = ground(whole.shapes, now.frame[open_now].geometry, whole.owner)
    if not isinstance(before, Layer):
        return found
    sure = before.frame[~farmland_with(before, (FALLOW, NOT_SAID))]
    return Ground(*joined(carve(found.shapes, sure.geometry), found.owner))
