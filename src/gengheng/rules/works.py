"""工程量: what the works register says of each project, added up over its rows."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.rules.projects import place_of


@dataclass(frozen=True, slots=True)
class Done:
    """The works of one project: its rows, how much was levelled, whether any 土方 was moved.

    What is blank in some row is not zero: there may be more than `levelled_m2` and `earth` say.
    """

    rows: int
    levelled_m2: int = 0
    levelled_blank: bool = False
    earth: bool = False
    earth_blank: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Works:
    """The works of all projects, and what it means that a project is not among them.

    `absent` is why nothing is known of it, "" where the register declares itself complete and
    every row names its project: then it had none.
    """

    projects: Mapping[str, Done]
    absent: str

    def of(self, no: str) -> Done | None:
        """Return the works of a project, None where nobody knows."""
        return self.projects.get(no, None if self.absent else Done(0))


def works(chosen: Chosen) -> Works:
    """Return what the register says, or why nothing is known."""
    if isinstance(chosen, Missing):
        return Works({}, f"工程量：{chosen.reason}")
    rows = chosen.rows
    found = {str(no): _done(mine) for no, mine in rows.groupby("project_no", sort=False) if no}
    nameless = int((rows["project_no"] == "").sum())
    if not chosen.complete:
        return Works(found, "工程量台账没有该项目，台账也未声明完整")
    why = f"工程量台账没有该项目，但有{nameless}行未填项目备案号，不能断定没有工程"
    return Works(found, why if nameless else "")


def _done(rows: pd.DataFrame) -> Done:
    """Return the works of the rows of one project."""
    levelled, earth = rows["levelled_m2"], rows["earth_m3"]
    places = [place_of(row) for row in rows.to_dict("records")]  # type: ignore[arg-type]
    return Done(
        rows=len(rows),
        levelled_m2=sum(int(m2) for m2 in levelled.dropna()),
        levelled_blank=bool(levelled.isna().any()),
        earth=any(m3 > 0 for m3 in earth.dropna()),
        earth_blank=bool(earth.isna().any()),
        place="、".join(places),
    )
