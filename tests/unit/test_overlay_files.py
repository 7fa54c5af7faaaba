"""套合 of shapes that others drew to break an overlay: as GEOS says of them, or named.

Shapes are brought into a zone: moved, scaled where they are smaller than a field or wider than a
county, and rounded to 0.1 mm, which is where the lawful area begins.
"""

import json
import re
from collections import Counter
from itertools import pairwise

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from defusedxml import ElementTree
from shapely.errors import GEOSException

from gengheng.area.ellipsoid import official
from gengheng.overlay import naive
from gengheng.overlay.changed import DOUBT, SOUND
from gengheng.overlay.engine import pieces, tallied
from overlaid import CRS, objects, overlay, series
from realdata import real

BEND = 1.2e-4  # of 0.01 m² for every cm of border: what a corner more may change in the law
NARROW, WIDE = 20.0, 150_000.0  # m: what is smaller or wider is scaled to 1 km or 100 km


def at_home(*sides):
    """Return all shapes in one zone, in whole 0.1 mm, as they lie to one another."""
    west, south, east, north = shapely.total_bounds(np.concatenate(sides))
    span = max(east - west, north - south, 1e-9)
    scale = 1_000 / span if span < NARROW else 100_000 / span if span > WIDE else 1.0

    def moved(points):
        home = (points - [west, south]) * scale + [500_000, 4_500_000]
        return np.rint(home * 1e4) / 1e4

    return [shapely.transform(objects(side), moved) for side in sides]


def in_tenths(points):
    """Return points as whole numbers of 0.1 mm, on which validity has no rounding of its own."""
    return np.rint((points - [5e5, 4.5e6]) * 1e4)


def flat(shape):
    """Tell whether a shape is one that an overlay takes."""
    return shape.geom_type in ("Polygon", "MultiPolygon") and not shape.is_empty


def beside(shape):
    """Return a shape moved by a tenth of its width, as no survey would agree with another."""
    west, _, east, _ = shape.bounds
    return shapely.affinity.translate(shape, (east - west) / 10, (east - west) / 30)


# --- what the files hold ---------------------------------------------------------------------------


def geos_pairs():
    """Return pairs of polygons out of all XML cases; a case with one shape meets it moved."""
    for file in sorted(real("geom_geos_xml_a").rglob("*.xml")):
        for case in ElementTree.parse(file).iter("case"):
            shapes = [read(case.findtext(side)) for side in ("a", "b")]
            shapes = [s for s in shapes if s is not None and flat(s)]
            if shapes:
                yield shapes[0], shapes[1] if len(shapes) == 2 else beside(shapes[0])


def read(words):
    """Return the shape of WKT or WKB in hex; None for nothing, no numbers, and what GEOS cannot read."""
    words = (words or "").strip()
    if re.search(r"\bNaN\b", words, re.IGNORECASE):
        return None
    try:
        if re.fullmatch(r"[0-9A-Fa-f\s]+", words):
            return shapely.from_wkb(re.sub(r"\s", "", words))
        return shapely.from_wkt(words) if words else None
    except (GEOSException, NotImplementedError):  # the latter for curves
        return None


def martinez_pairs():
    folder = real("geom_martinez_cases")
    for file in sorted((folder / "genericTestCases").glob("*.geojson")):
        shapes = [s for s in drawn(json.loads(file.read_text("utf-8"))["features"][:2]) if s]
        yield from [tuple(shapes)] if len(shapes) == 2 else []
    names = ("clippingPoly", "poly", "polyWithHole", "multiPoly", "multiPolyWithHole")
    files = [(folder / "featureTypes" / f"{name}.geojson").read_text("utf-8") for name in names]
    one = drawn([json.loads(words) for words in files])
    yield from ((one[0], other) for other in one[1:])


def drawn(features):
    """Return the polygons of features, None for what has open rings."""
    out = []
    for feature in features:
        try:
            out.append(shapely.geometry.shape(feature["geometry"]))
        except (ValueError, GEOSException):
            out.append(None)
    return out


def earcut_pairs():
    for file in sorted((real("geom_earcut_bad") / "fixtures").glob("*.json")):
        rings = [ring for ring in json.loads(file.read_text("utf-8")) if len(ring) > 2]
        if rings:
            shape = shapely.Polygon(rings[0], rings[1:])
            yield shape, beside(shape)
            yield shape, shapely.box(*shape.bounds).buffer(-np.sqrt(shape.envelope.area) / 5)


