"""台账: rows of a register under their headings, each number once."""

from collections import defaultdict

import pandas as pd

from gengheng.intake.columns import label_of
from gengheng.intake.reading import Notes
from gengheng.standards.tables import Schema


def once(frame: pd.DataFrame, schema: Schema, notes: Notes) -> tuple[pd.DataFrame, int]:
    """Return the rows whose number stands once, and how many were rejected.

    A row without its number is rejected; of equal rows with one number the first is kept, of
    different ones none, because nobody but the office knows which of them is right. Where one
    number may stand in several rows (`schema.many`) all are kept, equal ones are said. Where the
    first required column is no text there is no number to reject by. `frame` has the columns of
    `schema` and `row`.
    """
    if not schema.required:
        return frame, 0
    key = schema.required[0]
    label = label_of(key, schema.columns[key])
    numbered = schema.columns[key].type in ("code", "text")
    lost = _unnumbered(frame, key, label, notes) if numbered else set()
    if schema.many:
        _say_equal(frame, notes)
    else:
        lost |= _repeated(frame, key, label, notes)
    return frame[~frame["row"].isin(lost)].reset_index(drop=True), len(lost)


def _unnumbered(frame: pd.DataFrame, key: str, label: str, notes: Notes) -> set[int]:
    lost = {int(row) for row in frame.loc[frame[key] == "", "row"]}
    for row in sorted(lost):
        notes.reject("no-number", row, label, f"第{row}行没有{label}，请补填后重新报送")
    return lost


def _say_equal(frame: pd.DataFrame, notes: Notes) -> None:
    """Say which rows equal an earlier one but for 序号: another column may tell them apart."""
    cells = frame.drop(columns=["row", "serial"], errors="ignore").astype(str)
    first: dict[tuple[str, ...], int] = {}
    for row, told in zip(frame["row"], cells.itertuples(index=False, name=None), strict=True):
        old = first.setdefault(told, int(row))
        if old != int(row):
            said = f"第{row}行与第{old}行内容相同，都已保留，请核对是否重复"
            notes.repair("same-row", int(row), "", said)


def _repeated(frame: pd.DataFrame, key: str, label: str, notes: Notes) -> set[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for k, number in enumerate(frame[key]):
        if number:
            places[number].append(k)
    lost: set[int] = set()
    for number, where in places.items():
        if len(where) == 1:
            continue
        rows = [int(frame["row"].iloc[k]) for k in where]
        same = frame.iloc[where].drop(columns="row").astype(str).drop_duplicates()
        if len(same) == 1:
            for row in rows[1:]:
                said = f"重复行：与第{rows[0]}行完全相同，只取第{rows[0]}行"
                notes.reject("same-row", row, label, said)
            lost |= set(rows[1:])
        else:
            listed = "、".join(map(str, rows))
            said = f"{label}{number}在第{listed}行重复且内容不同，请核定后保留一行"
            for row in rows:
                notes.reject("duplicate", row, label, said)
            lost |= set(rows)
    return lost
