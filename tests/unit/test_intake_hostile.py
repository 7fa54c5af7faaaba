"""Files made to do harm: each ends in a sentence, within seconds, in bounded memory."""

import io
import math
import shutil
import struct
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
import xlsxwriter

from intake_files import layer, write
from measured_reading import measured
from whole_files import HEAD, KINDS, whole_files

SECONDS = 60  # far more than any of them takes; an endless one takes more
OWN, CHILD = 1200, 3200  # MB; the child of a workbook is limited to 3 GB
VERTICES = 1_000_000
EAST, NORTH = 36_471_200, 4_521_800


def sound(reads, cost):
    """Hold every reading to its promises."""
    for one in reads:
        assert bool(one.refused) != bool(one.rows), one
        assert "Traceback" not in one.refused
        assert one.refused == "" or "：" in one.refused
        assert one.seconds < SECONDS
        assert all(rows == kept + rejected for _, rows, kept, rejected in one.rows)
    assert cost.own < OWN
    assert cost.child < CHILD


def said(record_property, name, reads, cost):
    """Keep the figures of a test, which the report of a long proof shows."""
    slowest = max(one.seconds for one in reads)
    text = f"{slowest:.1f} s, {cost.own} MB, child {cost.child} MB"
    record_property(name, text)
    sys.stdout.write(f"{name}: {text}\n")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One sound file of each kind."""
    return whole_files(tmp_path_factory.mktemp("whole"))


@pytest.mark.parametrize("kind", KINDS)
def test_cut_at_every_tenth_in_bounded_memory(whole, kind, tmp_path, record_property):
    given = []
    for tenth in range(10):
        folder = tmp_path / str(tenth)
        part = whole[kind]
        if kind in ("shp", "shx", "dbf", "prj", "gdb"):
            shutil.copytree(part.parent, folder / ("a.gdb" if kind == "gdb" else ""))
        else:
            folder.mkdir()
            shutil.copy(part, folder)
        target = folder / "a.gdb" / part.name if kind == "gdb" else folder / part.name
        target.write_bytes(part.read_bytes()[: part.stat().st_size * tenth // 10])
        given.append(folder / "a.gdb" if kind == "gdb" else folder / f"a{_suffix(kind)}")
    reads, cost = measured(*given)
    sound(reads, cost)
    said(record_property, f"cut {kind}", reads, cost)


def _suffix(kind):
    return ".shp" if kind in ("shx", "dbf", "prj") else f".{kind}"


# --- archives and workbooks


def pack(path, members):
    """Write a zip of {name: bytes}, packed as small as may be."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def test_archives_that_would_fill_or_leave_the_folder(tmp_path, record_property):
    zeros = b"0" * 300_000_000
    inner = pack(tmp_path / "inner.zip", {"a.txt": zeros}).read_bytes()
    lying = bytearray(pack(tmp_path / "lying.zip", {"a.txt": zeros}).read_bytes())
    at = lying.rindex(b"PK\x01\x02")
    lying[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    lying[22:26] = (1000).to_bytes(4, "little")
    (tmp_path / "lying.zip").write_bytes(bytes(lying))
    made = [
        pack(tmp_path / "bomb.zip", {"a.txt": zeros}), tmp_path / "lying.zip",
        pack(tmp_path / "nested.zip", {"inner.zip": inner}),
        pack(tmp_path / "many.zip", {f"{k}.txt": b"" for k in range(20_001)}),
        pack(tmp_path / "leaves.zip", {"../../gone.txt": b"x"}),
        pack(tmp_path / "absolute.zip", {"/gone/gone.txt": b"x"}),
        pack(tmp_path / "drive.zip", {"C:\\gone.txt": b"x"}),
    ]  # fmt: skip
    reads, cost = measured(*made)
    sound(reads, cost)
    assert [one.refused.partition("：")[2] for one in reads] == [
        "压缩比超过100倍，疑似压缩炸弹，未解开",
        "压缩包内a.txt解不开，可能已损坏，请重新打包",
        "压缩包内还有压缩包：inner.zip，请解开后再给出",
        "压缩包内文件过多：20001个，上限20000个",
        "压缩包内文件名不安全：../../gone.txt",
        "压缩包内文件名不安全：/gone/gone.txt",
        "压缩包内文件名不安全：C:/gone.txt",
    ]
    assert not list(tmp_path.parent.rglob("gone.txt"))
    assert not Path("/gone").exists()
    said(record_property, "archives", reads, cost)


def workbook(path, change=None):
    """Write a workbook with one project; `change(name, data)` alters its parts."""
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("台账")
        sheet.write_row(0, 0, HEAD)
        sheet.write_row(1, 0, ["A1", "一号", 1.5])
    if change:
        out = io.BytesIO()
        with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                new.writestr(name, change(name, old.read(name)))
        path.write_bytes(out.getvalue())
    return path


LAUGHS = b"<!DOCTYPE x [<!ENTITY a0 'ha'>" + b"".join(
    b"<!ENTITY a%d '%s'>" % (k, b"&a%d;" % (k - 1) * 10) for k in range(1, 12)
) + b"]>"  # fmt: skip


def laughing(part, old, new):
    """Return a change that declares a bomb of entities in a part, and uses it."""

    def change(name, data):
        """Declare and use the entities."""
        if part not in name:
            return data
        head, _, rest = data.partition(b"?>")
        return head + b"?>" + LAUGHS + rest.replace(old, new)

    return change


def blank_rows(name, data):
    """Put a million blank rows below the data."""
    if "sheet1" not in name:
        return data
    rows = b"".join(b'<row r="%d"/>' % k for k in range(3, 1_048_577))
    return data.replace(b"</sheetData>", rows + b"</sheetData>")


def styled_rows(name, data):
    """Put two hundred thousand rows of blank styled cells below the data."""
    if "sheet1" not in name:
        return data
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="0"/><c r="C%d" s="0"/></row>' % (k, k, k)
        for k in range(3, 200_000)
    )
    return data.replace(b"</sheetData>", rows + b"</sheetData>")


