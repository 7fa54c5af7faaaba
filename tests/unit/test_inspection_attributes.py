"""质检, attributes: each check fires on its case, keeps silent on its decoy, or says 未执行."""

import pytest

from gengheng.inspection.index import CHECKS
from gengheng.inspection.structure import Field, fields
from gengheng.intake.original import original
from inspected import OTHER, SECOND, VILLAGE, filed, outcome, said, square, survey, why
from intake_files import layer, taken, write


def test_a_faultless_layer_has_no_defect_in_any_check_of_a_survey():
    one = survey({}, {}, {})
    found = {id_: outcome(id_, one) for id_, check in CHECKS.items() if "dltb" in check.schemas}
    assert {id_: [d.sentence for d in o.defects] for id_, o in found.items() if o.defects} == {
        "J-65": [
            "与第3行（150899211000000002）相邻，地类0404其他草地、权属和其他属性都相同，没有合并"
        ]
    }
    assert {id_: o.why for id_, o in found.items() if o.status != "执行"} == {
        "J-33": "控制面积未提供", "J-34": "控制面积未提供", "J-35": "控制面积未提供",
        "J-70": "旗县界线未提供",
    }  # fmt: skip


WRONG = [
    ("J-04", {"YSDM": "2001010200"}, "YSDM要素代码写作2001010200，应为2001010100"),
    ("J-05", {"BSM": "15089921100001"}, "BSM标识码“15089921100001”不是18位数字（14位）"),
    ("J-06", {"ZLDWDM": "150899100201"}, "ZLDWDM坐落单位代码“150899100201”不是19位数字"),
    ("J-07", {"ZLDWDM": "1508231002010000000"}, "ZLDWDM坐落单位代码“1508231002010000000”不以本旗县代码150899开头"),
    ("J-10", {"DLBM": "0104"}, "DLBM地类编码“0104”不在地类代码表内"),
    ("J-11", {"DLMC": "水田"}, "DLMC地类名称写作“水田”，0103是“旱地”"),
    ("J-12", {"QSXZ": "35"}, "QSXZ权属性质“35”不在代码表内（10、20、21、30、31、32、33、34、40、41）"),
    ("J-13", {"GDLX": "XX"}, "GDLX耕地类型“XX”不在代码表内（TT、PD）"),
    ("J-14", {"GDPDJB": "6"}, "GDPDJB耕地坡度级别“6”不在代码表内（1、2、3、4、5）"),
    ("J-16", {"ZZSXDM": "YM"}, "ZZSXDM种植属性代码“YM”是旧代码，现行代码可能是FLS（对照为默认值，待确认）"),
    ("J-16", {"ZZSXDM": "GZ"}, "ZZSXDM种植属性代码“GZ”是旧代码，现行代码须人工判断（对照为默认值，待确认）"),
    ("J-16", {"ZZSXDM": "X"}, "ZZSXDM种植属性代码“X”不在代码表内（LS、FLS、LYFL、XG、LLJZ、WG、JKHF、GCHF）"),
    ("J-18", {"MSSM": "02"}, "MSSM描述说明“02”不在代码表内（00、01）"),
    ("J-19", {"GDDB": 16}, "GDDB耕地等别“16”应为1至15的整数"),
    ("J-20", {"KCDLBM": "1006"}, "KCDLBM扣除地类编码“1006”应为1203田坎"),
    ("J-20", {"DLBM": "0201", "DLMC": "果园"}, "0201果园不是耕地（0101、0102、0103），不应填KCDLBM扣除地类编码"),
    ("J-21", {"KCXS": 1.0}, "KCXS扣除地类系数是1，应大于等于0、小于1"),
    ("J-21", {"DLBM": "0201"}, "0201果园不是耕地（0101、0102、0103），KCXS扣除地类系数却是0.1"),
    ("J-22", {"GDPDJB": ""}, "0103旱地是耕地，GDPDJB耕地坡度级别为空"),
    ("J-22", {"DLBM": "0201K"}, "0201K可调整果园不是耕地，不应填GDPDJB耕地坡度级别（写作2）"),
    ("J-23", {"GDLX": ""}, "耕地坡度级别是2，GDLX耕地类型应填TT梯田或PD坡地，却为空"),
    ("J-24", {"XZDWKD": 4.0}, "0103旱地不是线状地类，XZDWKD线状地物宽度却是4"),
    ("J-25", {"ZZSXDM": "JKHF"}, "ZZSXDM种植属性代码JKHF只能填在可恢复的园地、林地、草地和坑塘上，这里是0103旱地"),
    ("J-25", {"DLBM": "0404"}, "ZZSXDM种植属性代码LS只能填在耕地（0101、0102、0103）上，这里是0404其他草地"),
    ("J-30", {"KCMJ": 159.98}, "KCMJ扣除面积159.98，按图斑面积×系数应为160.00，差-0.02平方米"),
    ("J-31", {"TBDLMJ": 1439.96}, "TBDLMJ图斑地类面积1439.96，按图斑面积－KCMJ扣除面积应为1439.97，差-0.01平方米"),
    ("J-32", {"TBMJ": 1600.08}, "TBMJ图斑面积1600.08，图形的椭球面积是1599.97，差0.11平方米，超出0.1平方米加百万分之一"),
]  # fmt: skip
RIGHT = [
    ("J-07", {"QSDWDM": "1508231002010000000", "FRDBS": "1"}),
    ("J-10", {"DLBM": "0201K"}), ("J-10", {"DLBM": "1104A"}), ("J-10", {"DLBM": "1302"}),
    ("J-11", {"DLBM": "0201K", "DLMC": "可调整果园"}), ("J-15", {"TBXHDM": "HDGD"}),
    ("J-16", {"ZZSXDM": "GCHF"}), ("J-17", {"CZCSXM": "203A"}), ("J-19", {"GDDB": 15}),
    ("J-21", {"KCXS": 0.9999}), ("J-21", {"KCXS": None}), ("J-23", {"GDPDJB": "1", "GDLX": ""}),
    ("J-24", {"DLBM": "1006", "XZDWKD": 4.0}), ("J-24", {"XZDWKD": 0.0}),
    ("J-25", {"DLBM": "0301K", "ZZSXDM": "GCHF"}), ("J-25", {"ZZSXDM": "WG"}),
    ("J-32", {"TBMJ": 1600.07}),
]  # fmt: skip


