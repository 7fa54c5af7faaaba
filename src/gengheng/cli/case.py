"""gengheng case ACT NUMBER --desk DESK …: the life of a case, act by act."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec

from gengheng.casework.booking import facts_of
from gengheng.casework.case import TABLE, finish, move, order, send_back
from gengheng.casework.listing import Before, open_case
from gengheng.casework.tables import lawful
from gengheng.cli.desk import asking, case_of, change, load, person, proofs, with_case
from gengheng.cli.judge import newest
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.contents import Contents
from gengheng.records.case import Case
from gengheng.records.verdict import Word
from gengheng.values.errors import Refused

ACTS = {"open": "列入"} | {name: arrow.label for name, arrow in TABLE.items()}


def _options(options: Options) -> None:
    acts = options.add_subparsers(dest="act", required=True, metavar="办理")
    one = acts.add_parser("open", help="列入问题清单")
    one.add_argument("number", help="问题编号，由局统一编，如 B-2023-0031")
    one.add_argument("--finding", required=True, help="疑似问题编号，或“规则 对象”")
    one.add_argument("--project", default="", help="重复入库时写明核减哪个项目；默认为对象所属项目")
    one.add_argument("--unit", default="", help="责任单位；对象不是补充耕地项目时必填")
    one = acts.add_parser("order", help="下达整治措施")
    one.add_argument("number", help="问题编号")
    one.add_argument("--remedy", required=True, help="措施目录编号，如 B-1.1")
    one.add_argument("--due", required=True, type=date.fromisoformat, help="整治时限")
    one = acts.add_parser("finish", help="报整改完成")
    one.add_argument("number", help="问题编号")
    one.add_argument(
        "--proof",
        action="append",
        default=[],
        help="证据，“证明什么=文件”，可重复，如 核减通知=通知.pdf",
    )
    for name in ("send_back", "withdraw", "close"):
        one = acts.add_parser(name, help=TABLE[name].label)
        one.add_argument("number", help="问题编号")
        one.add_argument("--reason", default="", help="理由")
    for one in acts.choices.values():
        person(one)
    one = acts.add_parser("show", help="看一个问题的全过程")
    one.add_argument("number", help="问题编号")
    one.add_argument("--desk", type=Path, required=True, help="案头文件夹")


def _run(given: Given) -> int:
    if given.act == "show":
        contents = load(given.desk).contents
        print(*shown(contents, case_of(contents, given.number)), sep="\n")
        return 0
    acts: dict[str, Callable[[Given, Contents], Contents]] = {
        "open": _open, "order": _order, "finish": _finish
    }  # fmt: skip
    act = acts.get(given.act, _move)
    desk = change(given, f"case.{given.act}", given.number, lambda c: act(given, c))
    made = case_of(desk.contents, given.number)
    print(f"{made.number}：{made.state}（案头第{desk.version}版）")
    return 0


def _open(given: Given, contents: Contents) -> Contents:
    seen = newest(contents, given.finding)
    verdicts = [v for v in contents.verdicts if v.finding == seen.finding]
    if not verdicts:
        raise Refused([f"{seen.rule} {seen.subject}尚无认定意见，不能列入"])
    judged = next(r for r in contents.revisions if r.id == verdicts[-1].revision)
    wanted = given.project or judged.project_no
    project = next((p for p in contents.projects if p.project_no == wanted), None)
    if project is None and wanted:
        raise Refused([f"报备台账没有项目{wanted}"])
    plot = next((p for p in contents.plots if p.subject == judged.subject), None)
    area = None if plot is None or plot.area_centi_m2 is None else -(-plot.area_centi_m2 // 100)
    made = open_case(
        given.number, verdicts[-1], judged, project, asking=asking(given), unit=given.unit,
        before=Before(contents.cases, contents.overlaps, area),
    )  # fmt: skip
    return msgspec.structs.replace(contents, cases=(*contents.cases, made))


def _order(given: Given, contents: Contents) -> Contents:
    made = order(case_of(contents, given.number), given.remedy, asking(given), due=given.due)
    return with_case(contents, made)


def _finish(given: Given, contents: Contents) -> Contents:
    who = asking(given)
    return with_case(contents, finish(case_of(contents, given.number), proofs(given, who), who))


def _move(given: Given, contents: Contents) -> Contents:
    case = case_of(contents, given.number)
    if given.act == "send_back":
        return with_case(contents, send_back(case, asking(given), reason=given.reason))
    facts = facts_of(case, contents.entries, contents.revisions, gone=contents.gone)
    return with_case(contents, move(case, given.act, asking(given), facts, reason=given.reason))


def shown(contents: Contents, case: Case) -> list[str]:
    """Return a case as a clerk reads it: what, how much, what is ordered, what happened."""
    judged = [
        v for v in contents.verdicts if v.revision == case.revision and v.word is Word.CONFIRMED
    ]
    owed = case.owed
    lines = [
        f"{case.number}　{case.problem}　{case.subject}　{case.state}",
        f"认定面积{case.decided_m2}平方米；应核减 数量{owed.area_m2}平方米 "
        f"水田{owed.paddy_m2}平方米 产能{owed.capacity_kg}公斤",
        *(f"认定：{v.by} {v.on} {v.reason}（看了：{'、'.join(v.looked_at)}）" for v in judged),
        *(
            f"措施：{m.remedy} 时限{m.due}" + (f" 已由{m.done_by}完成" if m.done_by else "")
            for m in case.measures
        ),
        *(
            f"{s.on} {s.by}（{s.role}）{ACTS[s.act]} → {s.target}"
            + (f" {s.reason}" if s.reason else "")
            for s in case.steps
        ),
    ]
    if not case.measures:
        lines.append("可用措施：" + "；".join(f"{r.id} {r.label}" for r in lawful(case.problem)))
    return lines


VERB = Verb("case", "问题：列入、下达措施、报完成、退回、撤销、销号", _options, _run)
