"""Kinds of files by their fields: approvals, patches, basic farmland …, and never a survey."""

import zipfile
from datetime import date

import pytest
import xlsxwriter

from gengheng.cli.main import main
from gengheng.intake.columns import label_of, labels
from gengheng.standards.tables import schemas
from intake_files import SURVEY, entry, layer, only, rejections, repairs, taken, write

PATCH = {
    "JCBH": ["0001"], "XZQDM": ["150823"], "XMC": ["乌拉特前旗"], "TBLX": ["20"], "DLBM": ["0103"],
    "DLMC": ["旱地"], "MJ": [400.5], "QSX": ["20210301"], "HSX": ["20210915"], "SFYN": ["否"],
}  # fmt: skip
FARMLAND = {"JBNTTBBH": ["1"], "DLBM": ["0102"], "PDJB": ["1"], "TBMJ": [9.99], "JBNTMJ": [9.5]}
APPROVAL = {"PZWH": ["蒙政土〔2021〕1号"], "PZZMJ": [1.5], "PZRQ": ["2021-03-01"], "XMBH": ["015"]}
TEMPORARY = {"PZWH": ["1号"], "PZMJ": [1.0], "PZRQ": ["2021-03-01"]}


@pytest.mark.parametrize(
    ("name", "columns", "schema"),
    [
        ("卫片", PATCH, "enforcement_patch"),
        ("卫片", {**SURVEY, "JCBH": ["1", "2"], "TBLX": ["20", "01"]}, "enforcement_patch"),
        ("YJJBNTTB", FARMLAND, "permanent_farmland"),
        ("YJJBNTTB", {**SURVEY, "JBNTTBBH": ["1", "2"]}, "permanent_farmland"),
        ("批次", APPROVAL, "approvals"),
        ("批次", {**APPROVAL, "DLBM": ["0103"]}, "approvals"),
        ("LSYD", TEMPORARY, "temporary_use"),
        ("临时用地2021", TEMPORARY, "temporary_use"),
        ("图层", TEMPORARY, "unknown"),
        ("PZWJSTD", {"XMBH": ["1"], "PZWH": ["1"], "PZMJ": [1.0], "TBMJ": [1.0]}, "unknown"),
        ("GDDB", {"GDDB": [9]}, "grade"),
        ("DLTB", {**SURVEY, "GDDB": [9, 10]}, "dltb"),
        ("DLTB耕地等别", {**SURVEY, "GDDB": [9, 10]}, "dltb"),
        ("DLTB", {**SURVEY, "GDPDJB": ["1", "2"], "BZ": ["", ""]}, "dltb"),
        ("PDT", {"PDJB": ["5"]}, "slope"),
    ],
)
def test_a_layer_is_known_by_its_fields(tmp_path, name, columns, schema):
    one = only(taken(write(layer(columns), tmp_path / f"{name}.gpkg")))
    assert (one.card.schema, rejections(one)) == (schema, [])


def test_what_looks_like_a_slope_map_and_is_none(tmp_path):
    columns = {"JBNTLX": ["1"], "PDJB": ["2"]}
    one = only(taken(write(layer(columns), tmp_path / "a.gpkg")))
    assert (one.card.schema, repairs(one)) == (
        "unknown",
        ["有坡度级别，但字段属于永久基本农田，未作为坡度图；如有误请在county.toml写明schema"],
    )


def test_the_columns_of_patches(tmp_path):
    frame = only(taken(write(layer(PATCH), tmp_path / "a.gpkg"))).frame
    assert (frame["jcbh"][0], frame["tblx"][0], frame["mj_centi_m2"][0]) == ("0001", "20", 40_050)
    assert (frame["qsx"][0], frame["hsx"][0]) == (date(2021, 3, 1), date(2021, 9, 15))


def test_an_approved_area_needs_its_unit(tmp_path):
    path = write(layer(APPROVAL), tmp_path / "a.gpkg")
    one = only(taken(path))
    assert repairs(one) == [
        "“PZZMJ”没有写明单位，整列按空白处理；"
        "请在county.toml的units中写明pzzmj（批准总面积）的单位（公顷、万亩、亩、平方米）"
    ]
    told = only(taken(path, entry(units={"pzzmj": "公顷"})))
    assert told.frame["pzzmj_m2"].tolist() == [15_000]


def book(path, *rows):
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("表")
        for k, row in enumerate(rows):
            sheet.write_row(k, 0, row)
    return path


