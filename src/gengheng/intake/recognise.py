"""What a table is (schema) and of when it is (vintage), and on what ground."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from gengheng.intake.card import Vintage
from gengheng.intake.columns import matched, plain, shown
from gengheng.intake.reading import Notes
from gengheng.records.county import FileEntry
from gengheng.standards.tables import Schema, schemas

UNKNOWN = "unknown"
YEAR = re.compile(r"(?<!\d)(?:19[89]\d|20[0-4]\d)(?!\d)")
# Layers that carry DLBM or PDJB too and are no survey or slope map: each by a telling field, with
# the schema that it belongs to, or its name where no schema is known.
OTHER_LAYERS: Mapping[str, str] = {
    "jcbh": "enforcement_patch",
    "tblx": "enforcement_patch",
    "jbntlx": "permanent_farmland",
    "jbntmj": "permanent_farmland",
    "jbnttbbh": "permanent_farmland",
    "bgqdlbm": "变更调查更新过程层",
    "bghdlbm": "变更调查更新过程层",
    "pzwh": "批准用地",
}
MISTAKEN = {"dltb": "有地类编码", "slope": "有坡度级别"}


def schema_of(
    kind: Literal["layer", "register"],
    name: str,
    headings: Sequence[str],
    entry: FileEntry | None,
    notes: Notes,
) -> str:
    """Return the schema of a table: a person's word, else by its name and headings.

    Of the schemas whose required columns are found the one with most columns found wins; a table
    that fits none is "unknown" and is listed all the same. A layer without telling columns
    (生态保护红线, 临时用地) is known by its name.

    >>> schema_of("layer", "DLTB", ["BSM", "DLBM", "TBMJ"], None, Notes(""))
    'dltb'
    >>> schema_of("layer", "STBHHX", ["MC"], None, Notes(""))
    'eco_redline'
    """
    wanted = entry.schema if entry else ""
    if wanted and wanted not in schemas():
        said = f"county.toml写的schema“{wanted}”不在数据标准内，未采用"
        notes.repair("schema", 0, name, said)
    known = {n: s for n, s in schemas().items() if s.kind == kind}
    if wanted in known:
        lacking = set(known[wanted].required) - set(matched(headings, known[wanted], entry))
        if not lacking:
            return wanted
        names = "、".join(shown(n, known[wanted].columns[n]) for n in sorted(lacking))
        said = (
            f"county.toml写明为{known[wanted].label}，但没有找到必需的列{names}，请在columns中写明"
        )
        notes.repair("schema", 0, name, said)
        return UNKNOWN
    return _found(name, headings, known, entry, notes)


def _found(
    name: str,
    headings: Sequence[str],
    known: Mapping[str, Schema],
    entry: FileEntry | None,
    notes: Notes,
) -> str:
    """Return the schema that name and headings tell, "unknown" where they tell none."""
    scores = {}
    for one, schema in known.items():
        columns = matched(headings, schema, entry)
        if not set(schema.required) <= set(columns) or schema.same_columns_as in known:
            continue
        if schema.named and re.search(schema.named, name, re.I):
            return one
        if schema.required and not schema.named:
            scores[one] = len(columns)
    best = max(scores, key=lambda n: scores[n], default=UNKNOWN)
    told = [OTHER_LAYERS[p] for p in map(plain, headings) if p in OTHER_LAYERS]
    if best not in MISTAKEN or not told:
        return best
    if told[0] in scores:
        return told[0]
    what = schemas()[told[0]].label if told[0] in schemas() else told[0]
    said = f"{MISTAKEN[best]}，但字段属于{what}，未作为{schemas()[best].label}"
    notes.repair("schema", 0, name, f"{said}；如有误请在county.toml写明schema")
    return UNKNOWN


def survey(schema: str, stated: str, codes: Sequence[str], notes: Notes) -> str:
    """Return dltb or dltb_2 by the length of the land-class codes (二调 has three digits).

    >>> survey("dltb", "", ["011", "021"], Notes("")), survey("dltb", "", ["0101"], Notes(""))
    ('dltb_2', 'dltb')
    """
    lengths = [len(code) for code in codes if code[:3].isdigit()]
    if schema not in ("dltb", "dltb_2") or not lengths:
        return schema
    three = sum(1 for n in lengths if n == 3)
    found = "dltb_2" if three * 2 > len(lengths) else "dltb"
    if 0 < three < len(lengths):
        said = f"地类编码三位的{three}行、四位的{len(lengths) - three}行混在一层，"
        said += f"按{schemas()[found].label}读取"
        notes.repair("survey", 0, "dlbm", said)
    if stated in ("dltb", "dltb_2") and stated != found:
        said = f"地类编码像{schemas()[found].label}，按county.toml取{schemas()[stated].label}"
        notes.repair("survey", 0, "dlbm", said)
        return stated
    return found


def vintage_of(
    entry: FileEntry | None, years: Sequence[str], names: Sequence[str], notes: Notes
) -> Vintage:
    """Return the vintage: a person's word, else a uniform SJNF (31 December), else undecided.

    A year in a layer or file name is proposed, never used.

    >>> vintage_of(None, ["2022", "2022"], ["DLTB"], Notes("")).day
    datetime.date(2022, 12, 31)
    >>> one = vintage_of(None, [], ["DLTB2021"], Notes(""))
    >>> one.by
    '未定：文件没有写明期次，名称中的2021年只作建议，请在county.toml写明vintage'
    >>> one.day, one.proposed
    (None, datetime.date(2021, 12, 31))
    """
    proposed = next((date(int(y), 12, 31) for n in names for y in YEAR.findall(n)), None)
    told = sorted({year for year in years if year})
    uniform = date(int(told[0]), 12, 31) if len(told) == 1 and YEAR.fullmatch(told[0]) else None
    if entry and entry.vintage:
        if uniform and uniform != entry.vintage:
            said = f"SJNF均为{told[0]}，按county.toml取{entry.vintage}"
            notes.repair("vintage", 0, "sjnf", said)
        return Vintage(entry.vintage, "county.toml", proposed)
    if uniform:
        return Vintage(uniform, f"SJNF均为{told[0]}", proposed)
    if told:
        return Vintage(None, f"未定：SJNF不一致（{'、'.join(told[:5])}）", proposed)
    hint = f"名称中的{proposed.year}年只作建议，" if proposed else ""
    return Vintage(None, f"未定：文件没有写明期次，{hint}请在county.toml写明vintage", proposed)
