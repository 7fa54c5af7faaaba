"""质量证明: it changes how long an overlay takes, never what is found, and no other layer can use it."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from coverages import CORNER, X, Y, faulty, lattice
from gengheng.overlay import quality
from gengheng.overlay.engine import pieces
from gengheng.overlay.quality import certify


def layer(*shapes):
    return gpd.GeoSeries(shapes, crs=4524)


def survey(seed, k=6):
    """A coverage without faults."""
    rings = lattice(np.random.default_rng(seed), k)
    return layer(*(shapely.Polygon(np.round(ring + CORNER, 4)) for ring in rings))


def later(shapes, seed, changed=0.3):
    """The survey after: some patches end elsewhere, some have one vertex more, one is gone."""
    rng = np.random.default_rng(seed)
    out = np.asarray(shapes.array).copy()
    for k in np.flatnonzero(rng.random(len(out)) < changed):
        points = shapely.get_coordinates(out[k])[:-1]
        middle = points.mean(axis=0)
        out[k] = shapely.Polygon(np.round(middle + (points - middle) * rng.uniform(0.6, 0.99), 4))
    return layer(*np.delete(out, rng.integers(0, len(out))))


def table(found):
    return list(zip(
        found.left.tolist(), found.right.tolist(), found.area_centi_m2.tolist(),
        found.perimeter_cm.tolist(), strict=True,
    ))  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_certificates_change_nothing_that_is_found(seed, one, other):
    left = survey(seed)
    right = later(left, seed)
    clean = certify(f"l{seed}", left), certify(f"r{seed}", right)
    assert clean[0].clean
    assert clean[1].clean
    used = clean[0] if one else None, clean[1] if other else None
    assert table(pieces(left, right, clean=used)) == table(pieces(left, right))
    part = right[np.random.default_rng(seed).random(len(right)) < 0.5].reset_index(drop=True)
    assert table(pieces(part, left, clean=used[::-1])) == table(pieces(part, left))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_a_layer_with_overlaps_gains_nothing_and_loses_nothing(seed):
    shapes = faulty(seed)
    left = shapes[shapes.is_valid].reset_index(drop=True)
    right = survey(seed)
    clean = certify(f"f{seed}", left), certify(f"s{seed}", right)
    assert clean[0].clean is (clean[0].overlaps == 0)
    assert table(pieces(left, right, clean=clean)) == table(pieces(left, right))


def test_a_certificate_of_another_layer_is_refused():
    one = survey(1)
    moved = later(one, 2)
    proof = certify("survey 1", one)
    for wrong in (moved, layer(*one, moved.iloc[0]), layer(*one.iloc[:3], one.iloc[0])):
        with pytest.raises(ValueError, match=r"^质量证明survey 1不是这个图层的$"):
            pieces(wrong, one, clean=(proof, None))
    with pytest.raises(ValueError, match="不是这个图层的"):
        pieces(one, moved, clean=(None, proof))
    other_zone = one.set_crs(2360, allow_override=True)
    with pytest.raises(ValueError, match="不是这个图层的"):
        pieces(other_zone, other_zone, clean=(proof, None))


def test_a_part_of_a_layer_is_known_wherever_it_is_counted_from():
    one = survey(1)
    proof = certify("survey 1", one)
    for k in range(len(one)):
        part = one.iloc[[k]].reset_index(drop=True)
        assert table(pieces(part, one, clean=(proof, proof))) == table(pieces(part, one))
    far = layer(*one.iloc[:3], box(X + 90_000, Y, X + 90_010, Y + 10))
    assert len(table(pieces(far, one, clean=(None, proof)))) == 3


def test_a_certificate_is_made_once_for_a_digest(monkeypatch):
    first = certify("once", survey(3))
    monkeypatch.setattr(quality, "coverage", None)
    assert certify("once", survey(3)) is first
    assert (first.digest, first.overlaps, len(first.members)) == ("once", 0, 36)


@pytest.mark.parametrize(
    ("shapes", "overlaps"),
    [
        ([box(X, Y, X + 9, Y + 9), box(X + 8, Y, X + 20, Y + 9)], 1),
        ([box(X, Y, X + 9, Y + 9)] * 2, 1),
        ([box(X, Y, X + 9, Y + 9), shapely.Polygon([(X, Y), (X + 9, Y + 9), (X + 9, Y), (X, Y + 9)])], 0),
        ([box(X, Y, X + 9, Y + 9), box(X + 300_000, Y, X + 300_009, Y + 9)], 0),
        ([None, shapely.Polygon()], 0),
    ],
)  # fmt: skip
def test_what_is_not_clean_certifies_nothing(shapes, overlaps):
    proof = certify(f"unclean {shapes}", layer(*shapes))
    assert (proof.clean, proof.overlaps, len(proof.members)) == (False, overlaps, 0)
    other = survey(4)
    assert table(pieces(other, other, clean=(proof, None))) == table(pieces(other, other))
