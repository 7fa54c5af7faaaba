"""gengheng judge FINDING --desk DESK --word 认定 --m2 N --reason … --looked-at …."""

import msgspec

from gengheng.casework.verdict import judge
from gengheng.cli.desk import asking, change, person
from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.contents import Contents
from gengheng.records.finding import Revision
from gengheng.records.verdict import Word
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("finding", help='疑似问题编号，或“规则 对象”，如 "B-1 150899…-P1"')
    options.add_argument("--word", required=True, choices=[w.value for w in Word], help="意见")
    options.add_argument("--m2", type=int, default=0, help="认定面积，整平方米；排除、转实地不填")
    options.add_argument("--reason", required=True, help="理由")
    options.add_argument(
        "--looked-at", action="append", default=[], help="看了什么，可重复；未看影像也须写明"
    )
    person(options)


def _run(given: Given) -> int:
    def act(contents: Contents) -> Contents:
        """Return the contents with the verdict on the finding's newest revision."""
        verdict = judge(
            newest(contents, given.finding), Word(given.word), decided_m2=given.m2,
            reason=given.reason, looked_at=tuple(given.looked_at), asking=asking(given),
        )  # fmt: skip
        return msgspec.structs.replace(contents, verdicts=(*contents.verdicts, verdict))

    desk = change(given, "judge", given.finding, act)
    made = desk.contents.verdicts[-1]
    area = f"，认定面积{made.decided_m2}平方米" if made.decided_m2 else ""
    print(f"{made.by}{made.word}：疑似问题{made.finding}（修订{made.revision}）{area}")
    return 0


def newest(contents: Contents, named: str) -> Revision:
    """Return the newest revision of a finding, named by id or by "rule subject"."""
    for revision in reversed(contents.revisions):
        if named in (revision.finding, f"{revision.rule} {revision.subject}"):
            return revision
    raise Refused([f"案头没有疑似问题“{named}”"])


VERB = Verb("judge", "认定：具名人员对一条疑似问题作出意见", _options, _run)