@pytest.mark.parametrize(("check", "row", "sentence"), WRONG)
def test_a_wrong_cell_is_named(check, row, sentence):
    found = said(check, survey(row, {}))
    assert [at for at, _ in found] == [1]
    assert found[0][1].startswith(sentence)


@pytest.mark.parametrize(("check", "row"), RIGHT)
def test_a_right_cell_is_left_alone(check, row):
    assert said(check, survey(row, {})) == []


@pytest.mark.parametrize("code", ["HDGX", "hdgd"])
def test_a_code_that_the_list_of_refinements_does_not_hold(code):
    ((row, sentence),) = said("J-15", survey({"TBXHDM": code}))
    assert (row, sentence.startswith(f"TBXHDM图斑细化代码“{code}”不在代码表内（HDGD、")) == (
        1,
        True,
    )


def test_a_settlement_code_that_is_none():
    ((_, sentence),) = said("J-17", survey({"CZCSXM": "206"}))
    assert sentence.startswith("CZCSXM城镇村属性码“206”不在代码表内（201、201A、")


NEEDED = {
    "J-04": "YSDM", "J-05": "BSM", "J-06": "ZLDWDM", "J-07": "ZLDWDM", "J-08": "SJNF",
    "J-11": "DLMC", "J-12": "QSXZ", "J-13": "GDLX", "J-14": "GDPDJB",
    "J-15": "TBXHDM", "J-16": "ZZSXDM", "J-17": "CZCSXM", "J-18": "MSSM", "J-19": "GDDB",
    "J-20": "KCDLBM", "J-21": "KCXS", "J-22": "GDPDJB", "J-23": "GDLX", "J-24": "XZDWKD",
    "J-25": "ZZSXDM", "J-30": "KCMJ", "J-31": "TBDLMJ", "J-32": "TBMJ", "J-33": "TBMJ",
    "J-34": "TBMJ", "J-35": "TBMJ", "J-40": "BSM", "J-41": "TBBH", "J-65": "QSDWDM",
}  # fmt: skip


@pytest.mark.parametrize(("check", "field"), NEEDED.items())
def test_a_check_without_its_field_is_not_run(check, field):
    one = survey(lacks=(field,))
    assert why(check, one) == f"没有字段{one.label(field.lower())}"