REGISTERS = [
    (["批准文号", "批准总面积（公顷）", "批准日期"], ["1号", 1.5, "2021.3.1"], "approvals_list"),
    (["建设项目名称", "补充耕地信息确认单编号", "挂钩时间", "占用耕地（亩）", "是否核销"],
     ["某路", "0150823", "2021年3月1日", 15, "是"], "quota_link"),
    (["项目编号", "项目名称", "土地平整（公顷）", "土方（立方米）", "灌排渠", "耕地开垦费（万元）"],
     ["015", "一号", 2, 300, 40, 1.5], "works"),
    (["问题编号", "问题类型", "发现途径", "项目或图斑编号", "面积（亩）", "整改状态"],
     ["S-1", "占而不补", "审计", "015", 3, "整改中"], "external_list"),
    (["项目编号", "项目名称", "验收日期", "新增耕地（公顷）"], ["015", "一号", "2021/3/1", 2],
     "projects"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "row", "schema"), REGISTERS)
def test_a_register_is_known_by_its_headings(tmp_path, head, row, schema):
    one = only(taken(book(tmp_path / "a.xlsx", ["某旗台账"], head, row)))
    assert (one.card.schema, one.card.rows, one.card.kept) == (schema, 1, 1)
    assert repairs(one) == []
    text = "\n".join(",".join(map(str, line)) for line in (head, row))
    (tmp_path / "a.csv").write_text(text, encoding="gb18030")
    same = only(taken(tmp_path / "a.csv"))
    assert same.card.schema == schema
    assert same.frame.drop(columns="row").equals(one.frame.drop(columns="row"))


def test_one_approval_of_several_plots_is_kept(tmp_path):
    head, row, _ = REGISTERS[0]
    path = book(tmp_path / "a.xlsx", head, row, row, [row[0], 2, row[2]], ["", 1, ""])
    one = only(taken(path))
    assert (one.card.rows, one.card.kept) == (4, 3)
    assert repairs(one) == ["第3行与第2行内容相同，都已保留，请核对是否重复"]
    assert rejections(one) == ["第5行没有批准文号，请补填后重新报送"]


def test_every_required_column_is_one_of_its_schema():
    for name, schema in schemas().items():
        assert set(schema.required) <= set(schema.columns), name


def test_an_archive_with_every_new_format(tmp_path):
    write(layer(PATCH).to_crs(4490), tmp_path / "卫片.geojson", driver="GeoJSON")
    layer(APPROVAL).to_parquet(tmp_path / "批次.parquet")
    (tmp_path / "清单.csv").write_text("批准文号,批准总面积\n1号,1公顷\n", encoding="utf-8")
    (tmp_path / "坏.json").write_text("{", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "资料.zip", "w") as packed:
        for path in sorted(tmp_path.glob("*.*")):
            if path.suffix != ".zip":
                packed.write(path, path.name)
    tables = {t.card.schema: t for t in taken(tmp_path / "资料.zip").tables}
    assert sorted(tables) == ["approvals", "approvals_list", "enforcement_patch"]
    said = [one for table in tables.values() for one in repairs(table) if "未读" in one]
    assert said == ["压缩包内坏.json未读：文件的JSON不完整，到末尾还没有结束，请重新复制或导出"]


def test_every_column_has_words_and_reading_shows_them(tmp_path, capsys):
    for name, schema in schemas().items():
        dumb = [n for n, c in schema.columns.items() if label_of(n, c).isascii()]
        assert dumb == [], name
        units = {"kg", "tenths", "money_fen", "length_mm", "area_m2", "area_centi_m2"}
        for label, column in zip(labels(schema).values(), schema.columns.values(), strict=True):
            assert label.endswith("）") or column.type not in units
    write(layer(PATCH), tmp_path / "卫片.gpkg")
    (tmp_path / "清单.csv").write_text("项目备案号,新增耕地（公顷）\n1,1.5\n", encoding="utf-8")
    assert main(["read", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    assert "样例：图斑编号=0001，行政区代码=150823，县名称=乌拉特前旗，图斑类型=20，" in said
    assert "样例：项目备案号=1，报备新增耕地（平方米）=15000" in said


def test_many_remarks_of_one_kind_are_one_line(tmp_path, capsys):
    rows = "\n".join(f"{k},约1" for k in range(30))
    (tmp_path / "清单.csv").write_text(f"项目备案号,新增耕地（公顷）\n{rows}\n,1\n", "utf-8")
    assert main(["read", str(tmp_path / "清单.csv")]) == 0
    said = capsys.readouterr().out
    assert (
        "修补30条：\n      · 第2行“新增耕地（公顷）”写作“约1”，不是数字，按空白处理；同类共30条\n"
        in said
    )
    assert "退件1条：\n      · 第32行没有项目备案号，请补填后重新报送\n" in said
