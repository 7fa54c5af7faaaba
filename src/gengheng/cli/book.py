"""gengheng book ACT …: the quota book, opened from the register once, then by cases only."""

from pathlib import Path

import msgspec

from gengheng.casework.booking import correct_entry, deduct_for, hold_for, open_books
from gengheng.cli.desk import asking, case_of, change, load, person
from gengheng.cli.verb import Given, Options, Verb
from gengheng.ledger.book import balances
from gengheng.packs.contents import Contents
from gengheng.quota.posting import OUTSIDE

UNIT = {"数量": "平方米", "水田": "平方米", "产能": "公斤"}


def _options(options: Options) -> None:
    acts = options.add_subparsers(dest="act", required=True, metavar="办理")
    person(acts.add_parser("open", help="开账：由报备台账建立各项目指标，重复开账不变"))
    one = acts.add_parser("hold", help="待核减：按认定把应核减指标扣住")
    one.add_argument("number", help="问题编号")
    person(one)
    one = acts.add_parser("deduct", help="核减")
    one.add_argument("number", help="问题编号")
    one.add_argument("--basis", required=True, help="依据，如核减通知文号")
    person(one)
    one = acts.add_parser("correct", help="更正：以今天的一笔反向分录取消一笔")
    one.add_argument("entry", help="要更正的分录号")
    one.add_argument("--basis", required=True, help="更正理由")
    person(one)
    one = acts.add_parser("show", help="看各账户余额")
    one.add_argument("--desk", type=Path, required=True, help="案头文件夹")


def _run(given: Given) -> int:
    if given.act == "show":
        print(*shown(load(given.desk).contents), sep="\n")
        return 0
    left: list[str] = []

    def act(contents: Contents) -> Contents:
        """Return the contents after the booking that was asked for."""
        who, book = asking(given), contents.entries
        if given.act == "open":
            entries, unopened = open_books(book, contents.projects, who)
            left.extend(unopened)
        elif given.act == "correct":
            number = f"{given.on.year}-{len(book) + 1:05d}"
            entries = correct_entry(book, given.entry, number, who, basis=given.basis)
        else:
            case, number = case_of(contents, given.number), f"{given.on.year}-{len(book) + 1:05d}"
            entries = (
                hold_for(case, book, number, who)
                if given.act == "hold"
                else deduct_for(case, book, number, who, basis=given.basis)
            )
        return msgspec.structs.replace(contents, entries=entries)

    subject = getattr(given, "number", getattr(given, "entry", ""))
    desk = change(given, f"book.{given.act}", subject, act)
    print(f"账上{len(desk.contents.entries)}笔（案头第{desk.version}版）")
    print(*(f"未开账：{why}" for why in left), sep="\n", end="\n" if left else "")
    return 0


def shown(contents: Contents) -> list[str]:
    """Return the balance of every account but 外部, pool by pool."""
    rows = sorted(balances(contents.entries).items())
    return [
        f"{name}　{pool}　{n}{UNIT[pool]}"
        for (name, pool), n in rows
        if n and not name.endswith(OUTSIDE)
    ]


VERB = Verb("book", "指标账：开账、待核减、核减、更正", _options, _run)
