"""压缩包: what is inside is read, what could do harm is refused with a sentence."""

import io
import stat
import zipfile

import pytest

from gengheng.intake import archive
from intake_files import entry, layer, only, repairs, square, taken, write

TXT = """[属性描述]
坐标系=2000国家大地坐标系
[地块坐标]
4,0.0050,P1,东地,面,,,,@
J1,1,4521800,36471200
J2,1,4521800,36471210
J3,1,4521810,36471210
J1,1,4521800,36471200
"""


def pack(path, members):
    """Write a zip: {name or ZipInfo: bytes}."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in members.items():
            out.writestr(name, data)
    return path


def shapefile(tmp_path, stem, folder=""):
    write(layer({"DKBH": ["1"]}), tmp_path / f"{stem}.shp", encoding="UTF-8")
    found = {f"{folder}{p.name}": p.read_bytes() for p in tmp_path.glob(f"{stem}.*")}
    for path in tmp_path.glob(f"{stem}.*"):
        path.unlink()
    return found


def test_everything_readable_inside_is_read(tmp_path):
    gdb = write(
        layer({"DLBM": ["0103"]}), tmp_path / "三调.gdb", driver="OpenFileGDB", layer="DLTB"
    )
    members = shapefile(tmp_path, "地块", "图/") | {
        f"库/{p.relative_to(tmp_path).as_posix()}": p.read_bytes()
        for p in gdb.rglob("*") if p.is_file()
    }  # fmt: skip
    members |= {"报盘/P1.txt": TXT.encode("gbk"), "照片.jpg": b"x", "说明.txt": b"abc"}
    reading = taken(pack(tmp_path / "a.zip", members))
    assert (reading.source.refused, reading.source.kind) == ("", "压缩包")
    assert [(t.card.name, t.card.schema) for t in reading.tables] == [
        ("DLTB", "dltb"), ("地块", "plots"), ("P1", "plots"),
    ]  # fmt: skip
    assert repairs(reading.tables[0]) == [
        "压缩包内说明.txt未读：不是报盘文件：没有以“@”结尾的地块行",
        "压缩包内照片.jpg未读：不是可读的文件",
    ]
    assert reading.tables[1].ground.geometry[0].equals(square())
    assert list(reading.source.members) == ["a.zip"]


def test_one_layer_of_an_archive(tmp_path):
    members = shapefile(tmp_path, "a") | shapefile(tmp_path, "b")
    path = pack(tmp_path / "两个.zip", members)
    assert [t.card.name for t in taken(path).tables] == ["a", "b"]
    assert only(taken(path, entry(layer="b"))).card.name == "b"


def test_names_without_the_utf8_flag_are_gbk(tmp_path):
    info = zipfile.ZipInfo("东地.txt".encode("gbk").decode("cp437"))
    path = tmp_path / "a.zip"
    pack(path, {info: TXT.encode()})
    data = bytearray(path.read_bytes())
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at + 1] &= ~0x08
    name = "东地.txt".encode("gbk")
    raw = bytes(data).replace(info.filename.encode("utf-8"), name)
    members = archive.checked(rebuilt(tmp_path / "b.zip", raw, name))
    assert list(members) == ["东地.txt"]


def rebuilt(path, raw, name):
    """Write a zip of one stored member under raw name bytes, without the UTF-8 flag."""
    data = TXT.encode()
    crc = zipfile.crc32(data).to_bytes(4, "little")
    sizes = len(data).to_bytes(4, "little") * 2
    head = b"\x14\0\0\0\0\0\0\0\0\0" + crc + sizes + len(name).to_bytes(2, "little") + b"\0\0"
    local = b"PK\x03\x04" + head + name + data
    central = b"PK\x01\x02\x14\0" + head + b"\0" * 14 + name
    end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0" + len(central).to_bytes(4, "little")
    path.write_bytes(local + central + end + len(local).to_bytes(4, "little") + b"\0\0")
    return path


def link():
    info = zipfile.ZipInfo("a.txt")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


@pytest.mark.parametrize(
    ("members", "sentence"),
    [
        ({"../a.txt": b"x"}, "压缩包内文件名不安全：../a.txt"),
        ({"/etc/a.txt": b"x"}, "压缩包内文件名不安全：/etc/a.txt"),
        ({"C:/a.txt": b"x"}, "压缩包内文件名不安全：C:/a.txt"),
        ({"图\\..\\..\\a.txt": b"x"}, "压缩包内文件名不安全：图/../../a.txt"),
        ({link(): b"/etc/passwd"}, "压缩包内有符号链接：a.txt"),
        ({"内.zip": b"x"}, "压缩包内还有压缩包：内.zip，请解开后再给出"),
        ({"a.txt": b"1", "A.TXT": b"2"}, "压缩包内有重名文件：A.TXT"),
        ({"a.txt": b" " * 30_000_000}, "压缩比超过100倍，疑似压缩炸弹，未解开"),
        ({}, "压缩包内没有可读的文件（空）"),
        ({"a.jpg": b"1", "b.pdf": b"2"}, "压缩包内没有可读的文件（a.jpg、b.pdf）"),
        ({"a.shp": b"1"}, "a.shp：缺少属性表.dbf，请把.shp、.shx、.dbf、.prj一并给出"),
        ({"a.dbf": b"1"}, "压缩包内没有可读的文件（a.dbf：缺少同名的.shp）"),
    ],
)
def test_refused(tmp_path, members, sentence):
    reading = taken(pack(tmp_path / "a.zip", members))
    assert (reading.source.refused, reading.tables) == (f"a.zip：{sentence}", ())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_too_many_members(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MEMBERS", 2)
    path = pack(tmp_path / "a.zip", {"1": b"", "2": b"", "3": b""})
    assert taken(path).source.refused == "a.zip：压缩包内文件过多：3个，上限2个"


def test_a_member_that_is_larger_than_it_says(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.txt": TXT.encode()})
    data = bytearray(path.read_bytes())
    size = len(TXT.encode()).to_bytes(4, "little")
    small = (10).to_bytes(4, "little")
    path.write_bytes(bytes(data).replace(size, small))
    assert taken(path).source.refused.startswith("a.zip：压缩包内a.txt")


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06", b"PK\x03\x04" + b"\0" * 40, b"no zip at all"])
def test_what_is_no_zip(tmp_path, data):
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert taken(path).source.refused == "a.zip：压缩包打不开，可能已损坏或不完整，请重新打包"


def test_a_locked_zip(tmp_path):
    path = pack(tmp_path / "a.zip", {"a.txt": TXT.encode()})
    data = bytearray(path.read_bytes())
    for at in (6, data.index(b"PK\x01\x02") + 8):
        data[at] |= 1
    path.write_bytes(data)
    assert taken(path).source.refused == "a.zip：压缩包有密码：a.txt，请解密后再给出"


def test_an_archive_in_memory_order_is_the_order_of_the_tables(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name in ("b.txt", "a.txt"):
            packed.writestr(name, TXT)
    path = tmp_path / "a.zip"
    path.write_bytes(out.getvalue())
    assert [t.card.name for t in taken(path).tables] == ["b", "a"]


def test_a_geodatabase_packed_without_its_folder(tmp_path):
    gdb = write(layer({"DLBM": ["0103"]}), tmp_path / "a.gdb", driver="OpenFileGDB", layer="DLTB")
    for folder in ("", "三调/"):
        members = {f"{folder}{p.name}": p.read_bytes() for p in gdb.iterdir() if p.is_file()}
        one = only(taken(pack(tmp_path / "b.zip", members | {"说明.pdf": b"x"})))
        assert (one.card.name, one.card.schema, one.card.kept) == ("DLTB", "dltb", 1)
        assert repairs(one) == ["压缩包内说明.pdf未读：不是可读的文件"]
