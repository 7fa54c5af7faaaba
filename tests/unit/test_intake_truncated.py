"""A file that breaks off anywhere ends in a sentence, never in a traceback."""

import shutil
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_files import layer, taken, write

TENTHS = [k / 10 for k in range(11)]
TXT = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=36\n[地块坐标]\n" + "".join(
    f"5,0.0100,P{k},东地,面,,,,@\n"
    f"J1,1,4521800,{36471200 + 20 * k}\nJ2,1,4521800,{36471210 + 20 * k}\n"
    f"J3,1,4521810,{36471210 + 20 * k}\nJ4,1,4521810,{36471200 + 20 * k}\n"
    f"J1,1,4521800,{36471200 + 20 * k}\n"
    for k in range(5)
)


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One file of each kind, {kind: the file whose bytes are cut}."""
    folder = tmp_path_factory.mktemp("whole")
    frame = layer({"DKBH": [str(k) for k in range(20)], "DKMC": ["东地"] * 20})
    found = {}
    for kind in ("shp", "shx", "dbf", "prj"):
        (folder / kind).mkdir()
        found[kind] = write(frame, folder / kind / "a.shp", encoding="GB18030").with_suffix(
            f".{kind}"
        )
    found["gpkg"] = write(frame, folder / "a.gpkg")
    gdb = write(frame, folder / "a.gdb", driver="OpenFileGDB")
    found["gdb"] = max(gdb.glob("*.gdbtable"), key=lambda p: p.name)
    found["txt"] = folder / "a.txt"
    found["txt"].write_text(TXT, encoding="gb18030")
    found["xlsx"] = folder / "a.xlsx"
    with xlsxwriter.Workbook(found["xlsx"]) as book:
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["项目备案号", "项目名称", "新增耕地（公顷）"])
        for k in range(1, 50):
            sheet.write_row(k, 0, [str(k), "一号", 1.5])
    found["geojson"] = write(frame.to_crs(4490), folder / "a.geojson", driver="GeoJSON")
    found["parquet"] = folder / "a.parquet"
    frame.to_parquet(found["parquet"])
    found["csv"] = folder / "a.csv"
    lines = ["项目备案号,项目名称,新增耕地（公顷）", *(f'{k},"一号,东",1.5' for k in range(1, 50))]
    found["csv"].write_text("\n".join(lines), encoding="gb18030")
    found["zip"] = folder / "a.zip"
    with zipfile.ZipFile(found["zip"], "w", zipfile.ZIP_DEFLATED) as packed:
        for path in (folder / "shp").iterdir():
            packed.write(path, path.name)
        packed.write(found["txt"], "b.txt")
    return found


def cut(whole, kind, folder, change):
    """Copy the file of a kind with its neighbours, change its bytes, and read it."""
    part = whole[kind]
    if kind == "gdb":
        shutil.copytree(part.parent, folder / part.parent.name)
        target, path = folder / part.parent.name / part.name, folder / part.parent.name
    elif kind in ("shp", "shx", "dbf", "prj"):
        for one in part.parent.iterdir():
            shutil.copy(one, folder)
        target, path = folder / part.name, folder / "a.shp"
    else:
        target = path = shutil.copy(part, folder / part.name)
    target.write_bytes(change(target.read_bytes()))
    return taken(path)


def sound(reading):
    """Hold a reading to its promises: a sentence, or tables that add up."""
    source = reading.source
    assert bool(source.refused) != bool(reading.tables)
    assert source.refused == "" or "：" in source.refused
    assert "Traceback" not in source.refused
    for table in reading.tables:
        card = table.card
        assert card.rows == card.kept + card.rejected
        assert len(table.frame) == card.kept
    return reading


KINDS = [
    "shp", "shx", "dbf", "prj", "gpkg", "gdb", "txt", "xlsx", "zip", "geojson", "parquet", "csv",
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tenth", TENTHS)
def test_cut_at_every_tenth(whole, kind, tenth, tmp_path):
    reading = sound(cut(whole, kind, tmp_path, lambda data: data[: int(len(data) * tenth)]))
    if tenth == 1.0:
        assert reading.source.refused == ""
    if kind in ("shp", "dbf", "gdb", "xlsx", "zip", "geojson", "parquet") and tenth < 1.0:
        assert reading.source.refused
    if kind == "txt" and 0.3 < tenth < 1.0:
        (table,) = reading.tables
        assert table.card.repairs or table.card.rows < 5


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_changed_anywhere(whole, kind, data, tmp_path_factory):
    def change(old):
        new = bytearray(old)
        for _ in range(data.draw(st.integers(1, 5))):
            new[data.draw(st.integers(0, len(new) - 1))] = data.draw(st.integers(0, 255))
        return bytes(new)

    sound(cut(whole, kind, tmp_path_factory.mktemp("changed"), change))


@given(text=st.text(alphabet="0123456789.,，-JP@面线[]地块坐标=带号 \n\t　Ａ１", max_size=300))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_a_filing_or_a_sentence(text, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("[地块坐标]\n5,1,P1,东地,面,,,,@\n" + text, encoding="utf-8")
    sound(taken(path))
