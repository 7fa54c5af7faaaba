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
from gengheng.records.finding import Revision, Said
from gengheng.records.plot import Plot, Project
from gengheng.records.run import RuleResult
from gengheng.reports.desk import Desk, desk
from gengheng.reports.maps import Scene, draw
from gengheng.reports.page import ENV
from gengheng.reports.sums import Sum, summed
from gengheng.reports.words import NATURE, Area, area, area_kind, by_rule, what_to_do
from gengheng.rules.index import RULES
from gengheng.screening.preview import Preview

ROOM = 34  # lines that the answers and what is owed may take on the sheet
LINE = 41  # characters in a line
CUTS = ((5, 160), (3, 120), (2, 80), (1, 80), (1, 40))  # answers of a rule, characters of each
OWED = 6  # lines about what is owed
PLOTS = 10  # plots whose numbers the sheet names
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
    rows = sheet_rows(preview)
    return ENV.get_template("preview.html.j2").render(
        run=preview.outcome.run,
        css=Markup(_css("report.css") + _css("preview.css")),  # noqa: S704 - own files
        form=_form(preview, table),
        rows=rows,
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


def sheet_rows(preview: Preview) -> list[Row]:
    """Return a row for each rule, cut so that the sheet holds them: 疑似 before 无法判定."""
    left = ROOM - min(len(owed(preview)), OWED)
    for most, long in CUTS:
        rows = list(_rows(preview, most, long))
        if sum(max(sum(-(-len(t) // LINE) for t in row.said), 1) for row in rows) <= left:
            break
    return rows


def _rows(preview: Preview, most: int, long: int) -> Iterator[Row]:
    found = by_rule(preview.outcome.revisions)
    for line in preview.outcome.run.rules:
        own = found.get(line.rule, [])
        bad = [r for r in own if r.said == Said.SUSPECTED]
        told = [r for word in WORDS for r in own if r.said == word]
        yield Row(
            result=line,
            word=rule_word(line),
            size=area(*(r.area_centi_m2 for r in bad)),
            kind=area_kind(*bad) if bad else "",
            said=tuple(_short(answer_words(r, preview.numbers), long) for r in told[:most]),
            more=max(len(told) - most, 0),
        )


def rule_word(line: RuleResult) -> str:
    """Return the worst word that a rule said, 未执行, or that there was nothing to ask."""
    if line.not_run:
        return "未执行"
    if not line.asked:
        return "没有可问的对象"
    counts = (line.suspected, line.unknown, line.clear)
    return str(next(word for word, n in zip(WORDS, counts, strict=True) if n))


def answer_words(r: Revision, numbers: Sequence[str] = ()) -> str:
    """Return one answer as a sentence: of whom, how much, and why or what to do.

    Where the sheet is about one of `numbers` alone, its own number is not said again.
    """
    size = f"{area(r.area_centi_m2)}，" if r.area_centi_m2 and r.said == Said.SUSPECTED else ""
    whom = r.subject
    if len(numbers) == 1:
        whom = "本项目" if whom == numbers[0] else whom.removeprefix(f"{numbers[0]}-")
    if r.said == Said.UNKNOWN:
        return f"{whom} 无法判定：{r.reason}（{what_to_do(r.reason)}）"
    if r.said == Said.CLEAR:
        return f"{whom} 关注：{r.note}"
    return f"{whom} 疑似：{size}{r.detail}"


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


def _days(filed: Sequence[Project]) -> tuple[tuple[str, str], ...]:
    names = (("立项", "initiated"), ("开工", "started"), ("竣工", "finished"),
             ("验收", "accepted"), ("报备", "filed"))  # fmt: skip
    return tuple(
        (label, _words((str(getattr(p, name) or "") for p in filed), "未填"))
        for label, name in names
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
    return draw(Scene(named, near, bad, table.newest("dltb"), None, None))[0]
