"""gengheng form3 --desk DESK --out 附表3.xlsx: fill the form from the records."""

from pathlib import Path

import msgspec

from gengheng.casework.tables import not_allowed
from gengheng.cli.desk import asking, change, person
from gengheng.cli.verb import Given, Options, Verb
from gengheng.forms.fill import rows
from gengheng.packs.contents import Contents
from gengheng.packs.pack import form_of
from gengheng.values.errors import Refused


def _options(options: Options) -> None:
    options.add_argument("--out", type=Path, required=True, help="工作簿文件")
    person(options)


def _run(given: Given) -> int:
    if reasons := not_allowed(asking(given), "form.fill"):
        raise Refused(reasons)
    desk = change(given, "form3", "附表3", filled)
    partial = given.out.with_suffix(".partial")
    partial.write_bytes(form_of(desk.contents))
    partial.replace(given.out)
    print(f"附表3：{len(desk.contents.rows)}行 → {given.out}")
    return 0


def filled(contents: Contents) -> Contents:
    """Return the contents with the rows of the form made again from the records."""
    made = rows(contents.cases, contents.projects, contents.entries, contents.rows)
    return msgspec.structs.replace(contents, rows=made)


VERB = Verb("form3", "附表3：由记录生成带公式的工作簿", _options, _run)
