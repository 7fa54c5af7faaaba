"""The truth of the synthetic county, counted on the lattice.

For every rule and every subject: what must be answered, and on how much ground. This is a second
path: cells between the edges of rectangles instead of geometry, thresholds written down anew from
the readings of the rules (`knowing.Limits`), areas from geodesic polygons. It shares nothing with
the rules. One file per rule: true_a1c.py, true_b1.py ….

Decisions fall on the lattice, where everything is exact; areas are those of the decided ground on
the ellipsoid. No case lies near a threshold, so the two never disagree.
"""

from collections.abc import Collection

from gengheng.testing.knowing import Knowing, Limits, Truth
from gengheng.testing.true_a1 import a1
from gengheng.testing.true_a1b import a1b
from gengheng.testing.true_a1c import a1c
from gengheng.testing.true_a2 import a2
from gengheng.testing.true_a3 import a3
from gengheng.testing.true_a4 import a4
from gengheng.testing.true_b1 import b1
from gengheng.testing.true_b2 import b2
from gengheng.testing.true_b4 import b4
from gengheng.testing.true_b5 import b5
from gengheng.testing.true_b6 import b6
from gengheng.testing.true_b7 import b7
from gengheng.testing.true_b8 import b8
from gengheng.testing.true_c1 import c1
from gengheng.testing.true_c2 import c2
from gengheng.testing.true_c3 import c3
from gengheng.testing.true_c4 import c4
from gengheng.testing.true_c5 import c5
from gengheng.testing.world import World


def truth(
    world: World, limits: Limits | None = None, only: Collection[str] | None = None
) -> list[Truth]:
    """Return the truth for all rules and subjects, sorted by both.

    `only` names the functions of some rules (b1, a1c); the others are left out.
    """
    know = Knowing(world, limits or Limits())
    rules = (a1, a1b, a1c, a2, a3, a4, b1, b2, b4, b5, b6, b7, b8, c1, c2, c3, c4, c5)
    asked = [rule for rule in rules if only is None or rule.__name__ in only]
    found = [row for rule in asked for row in rule(know)]
    return sorted(found, key=lambda row: (row.rule, row.subject))