def tags(name, data):
    """Put tags that are never closed below the data, for patterns to get lost in."""
    if "sheet1" not in name:
        return data
    lost = b'<c r="A3" t="e"><f>' * 200_000 + b"<row " * 200_000
    return data.replace(b"</sheetData>", lost + b"</sheetData>")


def test_workbooks_that_would_fill_the_memory(tmp_path, record_property):
    far = tmp_path / "far.xlsx"
    wide = tmp_path / "wide.xlsx"
    for path, column in ((far, 16_383), (wide, 300)):
        with xlsxwriter.Workbook(path) as made:
            sheet = made.add_worksheet("台账")
            sheet.write_row(0, 0, HEAD)
            sheet.write(1_048_575, column, "x")
    made = [
        far, wide,
        workbook(tmp_path / "blank.xlsx", blank_rows),
        workbook(tmp_path / "styled.xlsx", styled_rows),
        workbook(tmp_path / "strings.xlsx", laughing("sharedStrings", b"A1", b"&a11;")),
        workbook(tmp_path / "sheet.xlsx", laughing("sheet1", b"<v>1.5</v>", b"<v>&a11;</v>")),
        workbook(tmp_path / "book.xlsx", laughing("workbook.xml", "台账".encode(), b"&a11;")),
        workbook(tmp_path / "tags.xlsx", tags),
        workbook(tmp_path / "bomb.xlsx", lambda n, d: d + b" " * 30_000_000 if "sheet1" in n else d),
    ]  # fmt: skip
    reads, cost = measured(*made)
    sound(reads, cost)
    for one in reads[:2]:
        assert "工作簿读取时内存不足" in one.refused
    for one in reads[2:4]:
        assert (one.rows, one.said) == ([["projects", 1, 1, 0]], [])
    assert reads[-1].refused == "bomb.xlsx：压缩比超过100倍，疑似压缩炸弹，未解开"
    assert not any("haha" in text for one in reads for text in [one.refused, *one.said])
    said(record_property, "workbooks", reads, cost)


