"""The child that opens a workbook: run as a file, needs nothing of this package.

The reader behind it may end the whole process on a broken .xls or on two cells at the far corners
of a sheet (it asks for all the ground between them), so it never runs in ours. Arguments: the
path, and the name of one sheet or "". Standard output: msgpack of {"error": …} or {"sheets":
[[name, [[row from 0, cells], …]]]} with the filled rows only; a date is ["date", ISO text].
"""

import datetime as dt
import sys

import msgspec
import python_calamine as calamine

LIMIT = 6 * 1024**3


def answer(path: str, wanted: str) -> dict[str, object]:
    """Return what `path` holds, or the kind of error: password, broken, no-sheet.

    >>> answer("/nowhere.xlsx", "")
    {'error': 'broken'}
    """
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = [
            one.name for one in book.sheets_metadata if one.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if wanted and wanted not in names:
            return {"error": "no-sheet", "names": names}
        return {"sheets": [_sheet(book, n) for n in names if wanted in ("", n)]}
    except calamine.PasswordError:
        return {"error": "password"}
    except (calamine.CalamineError, OSError, ValueError, KeyError):
        return {"error": "broken"}


def _sheet(book: calamine.CalamineWorkbook, name: str) -> list[object]:
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return [name, []]
    left: list[object] = [""] * sheet.start[1]
    filled = ((k, _trimmed([*row])) for k, row in enumerate(sheet.iter_rows()))
    return [name, [[k, left + row] for k, row in filled if row]]


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