def qgis_layers():
    folder = real("overlay_expected_qgis")
    for left, right in (
        ("polys/df1.geojson", "polys/df2.geojson"),
        ("overlap/df1_overlap.geojson", "overlap/df2_overlap.geojson"),
        ("nybb_qgis/polydf.shp", "nybb_qgis/polydf2.shp"),
    ):
        yield tuple(np.asarray(gpd.read_file(folder / n).geometry.array) for n in (left, right))


def dutch_layers():
    folder = real("parcels_nl_plots")
    to_plane = pyproj.Transformer.from_crs(
        4490, "+proj=tmerc +lon_0=5.5 +x_0=500000 +ellps=GRS80 +type=crs", always_xy=True
    ).transform
    yield tuple(
        shapely.transform(shapely.get_parts(shapely.from_wkt((folder / n).read_text("utf-8"))),
                          to_plane, interleaved=False)
        for n in ("nl_plots.wkt", "nl_zones.wkt")
    )  # fmt: skip


def toy_layers():
    folder = real("cn_gbk_shapefiles") / "dltb_toy"
    patches, erased, roads = (
        np.asarray(gpd.read_file(folder / f"{name}.shp").geometry.array)
        for name in ("DLTB", "DLTB_Erase", "Polygon")
    )
    yield from ((patches, roads), (patches, erased), (erased, roads))


FILES = {
    "geom_geos_xml_a": geos_pairs, "geom_martinez_cases": martinez_pairs,
    "geom_earcut_bad": earcut_pairs, "overlay_expected_qgis": qgis_layers,
    "parcels_nl_plots": dutch_layers, "dltb_toy": toy_layers,
}  # fmt: skip


# --- what became of them ---------------------------------------------------------------------------


def outcomes(left, right):
    """Return how many pairs of two layers ended how; asserts all that may be asserted.

    Sound pairs: "equal" to the judge's cents, "in doubt" (judged), "same land": GEOS sets a corner
    where a border only touches an edge, and an edge so cut is rounded and bends otherwise. Unsound
    shapes: "open" (judged), "equal", or "unseen": the sum over edges is not what GEOS says, and
    only the fault of the shape tells so.
    """
    told = Counter()
    left, right = at_home(left, right)
    sound = [shapely.is_valid(shapely.transform(side, in_tenths)) for side in (left, right)]
    found = overlay(left, right)
    back = {(i, j): row[3] for (j, i), row in kernel(overlay(right, left)).items()}
    said = kernel(found)
    boxes = [shapely.box(*shapely.bounds(side).T) for side in (left, right)]
    for i, j in zip(
        *shapely.STRtree(boxes[1]).query(boxes[0], predicate="intersects"), strict=True
    ):
        row, pair = said.get((i, j), NO_ROW), (left[i], right[j])
        if sound[0][i] and sound[1][j]:
            assert {row[3], back.get((i, j), SOUND)} <= {SOUND, DOUBT}
            told["in doubt" if row[3] == DOUBT else sound_pair(row, *pair)] += 1
        else:
            told[unsound_pair(row, *pair)] += 1
    return told


NO_ROW = (0, 0, 0, SOUND)


def kernel(found):
    """Return {(left, right): (0.01 m², cm, 2 × plane area, state)}."""
    columns = found.left, found.right, found.centi_m2, found.cm, found.plane2, found.state
    return {(i, j): tuple(row) for i, j, *row in zip(*(c.tolist() for c in columns), strict=True)}


def sound_pair(row, one, other):
    """Return how a pair of sound shapes ended; asserts that it is what GEOS says."""
    centi, cm, plane2, _ = row
    drawn = by_the_judge(one, other)
    assert drawn is not None
    judged, around, shape = drawn
    if judged == centi:
        assert centi == 0 or abs(around - cm) <= 1, (one.wkt, other.wkt)
        return "equal"
    assert abs(judged - centi) <= 1 + BEND * around, (one.wkt, other.wkt)
    assert abs(in_whole_tenths(shape) - plane2) <= 100 * around, (one.wkt, other.wkt)
    assert corner_on_an_edge(one, other), (one.wkt, other.wkt)
    return "same land"


