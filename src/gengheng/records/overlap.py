"""同一土地: ground that several findings speak of."""

from gengheng.records.codec import Record


class Overlap(Record, frozen=True, kw_only=True):
    """Ground that exactly these findings share; all rows of a run are disjoint.

    `findings` are ids in order, two or more; `area_centi_m2` is the official area.
    """

    findings: tuple[str, ...]
    area_centi_m2: int
