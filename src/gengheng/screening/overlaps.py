"""同一土地被多条规则查出: the ground that several findings share, so that it counts once."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from gengheng.area.ellipsoid import official
from gengheng.overlay.naive import series
from gengheng.records.overlap import Overlap

Shapes = NDArray[np.object_]
NEAR = 200  # 0.01 m² by which an area may differ from that of its shape, and 1 ‰ of it


def overlaps(
    findings: Sequence[str], shapes: Shapes, areas: Sequence[int], crs: object
) -> tuple[Overlap, ...]:
    """Return the ground that two or more findings share, cut so that no two rows overlap.

    `shapes` are the grounds of the findings, None where there is none; `areas` what they come to
    in 0.01 m². A finding with less area than ground is loose: the rest of its ground is a row too,
    where it shares any. Borders that merely touch share nothing; faces below 0.01 m² are dropped.

    >>> from shapely import box
    >>> x, y = 36_471_200, 4_521_800
    >>> a, b = box(x, y, x + 100, y + 100), box(x + 60, y, x + 160, y + 100)
    >>> overlaps(["a", "b", "c"], np.array([a, b, None]), [999_980, 999_980, 0], "EPSG:4524")
    (Overlap(findings=('a', 'b'), area_centi_m2=399992, loose=()),)
    """
    there = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes)))
    sizes = official(series(shapes[there], crs))
    drawn = dict(zip(there.tolist(), sizes.tolist(), strict=True))
    both = ((findings[k], areas[k], size) for k, size in drawn.items())
    loose = {name for name, own, size in both if own < size and not means_all(own, size)}
    left, right = shapely.STRtree(shapes[there]).query(shapes[there], predicate="intersects")
    once = left < right
    pairs = zip(there[left[once]].tolist(), there[right[once]].tolist(), strict=True)
    faces: list[tuple[tuple[str, ...], shapely.Geometry]] = []
    for group in _clusters(pairs):
        for shape, members in _faces(shapes[group]):
            names = tuple(sorted(findings[group[k]] for k in members))
            if len(names) > 1 or loose & {*names}:
                faces.append((names, shape))
    found: dict[tuple[str, ...], int] = {}
    areas_of = official(series([shape for _, shape in faces], crs)).tolist()
    for (names, _), area in zip(faces, areas_of, strict=True):
        found[names] = found.get(names, 0) + area
    met = {name for names, size in found.items() if size and len(names) > 1 for name in names}
    return tuple(
        Overlap(findings=names, area_centi_m2=size, loose=tuple(n for n in names if n in loose))
        for names, size in sorted(found.items())
        if size and met & {*names}
    )


def means_all(area_centi_m2: int, drawn_centi_m2: int) -> bool:
    """Tell whether an area is that of the ground drawn for it, and no difference of figures.

    >>> means_all(999_980, 1_000_000), means_all(100_000, 1_000_000)
    (True, False)
    """
    return abs(area_centi_m2 - drawn_centi_m2) <= NEAR + drawn_centi_m2 // 1000


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


def _faces(shapes: Shapes) -> Iterator[tuple[shapely.Geometry, list[int]]]:
    """Yield every face that a shape covers, with the positions of all that cover it."""
    lines = shapely.union_all(shapely.boundary(shapes))
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.point_on_surface(faces)
    at, of = shapely.STRtree(shapes).query(inside, predicate="intersects")
    members: dict[int, list[int]] = {}
    for n, k in zip(at.tolist(), of.tolist(), strict=True):
        members.setdefault(n, []).append(k)
    for n, face in enumerate(faces):
        if n in members:
            yield face, sorted(members[n])
