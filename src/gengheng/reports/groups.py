"""Land classes as a reader sees them: few groups, each with a name and a look of its own."""

from dataclasses import dataclass

from gengheng.standards.tables import codes


@dataclass(frozen=True, slots=True)
class Group:
    """A group of land classes; `look` is its class in report.css (colour and hatch)."""

    look: str
    label: str


FARMLAND = Group("farm", "耕地")
FIELD_WORKS = Group("works", "农村道路、沟渠、田坎")
OTHER = Group("other", "其他土地")
BY_PREFIX = {
    "02": Group("orchard", "园地"),
    "03": Group("forest", "林地"),
    "04": Group("grass", "草地"),
    "10": Group("road", "交通运输用地"),
    "11": Group("water", "水域及水利设施用地"),
    **dict.fromkeys(("05", "06", "07", "08", "09", "20"), Group("built", "建设用地")),
}
GROUPS = (FARMLAND, FIELD_WORKS, *dict.fromkeys(BY_PREFIX.values()), OTHER)


def group_of(dlbm: str) -> Group:
    """Return the group of a land class of 三调 or 二调.

    >>> [group_of(code).label for code in ("0102", "013", "0201K", "1006", "203", "")]
    ['耕地', '耕地', '园地', '农村道路、沟渠、田坎', '建设用地', '其他土地']
    """
    if dlbm in codes("farmland"):
        return FARMLAND
    if dlbm in codes("field_works"):
        return FIELD_WORKS
    return BY_PREFIX.get(dlbm[:2], OTHER)
