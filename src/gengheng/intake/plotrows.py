"""Rows that are to be subjects: every plot has a project and a number, and each number once."""

import re
from collections import Counter

import pandas as pd

from gengheng.intake.reading import Notes
from gengheng.records.county import FileEntry

LONG_NUMBER = re.compile(r"(?<!\d)\d{12,20}(?!\d)")
NO_NUMBER = "地块没有编号也没有名称，不能作为排查对象，请补填后重新报送"


def project_of_name(file: str, notes: Notes) -> str:
    """Return the 12 to 20 digits in a file name, "" where there are none; it is said.

    >>> project_of_name("报盘/150899202100001东地.txt", Notes(""))
    '150899202100001'
    """
    found = LONG_NUMBER.search(file.rpartition("/")[2])
    if found is None:
        return ""
    said = f"文件内没有项目备案号，从文件名取{found[0]}"
    notes.repair("project-from-name", 0, "项目备案号", said)
    return found[0]


def unique_number(number: str, seen: Counter[str], row: int, notes: Notes, *, key: str = "") -> str:
    """Return a number as it may stand: met again within its project it gets #2, #3 … (said).

    >>> seen: Counter[str] = Counter()
    >>> [unique_number(n, seen, 1, Notes("")) for n in ("P1", "P2", "P1")]
    ['P1', 'P2', 'P1#2']
    """
    seen[key + number] += 1
    times = seen[key + number]
    if times == 1:
        return number
    said = f"地块编号{number}在本文件内重复，此处记为{number}#{times}"
    notes.repair("duplicate", row, "地块编号", said)
    return f"{number}#{times}"


def number_of_name(name: str, row: int, notes: Notes) -> str:
    """Return the name of a plot as its number where it has none; "" where both are blank."""
    if name:
        said = f"地块编号为空，以地块名称“{name}”作编号"
        notes.repair("plot_no", row, "地块编号", said)
    return name


def as_subjects(
    frame: pd.DataFrame, file: str, entry: FileEntry | None, notes: Notes
) -> tuple[pd.DataFrame, int]:
    """Return the rows of a layer of plots that can be subjects, and how many cannot (rejected)."""
    numbers, projects, lost = [], [], []
    person = entry.project_no if entry else ""
    fallback = person
    if not person and (frame["project_no"] == "").any():
        fallback = project_of_name(file, notes)
    other = sorted({p for p in frame["project_no"] if p} - {person}) if person else []
    if other:
        said = f"文件写作{'、'.join(other[:5])}，按county.toml取{person}"
        notes.repair("project", 0, "项目备案号", said)
    seen: Counter[str] = Counter()
    for k, (project, number, name, row) in enumerate(
        zip(frame["project_no"], frame["plot_no"], frame["plot_name"], frame["row"], strict=True)
    ):
        project = person or project or fallback
        number = number or number_of_name(name, int(row), notes)
        if not number:
            notes.reject("no-number", int(row), "地块编号", NO_NUMBER)
            lost.append(k)
        else:
            number = unique_number(number, seen, int(row), notes, key=f"{project}\n")
        numbers.append(number)
        projects.append(project)
    out = frame.assign(
        project_no=pd.Series(projects, index=frame.index, dtype="str"),
        plot_no=pd.Series(numbers, index=frame.index, dtype="str"),
    )
    return out.drop(index=out.index[lost]).reset_index(drop=True), len(lost)