@pytest.mark.parametrize("check", [id_ for id_, one in CHECKS.items()])
def test_a_check_without_a_layer_of_its_kind_is_not_run(check):
    assert why(check) == "没有提供这类文件"


def test_missing_fields_are_one_sentence_with_their_number():
    found = outcome("J-01", survey(lacks=("YSDM", "GDLX")))
    assert [(d.row, d.sentence, d.count) for d in found.defects] == [
        (0, "缺少字段：YSDM要素代码、GDLX耕地类型", 2)
    ]
    assert said("J-01", survey()) == []
    plain = outcome("J-01", survey(lacks=("YSDM",), declared=False))
    assert "缺少字段或整列为空：YSDM要素代码、" in plain.defects[0].sentence


def test_blank_cells_are_named_but_not_those_of_a_missing_field():
    assert said("J-03", survey({"DLMC": ""}, {"QSXZ": ""})) == [
        (1, "DLMC地类名称为空"), (2, "QSXZ权属性质为空")
    ]  # fmt: skip
    assert said("J-03", survey(lacks=("QSXZ",))) == []
    assert said("J-03", filed({"DKMJ": None}, {})) == [(1, "地块面积为空")]


def test_what_every_row_of_many_does_is_said_once_with_the_number():
    found = outcome("J-03", survey(*[{"QSXZ": ""}] * 21))
    assert [(d.row, d.key, d.sentence, d.count) for d in found.defects] == [
        (0, "", "全部21行都是如此，例如第1行：QSXZ权属性质为空", 21)
    ]
    assert found.count == 21
    assert outcome("J-03", survey(*[{"QSXZ": ""}] * 20)).defects[19].row == 20


def test_fields_that_are_declared_otherwise_than_the_standard():
    one = survey()
    odd = (Field("ZLDWDM", "text", 12), Field("BSM", "number"), Field("TBMJ", "number", 15, 0),
           Field("DLBM", "text", 5), Field("DLMC", "text", 254), Field("WHAT", "other"),
           Field("KCXS", "text", 6))  # fmt: skip
    object.__setattr__(one, "declared", odd)
    assert sorted(s for _, s in said("J-02", one)) == [
        "字段BSM是数值型，应为文本，长18", "字段KCXS是文本型，应为数值", "字段TBMJ有0位小数，应为2位",
        "字段ZLDWDM长12，应为19，可能装不下",
    ]  # fmt: skip
    assert said("J-02", survey()) == []
    assert why("J-02", survey(declared=False)).startswith("这种格式的文件不写明字段类型和长度")


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "gdb"])
def test_the_fields_that_a_file_declares_are_read(tmp_path, suffix):
    cells = {"BSM": ["1"], "TBMJ": [1.5], "GDDB": [3]}
    path = write(layer(cells), tmp_path / f"DLTB.{suffix}", layer="DLTB") if suffix != "shp" else (
        write(layer(cells), tmp_path / "DLTB.shp"))  # fmt: skip
    found = fields(original(path), "DLTB", "UTF-8")
    assert [(f.name, f.kind) for f in found] == [
        ("BSM", "text"), ("TBMJ", "number"), ("GDDB", "number")
    ]  # fmt: skip
    assert taken(path).source.refused == ""


def test_the_year_must_be_that_of_the_vintage():
    one = survey({}, {"SJNF": 2021}, {})
    found = outcome("J-08", one)
    assert [(d.sentence, d.count) for d in found.defects] == [
        ("SJNF数据年份不一致：有2021的1行，而其余2行是2022", 1)
    ]
    assert said("J-08", survey()) == []
    assert why("J-08", survey({"SJNF": None}, {"SJNF": None})) == "SJNF数据年份整列为空"


def test_without_a_county_code_the_codes_are_not_compared():
    assert why("J-07", survey(), code="") == (
        "没有旗县代码：请在county.toml写明code，或用--county给出"
    )


def test_a_flown_in_owner_is_named_unless_the_field_says_so():
    assert [r for r, _ in said("J-07", survey({"QSDWDM": "1508231002010000000"}))] == [1]


def test_older_planting_codes_pass_where_the_field_is_the_older_one():
    row = {"GDZZSXDM": "YM"}
    assert said("J-16", survey(row, {"GDZZSXDM": ""}, lacks=("ZZSXDM",))) == []