# --- coordinates


def circle():
    """Return a ring of a million corners around a square kilometre."""
    at = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    return shapely.Polygon(np.column_stack([EAST + 600 * np.cos(at), NORTH + 600 * np.sin(at)]))


def test_a_ring_of_a_million_corners(tmp_path, record_property):
    frame = layer({"DKBH": ["P1"]}, [circle()])
    xy = shapely.get_coordinates(frame.geometry[0])
    lines = [f"J{k},1,{y:.4f},{x:.4f}" for k, (x, y) in enumerate(xy, 1)]
    head = f"[属性描述]\n坐标系=2000国家大地坐标系\n带号=36\n[地块坐标]\n{len(xy)},113.1,P1,东,面,,,,@\n"
    (tmp_path / "a.txt").write_text(head + "\n".join(lines), "utf-8")
    frame.to_parquet(tmp_path / "a.parquet")
    made = [
        tmp_path / "a.txt", tmp_path / "a.parquet",
        write(frame, tmp_path / "a.shp", encoding="UTF-8"), write(frame, tmp_path / "a.gpkg"),
        write(frame, tmp_path / "b.gdb", driver="OpenFileGDB"),
        write(frame.to_crs(4490), tmp_path / "a.geojson", driver="GeoJSON", COORDINATE_PRECISION=9),
    ]  # fmt: skip
    for path in made:
        reads, cost = measured(path)
        sound(reads, cost)
        assert reads[0].rows == [["plots", 1, 1, 0]]
        said(record_property, f"ring of a million corners {path.suffix}", reads, cost)


BAD = (math.nan, math.inf, -math.inf, 1e308)


def test_coordinates_that_are_no_numbers(tmp_path, record_property):
    made = []
    for k, value in enumerate(BAD):
        word = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(str(value), "1e308")
        text = f"[属性描述]\n坐标系=2000国家大地坐标系\n[地块坐标]\n4,1,P1,东,面,,,,@\nJ1,1,{value},{value}\n"
        points = "".join(f"J{n},1,{NORTH + n % 2 * 9},{EAST + n // 2 * 9}\n" for n in range(3))
        (tmp_path / f"{k}.txt").write_text(text + points, "utf-8")
        ring = f"[[[108,40],[109,40],[{word},{word}],[108,40]]]"
        shape = f'{{"type":"Polygon","coordinates":{ring}}}'
        (tmp_path / f"{k}.geojson").write_text(
            f'{{"type":"FeatureCollection","features":[{{"type":"Feature",'
            f'"properties":{{"DKBH":"P1"}},"geometry":{shape}}}]}}', "utf-8",
        )  # fmt: skip
        sound_shape = shapely.box(EAST, NORTH, EAST + 10, NORTH + 10)
        path = write(
            layer({"DKBH": ["P1"]}, [sound_shape]), tmp_path / f"{k}.shp", encoding="UTF-8"
        )
        _swap(path, EAST + 10, value)
        made += [path, tmp_path / f"{k}.txt", tmp_path / f"{k}.geojson"]
        for suffix in ("gpkg", "parquet"):
            frame = layer({"DKBH": ["P1"]}, [sound_shape])
            target = tmp_path / f"{k}.{suffix}"
            write(frame, target) if suffix == "gpkg" else frame.to_parquet(target, compression=None)
            _swap(target, EAST + 10, value)
            made.append(target)
    reads, cost = measured(*made)
    sound(reads, cost)
    for path, one in zip(made, reads, strict=True):
        assert one.refused or one.said, path.name
    said(record_property, "coordinates that are no numbers", reads, cost)


def _swap(path, old, new):
    """Put one double for another wherever it stands in a file."""
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<d", old), struct.pack("<d", new)))
