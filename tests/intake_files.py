"""Small files for the readers, made in code, and what a reading said, as sentences."""

import struct
import warnings
from pathlib import Path

import geopandas as gpd
import shapely

from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.records.county import FileEntry

EAST, NORTH = 36_471_200, 4_521_800


PLOTS = {"XMBAH": ["150899202100001"] * 3, "DKBH": ["P1", "P2", "P3"], "DKMC": ["东地", "", "西"]}
SURVEY = {
    "BSM": ["150823000000000001", "150823000000000002"],
    "TBBH": ["0001", "0002"],
    "DLBM": ["0103", "0404"],
    "DLMC": ["旱地", "其他草地"],
    "TBMJ": [99.985, 100.0],
    "KCXS": [0.0, 0.0],
    "TBDLMJ": [99.99, 100.0],
    "SJNF": [2022, 2022],
}
BOWTIE = shapely.Polygon([
    (EAST, NORTH), (EAST + 10, NORTH + 10), (EAST + 10, NORTH), (EAST, NORTH + 10),
])  # fmt: skip


def entry(**fields):
    """Return an entry of county.toml for any file."""
    return FileEntry(**{"path": "*", "schema": "", **fields})


def square(k=0, size=10):
    """Return the k-th of a row of touching squares in zone 36."""
    return shapely.box(EAST + k * size, NORTH, EAST + (k + 1) * size, NORTH + size)


def layer(columns, shapes=None, crs=4524):
    """Return a frame with one square per row, or with the shapes given."""
    rows = len(next(iter(columns.values())))
    return gpd.GeoDataFrame(columns, geometry=shapes or [square(k) for k in range(rows)], crs=crs)


def write(frame, path: Path, **options):
    """Write a layer; the writer's own warnings are none of the reader's."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        frame.to_file(path, **options)
    return path


def taken(path: Path, stated=None, name=""):
    """Read one file as the user would give it."""
    return read(original(path, name=name), stated)


def only(reading):
    """Return the one table of a reading that was not refused."""
    assert reading.source.refused == ""
    (table,) = reading.tables
    return table


def repairs(table):
    return [one.sentence for one in table.card.repairs]


def rejections(table):
    return [one.sentence for one in table.card.rejections]


def xls(name, rows):
    """Return the bytes of a .xls (BIFF8 in a compound file) with one sheet of texts and floats."""
    cells = b""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            head = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                cells += _record(0x0204, head + text)
            else:
                cells += _record(0x0203, head + struct.pack("<d", cell))
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows)), 0)
    sheet = _begin(0x10) + _record(0x0200, size) + cells + _record(0x0A)
    label = struct.pack("<BBBB", 0, 0, len(name), 1) + name.encode("utf-16-le")
    front = _begin(0x05) + _record(0x42, struct.pack("<H", 1200)) + _record(0x22, b"\0\0")
    front += _record(0xE0, b"\0" * 20)
    at = len(front) + 4 + 4 + len(label) + 4
    return _compound(front + _record(0x85, struct.pack("<I", at) + label) + _record(0x0A) + sheet)


def _record(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def _begin(kind):
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0, 6))


def _compound(stream):
    """Wrap a stream as the one called Workbook: header, one FAT sector, directory, stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    chain = [0xFFFFFFFD, 0xFFFFFFFE, *range(3, len(stream) // 512 + 2), 0xFFFFFFFE]
    chain += [0xFFFFFFFF] * (128 - len(chain))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<9I", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    root = _directory("Root Entry", 5, 0xFFFFFFFE, 0, 1)
    book = _directory("Workbook", 2, 2, len(stream), 0xFFFFFFFF)
    rest = _directory("", 0, 0, 0, 0xFFFFFFFF) * 2
    return header + struct.pack("<128I", *chain) + root + book + rest + stream


def _directory(name, kind, start, size, child):
    raw = name.encode("utf-16-le") + b"\0\0" if name else b""
    links = struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
    return raw.ljust(64, b"\0") + links + b"\0" * 36 + struct.pack("<IQ", start, size)
