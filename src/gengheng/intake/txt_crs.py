"""In which system the plots of a 报盘 TXT are counted: prefix, 坐标系, 带号, county.toml.

The prefix in the coordinates decides the zone whatever is written. Where there is none, 带号
decides, and county.toml goes before it; every difference is said.
"""

import re
from collections.abc import Mapping, Sequence

from gengheng.area.grid import grid_of
from gengheng.intake.cells import half, number_of
from gengheng.intake.crs import NO_DATUM, Decided, datum_of, in_zone, named, stated
from gengheng.intake.reading import Notes
from gengheng.values.errors import UnknownCrs

Keys = Mapping[str, Sequence[tuple[int, str]]]


def crs_of_plots(zone: int | str | None, keys: Keys, entry: str, notes: Notes) -> Decided:
    """Return the system of the plots of one zone: a prefix, 0 without one, "°" for degrees.

    None stands for plots without coordinates. What cannot be decided is "" with its ground.

    >>> keys = {"坐标系": [(2, "2000国家大地坐标系")], "带号": [(6, "36")]}
    >>> crs_of_plots(36, keys, "", Notes("")).code, crs_of_plots(0, keys, "", Notes("")).code
    ('EPSG:4524', 'EPSG:4545')
    """
    told = next((value for _, value in keys.get("坐标系", ()) if value), "")
    person = stated(entry, notes)
    datum = datum_of(told)
    if told and not datum and person is None:
        return Decided("", f"未定：坐标系写作“{told}”，不能识别")
    if zone == "°":
        return _degrees(datum, person)
    decided = (
        _prefixed(zone, keys, datum, person, notes)
        if isinstance(zone, int) and zone
        else _unprefixed(keys, datum, person, notes)
    )
    if decided.fault:
        notes.repair("fault", 0, "坐标系", f"{decided.fault}，只列出地块")
    return decided


def _prefixed(zone: int, keys: Keys, datum: str, person: Decided | None, notes: Notes) -> Decided:
    """The zone is the prefix; the datum is a person's word, then the file's, then CGCS2000."""
    band, row, text = _band(keys, notes)
    if band is not None and band != zone:
        notes.repair("zone", row, "带号", f"带号写作{text}，坐标前缀为{zone}，按坐标前缀")
    found, prefix = _grid(person)
    if person is None and not datum:
        notes.repair("datum", 0, "坐标系", NO_DATUM)
    file = in_zone(zone, True, datum or found or "CGCS2000", f"坐标前缀{zone}")
    if person is None or person.code == file.code:
        return file
    if prefix == zone:
        notes.repair("crs", 0, "坐标系", f"文件写作{file.code}，按county.toml取{person.code}")
        return person
    said = f"county.toml写作{person.code}，坐标前缀为{zone}，按坐标前缀取{file.code}"
    notes.repair("crs", 0, "坐标系", said)
    return file


def _unprefixed(keys: Keys, datum: str, person: Decided | None, notes: Notes) -> Decided:
    band, row, text = _band(keys, notes)
    if band is None:
        return person or Decided("", "未定：坐标无带号，文件和county.toml都没有写明")
    file = in_zone(band, False, datum or "CGCS2000", f"文件所写带号{band}")
    if not file.code:
        return person or Decided("", f"未定：坐标无带号，带号写作“{text}”，没有这一带")
    if person is None:
        if not datum:
            notes.repair("datum", 0, "坐标系", NO_DATUM)
        return file
    if person.code != file.code:
        notes.repair("crs", row, "坐标系", f"文件写作{file.code}，按county.toml取{person.code}")
    return person


def _degrees(datum: str, person: Decided | None) -> Decided:
    if person:
        return person
    if datum == "CGCS2000":
        return named("EPSG:4490", "坐标为经纬度，坐标系写作2000国家大地坐标系")
    return Decided("", "未定：坐标为经纬度，没有写明2000国家大地坐标系")


def _grid(person: Decided | None) -> tuple[str, int]:
    """Return datum ("" unless it has a lawful area) and zone prefix of what a person wrote."""
    if person is None or person.crs is None:
        return "", 0
    operation = person.crs.coordinate_operation
    easting = [p.value for p in operation.params if p.name == "False easting"] if operation else []
    prefix = int(float(easting[0]) // 1_000_000) if easting else 0
    try:
        return grid_of(person.crs).ellipsoid.name, prefix
    except UnknownCrs:
        return "", prefix


def _band(keys: Keys, notes: Notes) -> tuple[int | None, int, str]:
    """Return the number under 带号 with its line and text; None where there is no number."""
    for row, text in keys.get("带号", ()):
        value = number_of(re.sub("带$", "", half(text)))
        if value is not None and value.denominator == 1:
            return int(value), row, text
        if text:
            notes.repair("zone", row, "带号", f"带号“{text}”不是数字，未采用")
    return None, 0, ""
