"""A file that breaks off anywhere ends in a sentence, never in a traceback."""

import shutil

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake_files import taken
from whole_files import KINDS, whole_files

TENTHS = [k / 10 for k in range(11)]
MUST_REFUSE = frozenset({"shp", "dbf", "gdb", "xlsx", "zip", "geojson", "parquet"})


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """One file of each kind, {kind: the file whose bytes are cut}."""
    return whole_files(tmp_path_factory.mktemp("whole"))


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


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tenth", TENTHS)
def test_cut_at_every_tenth(whole, kind, tenth, tmp_path):
    reading = sound(cut(whole, kind, tmp_path, lambda data: data[: int(len(data) * tenth)]))
    if tenth == 1.0:
        assert reading.source.refused == ""
    if kind in MUST_REFUSE and tenth < 1.0:
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
