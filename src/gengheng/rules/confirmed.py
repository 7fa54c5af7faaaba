"""占补挂钩: what each confirmation (确认单) takes from each 补充耕地项目."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from gengheng.catalogue.vintage import Chosen, Missing
from gengheng.rules.links import Amount
from gengheng.rules.projects import place_of
from gengheng.rules.registers import Row, by_key, readings, whole_in

LABEL = "占用耕地"


@dataclass(frozen=True, slots=True)
class Use:
    """One confirmation on one project: its number, 挂钩时间 (None where blank), its amount."""

    confirm_no: str
    day: date | None
    amount: Amount


@dataclass(frozen=True, slots=True)
class Uses:
    """The confirmations on each project, the latest last; how many rows name no project."""

    projects: Mapping[str, list[Use]]
    nameless: int


def uses(chosen: Chosen) -> Uses:
    """Return what the register of confirmations says; nothing where there is no register.

    A confirmation that draws on one project counts as its rows read (`registers.readings`). Of one
    that draws on several the same figure in every row may be the total, written again.
    """
    if isinstance(chosen, Missing):
        return Uses({}, 0)
    papers: dict[str, list[Row]] = {}
    for rows in by_key(chosen.rows.set_index("project_no", drop=False)).values():
        for row in rows:
            papers.setdefault(str(row["confirm_no"]) or f"（{place_of(row)}）", []).append(row)
    found: dict[str, list[Use]] = {}
    nameless = sum(not row["project_no"] for rows in papers.values() for row in rows)
    for no, rows in papers.items():
        for project in {str(row["project_no"]) for row in rows} - {""}:
            mine = [row for row in rows if row["project_no"] == project]
            days = [day for row in mine if isinstance(day := row["linked"], date)]
            use = Use(no, max(days, default=None), _amount(no, mine, rows))
            found.setdefault(project, []).append(use)
    return Uses({no: sorted(mine, key=_when) for no, mine in found.items()}, nameless)


def _when(use: Use) -> tuple[date, str]:
    return use.day or date.min, use.confirm_no


def _amount(no: str, mine: list[Row], rows: list[Row]) -> Amount:
    """Return what a confirmation takes from one project, whose rows are `mine` among its rows."""
    own, every = ([whole_in(row["occupied_m2"]) for row in some] for some in (mine, rows))
    least, most = readings(own)
    if len(mine) < len(rows):  # it draws on other projects too
        parts = None not in every and len(set(every)) > 1
        least = sum(figure or 0 for figure in own) if parts else 0
    if most is None:
        return Amount(least, None, f"确认单{no}未填{LABEL}")
    if least == most:
        return Amount(least, most)
    same = None not in every
    said = f"各行{LABEL}相同，不能断定是否合计" if same else f"有一行未填{LABEL}，不能断定各占多少"
    return Amount(least, most, f"确认单{no}{said}")
