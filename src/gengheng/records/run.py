"""排查: one run, and what each rule came to."""

from datetime import date

from gengheng.records.codec import Record
from gengheng.records.layer import LayerRef, NotRun
from gengheng.records.scope import ScopeCount


class RuleResult(Record, frozen=True, kw_only=True):
    """One line of the cover: what a rule answered. `notes` are said once, not on every row.

    `partners` are the numbers of other tables that a rule about pairs could compare with.
    `reasons` counts the 无法判定 by reason; `slivers` and `sliver_centi_m2` are what was taken
    out below the smallest mapped area. A rule that did not run has `not_run` and no counts.
    """

    rule: str
    version: int
    label: str
    problem: str
    params: dict[str, int]
    asked: int = 0
    suspected: int = 0
    unknown: int = 0
    clear: int = 0
    attention: int = 0
    reasons: dict[str, int] = {}
    slivers: int = 0
    sliver_centi_m2: int = 0
    notes: tuple[str, ...] = ()
    partners: tuple[str, ...] = ()
    not_run: NotRun | None = None

    @property
    def status(self) -> str:
        """执行 · 部分执行 (some subjects are 无法判定) · 未执行."""
        if self.not_run:
            return "未执行"
        return "部分执行" if self.unknown else "执行"


class Run(Record, frozen=True, kw_only=True):
    """The first record of a run folder: for which day, with which rules, layers and programs.

    `unused` says which listed file was not used and why, `moved` which layer was brought from
    another zone (换带); `unlisted` names files of the folder that county.toml does not mention.
    `scope` is the scope table in numbers, `papers` counts the results of 资料核查 by stage.
    `pairs` counts what was overlaid (套合), `judged` those of it that GEOS drew, by reason.
    """

    county: str
    name: str
    as_of: date
    grid: str
    rules: tuple[RuleResult, ...]
    layers: tuple[LayerRef, ...]
    unused: tuple[str, ...]
    moved: tuple[str, ...]
    unlisted: tuple[str, ...]
    programs: dict[str, str]
    scope: ScopeCount | None = None
    papers: dict[str, dict[str, int]] = {}
    pairs: int = 0
    judged: dict[str, int] = {}
