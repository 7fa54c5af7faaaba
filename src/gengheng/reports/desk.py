"""What lies on the desk while the pages of one run are written: looked up and measured once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gengheng.area.ellipsoid import official
from gengheng.area.grid import grid_of
from gengheng.catalogue.shelf import Layer
from gengheng.overlay.naive import series
from gengheng.records.finding import Revision, Said
from gengheng.records.layer import LayerRef
from gengheng.records.plot import Plot
from gengheng.records.run import RuleResult
from gengheng.reports.layers import shapes_of
from gengheng.reports.maps import Patches, patches
from gengheng.reports.strip import Survey, by_class
from gengheng.reports.sums import Ground, ground_of
from gengheng.reports.words import Known, known
from gengheng.rules.index import RULES
from gengheng.screening.history import history, vintages
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome

Classes = Mapping[Survey, Mapping[str, int]]
STEEP = "5"  # 坡度级 5


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known of the findings of a run.

    `on_plot` is the class history of each plot and, by finding, of the ground of a table's rows;
    `in_pieces` that of each suspected part; `sizes` are the lawful areas of the ground of a table's
    rows, in 0.01 m², by finding. `around` are all plots, by subject. `grid` is
    the name of the county's grid. `indexed` are the layers that maps have looked into so far.
    """

    outcome: Outcome
    material: Material
    known: Known
    lines: Mapping[str, RuleResult]
    suspected: Sequence[Revision]
    pieces: Mapping[str, BaseGeometry]
    plots: Mapping[str, BaseGeometry]
    surveys: Sequence[Survey]
    on_plot: Mapping[str, Classes]
    in_pieces: Mapping[str, Classes]
    ground: Ground
    sizes: Mapping[str, int]
    around: Patches
    grid: str
    indexed: dict[str, Patches] = field(default_factory=dict)

    def patches(self, layer: Layer) -> Patches:
        """What a map shows of a layer, indexed once: of slopes only those above 25°."""
        digest = layer.ref.digest
        if digest not in self.indexed:
            frame = layer.frame
            if layer.ref.schema == "slope":
                frame = frame[frame["pdjb"] == STEEP]
            words = frame["dlbm"] if "dlbm" in frame else ()
            self.indexed[digest] = patches(frame.geometry, words)
        return self.indexed[digest]

    def layer(self, ref: LayerRef) -> Layer | None:
        """The layer of the shelf with this digest."""
        return next((s for s in self.material.shelf if s.ref.digest == ref.digest), None)

    def used(self, revision: Revision, schema: str) -> list[Layer]:
        """The layers of a schema that an answer rests on, the newest last."""
        refs = {r.digest for r in revision.inputs.values() if isinstance(r, LayerRef)}
        held = [one for one in self.material.shelf if one.ref.digest in refs]
        return sorted((one for one in held if one.ref.schema == schema), key=lambda one: one.day)

    def newest(self, schema: str) -> Layer | None:
        """The newest layer of a schema that is not later than the day of the run."""
        day = self.outcome.run.as_of
        held = [
            one for one in self.material.shelf
            if one.ref.schema == schema and one.day <= day
        ]  # fmt: skip
        return max(held, key=lambda one: one.day, default=None)

    def drawn(self, revision: Revision) -> list[Plot]:
        """The plots of a finding that have a place on the map; of a pair those that overlap."""
        own = [p for p in self.known.plots_of(revision) if p.subject in self.plots]
        shape = self.pieces.get(revision.finding)
        if RULES[revision.rule].subject != "pair" or shape is None:
            return own
        return [p for p in own if shapely.intersects(self.plots[p.subject], shape)]


def desk(outcome: Outcome, material: Material, held: Known | None = None) -> Desk:
    """Return everything that the findings of a run need."""
    rows = [r for r in outcome.revisions if r.said == Said.SUSPECTED]
    shapes = shapes_of(outcome, rows)
    frame = material.subjects.plots
    placed = frame[frame["place"] == ""]
    held, grid = held or known(material, outcome.revisions), outcome.run.grid
    matters = _matters(rows, held, grid)
    parts = gpd.GeoSeries(shapes, index=[r.finding for r in rows], crs=grid)
    return Desk(
        outcome=outcome,
        material=material,
        known=held,
        lines={line.rule: line for line in outcome.run.rules},
        suspected=rows,
        pieces={
            r.finding: shape for r, shape in zip(rows, shapes, strict=True)
            if shape is not None and not shapely.is_empty(shape)
        },
        plots=dict(zip(placed.index.astype(str), np.asarray(placed.geometry.array), strict=True)),
        surveys=vintages(material.shelf),
        on_plot=by_class(history(_asked(rows, placed, matters), material.shelf)),
        in_pieces=by_class(history(parts, material.shelf)),
        ground=ground_of(outcome),
        sizes=dict(zip(matters.index, official(matters).tolist(), strict=True)),
        around=patches(placed.geometry, placed.index),
        grid=grid_of(grid).label,
    )  # fmt: skip


def _matters(rows: Sequence[Revision], held: Known, grid: str) -> gpd.GeoSeries:
    """Return the ground of the rows of tables that findings are about, by finding."""
    found = {r.finding: m.shape for r in rows if (m := held.matter(r)) and m.shape is not None}
    return series(found.values(), grid).set_axis(pd.Index(found, dtype=object))


def _asked(
    rows: Sequence[Revision], placed: gpd.GeoDataFrame, matters: gpd.GeoSeries
) -> gpd.GeoSeries:
    """Return the ground whose class history is shown: of plots by subject, of rows by finding."""
    asked = {r.subject for r in rows if RULES[r.rule].subject == "plot"}
    own = placed[placed.index.isin(asked)].geometry
    index = [*own.index.astype(str), *matters.index]
    return gpd.GeoSeries([*own, *matters], index=index, crs=placed.crs)
