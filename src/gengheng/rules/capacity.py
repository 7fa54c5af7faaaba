"""粮食产能 from area and 等别, exactly, and what a rounded mean of 等别 leaves open.

公斤 = 亩 × (16 − 国家利用等别) × 100, of an improvement 亩 × (等别 before − 等别 after) × 100.
Areas come in 0.01 m², 等别 steps in twentieths of a 等, because a mean of one decimal is only known
to half a tenth. Nothing is rounded before the kilogram.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from gengheng.values.units import part

BEST, WORST, NONE = 10, 150, 160  # tenths: 1等, 15等, and the 等别 at which nothing grows


@dataclass(frozen=True, slots=True)
class Steps:
    """By how many twentieths of a 等 each plot counts, or all ground: `mean`, `slack` more or less.

    `each` is None where not every plot says it; `lacks` is why nothing is known at all.
    """

    each: tuple[int, ...] | None = None
    mean: int | None = None
    slack: int = 0
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Basis:
    """The capacity that one reading of the area gives: about `exact`, from `least` to `most`."""

    words: str
    exact: Fraction
    least: Fraction
    most: Fraction

    @property
    def kg(self) -> int:
        """The whole kilograms, rounded once."""
        return part(self.exact.numerator, 1, self.exact.denominator)

    def fits(self, declared_kg: int, permille: int) -> bool:
        """Whether a declared figure is off by no more than `permille` of this one."""
        return abs(declared_kg - self.kg) * 1000 <= abs(self.kg) * permille

    def may_fit(self, declared_kg: int, permille: int) -> bool:
        """The same, where the rounding of the mean is allowed for as well."""
        allowed = Fraction(abs(self.kg) * permille, 1000)
        return self.least - allowed <= declared_kg <= self.most + allowed


def capacity(area_centi_m2: int, twentieths: int) -> Fraction:
    """Return the kilograms of some ground.

    >>> capacity(9_952_000, 180)  # 149.28 亩 of 7等: 134 352 kg (reference 1.5)
    Fraction(134352, 1)
    """
    return Fraction(area_centi_m2 * twentieths * 3, 40_000)


def sound_grade(tenths: int | None) -> bool:
    """Whether a 等别 in tenths lies between 1 and 15.

    >>> sound_grade(10), sound_grade(155), sound_grade(0), sound_grade(None)
    (True, False, False, False)
    """
    return tenths is not None and BEST <= tenths <= WORST


def steps(
    plots: Sequence[tuple[int | None, int | None]],
    mean: tuple[int | None, int | None],
    *,
    improved: bool,
) -> Steps:
    """Return the steps from (等别 before, after) of each plot, else of the register, in tenths.

    >>> steps([(None, 110), (None, 95)], (None, 100), improved=False).each
    (100, 130)
    >>> found = steps([(None, 110), (None, None)], (None, 100), improved=False)
    >>> found.each, found.mean, found.slack
    (None, 120, 1)
    >>> steps([(120, 100)], (None, None), improved=True).each
    (40,)
    >>> steps([(None, 100)], (None, None), improved=True).lacks
    '缺改造前等别'
    """

    def of(before: int | None, after: int | None) -> int | None:
        """Return the step of one pair, None where it is not known."""
        start = before if improved else NONE
        known = sound_grade(after) and (not improved or sound_grade(before))
        return 2 * (start - after) if known and start is not None and after is not None else None

    each = [of(*pair) for pair in plots]
    known = tuple(step for step in each if step is not None)
    if known and len(known) == len(each):
        return Steps(each=known)
    whole = of(*mean)
    if whole is not None:
        return Steps(mean=whole, slack=2 if improved else 1)
    blank = len([1 for _, after in plots if not sound_grade(after)])
    if improved and not blank and plots:
        return Steps(lacks="缺改造前等别")
    said = f"{blank}个地块和台账都" if plots else "台账"
    return Steps(lacks=f"缺质量等别（{said}没有1到15之间的等别）")


def bases(
    found: Steps,
    plots: Mapping[str, Sequence[int | None]],
    wholes: Mapping[str, int | None],
) -> list[Basis]:
    """Return what each reading of the area gives; areas in 0.01 m², None where blank.

    `plots` are readings of the areas of single plots, `wholes` of the project as one; a whole gets
    the steps of the plots in the proportion of the first reading of theirs that is complete.

    >>> one = bases(Steps(each=(100, 130)), {"图形": [1_000_000, 3_000_000]}, {"台账": 4_000_000})
    >>> [(basis.words, basis.kg) for basis in one]
    [('图形', 36750), ('台账', 36750)]
    >>> [(b.kg, int(b.least), int(b.most)) for b in bases(Steps(None, 40, 1), {}, {"台账": 10**6})]
    [(3000, 2925, 3075)]
    """
    out = []
    share: Fraction | None = None
    if found.each is not None and len(set(found.each)) == 1:
        share = Fraction(found.each[0])
    for words, areas in plots.items():
        known = [area for area in areas if area is not None]
        total = sum(known)
        if not known or len(known) < len(areas):
            continue
        if found.each is None:
            out.append(_of_mean(words, total, found))
            continue
        kg = sum(map(capacity, known, found.each), Fraction(0))
        out.append(Basis(words, kg, kg, kg))
        if share is None and total:
            share = kg * 40_000 / 3 / total
    for words, area in wholes.items():
        if area is not None and found.each is None:
            out.append(_of_mean(words, area, found))
        elif area is not None and share is not None:
            kg = area * share * 3 / 40_000
            out.append(Basis(words, kg, kg, kg))
    return out


def _of_mean(words: str, area: int, found: Steps) -> Basis:
    """Return the basis of some ground of which only the mean is known."""
    mean = found.mean or 0
    least, exact, most = (capacity(area, mean + by) for by in (-found.slack, 0, found.slack))
    return Basis(words, exact, least, most)
