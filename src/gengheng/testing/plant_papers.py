"""Papers that an office registered (资料登记): who looked at which, and what he found."""

from datetime import date

import numpy as np

from gengheng.testing.world import ProjectOf, Row, Value, World

FOLDER = "资料扫描"
NO_SUCH_PROJECT = "150899202099999"
Cells = dict[str, Value]
LOOKED: Cells = {"checked_by": "核查员丙", "checked_on": date(2023, 9, 18)}
# variant, stage, paper and what else stands in the row; {no} is the number of the project
CASES: tuple[tuple[str, str, str, Cells], ...] = (
    ("there", "立项", "立项批复", {"found": "有", "scan": FOLDER + "/{no}立项.pdf", **LOOKED}),
    ("another_name", "验收阶段", "验收文件", {"found": "有", **LOOKED}),
    ("no_stage", "", "施工合同", {"found": "有", **LOOKED}),
    (
        "wrong", "验收", "新增耕地核定（数量）",
        {"found": "不符", "doc": "示核〔2021〕3号", "issuer": "示例旗自然资源局",
         "signer": "签发人甲", "issued": date(2021, 10, 9), "remark": "核定面积与报备面积不一致",
         **LOOKED},
    ),
    ("none", "实施", "监理报告", {"found": "无", **LOOKED}),
    ("no_scan", "立项", "权属证明", {"found": "有", "scan": FOLDER + "/{no}缺.pdf", **LOOKED}),
    ("scan_outside", "立项", "地类证明", {"found": "有", "scan": "../{no}.pdf", **LOOKED}),
    ("not_given", "报备", "入库确认", {"found": "未提供", **LOOKED}),
    ("blank", "管护", "管护协议", {}),
    ("another_word", "管护", "管护资金", {"found": "基本有", **LOOKED}),
    ("nobody_signed", "报备", "报备表", {"found": "有"}),
    ("beyond_the_list", "实施", "会议纪要", {"found": "有", **LOOKED}),
    ("twice", "实施", "施工影像", {"found": "有", **LOOKED}),
    ("twice_otherwise", "实施", "施工照片", {"found": "无", **LOOKED}),
)  # fmt: skip


def plant(world: World, rng: np.random.Generator) -> None:
    """Register papers of some projects, and one of a project that nobody filed."""
    filed = [project for project in world.projects if project.in_register]
    chosen = [filed[k] for k in sorted(rng.permutation(len(filed))[:6].tolist())]
    rows = [row for project in chosen for row in _rows(world, project, rng)]
    stray: Cells = {"stage": "立项", "paper": "立项批复", "found": "有", **LOOKED}
    rows.append(Row({**stray, "project_no": NO_SUCH_PROJECT}))
    world.tables["papers"] = [rows[k] for k in rng.permutation(len(rows)).tolist()]


def _rows(world: World, project: ProjectOf, rng: np.random.Generator) -> list[Row]:
    """Return what is registered of one project: the cases, some left out by the seed."""
    rows = []
    for variant, stage, paper, cells in CASES:
        if variant != "there" and rng.random() < 0.25:
            continue
        told: Cells = {"project_no": project.no, "stage": stage, "paper": paper, **cells}
        if scan := str(told.get("scan", "")):
            told["scan"] = scan.format(no=project.no)
        if variant == "there":
            data = f"%PDF-1.4\n示例扫描件 {project.no} {paper}\n%%EOF\n"
            world.scans[str(told["scan"])] = data.encode()
        rows.append(Row(told))
    return rows