@pytest.mark.parametrize(
    ("tbmj", "ratio", "kcmj"),
    [(1600.05, 0.1, 160.01), (0.5, 0.01, 0.01), (123.45, 0.1234, 15.23), (100.0, 0.12345, 12.35)],
)
def test_a_deduction_is_exact_in_hundredths_halves_up(tbmj, ratio, kcmj):
    row = {"TBMJ": tbmj, "KCXS": ratio, "KCMJ": kcmj, "TBDLMJ": round(tbmj - kcmj, 2)}
    assert said("J-30", survey(row)) == []
    assert said("J-31", survey(row)) == []
    off = {**row, "KCMJ": round(kcmj + 0.01, 2)}
    assert len(said("J-30", survey(off))) == len(said("J-31", survey(off))) == 1


def test_the_second_survey_also_deducts_lines_and_points():
    row = {"TBMJ": 1599.97, "TKMJ": 10.0, "XZDWMJ": 5.0, "LXDWMJ": 0.5}
    assert said("J-31", survey({**row, "TBDLMJ": 1584.47}, base=SECOND)) == []
    assert said("J-31", survey({**row, "TBDLMJ": 1584.97}, base=SECOND)) == [
        (1, "TBDLMJ图斑地类面积1584.97，按图斑面积－KCMJ扣除面积－XZDWMJ线状地物面积－LXDWMJ零星地物面积"
            "应为1584.47，差0.50平方米")
    ]  # fmt: skip
    assert said("J-10", survey({"DLBM": "0103"}, {}, {}, base=SECOND)) == [
        (1, "DLBM地类编码“0103”不在地类代码表内")
    ]


def test_a_layer_without_a_lawful_system_has_no_lawful_area():
    assert (
        why("J-32", survey(crs="EPSG:32648"))
        == "不能计算椭球面积：没有法定椭球面积的坐标系：WGS 84 / UTM zone 48N"
    )
    degrees = survey({}, shapes=[square(0, 1e-4, 108, 40)], crs="EPSG:4326")
    assert why("J-60", degrees) == "没有法定椭球面积的坐标系：WGS 84，坐标不以米计"
    assert said("J-60", survey(crs="EPSG:32648")) == []


def test_numbers_that_stand_twice():
    one = survey({"BSM": "150899211000000009"}, {"BSM": "150899211000000009"}, {})
    assert said("J-40", one) == [
        (1, "BSM标识码“150899211000000009”重复，另见第2行"),
        (2, "BSM标识码“150899211000000009”重复，另见第1行"),
    ]
    assert said("J-40", survey()) == []
    twice = survey({"TBBH": "0007"}, {"TBBH": "0007"})
    assert said("J-41", twice)[0] == (1, "村内TBBH图斑编号“0007”重复，另见第2行")
    apart = survey({"TBBH": "0007", "ZLDWDM": VILLAGE}, {"TBBH": "0007", "ZLDWDM": OTHER})
    assert said("J-41", apart) == []


def test_a_plot_number_stands_once_in_its_project_over_all_files():
    one, other = filed({}, {"DKBH": "P9"}), filed({}, file="补报.gpkg")
    assert said("J-42", one, other) == [
        (1, "项目150899202100001内地块编号“P1”重复，另见补报.gpkg第1行"),
        (1, "项目150899202100001内地块编号“P1”重复，另见地块.gpkg第1行"),
    ]
    assert said("J-42", one, filed({"XMBAH": "150899202100002"}, file="乙.gpkg")) == []
    assert [r for r, _ in said("J-42", filed({"DKBH": "P1"}, {"DKBH": "P1"}))] == [1, 2]


def test_a_declared_plot_area_is_the_lawful_one_to_the_square_metre():
    assert said("J-36", filed({"DKMJ": 0.1600}, {"DKMJ": 0.1599})) == []
    assert said("J-36", filed({"DKMJ": 0.1602})) == [
        (1, "申报1602.00，图形的椭球面积是1599.97，差2.03平方米")
    ]
    hectare = filed({"DKMJ": 16.0}, shapes=[square(0, 400)])
    assert said("J-36", hectare) == [
        (1, "申报160000.00，图形的椭球面积是159996.78，差3.22平方米；申报数与平面面积160000.00相符")
    ]
