"""地块 and the 报备项目 that it belongs to."""

from datetime import date

from gengheng.records.codec import Record


class Pools(Record, frozen=True, kw_only=True):
    """Amounts of the three quota pools 数量, 水田, 产能."""

    area_m2: int = 0
    paddy_m2: int = 0
    capacity_kg: int = 0


class Plot(Record, frozen=True, kw_only=True):
    """A filed plot (补充耕地地块). Its shape lies in the layer; here stands the shape's digest.

    `area_centi_m2` is the official area in the plot's own zone, `plane_centi_m2` the plane one;
    both are None where `fault` (图形自相交, 无坐标 …) says that there is no sound shape.
    `declared_m2`, `grade_tenths` (质量等别 in tenths), `grade_before_tenths` (that before the
    improvement) and `land` (新增地类) are None or "" where the file leaves them blank.
    """

    project_no: str
    plot_no: str
    declared_m2: int | None
    area_centi_m2: int | None
    plane_centi_m2: int | None
    crs: str
    geometry: str
    file: str
    row: int
    fault: str = ""
    grade_tenths: int | None = None
    grade_before_tenths: int | None = None
    land: str = ""

    @property
    def subject(self) -> str:
        """The key of every answer about this plot: 项目备案号-地块编号."""
        return f"{self.project_no}-{self.plot_no}"


class Project(Record, frozen=True, kw_only=True):
    """A filed supplement project (报备项目); what the register leaves blank is None or "".

    Blank is never zero and never guessed: whoever needs a blank figure says 无法判定. Columns that
    end in `_said` repeat the words of a cell that holds a date or a number elsewhere.
    """

    project_no: str
    name: str = ""
    kind: str = ""
    unit: str = ""
    initiated: date | None = None
    initiated_doc: str = ""
    accepted: date | None = None
    accepted_doc: str = ""
    filed: date | None = None
    scale_m2: int | None = None
    reported_m2: int | None = None
    paddy_m2: int | None = None
    capacity_kg: int | None = None
    started: date | None = None
    finished: date | None = None
    mapped: date | None = None
    reviewed: date | None = None
    reviewed_said: str = ""
    planned_m2: int | None = None
    improved_m2: int | None = None
    left_m2: int | None = None
    invested_fen: int | None = None
    grade_tenths: int | None = None
    grade_before_tenths: int | None = None
    status: str = ""
    designer: str = ""
    builder: str = ""
    supervisor: str = ""
    change_doc: str = ""
    dom_mm: int | None = None
    dom_said: str = ""
    water_source: str = ""
    water_permit: str = ""
    file: str
    row: int