def corner_on_an_edge(*shapes):
    """Tell whether a corner of any of the shapes lies on an edge of any, exactly, not at its end."""
    rings = [in_tenths(shapely.get_coordinates(ring)).astype(object)
             for shape in shapes for part in shapely.get_parts(shape)
             for ring in shapely.get_rings(part)]  # fmt: skip
    corners = np.concatenate(rings)
    for a, b in (edge for ring in rings for edge in pairwise(ring)):
        along, off = b - a, corners - a
        beside = along[0] * off[:, 1] - along[1] * off[:, 0]
        far = (along * off).sum(axis=1)
        if ((beside == 0) & (far > 0) & (far < (along * along).sum())).any():
            return True
    return False


def unsound_pair(row, one, other):
    """Return how a pair ended of which one shape is not sound.

    Whatever the sum over edges says then, GEOS finds fault with a shape in metres too, and a shape
    with a fault is not asked about.
    """
    drawn = by_the_judge(one, other)
    if row[3] in (SOUND, DOUBT) and drawn is not None and abs(drawn[0] - row[0]) <= 1:
        return "unsound: equal"
    assert not (one.is_valid and other.is_valid), (one.wkt, other.wkt)
    return "unsound: unseen" if row[3] in (SOUND, DOUBT) else "unsound: open"


def by_the_judge(one, other):
    """Return (0.01 m², cm, piece) of what GEOS draws, None where it cannot.

    Drawn in whole 0.1 mm: in metres a coordinate is off by a part of a millionth, and where two
    edges are nearly parallel that moves their crossing by more than 0.1 mm.
    """
    try:
        sides = shapely.transform(objects([one, other]), in_tenths)
        piece = naive.polygonal(objects([shapely.intersection(*sides)]))[0]
    except GEOSException:
        return None
    around = shapely.length(piece) / 100
    piece = shapely.transform(piece, lambda p: np.floor(p + 0.5) / 1e4 + [5e5, 4.5e6])
    return int(official(series([piece]))[0]), around, piece


def in_whole_tenths(shape):
    """Return 2 × the plane area of a shape with its corners rounded to 0.1 mm, exactly."""
    total = 0
    for part in shapely.get_parts(shape):
        for k, ring in enumerate(shapely.get_rings(part)):
            points = np.floor(shapely.get_coordinates(ring) * 1e4 + 0.5).astype(int).tolist()
            twice = sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(points))
            total += abs(twice) if k == 0 else -abs(twice)
    return total


def all_outcomes(name):
    told = Counter()
    for left, right in FILES[name]():
        sides = [[s] if isinstance(s, shapely.Geometry) else list(s) for s in (left, right)]
        told += outcomes(*sides)
    return told


SOUND_PAIRS = {"geom_geos_xml_a": 150, "geom_martinez_cases": 20, "geom_earcut_bad": 60,
               "overlay_expected_qgis": 20, "parcels_nl_plots": 2_000, "dltb_toy": 30}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_every_sound_pair_is_what_geos_says(name):
    told = all_outcomes(name)
    assert told["equal"] >= SOUND_PAIRS[name]
    assert told["in doubt"] <= 0.02 * told["equal"]


@pytest.mark.prove
@pytest.mark.parametrize("name", FILES)
def test_what_became_of_every_pair(name, record_property):
    told = all_outcomes(name)
    words = ", ".join(f"{count} {word}" for word, count in sorted(told.items()))
    record_property(f"overlay of {name}", words)
    assert told["equal"] >= SOUND_PAIRS[name]


@pytest.mark.parametrize("name", ["overlay_expected_qgis", "parcels_nl_plots", "dltb_toy"])
def test_layers_by_the_engine_are_layers_by_the_judge(name):
    for left, right in FILES[name]():
        left, right = (side[shapely.is_valid(side)] for side in at_home(left, right))
        sides = gpd.GeoSeries(left, crs=CRS), gpd.GeoSeries(right, crs=CRS)
        with tallied() as tally:
            found, drawn_ = pieces(*sides, geometry=True), naive.pieces(*sides, geometry=True)
        for column in ("left", "right", "area_centi_m2"):
            assert getattr(found, column).tolist() == getattr(drawn_, column).tolist()
        assert np.abs(found.perimeter_cm - drawn_.perimeter_cm).max() <= 1
        assert shapely.equals(found.shapes, drawn_.shapes).all()
        assert sum(tally.judged.values()) <= 0.02 * tally.pairs
