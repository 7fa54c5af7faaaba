"""findings.gpkg: the suspected ground and the plots, to be opened in any GIS."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from numpy.typing import NDArray

from gengheng.records.finding import Revision, Said
from gengheng.records.overlap import Overlap
from gengheng.reports.sums import ground_of, kind_of
from gengheng.reports.words import Known, area, known
from gengheng.screening.material import Material
from gengheng.screening.run import Outcome

Shapes = NDArray[np.object_]
WORST = (Said.SUSPECTED, Said.UNKNOWN, Said.CLEAR)
NOT_ASKED = "未执行"
# what each column is called in Chinese; stands as the description of its layer
FINDINGS = {
    "finding": "疑似问题编号", "revision": "修订号", "rule": "规则", "subject": "对象",
    "project_no": "项目备案号", "unit": "报送单位", "title": "项目名称或事项", "said": "答复",
    "area_m2": "疑似面积（平方米）", "measures": "面积是（图形、数额之差）",
    "shared_m2": "图形中与其他疑似问题重叠的面积（平方米），同一块地只核减一次",
    "overlaps": "与哪些疑似问题重叠多少", "detail": "情形说明",
}  # fmt: skip
SUBJECTS = {
    "subject": "对象", "project_no": "项目备案号", "plot_no": "地块编号",
    "area_m2": "地块面积（平方米）", "answer": "各规则最重的答复",
}  # fmt: skip


def findings_gpkg(outcome: Outcome, material: Material, held: Known | None = None) -> bytes:
    """Return a GeoPackage with the layers `findings` and `subjects` in the county's grid.

    `findings` has one row per 疑似; its shape is the ground that the answer is about, and missing
    where there is none; `measures` says where its area is a difference of figures. `subjects` has
    every plot that may stand on the map, with the worst word that a rule about plots said of it.
    The same outcome gives the same bytes. `held`: as for `page`.
    """
    held = held or known(material, outcome.revisions)
    with tempfile.TemporaryDirectory() as folder, clock(outcome.run.as_of):
        path = Path(folder) / "findings.gpkg"
        for name, title, frame, columns in (
            ("findings", "疑似问题", _findings(outcome, held), FINDINGS),
            ("subjects", "地块", _subjects(outcome, material), SUBJECTS),
        ):
            told = "；".join(f"{column} {label}" for column, label in columns.items())
            pyogrio.write_dataframe(
                frame, path, layer=name, driver="GPKG", geometry_type="MultiPolygon",
                layer_options={"IDENTIFIER": title, "DESCRIPTION": told},
            )  # fmt: skip
        return path.read_bytes()


def _findings(outcome: Outcome, held: Known) -> gpd.GeoDataFrame:
    rows = [r for r in outcome.revisions if r.said == Said.SUSPECTED]
    ground = ground_of(outcome)
    shared = _shared(rows, outcome.overlaps)
    told: dict[str, list[str] | list[float]] = {
        "finding": [r.finding for r in rows],
        "revision": [r.id for r in rows],
        "rule": [r.rule for r in rows],
        "subject": [r.subject for r in rows],
        "project_no": [r.project_no for r in rows],
        "unit": [held.unit(r) for r in rows],
        "title": [held.name(r) for r in rows],
        "said": [str(r.said) for r in rows],
        "area_m2": [r.area_centi_m2 / 100 for r in rows],
        "measures": [kind_of(ground, r) for r in rows],
        "shared_m2": [sum(size for size, _ in shared.get(r.finding, ())) / 100 for r in rows],
        "overlaps": ["；".join(said for _, said in shared.get(r.finding, ())) for r in rows],
        "detail": [r.detail for r in rows],
    }
    shapes = _multi(shapes_of(outcome, rows))
    return gpd.GeoDataFrame(told, geometry=gpd.GeoSeries(shapes, crs=outcome.run.grid))


def _shared(
    rows: list[Revision], overlaps: tuple[Overlap, ...]
) -> dict[str, list[tuple[int, str]]]:
    """Return {finding: the ground it shares, in 0.01 m², with whom and how much in words}."""
    names = {r.finding: f"{r.rule} {r.subject}" for r in rows}
    out: dict[str, list[tuple[int, str]]] = {}
    for one in overlaps:
        for mine in one.findings if one.shared else ():
            others = "、".join(names[f] for f in one.findings if f != mine)
            said = f"{others}：{area(one.area_centi_m2).m2}平方米"
            out.setdefault(mine, []).append((one.area_centi_m2, said))
    return out


def shapes_of(outcome: Outcome, rows: list[Revision]) -> Shapes:
    """Return the shape of the ground that each revision is about, None where there is none."""
    frame = outcome.answers
    held = dict(zip(zip(frame["rule"], frame["subject"], strict=True), frame.geometry, strict=True))
    out = np.full(len(rows), None, dtype=object)
    for at, r in enumerate(rows):
        out[at] = held.get((r.rule, r.subject))
    return out


def _subjects(outcome: Outcome, material: Material) -> gpd.GeoDataFrame:
    plots = material.subjects.plots
    plots = plots[plots["place"] == ""]
    said = worst(outcome)
    columns = {
        "subject": plots.index.astype(str).tolist(),
        "project_no": plots["project_no"].tolist(),
        "plot_no": plots["plot_no"].tolist(),
        "area_m2": [int(area) / 100 for area in plots["area_centi_m2"]],
        "answer": [said.get(str(subject), NOT_ASKED) for subject in plots.index],
    }
    shapes = _multi(np.asarray(plots.geometry.array, dtype=object))
    return gpd.GeoDataFrame(columns, geometry=gpd.GeoSeries(shapes, crs=outcome.run.grid))


def worst(outcome: Outcome) -> dict[str, str]:
    """Return {subject: the worst word said of it}: 疑似 before 无法判定 before 未发现."""
    out: dict[str, str] = {}
    if outcome.answers.empty:
        return out
    for subject, said in zip(outcome.answers["subject"], outcome.answers["said"], strict=True):
        word = Said(said)
        if subject not in out or WORST.index(word) < WORST.index(Said(out[subject])):
            out[subject] = str(word)
    return out


def _multi(shapes: Shapes) -> Shapes:
    """Return every polygon as a multipolygon in normal form; what is missing stays missing."""
    parts = [shapely.get_parts(s) if s is not None and not s.is_empty else () for s in shapes]
    out = np.full(len(shapes), None, dtype=object)
    for at, each in enumerate(parts):
        if len(each):
            out[at] = shapely.normalize(shapely.MultiPolygon(list(each)))
    return out


@contextmanager
def clock(day: date) -> Iterator[None]:
    """Let the file say the day of the screening instead of the hour of its making."""
    old = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{day.isoformat()}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": old})
