"""gengheng compare OLD NEW: what a later run says beside an earlier one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.packs.contents import Screened
from gengheng.packs.run_folder import read_run
from gengheng.records.finding import Revision
from gengheng.screening.finding import match


def _options(options: Options) -> None:
    options.add_argument("old", type=Path, help="较早的排查结果文件夹")
    options.add_argument("new", type=Path, help="较晚的排查结果文件夹")


def _run(given: Given) -> int:
    print(*said(read_run(given.old), read_run(given.new)), sep="\n")
    return 0


def said(old: Screened, new: Screened) -> Iterator[str]:
    """Yield the comparison in words: counts first, then every finding that is not the same.

    What a rule that was not run no longer shows is said apart: nobody looked.
    """
    known = {r.finding: r for r in old.revisions}
    found = match(known, new.revisions)
    idle = {line.rule for line in new.run.rules if line.not_run}
    gone = [known[finding] for finding in found.no_longer_shown]
    unseen = [r for r in gone if r.rule in idle]
    yield (
        f"新增{len(found.new)}，修订{len(found.revised)}，不变{len(found.same)}，"
        f"不再显示{len(gone) - len(unseen)}，规则未执行而没有再问{len(unseen)}"
    )
    yield from _rows("新增", found.new)
    for now in found.revised:
        before = known[now.finding]
        yield f"  修订　{_name(now)}：{_words(before)} → {_words(now)}"
    yield from _rows("不再显示", (r for r in gone if r.rule not in idle))
    yield from _rows("没有再问", unseen)


def _rows(label: str, rows: Iterable[Revision]) -> Iterator[str]:
    return (f"  {label}　{_name(r)}：{_words(r)}" for r in rows)


def _name(one: Revision) -> str:
    return f"{one.rule} {one.subject}"


def _words(one: Revision) -> str:
    area = f"{one.area_centi_m2 / 100:.2f}平方米" if one.area_centi_m2 else ""
    return f"{one.said}{area}{one.reason and f'（{one.reason}）'}"


VERB = Verb("compare", "比对：两次排查结果之间新增、修订、不变、不再显示的", _options, _run)
