"""The words and figures that page and workbook share: each sentence is built here, once.

An area is measured in 0.01 m². 公顷 and 亩 are written from whole m², and totals in 公顷 and 亩
from the sum of the whole m² of the rows, so that printed rows add up to the printed total.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from gengheng.catalogue.vintage import words
from gengheng.policy.documents import cited
from gengheng.records.entered import Means
from gengheng.records.finding import Revision
from gengheng.records.layer import LayerRef
from gengheng.records.plot import Plot, Project
from gengheng.records.run import RuleResult, Run
from gengheng.reports.matters import Matter, matters
from gengheng.rules.index import RULES
from gengheng.rules.rule import Rule
from gengheng.screening.material import Material
from gengheng.standards.tables import schemas
from gengheng.values.units import ha_text, m2_text, mu_text, part

NATURE = "疑似由程序按规则提出，须经具名人员核实认定，不是结论。"
OVERLAP = "同一块地可能被几条规则同时提出，各规则的面积不相加。"
FROM_PAPERS = ("台账", "批复", "批准日期", "期满", "周转指标", "报备", "报批")  # words of registers
NO_UNIT = "（台账未载）"
NOWHERE = "未载明"
NOT_STATED = "调查库未载"
NOT_ASKED = "本规则不用地类图斑"
MOST_INPUTS = 4  # of which a sheet says what each one was for
NOT_COUNTED = "本规则不算此数"
BY_SURVEY = frozenset({"A-1", "A-4", "B-1", "B-2", "C-4"})  # state a figure by TBMJ, where given
TO_CONFIRM = "待以正式文本核对"


@dataclass(frozen=True, slots=True)
class Area:
    """An area as it is printed: 平方米 with 2, 公顷 with 4, 亩 with 2 decimals."""

    centi: int
    whole: int

    @property
    def m2(self) -> str:
        """平方米, exact."""
        return m2_text(self.centi)

    @property
    def ha(self) -> str:
        """公顷."""
        return ha_text(self.whole)

    @property
    def mu(self) -> str:
        """亩."""
        return mu_text(self.whole)

    def __str__(self) -> str:
        return f"{self.ha}公顷（{self.mu}亩）"


def area(*centi: int) -> Area:
    """Return the sum of areas that are given in 0.01 m².

    >>> str(area(199_996)), area(49, 50).m2, area(49, 50).ha
    ('0.2000公顷（3.00亩）', '0.99', '0.0001')
    """
    return Area(sum(centi), sum(part(one, 1, 100) for one in centi))


@dataclass(frozen=True, slots=True)
class Known:
    """The records of a material by their numbers; `matters` are those of rules about tables."""

    projects: Mapping[str, Project]
    plots: Mapping[str, Plot]
    by_project: Mapping[str, tuple[Plot, ...]]
    paths: Mapping[str, str]
    matters: Mapping[tuple[str, str], Matter]

    def matter(self, revision: Revision) -> Matter | None:
        """The matter of a rule about the rows of a table, None of any other."""
        return self.matters.get((revision.rule, revision.subject))

    def numbers(self, revision: Revision) -> list[str]:
        """The 项目备案号 that a finding is about: two for a pair, none for a table's row.

        The other side of a pair may be no filed project: 挂钩项目编号, 高标项目编号, 确认单编号.
        """
        if RULES[revision.rule].tables:
            return []
        if RULES[revision.rule].subject != "pair":
            return [revision.project_no]
        other = revision.subject.split("|")[1:]
        filed = [no for no in other if no in self.projects or no in self.by_project]
        return [revision.project_no, *filed]

    def unit(self, revision: Revision) -> str:
        """The reporting unit(s), as the register writes them."""
        if RULES[revision.rule].tables:
            own = self.matter(revision)
            return (own.unit if own else "") or NOWHERE
        held = [self.projects[no].unit for no in self.numbers(revision) if no in self.projects]
        return "、".join(dict.fromkeys(unit for unit in held if unit)) or NO_UNIT

    def name(self, revision: Revision) -> str:
        """The name(s) of the project(s), or the title of a row."""
        if RULES[revision.rule].tables:
            own = self.matter(revision)
            return (own.title if own else "") or NOWHERE
        held = [self.projects[no].name for no in self.numbers(revision) if no in self.projects]
        return "；".join(name for name in held if name) or NO_UNIT

    def plots_of(self, revision: Revision) -> list[Plot]:
        """The plots that a finding is about: one, or all of its project(s); none of a row."""
        if RULES[revision.rule].subject == "plot":
            return [self.plots[revision.subject]] if revision.subject in self.plots else []
        return [plot for no in self.numbers(revision) for plot in self.by_project.get(no, ())]

    def place(self, file: str, row: int) -> str:
        """File, row and fingerprint as the source of a number."""
        sha = next((sha for sha, path in self.paths.items() if path == file), "")
        return f"{file}第{row}行" + (f"（指纹{sha[:8]}）" if sha else "")

    def places(self, revision: Revision) -> str:
        """The file and row of each row that a finding about a table rests on."""
        own = self.matter(revision)
        return "；".join(f"{row.file}第{row.row}行" for row in own.rows) if own else ""

    def origin(self, layer: LayerRef) -> str:
        """The files a layer was made from, by path; by digest where no path is known."""
        return "、".join(self.paths.get(sha, sha[:8]) for sha in layer.files) or "未载原件"


def known(material: Material, revisions: Iterable[Revision] = ()) -> Known:
    """Return the records of a material by their numbers, and what `revisions` are about."""
    by_project: dict[str, tuple[Plot, ...]] = {}
    for plot in material.plots:
        by_project[plot.project_no] = (*by_project.get(plot.project_no, ()), plot)
    return Known(
        {project.project_no: project for project in material.projects},
        {plot.subject: plot for plot in material.plots},
        by_project,
        {source.sha256: source.path for source in material.sources},
        matters(material, revisions),
    )


def summary(run: Run) -> list[tuple[str, str]]:
    """Return the sentence of the cover as (words, anchor); joined it reads as one sentence."""
    done = [line.status for line in run.rules]
    asked, suspected, unknown, clear = (
        sum(getattr(line, name) for line in run.rules)
        for name in ("asked", "suspected", "unknown", "clear")
    )
    return [
        (f"{len(run.rules)} 条规则：", ""),
        (f"执行 {done.count('执行')} 条", ""),
        ("，", ""),
        (f"部分执行 {done.count('部分执行')} 条", "partly"),
        ("，", ""),
        (f"未执行 {done.count('未执行')} 条", "not-run"),
        (f"。共作答 {asked:,} 次：", ""),
        (f"疑似 {suspected:,}", "suspected"),
        ("，", ""),
        (f"无法判定 {unknown:,}", "unknown"),
        (f"，未发现 {clear:,}。", ""),
    ]


def unused_words(run: Run) -> list[str]:
    """Return a sentence for each file that was not used: first the listed, then the unlisted."""
    return [*run.unused, *(f"{name}：未列入 county.toml，未使用" for name in run.unlisted)]


def not_run_words(line: RuleResult) -> str:
    """Return why a rule has no result and which file is owed, "" if it ran."""
    return f"没有结果，缺{line.not_run.owed}" if line.not_run else ""


def basis_words(rule: Rule) -> list[tuple[str, str]]:
    """Return each legal basis with its title, and a mark where the text is not yet confirmed."""
    out = []
    for basis in rule.basis:
        document = cited(basis)
        mark = TO_CONFIRM if document.status == "memory" else ""
        clause = basis.removeprefix(document.no).strip()
        out.append((f"{document.no}《{document.title}》{clause}", mark))
    return out


def input_words(rule: Rule, name: str, chosen: LayerRef | str) -> tuple[str, str, str]:
    """Return (what an input is for, which layer, its vintage) or, if missing, why."""
    item = rule.inputs[name]
    label = layer_label(item.schema)
    if isinstance(chosen, str):
        return item.use, label, f"没有：{chosen}"
    return item.use, label, f"{chosen.vintage or '全部'}（指纹{chosen.digest[:8]}）"


def layer_label(schema: str) -> str:
    """Return what a layer is called in a sentence.

    >>> layer_label("dltb"), layer_label("dltb_2"), layer_label("slope")
    ('地类图斑', '地类图斑（二调）', '坡度图')
    """
    return schemas()[schema].label.removesuffix("（三调、变更调查）")


def vintage_words(revision: Revision) -> str:
    """Return the vintages that an answer rests on, as one text; of many inputs by layer alone."""
    rule, said = RULES[revision.rule], dict[str, list[str]]()
    for name, chosen in revision.inputs.items():
        _, label, day = input_words(rule, name, chosen)
        asked = "" if len(revision.inputs) > MOST_INPUTS else when(rule, name)
        said.setdefault(asked + label, []).append(day)
    rows = (label + "、".join(dict.fromkeys(days)) for label, days in said.items())
    return "；".join(rows) or "不用图层期次"


def when(rule: Rule, name: str) -> str:
    """Return which vintage an input asks for, in few words.

    >>> when(RULES["B-1"], "next"), when(RULES["C-3"], "line")
    ('验收后1年', '立项时有效的版本')
    """
    return words(rule.inputs[name].vintage).removesuffix("的年末期次")


NO_AREA, GROUND, FIGURES = "不计面积", "图形", "数额之差"


def area_kind(*revisions: Revision) -> str:
    """Return what the area of answers measures: ground on the map, a difference, both, nothing.

    A difference of figures has no ground and therefore no shape.
    """
    kinds = {GROUND if r.pieces else FIGURES for r in revisions if r.pieces or r.area_centi_m2}
    return "和".join(sorted(kinds)) or NO_AREA


def means(revision: Revision) -> list[Means]:
    """Return by which of the plan's four means an answer was found.

    卫片图斑 are 遥感监测; what registers and approvals say is 资料核查, also beside an overlay.
    Nobody has been there: 实地调查 is never one of them.
    """
    rule, said = RULES[revision.rule], revision.detail
    refs = [one for one in revision.inputs.values() if isinstance(one, LayerRef)]
    drawn = any(schemas()[ref.schema].kind == "layer" for ref in refs)
    project = rule.subject == "project"
    overlay = ("plots",) in rule.needs if project else bool(revision.pieces)
    found = {
        Means.IMAGERY: "卫片" in said,
        Means.OVERLAY: overlay or (drawn and bool(revision.pieces)),
        Means.PAPERS: project or not revision.pieces or any(word in said for word in FROM_PAPERS),
    }
    return [word for word, spoke in found.items() if spoke]


def survey_words(revision: Revision) -> str:
    """Return why an answer has no figure by the survey's stored areas."""
    refs = [one for one in revision.inputs.values() if isinstance(one, LayerRef)]
    surveyed = any(ref.schema.startswith("dltb") for ref in refs)
    if not surveyed or not revision.pieces:
        return NOT_ASKED
    return NOT_STATED if revision.rule in BY_SURVEY else NOT_COUNTED


def by_rule(revisions: Iterable[Revision]) -> dict[str, list[Revision]]:
    """Return the revisions grouped by rule, in the order they come."""
    out: dict[str, list[Revision]] = {}
    for revision in revisions:
        out.setdefault(revision.rule, []).append(revision)
    return out
