"""同一土地: ground that several findings speak of."""

from gengheng.records.codec import Record


class Overlap(Record, frozen=True, kw_only=True):
    """Ground that exactly these findings share; all rows of a run are disjoint.

    `findings` are ids in order; `area_centi_m2` is the official area. `loose` are those of them
    that are drawn on more ground than their area means, a difference of figures: which part of it
    is meant nobody knows. A row of one finding is the rest of the ground of a loose one.
    """

    findings: tuple[str, ...]
    area_centi_m2: int
    loose: tuple[str, ...] = ()

    @property
    def shared(self) -> bool:
        """Whether several findings speak of this ground."""
        return len(self.findings) > 1
