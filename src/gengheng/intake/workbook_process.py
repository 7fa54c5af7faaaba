"""The child that opens a workbook: run as a file, needs nothing of this package but its neighbour.

The reader behind it may end the whole process on a broken .xls or on two cells at the far corners
of a sheet (it asks for all the ground between them), so it never runs in ours. Arguments: the
path, and the name of one sheet or "". Standard output: msgpack of {"error": …} or {"sheets":
[{"name", "rows": [[row from 0, cells], …], "merged": [[[row, column], [row, column]], …], …}]}
with the filled rows only, and what `workbook_xml.facts_of` finds; a date is ["date", ISO text].
"""

import datetime as dt
import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import msgspec
import python_calamine as calamine

LIMIT = 3 * 1024**3
HIDDEN = "hidden_sheet"


def answer(path: str, wanted: str) -> dict[str, object]:
    """Return what `path` holds, or the kind of error: password, broken, no-sheet.

    >>> answer("/nowhere.xlsx", "")
    {'error': 'broken'}
    """
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        found = [one for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet]
        names = [one.name for one in found]
        if wanted and wanted not in names:
            return {"error": "no-sheet", "names": names}
        facts = _neighbour().facts_of(path)
        shown = {one.name: one.visible == calamine.SheetVisibleEnum.Visible for one in found}
        return {
            "sheets": [
                {**_sheet(book, n), **facts.get(n, {}), HIDDEN: not shown[n]}
                for n in names
                if wanted in ("", n)
            ]
        }
    except calamine.PasswordError:
        return {"error": "password"}
    except (calamine.CalamineError, OSError, ValueError, KeyError):
        return {"error": "broken"}


def _neighbour() -> ModuleType:
    """Return the module beside this file, found by its place and not by the package."""
    place = Path(__file__).with_name("workbook_xml.py")
    spec = importlib.util.spec_from_file_location("workbook_xml", place)
    if spec is None or spec.loader is None:
        raise OSError(place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _sheet(book: calamine.CalamineWorkbook, name: str) -> dict[str, object]:
    sheet = book.get_sheet_by_name(name)
    merged = [[list(a), list(b)] for a, b in sheet.merged_cell_ranges or ()]
    if sheet.start is None:
        return {"name": name, "rows": [], "merged": merged}
    left: list[object] = [""] * sheet.start[1]
    filled = ((k, _trimmed([*row])) for k, row in enumerate(sheet.iter_rows()))
    return {
        "name": name, "rows": [[k, left + row] for k, row in filled if row], "merged": merged,
    }  # fmt: skip


def _trimmed(row: list[object]) -> list[object]:
    """Return the cells up to the last filled one."""
    end = len(row)
    while end and row[end - 1] == "":
        end -= 1
    return [_cell(cell) for cell in row[:end]]


def _cell(cell: object) -> object:
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    return str(cell) if isinstance(cell, dt.time | dt.timedelta) else cell


def _limit_memory() -> None:
    """Bound the memory of this process where the system can."""
    try:
        import resource  # noqa: PLC0415 - not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (LIMIT, LIMIT))


if __name__ == "__main__":
    _limit_memory()
    sys.stdout.buffer.write(msgspec.msgpack.encode(answer(sys.argv[1], sys.argv[2])))
