"""What the reader of workbooks does not tell: hidden rows, formula errors, unsaved formulas, 1904.

The parts of an .xlsx are searched as bytes, piece by piece, with patterns; no entity is ever
expanded and nothing is kept but places. Run in the child that opens the workbook; needs the
standard library only. An .xls has no such parts: nothing is found.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from typing import IO

PIECE = 1 << 20
OVERLAP = 1 << 16
LISTED = 100_000  # places of one kind that are kept; a sheet with more is broken as a whole
IN = rb"[^<>]{0,600}"  # what may stand in a tag; bounded, so that no text is searched for ever
ROW = re.compile(rb"<(?:\w+:)?row\b" + IN + rb'?\br="(\d+)"' + IN + rb">")
COLUMN = re.compile(rb"<(?:\w+:)?col\b(" + IN + rb")>")
CELL = re.compile(
    rb"<(?:\w+:)?c\b(" + IN + rb'?\bt="e"' + IN + rb")>(?:<(?:\w+:)?f\b[^<>]{0,600}"
    rb"(?:/>|>[^<]{0,9000}</(?:\w+:)?f>))?<(?:\w+:)?v>([^<]{0,20})<"
)
UNSAVED = re.compile(
    rb"<(?:\w+:)?c\b([^<>/]{0,600})>\s*<(?:\w+:)?f\b(?:[^<>]{0,600}/>|"
    rb"[^<>]{0,600}>[^<]{0,9000}</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v>\s*</(?:\w+:)?v>|<(?:\w+:)?v\s*/>)?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
TRUE = re.compile(rb'\bhidden="(?:1|true)"')
DATE1904 = re.compile(rb"<(?:\w+:)?workbookPr\b" + IN + rb'\bdate1904="(?:1|true)"')
SHEET = re.compile(rb"<(?:\w+:)?sheet\b(" + IN + rb")>")
RELATION = re.compile(rb"<(?:\w+:)?Relationship\b(" + IN + rb")>")


def facts_of(path: str) -> dict[str, dict[str, object]]:
    """Return {sheet: facts}; rows and columns count from 0. {} for what is no .xlsx.

    Facts: hidden_rows [row], hidden_columns [column], errors [[row, column, text]], unsaved
    [[row, column]] (formulas without a kept result), date1904.

    >>> facts_of("/nowhere.xlsx")
    {}
    """
    try:
        with zipfile.ZipFile(path) as book:
            workbook = book.read("xl/workbook.xml")
            days = bool(DATE1904.search(workbook))
            return {
                name: {**_facts(book, part), "date1904": days}
                for name, part in _parts(workbook, book).items()
            }
    except (zipfile.BadZipFile, OSError, KeyError, ValueError, NotImplementedError, EOFError):
        return {}


def _parts(workbook: bytes, book: zipfile.ZipFile) -> dict[str, str]:
    """Return {name of a sheet: its part}."""
    targets = {}
    for one in RELATION.finditer(book.read("xl/_rels/workbook.xml.rels")):
        told = _attributes(one[1])
        target = told.get("Target", "").lstrip("/")
        targets[told.get("Id", "")] = target if target.startswith("xl/") else f"xl/{target}"
    inside = set(book.namelist())
    found = {}
    for one in SHEET.finditer(workbook):
        told = _attributes(one[1])
        part = next((targets[v] for k, v in told.items() if k.endswith("id") and v in targets), "")
        if part in inside:
            found[told.get("name", "")] = part
    return found


def _attributes(text: bytes) -> dict[str, str]:
    """Return the attributes of a tag.

    >>> _attributes(b' name="A&amp;B" r:id="rId1"')
    {'name': 'A&B', 'r:id': 'rId1'}
    """
    pairs = re.findall(rb'([\w:]+)="([^"]*)"', text)
    return {k.decode(): html.unescape(v.decode("utf-8", "replace")) for k, v in pairs}


def _facts(book: zipfile.ZipFile, part: str) -> dict[str, object]:
    rows: set[int] = set()
    columns: set[int] = set()
    errors: dict[tuple[int, int], str] = {}
    unsaved: set[tuple[int, int]] = set()
    with book.open(part) as file:
        for piece in _pieces(file):
            rows |= {int(one[1]) - 1 for one in ROW.finditer(piece) if TRUE.search(one[0])}
            columns |= {k for one in COLUMN.finditer(piece) for k in _hidden(one[1])}
            for one in CELL.finditer(piece):
                if at := _at(one[1]):
                    errors[at] = one[2].decode("utf-8", "replace")
            unsaved |= {at for one in UNSAVED.finditer(piece) if (at := _at(one[1]))}
            if len(rows) + len(errors) + len(unsaved) > LISTED:
                break
    return {
        "hidden_rows": sorted(rows),
        "hidden_columns": sorted(columns),
        "errors": [[*at, text] for at, text in sorted(errors.items())],
        "unsaved": [[*at] for at in sorted(unsaved)],
    }


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Yield a part in pieces that overlap, so that no tag is cut in all of them."""
    last = b""
    while piece := file.read(PIECE):
        yield last + piece
        last = (last + piece)[-OVERLAP:]


def _hidden(text: bytes) -> range:
    """Return the columns, from 0, that a <col> hides; at most the first thousand."""
    told = _attributes(text)
    if not TRUE.search(text):
        return range(0)
    first = int(told.get("min", "1"))
    return range(first - 1, min(int(told.get("max", str(first))), first + 999))


def _at(text: bytes) -> tuple[int, int] | None:
    """Return (row, column) from 0 of a cell.

    >>> _at(b' r="AB12" t="e"'), _at(b' t="e"')
    ((11, 27), None)
    """
    found = PLACE.search(text)
    if found is None:
        return None
    column = 0
    for letter in found[1]:
        column = column * 26 + letter - 64
    return int(found[2]) - 1, column - 1
