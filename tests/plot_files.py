"""One plot file in parts, and what was read from it."""

from gengheng.intake.txt import read_txt

HEAD = """[项目信息]
项目备案号=150899202100001
[属性描述]
格式版本号=1.01版本
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=36
精度=0.001
转换参数=,,,,,,
[地块坐标]
"""
SQUARE = """J1,1,4521900.000,36471200.000
J2,1,4521900.000,36471300.000
J3,1,4521800.000,36471300.000
J4,1,4521800.000,36471200.000
J1,1,4521900.000,36471200.000
"""
PLOT = "5,1.0000,P1,东地,面,,,,@\n" + SQUARE
HOLE = """J5,2,4521880.000,36471220.000
J6,2,4521880.000,36471240.000
J7,2,4521860.000,36471240.000
J8,2,4521860.000,36471220.000
J5,2,4521880.000,36471220.000
"""
BESIDE = """J5,2,4521900.000,36471400.000
J6,2,4521900.000,36471500.000
J7,2,4521800.000,36471500.000
J8,2,4521800.000,36471400.000
J5,2,4521900.000,36471400.000
"""


def tables(text, stated=None, name="东地.txt"):
    return read_txt(name, text.encode("utf-8"), stated)


def table(text, stated=None, name="东地.txt"):
    (one,) = tables(text, stated, name)
    assert one.card.rows == one.card.kept + one.card.rejected
    return one


def plots(one):
    columns = ["plot_no", "plot_name", "declared_m2", "fault", "row"]
    return one.frame[columns].to_dict("records")


def hectare(one, k=0):
    return one.ground.geometry.iloc[k].area
