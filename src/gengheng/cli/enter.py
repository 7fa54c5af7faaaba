"""gengheng enter PROBLEM SUBJECT --desk DESK …: 其他…问题, listed by hand."""

import msgspec

from gengheng.casework.entering import enter
from gengheng.cli.desk import asking, change, person, proofs
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.contents import Contents
from gengheng.records.entered import Means
from gengheng.rules.index import BY_HAND


def _options(options: Options) -> None:
    kinds = "，".join(f"{key} {label}" for key, label in BY_HAND.items())
    options.add_argument("problem", help=kinds)
    options.add_argument("subject", help="对象：项目备案号、“项目备案号-地块编号”或其他编号")
    options.add_argument("--m2", type=int, default=0, help="涉及面积，整平方米；与面积无关的填0")
    options.add_argument("--seen-what", required=True, help="发现的情况，写明事实、数字和出处")
    options.add_argument("--unit", default="", help="责任单位；对象属于报备项目时可不写")
    options.add_argument(
        "--means", action="append", default=[], choices=[m.value for m in Means],
        help="排查手段，可重复",
    )  # fmt: skip
    options.add_argument(
        "--proof", action="append", default=[], help="证据，“证明什么=文件”，可重复"
    )
    person(options)


def _run(given: Given) -> int:
    def act(contents: Contents) -> Contents:
        """Return the contents with the finding and its entry."""
        who = asking(given)
        project_no, unit = _of(contents, given.subject)
        revision, entered = enter(
            given.problem, given.subject, project_no=project_no, area_m2=given.m2,
            seen=given.seen_what, unit=given.unit or unit, means=map(Means, given.means),
            evidence=proofs(given, who), asking=who, known=contents.revisions,
        )  # fmt: skip
        return msgspec.structs.replace(
            contents, revisions=(*contents.revisions, revision),
            entered=(*contents.entered, entered),
        )  # fmt: skip

    desk = change(given, "enter", given.subject, act)
    made = desk.contents.revisions[-1]
    print(f"登记疑似问题{made.finding}：{made.rule} {made.subject}（案头第{desk.version}版）")
    return 0


def _of(contents: Contents, subject: str) -> tuple[str, str]:
    """Return the 项目备案号 that a subject belongs to and its unit; "" where it is no project."""
    numbers = {p.subject: p.project_no for p in contents.plots}
    numbers |= {p.project_no: p.project_no for p in contents.projects}
    no = numbers.get(subject.strip(), "")
    return no, next((p.unit for p in contents.projects if p.project_no == no), "")


VERB = Verb("enter", "登记：规则以外的“其他…问题”，由人登记，证据要求相同", _options, _run)
