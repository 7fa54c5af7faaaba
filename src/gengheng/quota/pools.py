"""三个指标池 数量 水田 产能: the part of a project's filing that falls with a part of its land."""

from gengheng.records.plot import Pools, Project
from gengheng.values.errors import Refused
from gengheng.values.units import part

NAMES = {"area_m2": "数量", "paddy_m2": "水田", "capacity_kg": "产能"}
BLANK = {"reported_m2": "报备新增耕地", "paddy_m2": "新增水田", "capacity_kg": "新增产能"}


def reported(project: Project) -> Pools:
    """Return what a project was filed with. Raises `Refused` naming each blank: blank is not 0."""
    blank = [label for field, label in BLANK.items() if getattr(project, field) is None]
    if blank:
        raise Refused(
            [
                f"项目{project.project_no}台账第{project.row}行未填{label}，不能计算应核减指标"
                for label in blank
            ]
        )
    return Pools(
        area_m2=project.reported_m2 or 0,
        paddy_m2=project.paddy_m2 or 0,
        capacity_kg=project.capacity_kg or 0,
    )


def share(whole: Pools, decided_m2: int, *, before_m2: int = 0) -> Pools:
    """Return what the three pools lose when `decided_m2` more of `whole.area_m2` falls away.

    `before_m2` is what earlier cases of the same project have decided already. Each case takes
    the difference of two rounded running totals, so that all cases of a project together never
    differ from the project by a kilogram, and no earlier case changes when a later one comes.

    >>> share(Pools(area_m2=10_000, paddy_m2=3_000, capacity_kg=9_001), 2_000)
    Pools(area_m2=2000, paddy_m2=600, capacity_kg=1800)
    >>> thirds = [share(Pools(area_m2=3, capacity_kg=100), 1, before_m2=n) for n in (0, 1, 2)]
    >>> [pools.capacity_kg for pools in thirds]
    [33, 34, 33]
    """
    if decided_m2 < 0 or before_m2 < 0 or before_m2 + decided_m2 > whole.area_m2:
        raise Refused(
            [f"认定面积{decided_m2}平方米连同本项目已认定{before_m2}平方米，"
             f"超出报备面积{whole.area_m2}平方米"]
        )  # fmt: skip

    def lost(pool: int) -> int:
        """Return what one pool loses: the difference of two rounded running totals."""
        upto = part(pool, before_m2 + decided_m2, whole.area_m2)
        return upto - part(pool, before_m2, whole.area_m2)

    if not decided_m2:
        return Pools()
    return Pools(
        area_m2=decided_m2, paddy_m2=lost(whole.paddy_m2), capacity_kg=lost(whole.capacity_kg)
    )


def falls(project: Project | None, decided_m2: int, *, before_m2: int) -> Pools:
    """Return what a project's quota loses by a decided area; nothing without area or project.

    Raises `Refused` where the register leaves blank what must be shared.

    >>> falls(None, 500, before_m2=0)
    Pools(area_m2=0, paddy_m2=0, capacity_kg=0)
    """
    if project is None or not decided_m2:
        return Pools()
    return share(reported(project), decided_m2, before_m2=before_m2)


def amounts(pools: Pools) -> dict[str, int]:
    """Return {commodity: amount} with the names that the book uses."""
    return {label: getattr(pools, field) for field, label in NAMES.items()}
