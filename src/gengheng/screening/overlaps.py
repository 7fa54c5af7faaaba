"""同一土地被多条规则查出: the ground that several findings share, so that it counts once."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import official
from gengheng.overlay.naive import series
from gengheng.records.overlap import Overlap

Shapes = NDArray[np.object_]


def overlaps(findings: Sequence[str], shapes: Shapes, crs: object) -> tuple[Overlap, ...]:
    """Return the ground that two or more findings share, cut so that no two rows overlap.

    `shapes` are the grounds of the findings, None where an answer is a difference of figures.
    Borders that merely touch share nothing; faces below 0.01 m² are dropped.

    >>> from shapely import box
    >>> x, y = 36_471_200, 4_521_800
    >>> a, b = box(x, y, x + 100, y + 100), box(x + 60, y, x + 160, y + 100)
    >>> overlaps(["a", "b", "c"], np.array([a, b, None]), "EPSG:4524")
    (Overlap(findings=('a', 'b'), area_centi_m2=399992),)
    """
    there = np.flatnonzero([s is not None and not shapely.is_empty(s) for s in shapes])
    tree = shapely.STRtree(shapes[there])
    left, right = tree.query(shapes[there], predicate="intersects")
    pairs = [(there[a], there[b]) for a, b in zip(left, right, strict=True) if a < b]
    areas: dict[tuple[str, ...], int] = {}
    for group in _clusters(pairs):
        faces = list(_faces([shapes[k] for k in group]))
        for shape, members in faces:
            names = tuple(sorted(findings[group[k]] for k in members))
            area = int(official(series([shape], crs))[0])
            areas[names] = areas.get(names, 0) + area
    return tuple(Overlap(findings=n, area_centi_m2=a) for n, a in sorted(areas.items()) if a)


def _clusters(pairs: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """Yield the groups of shapes that hang together."""
    of: dict[int, list[int]] = {}
    for a, b in pairs:
        one, other = of.setdefault(a, [a]), of.setdefault(b, [b])
        if one is not other:
            one += other
            for k in other:
                of[k] = one
    seen: set[int] = set()
    for group in of.values():
        if id(group) not in seen:
            seen.add(id(group))
            yield sorted(group)


def _faces(shapes: Sequence[shapely.Geometry]) -> Iterator[tuple[shapely.Geometry, list[int]]]:
    """Yield every face that two or more shapes cover, with their positions."""
    lines = shapely.union_all(shapely.boundary(np.array(shapes, dtype=object)))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    tree = shapely.STRtree(np.array(shapes, dtype=object))
    at, of = tree.query(inside, predicate="intersects")
    for n, face in enumerate(faces):
        members = sorted(of[at == n].tolist())
        if len(members) > 1:
            yield face, members
