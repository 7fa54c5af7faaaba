"""gengheng papers FOLDER --out FILE.xlsx: the checklist of papers for an office to fill in."""

from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.records.paper import Found
from gengheng.reports.checklist import checklist
from gengheng.screening.material import gather
from gengheng.screening.papers import checks
from gengheng.screening.scope import scope_of
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("folder", type=Path, help="资料文件夹（内有 county.toml）")
    options.add_argument("--out", type=Path, required=True, help="核查表.xlsx，不覆盖已有文件")
    options.add_argument(
        "--project", action="append", default=[], metavar="项目备案号",
        help="只列这个项目，可以写几次；不写则列全部在范围内的项目",
    )  # fmt: skip


def _run(given: Given) -> int:
    if given.out.suffix.lower() != ".xlsx":
        raise Refused([f"{given.out.name}：核查表是Excel工作簿，文件名须以.xlsx结尾"])
    material = gather(given.folder)
    rows = checks(material, scope_of(material))
    if unknown := sorted(set(given.project) - {row.project_no for row in rows}):
        raise Refused([f"项目{no}不在排查范围内，也没有资料登记" for no in unknown])
    rows = tuple(row for row in rows if not given.project or row.project_no in given.project)
    named = {project.project_no: project for project in material.projects}
    data = checklist(material.county, rows, named)
    with given.out.open("xb") as file:
        file.write(data)
    numbers = {row.project_no for row in rows}
    open_ = sum(row.found is Found.NOT_GIVEN for row in rows)
    print(f"核查表：{given.out}　项目{len(numbers)}个，资料{len(rows)}份，其中未提供{open_}份")
    print('填好后放入资料文件夹，在 county.toml 列为 schema = "papers"，再排查。')
    return 0


VERB = Verb("papers", "资料核查表：按项目、阶段列出应有的资料，供填写", _options, _run)
