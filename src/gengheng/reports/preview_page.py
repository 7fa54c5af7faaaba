"""初审表: what all rules say of one project, on one sheet of A4 that people sign.

The sheet says as much of each answer as it has room for; everything that was said stands below it,
on the screen only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import shapely
from markupsafe import Markup

from gengheng.area.grid import grid_of
from gengheng.policy.documents import cited
from gengheng.records.finding import Revision, Said
from gengheng.records.plot import Plot, Project
from gengheng.records.run import RuleResult
from gengheng.reports.desk import Desk, desk
from gengheng.reports.maps import Scene, draw
from gengheng.reports.page import ENV
from gengheng.reports.steps import what_to_do
from gengheng.reports.sums import Sum, summed
from gengheng.reports.words import NATURE, Area, area, area_kind, by_rule
from gengheng.rules.index import RULES
from gengheng.screening.preview import Preview

# px of the print, characters in a line of 说明, lines that answers and what is owed may take
SIZES = ((12, 26, 26), (11, 29, 32), (10, 34, 38), (9, 41, 45))
LABEL = 11  # characters in a line of 查什么
WIDE = 68  # characters in a line of what is owed
CUTS = ((5, 160), (3, 120), (2, 80), (1, 80), (1, 40))  # answers of a rule, characters of each
OWED = 6  # lines about what is owed
PLOTS = 10  # plots whose numbers the sheet names
PLAN = "乌政办发〔2023〕80号"
ACTS = (
    ("立项", "initiated"), ("开工", "started"), ("竣工", "finished"), ("验收", "accepted"),
    ("报备", "filed"),
)  # fmt: skip
WORDS = (Said.SUSPECTED, Said.UNKNOWN, Said.CLEAR)


@dataclass(frozen=True, slots=True)
class Row:
    """One rule on the sheet: its words, its area, what the sheet says and what is left to say."""

    result: RuleResult
    word: str
    size: Area
    kind: str
    said: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Form:
    """What the sheet says of the project; figures are None where nobody gave them."""

    numbers: str
    name: str
    unit: str
    kind: str
    days: tuple[tuple[str, str], ...]
    late: str
    plots: int
    lost: int
    plot_nos: str
    declared: Area | None
    official: Area
    plane: Area
    reported: Area | None
    sum: Sum


def preview_page(preview: Preview) -> str:
    """Return the page. The same answers give the same text, to the byte."""
    table = desk(preview.outcome, preview.material)
    rows, px = sheet_rows(preview)
    return ENV.get_template("preview.html.j2").render(
        run=preview.outcome.run,
        css=Markup(_css("report.css") + _css("preview.css")),  # noqa: S704 - own files
        form=_form(preview, table),
        rows=rows,
        px=px,
        owed=owed(preview),
        most_owed=OWED,
        map=_map(preview, table),
        legend="",
        survey=table.newest("dltb"),
        grid=grid_of(preview.outcome.run.grid).label,
        said=[(r, RULES[r.rule], answer_words(r)) for r in preview.outcome.revisions],
        notes=preview.notes,
        idle=preview.idle,
        nature=NATURE,
        summary=sentence(preview),
    )


def _css(name: str) -> str:
    return files("gengheng.reports").joinpath(name).read_text("utf-8")


def sentence(preview: Preview) -> str:
    """Return what the sheet says first: how many rules, and what their answers come to."""
    lines = preview.outcome.run.rules
    idle = [line.rule for line in lines if line.not_run]
    counts = "，".join(
        f"{word} {sum(getattr(line, name) for line in lines)}"
        for word, name in (("疑似", "suspected"), ("无法判定", "unknown"), ("未发现", "clear"))
    )
    gap = f"；未执行 {len(idle)} 条（{'、'.join(idle)}），没有结果" if idle else ""
    return f"问了 {len(lines) - len(idle)} 条规则：{counts}{gap}。"


def sheet_rows(preview: Preview) -> tuple[list[Row], int]:
    """Return a row for each rule, cut so that the sheet holds them, and the size of the print.

    All that was said in small print comes before less of it in large print.
    """
    due = owed(preview)[:OWED]
    rows: list[Row] = []
    for most, long in CUTS:
        rows = list(_rows(preview, most, long))
        for px, line, room in SIZES:
            if _lines(rows, line) + sum(-(-len(t) // WIDE) for t in due) <= room:
                return rows, px
    return rows, SIZES[-1][0]


def _lines(rows: Sequence[Row], line: int) -> int:
    """Return how many lines the rules take."""
    return sum(
        max(
            sum(-(-len(t) // line) for t in row.said) + bool(row.more),
            -(-len(row.result.label) // LABEL),
        )
        for row in rows
    )


def _rows(preview: Preview, most: int, long: int) -> Iterator[Row]:
    found = by_rule(preview.outcome.revisions)
    for line in preview.outcome.run.rules:
        own = found.get(line.rule, [])
        bad = [r for r in own if r.said == Said.SUSPECTED]
        told = _once(own, preview.numbers)
        yield Row(
            result=line,
            word=rule_word(line),
            size=area(*(r.area_centi_m2 for r in bad)),
            kind=area_kind(*bad) if bad else "",
            said=tuple(_short(text, long) for text, _ in told[:most]),
            more=sum(count for _, count in told[most:]),
        )


def rule_word(line: RuleResult) -> str:
    """Return the worst word that a rule said, 未执行, or that there was nothing to ask."""
    if line.not_run:
        return "未执行"
    if not line.asked:
        return "没有可问的对象"
    counts = (line.suspected, line.unknown, line.clear)
    return str(next(word for word, n in zip(WORDS, counts, strict=True) if n))


def _once(own: Sequence[Revision], numbers: Sequence[str]) -> list[tuple[str, int]]:
    """Return the answers of a rule, the worst word first, each with how many it stands for.

    What is the same of several plots is said once.
    """
    groups: dict[str, list[str]] = {}
    for r in sorted(own, key=lambda one: WORDS.index(one.said)):
        groups.setdefault(_what(r), []).append(_whom(r, numbers))
    return [(f"{_named(whom)} {what}", len(whom)) for what, whom in groups.items()]


def _named(whom: Sequence[str]) -> str:
    """Return names in a row, the first three of many.

    >>> _named(["DK01", "DK02"]), _named(["DK01", "DK02", "DK03", "DK04"])
    ('DK01、DK02', 'DK01、DK02、DK03等4个')
    """
    return "、".join(whom[:3]) + (f"等{len(whom)}个" if len(whom) > 3 else "")


def answer_words(r: Revision, numbers: Sequence[str] = ()) -> str:
    """Return one answer as a sentence: of whom, how much, and why or what to do.

    Where the sheet is about one of `numbers` alone, its own number is not said again.
    """
    return f"{_whom(r, numbers)} {_what(r)}"


def _whom(r: Revision, numbers: Sequence[str]) -> str:
    """Return of whom an answer speaks."""
    if len(numbers) != 1:
        return r.subject
    return "本项目" if r.subject == numbers[0] else r.subject.removeprefix(f"{numbers[0]}-")


def _what(r: Revision) -> str:
    """Return what an answer says."""
    if r.said == Said.UNKNOWN:
        return f"无法判定：{r.reason}（{what_to_do(r.reason)}）"
    if r.said == Said.CLEAR:
        return f"关注：{r.note}"
    size = f"{area(r.area_centi_m2)}，" if r.area_centi_m2 else ""
    return f"疑似：{size}{r.detail}"


def _short(text: str, long: int) -> str:
    return text if len(text) <= long else f"{text[:long]}……"


def owed(preview: Preview) -> list[str]:
    """Return which files are owed, and what is to be done about the reasons of 无法判定."""
    lines = preview.outcome.run.rules
    out = [f"{line.rule} 未执行，缺{line.not_run.owed}" for line in lines if line.not_run]
    whys: dict[str, list[str]] = {}
    for r in preview.outcome.revisions:
        if r.said == Said.UNKNOWN:
            whys.setdefault(r.reason, []).append(r.rule)
    for why, rules in whys.items():
        out.append(f"{'、'.join(dict.fromkeys(rules))} {why}：{what_to_do(why)}")
    return out


def _form(preview: Preview, table: Desk) -> Form:
    numbers = preview.numbers
    plots = [p for p in preview.material.plots if p.project_no in numbers]
    filed = [p for no in numbers if (p := table.known.projects.get(no))]
    sound = [p for p in plots if p.area_centi_m2 is not None]
    declared = [p.declared_m2 for p in plots if p.declared_m2 is not None]
    reported = [p.reported_m2 for p in filed if p.reported_m2 is not None]
    whole = len(reported) == len(numbers)
    return Form(
        numbers="、".join(numbers),
        name=_words((p.name for p in filed), "未载（没有报备记录）" if not filed else "台账未填"),
        unit=_words((p.unit for p in filed), "未载"),
        kind=_words((p.kind for p in filed), "未载"),
        days=_days(filed),
        late=_late(filed),
        plots=len(plots),
        lost=len(plots) - len(sound),
        plot_nos=_plot_nos(plots),
        declared=area(*(100 * m2 for m2 in declared)) if len(declared) == len(plots) else None,
        official=area(*(p.area_centi_m2 or 0 for p in sound)),
        plane=area(*(p.plane_centi_m2 or 0 for p in sound)),
        reported=area(*(100 * m2 for m2 in reported)) if whole else None,
        sum=summed(
            [r for r in preview.outcome.revisions if r.said == Said.SUSPECTED],
            table.ground,
        ),
    )


def _words(texts: Iterable[str], blank: str) -> str:
    return "、".join(dict.fromkeys(text for text in texts if text)) or blank


def _late(filed: Sequence[Project]) -> str:
    """Return which acts came after the plan was issued: 边整治边发生的, to be judged strictly."""
    start = cited(PLAN).since
    late = [
        f"{label}（{day}）"
        for label, name in ACTS
        for p in filed
        if (day := getattr(p, name)) is not None and day >= start
    ]
    return f"{'、'.join(dict.fromkeys(late))}在方案印发（{start}）以后" if late else ""


def _days(filed: Sequence[Project]) -> tuple[tuple[str, str], ...]:
    return tuple(
        (label, _words((str(getattr(p, name) or "") for p in filed), "未填"))
        for label, name in ACTS
    )


def _plot_nos(plots: Sequence[Plot]) -> str:
    more = f"等{len(plots)}个" if len(plots) > PLOTS else ""
    return "、".join(p.plot_no for p in plots[:PLOTS]) + more


def _map(preview: Preview, table: Desk) -> Markup | None:
    """Return the map of all plots of the project, None where none has a place."""
    own = [p for p in preview.material.plots
           if p.project_no in preview.numbers and p.subject in table.plots]  # fmt: skip
    if not own:
        return None
    shapes = [table.plots[p.subject] for p in own]
    middle = shapely.union_all(np.array(shapes, dtype=object))
    near = [
        (table.known.plots[name].plot_no, shape)
        for name, shape in sorted(table.plots.items())
        if name not in {p.subject for p in own} and shapely.dwithin(shape, middle, 200)
    ]
    found = [shape for shape in table.pieces.values() if shapely.intersects(shape, middle)]
    bad = shapely.union_all(np.array(found, dtype=object)) if found else None
    named = [(p.plot_no, shape) for p, shape in zip(own, shapes, strict=True)]
    survey = table.newest("dltb")
    seen = None if survey is None else table.patches(survey)
    return draw(Scene(named, near, bad, seen, None, None))[0]
