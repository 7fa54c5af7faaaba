"""检查: every check put to every layer that it is for; nothing is left unsaid."""

from collections.abc import Iterable

from gengheng.inspection.bench import Bench
from gengheng.inspection.check import Check, Defect, NotAsked, Outcome, Spot
from gengheng.inspection.index import CHECKS
from gengheng.inspection.patches import Patches


def inspect(bench: Bench, checks: Iterable[Check] | None = None) -> list[Outcome]:
    """Return what became of each check, in the order of their numbers.

    A check that misses a column, a control file or a reference system says so for that layer and
    is 未执行 there; it never counts as having found nothing. The same bench gives the same list.
    Without layers every check is 未执行.

    >>> [one.status for one in inspect(Bench(()))] == ["未执行"] * len(CHECKS)
    True
    """
    return [_outcome(check, bench) for check in checks or CHECKS.values()]


def _outcome(check: Check, bench: Bench) -> Outcome:
    looked, defects, skipped = [], [], []
    for patches in bench.layers:
        if patches.schema not in check.schemas:
            continue
        if why := _why_not(check, patches):
            skipped.append((patches.name, why))
            continue
        found = check.find(patches, bench)
        if isinstance(found, NotAsked):
            skipped.append((patches.name, found.reason))
            continue
        looked.append(patches.name)
        if check.sound and patches.unsound:
            skipped.append((patches.name, f"{patches.unsound}行没有可用的图形，未参加"))
        defects += sorted((_defect(check, patches, spot) for spot in found), key=_place)
    return Outcome(check, tuple(looked), tuple(defects), tuple(skipped))


def _why_not(check: Check, patches: Patches) -> str:
    """Return why a check cannot look at a layer, "" where it can."""
    lacking = [patches.label(c) for c in check.needs if not patches.has(c)]
    if lacking:
        return f"没有字段{'、'.join(lacking)}"
    if not check.empty and not len(patches.ground):
        return "没有一行可查"
    if check.metres and patches.metres:
        return patches.metres
    return "没有可用的图形" if check.sound and not patches.sound.any() else ""


def _place(one: Defect) -> tuple[int, str]:
    return one.row, one.field


def _defect(check: Check, patches: Patches, spot: Spot) -> Defect:
    row = spot.row if spot.at < 0 else int(patches.ground["row"].iloc[spot.at])
    return Defect(
        check=check.id,
        level=check.level,
        file=patches.file,
        layer=patches.table.card.name,
        row=row,
        key=patches.key(spot.at),
        field=spot.field,
        sentence=spot.sentence,
        todo=check.todo,
        count=spot.count,
        shape=spot.shape,
        crs=str(patches.ground.crs.to_string()) if patches.ground.crs is not None else "",
    )
