"""From notes and a frame to a table: counting, and the first row as text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from gengheng.intake.crs import Decided
from gengheng.intake.reading import Notes, Table
from gengheng.records.source import LayerCard

SHOWN = 80  # signs of a cell in the sample
NO_CRS = Decided("", "没有图形，不需坐标系")


@dataclass(frozen=True, slots=True)
class Vintage:
    """Which vintage, on what ground; `proposed` is what only a name suggests."""

    day: date | None
    by: str
    proposed: date | None = None


def table(
    frame: pd.DataFrame,
    notes: Notes,
    *,
    name: str,
    schema: str,
    rejected: int,
    crs: Decided,
    vintage: Vintage,
    encoding: tuple[str, str],
    show: Sequence[str],
) -> Table:
    """Return the table of the kept rows in `frame`; rows are kept + `rejected`.

    `show` names the columns of the sample, blank ones are left out.
    """
    repairs, rejections = notes.records()
    card = LayerCard(
        name=name,
        schema=schema,
        rows=len(frame) + rejected,
        kept=len(frame),
        rejected=rejected,
        crs=crs.code,
        crs_by=crs.by,
        vintage=vintage.day,
        vintage_by=vintage.by,
        proposed=vintage.proposed,
        encoding=encoding[0],
        encoding_by=encoding[1],
        sample=_sample(frame, show),
        repairs=repairs,
        rejections=rejections,
    )
    return Table(card, frame)


def _sample(frame: pd.DataFrame, show: Sequence[str]) -> dict[str, str]:
    if frame.empty:
        return {}
    cells = {name: frame[name].iloc[0] for name in show if name in frame.columns}
    texts = {k: str(v) for k, v in cells.items() if not pd.isna(v) and str(v)}
    return {k: v if len(v) <= SHOWN else f"{v[:SHOWN]}…" for k, v in texts.items()}
