"""Codes stay text in every format: zeros, three digits of 二调, K and A, 种植属性 of older years."""

import numpy as np
import pytest

from intake_files import layer, only, repairs, taken, write

OLD = ["011", "021", "104", "123"]
NEW = ["0103", "0201K", "1104A", "0404"]


def survey(codes, **columns):
    """Return a survey with these land classes."""
    rows = len(codes)
    return layer({"DLBM": codes, "TBMJ": [100.0] * rows, **columns})


def written(tmp_path, frame, suffix):
    """Write a layer in one of the formats."""
    if suffix == "parquet":
        frame.to_parquet(tmp_path / "a.parquet")
        return tmp_path / "a.parquet"
    options = {"driver": "OpenFileGDB", "layer": "DLTB"} if suffix == "gdb" else {}
    if suffix == "geojson":
        frame = frame.to_crs(4490)
    if suffix == "shp":
        options = {"encoding": "GB18030"}
    return write(frame, tmp_path / f"a.{suffix}", **options)


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "gdb", "geojson", "parquet"])
@pytest.mark.parametrize(("codes", "schema"), [(OLD, "dltb_2"), (NEW, "dltb")])
def test_classes_are_text_in_every_format(tmp_path, suffix, codes, schema):
    one = only(taken(written(tmp_path, survey(codes), suffix)))
    assert (one.card.schema, one.frame["dlbm"].tolist()) == (schema, codes)
    assert not any("dlbm" in said.lower() for said in repairs(one))


@pytest.mark.parametrize(
    ("codes", "read", "said"),
    [
        (["0201k", "1104a", "0103"], ["0201K", "1104A", "0103"],
         "“DLBM”有小写字母，按大写读取，共2行"),
        (["０１０３", "０２０１Ｋ", "0404"], ["0103", "0201K", "0404"],
         "“DLBM”用了全角字符，按半角读取，共2行"),
        (["0103.0", "0404.0", "1006"], ["0103", "0404", "1006"],
         "“DLBM”应为文本，文件中是数值（0103.0），按0103读取，共2行；前导零可能已丢失"),
        ([" 0103", "01 03", "0404\n"], ["0103", "0103", "0404"], ""),
    ],
)  # fmt: skip
def test_classes_that_were_typed_otherwise(tmp_path, codes, read, said):
    one = only(taken(written(tmp_path, survey(codes), "gpkg")))
    assert one.frame["dlbm"].tolist() == read
    assert [word for word in repairs(one) if "DLBM" in word] == ([said] if said else [])


def test_classes_stored_as_numbers_are_not_given_a_zero(tmp_path):
    frame = survey(["x", "y", "z"]).assign(DLBM=np.array([103.0, 404.0, 1006.0]))
    one = only(taken(written(tmp_path, frame, "gpkg")))
    assert one.frame["dlbm"].tolist() == ["103", "404", "1006"]
    assert "“DLBM”是数值型字段，应为文本，按整数读取；前导零可能已丢失" in repairs(one)


@pytest.mark.parametrize(
    ("field", "codes", "read"),
    [
        ("ZZSXDM", ["LS", "JKHF", "ＷＧ", ""], ["LS", "JKHF", "WG", ""]),
        ("GDZZSXDM", ["GZ", "WG", "YM", "SSLM"], ["GZ", "WG", "YM", "SSLM"]),
        ("GDLX", ["tt", "PD", "", ""], ["tt", "PD", "", ""]),
        ("TBXHDM", ["hdgd", "SHGD", "", ""], ["hdgd", "SHGD", "", ""]),
    ],
)  # fmt: skip
def test_other_codes_of_the_survey(tmp_path, field, codes, read):
    name = {"GDZZSXDM": "zzsxdm"}.get(field, field.lower())
    one = only(taken(written(tmp_path, survey(NEW, **{field: codes}), "gpkg")))
    assert one.frame[name].tolist() == read


def test_ids_and_units_keep_their_zeros(tmp_path):
    frame = survey(NEW, ZLDWDM=["0150823100201000000"] * 4, BSM=["000000000000000001"] * 4)
    one = only(taken(written(tmp_path, frame, "shp")))
    assert set(one.frame["zldwdm"]) == {"0150823100201000000"}
    assert set(one.frame["bsm"]) == {"000000000000000001"}
