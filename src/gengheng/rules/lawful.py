"""What lets built farmland stand: approvals, valid 临时用地, 设施农用地备案; and what may let it.

An approval counts whatever its date (when it came is A-1b's question), 临时用地 only while it is
valid. A 临时用地 without the dates that would tell may or may not be valid.
"""

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.overlay.naive import series
from gengheng.rules.registers import doc_no
from gengheng.rules.rule import Inputs
from gengheng.standards.tables import schemas


@dataclass(frozen=True, slots=True)
class Lawful:
    """`sure` is taken out of the ground; `perhaps` may have to be; the words say what is lacking.

    `unmapped` is a clause on approvals without a shape, `lacking` one on layers that nobody
    provided, both "" where there is nothing to say; `approvals` is False without their layer.
    """

    sure: gpd.GeoSeries
    perhaps: gpd.GeoSeries
    approvals: bool
    unmapped: str
    lacking: str


def lawful(inputs: Inputs, crs: object, day: date) -> Lawful:
    """Return the lawful ground on a day, from the inputs approvals, listed, temporary, facility."""
    sure = [_shapes(inputs[name]) for name in ("approvals", "facility")]
    temporary, perhaps = inputs["temporary"], []
    if isinstance(temporary, Layer):
        yes, maybe = valid_on(temporary.frame, day)
        sure.append(list(temporary.frame.geometry[yes]))
        perhaps = list(temporary.frame.geometry[maybe])
    lacking = [
        schemas()[schema].label
        for name, schema in (("temporary", "temporary_use"), ("facility", "facility"))
        if isinstance(inputs[name], Missing)
    ]
    return Lawful(
        series([one for shapes in sure for one in shapes], crs),
        series(perhaps, crs),
        isinstance(inputs["approvals"], Layer),
        _unmapped(inputs["approvals"], inputs["listed"]),
        f"{'、'.join(lacking)}资料未提供，未扣除" if lacking else "",
    )


def valid_on(rows: pd.DataFrame, day: date) -> tuple[np.ndarray, np.ndarray]:
    """Return which 临时用地 are valid on a day, and of which nobody knows.

    Valid from 批准 to the end, the extended one where there is one, both days counted. What has
    ended, or was approved later, is not valid whatever else is blank.
    """
    until = rows["extended"].where(rows["extended"].notna(), rows["ends"])
    begun = np.array([pd.isna(d) or d <= day for d in rows["pzrq"]], dtype=bool)
    still = np.array([pd.isna(d) or d >= day for d in until], dtype=bool)
    known = rows["pzrq"].notna().to_numpy() & until.notna().to_numpy()
    return begun & still & known, begun & still & ~known


def _shapes(layer: Chosen) -> list[object]:
    return list(layer.frame.geometry) if isinstance(layer, Layer) else []


def _unmapped(mapped: Chosen, listed: Chosen) -> str:
    """Return how many approvals have no shape: only listed, or without a usable one."""
    with_shape, all_of_them = set[str](), set[str]()
    for chosen in (mapped, listed):
        if isinstance(chosen, Layer):
            all_of_them |= {doc_no(doc) for doc in chosen.rows["pzwh"]} - {""}
    if isinstance(mapped, Layer):
        with_shape = {doc_no(doc) for doc in mapped.frame["pzwh"]}
    lost = sorted(all_of_them - with_shape)
    more = "等" if len(lost) > 3 else ""
    named = "、".join(lost[:3]) + more
    return f"{len(lost)}件批准没有图形，须核对是否在其范围内：{named}" if lost else ""
