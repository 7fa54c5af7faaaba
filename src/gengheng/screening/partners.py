"""对方: the numbers that a project could have been found to share something with.

A rule about pairs answers for pairs that have something in common and for each project alone. That
a pair has no answer says that nothing is shared only if both of its numbers were there.
"""

from collections.abc import Iterable

from gengheng.catalogue.shelf import Layer
from gengheng.catalogue.vintage import Chosen
from gengheng.rules.rule import Rule
from gengheng.standards.tables import schemas


def partners(rule: Rule, chosen: Iterable[Chosen]) -> tuple[str, ...]:
    """Return the numbers of the inputs of a rule about pairs, in order; none for other rules.

    A number with a row whose shape cannot be used is left out, because not all of it was compared;
    rows without a number are nobody.

    >>> from gengheng.rules.index import RULES
    >>> partners(RULES["B-7"], []), partners(RULES["B-1"], [])
    ((), ())
    """
    if rule.subject != "pair":
        return ()
    found: set[str] = set()
    lost: set[str] = set()
    for layer in (one for one in chosen if isinstance(one, Layer)):
        key = schemas()[layer.ref.schema].required[0]
        found |= {str(number) for number in layer.frame[key]}
        lost |= {str(number) for number in layer.rest[key]}
    return tuple(sorted(found - lost - {""}))
