"""gengheng overlay LEFT RIGHT --out PIECES.parquet."""

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from gengheng.area.grid import grid_of
from gengheng.catalogue.zone import stand
from gengheng.cli.verb import Given, Options, Verb
from gengheng.intake.columns import texts
from gengheng.intake.crs import named
from gengheng.intake.measure import in_grid
from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.overlay.engine import pieces
from gengheng.overlay.naive import Pieces
from gengheng.values.errors import Refused, UnknownCrs
from gengheng.values.units import m2_text


@dataclass(frozen=True, slots=True)
class _Side:
    """One side: sound shapes with the text that names each, and how many rows stay out."""

    file: str
    shapes: gpd.GeoSeries
    ids: "pd.Series[str]"
    out: int


def _options(options: Options) -> None:
    options.add_argument("left", type=Path, metavar="LEFT", help="左图层文件")
    options.add_argument("right", type=Path, metavar="RIGHT", help="右图层文件")
    options.add_argument("--out", type=Path, required=True, help="相交块，Parquet")
    for side, word in (("left", "左"), ("right", "右")):
        options.add_argument(
            f"--{side}-id", default="", metavar="FIELD", help=f"{word}图层编号字段"
        )
        options.add_argument(
            f"--{side}-layer", default="", metavar="NAME", help=f"{word}文件内的图层"
        )
    options.add_argument("--geometry", action="store_true", help="同时写出图形（WKB）")


def _run(given: Given) -> int:
    left, zone = _side(given.left, given.left_layer, given.left_id, None)
    right, _ = _side(given.right, given.right_layer, given.right_id, zone)
    found = pieces(left.shapes, right.shapes, geometry=given.geometry)
    _write(found, left, right, given.out)
    for side, word in ((left, "左"), (right, "右")):
        out = f"，{side.out}行没有可用图形，未参加" if side.out else ""
        print(f"{word}图层{side.file}：{len(side.shapes)}行参加{out}")
    total = m2_text(int(found.area_centi_m2.sum()))
    print(f"相交块{len(found.left)}个，合计椭球面积{total}平方米：{given.out}")
    return 0


def _side(path: Path, layer: str, field: str, zone: str | None) -> tuple[_Side, str]:
    """Return one side in the zone given, or in its own; print what was done to bring it there."""
    frame = _frame(path, layer)
    sound = (frame["fault"] == "").to_numpy() & ~frame.geometry.isna().to_numpy()
    ids = _ids(frame, field, path.name)
    frame, done = in_grid(frame)
    try:
        target = grid_of(zone or frame.crs)
        zone = zone or named(frame.crs, "").code
        frame, moved = stand(frame, target, zone)
    except UnknownCrs as why:
        raise Refused([f"{path.name}：{why}"]) from None
    for said in (done, moved):
        if said:
            print(f"{path.name}：{said}")
    shapes = gpd.GeoSeries(frame.geometry[sound].reset_index(drop=True))
    kept = ids[sound].reset_index(drop=True)
    return _Side(path.name, shapes, kept, int((~sound).sum())), zone


def _frame(path: Path, layer: str) -> gpd.GeoDataFrame:
    reading = read(original(path))
    if reading.source.refused:
        raise Refused([reading.source.refused])
    grounds = [t for t in reading.tables if isinstance(t.frame, gpd.GeoDataFrame)]
    chosen = [t for t in grounds if layer in ("", t.card.name)]
    if len(chosen) != 1:
        listed = "、".join(t.card.name for t in grounds) or "无"
        raise Refused([f"{path.name}：请用--left-layer或--right-layer选定一个图层（有：{listed}）"])
    return chosen[0].ground


def _ids(frame: gpd.GeoDataFrame, field: str, file: str) -> "pd.Series[str]":
    """Return the text that names each row: the field, else the row number in the file."""
    name = field if field in frame.columns else field.lower()
    if not field:
        return frame["row"].astype("str")
    if name not in frame.columns:
        listed = "、".join(c for c in frame.columns if c not in ("geometry", "fault"))
        raise Refused([f"{file}：没有字段“{field}”（有：{listed}）"])
    found: pd.Series[str] = texts(frame[name].astype(object).to_numpy())
    if len(found) and (found == "").all():
        raise Refused([f"{file}：字段“{field}”没有任何内容"])
    return found


def _write(found: Pieces, left: _Side, right: _Side, out: Path) -> None:
    columns: dict[str, object] = {
        "left": pa.array(left.ids.to_numpy(dtype=object)[found.left], pa.string()),
        "right": pa.array(right.ids.to_numpy(dtype=object)[found.right], pa.string()),
        "area_centi_m2": pa.array(found.area_centi_m2, pa.int64()),
        "perimeter_cm": pa.array(found.perimeter_cm, pa.int64()),
    }
    if found.shapes is not None:
        wkb = shapely.to_wkb(np.asarray(found.shapes.array))
        columns["geometry"] = pa.array(wkb, pa.binary())
    part = out.with_name(out.name + ".part")
    pq.write_table(pa.table(columns), part)
    part.replace(out)


VERB = Verb("overlay", "套合：两个图层的相交块，椭球面积和周长", _options, _run)
