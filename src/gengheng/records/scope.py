"""排查范围: what the rectification has to look at, why, and what of it is missing."""

from datetime import date
from enum import StrEnum

from gengheng.records.codec import Record


class ScopeRule(Record, frozen=True, kw_only=True):
    """`[scope]` of county.toml. `since` is the 起始日; 2019-01-01 is that of the plan."""

    since: date = date(2019, 1, 1)


class SubjectKind(StrEnum):
    """What a subject of the scope is; the order is that of the table."""

    SUPPLEMENT = "补充耕地项目"
    CONSTRUCTION = "建设用地项目"
    SWAP = "挂钩项目"
    PROMISE = "承诺"
    TEMPORARY = "临时用地"
    TRADES = "指标调剂（未逐笔列出）"


class Why(StrEnum):
    """Why a subject is in scope. 起始日 is printed as the year or day that the county has set.

    Whoever cannot be placed for want of a date or a figure is in scope: 不能确定 is never 不在.
    """

    FILED = "起始日以来报备入库"
    IN_BANK = "储备库未清库"
    UNDER_WAY = "正在实施尚未报备"
    DONE = "已实施尚未报备"
    NOT_FILED = "已实施或正在实施尚未报备"
    APPROVED = "起始日以来批准占用耕地"
    STARTED = "起始日以来动工占用耕地"
    APPROVED_BEFORE = "起始日以前批准占用耕地（非重点）"
    ISSUED = "起始日以来下达周转指标"
    NOT_RETURNED = "周转指标未归还"
    PROMISED = "起始日以来承诺补充耕地"
    NOT_KEPT = "承诺未兑现"
    LENT = "起始日以来批准临时用地"
    LENT_BEFORE = "起始日以前批准临时用地（非重点）"
    TRADED = "起始日以来完成的指标调剂"
    NO_ROW = "不能确定是否在范围内：缺报备记录"
    NO_FILED_DATE = "不能确定是否在范围内：缺报备日期"
    NO_CLEARANCE = "不能确定是否在范围内：缺清库情况"
    NO_APPROVED_DATE = "不能确定是否在范围内：缺批准日期"
    NO_FARMLAND = "不能确定是否在范围内：缺占用耕地面积"
    NO_ISSUED_DATE = "不能确定是否在范围内：缺下达日期"
    NO_RETURNED = "不能确定是否在范围内：缺归还情况"
    NO_PROMISED_DATE = "不能确定是否在范围内：缺承诺日期"
    NO_KEPT = "不能确定是否在范围内：缺兑现情况"


class Out(StrEnum):
    """Why a subject is out of scope; it stays in the table."""

    CLEARED = "起始日以前报备且已清库"
    NO_FARMLAND = "不占用耕地"
    RETURNED = "起始日以前下达且已归还"
    KEPT = "起始日以前承诺且已兑现"


class Where(StrEnum):
    """In which of the sources a subject was found."""

    FILING = "报备台账"
    BANK = "储备库台账"
    LINK = "占补挂钩台账"
    PLOTS = "地块"
    AREA = "立项范围"
    WORKS = "工程量"
    PAPERS = "资料登记"
    APPROVAL = "审批"
    PROMISE = "承诺台账"
    SWAP = "增减挂钩台账"
    RETURN = "拆旧复垦验收台账"
    TEMPORARY = "临时用地"


class Lack(StrEnum):
    """What is missing, or does not fit, when the sources are laid beside each other."""

    PLOTS = "有报备无地块"
    FILING = "有地块无报备"
    BANK_ONLY = "储备库有而报备无"
    LINK_ONLY = "挂钩台账引用的项目不在报备台账"
    OTHER_ONLY = "其他资料引用的项目不在报备台账"
    REJECTED = "报备台账的行重复，已退件"
    APPROVAL = "引用的批准文号不在审批资料"
    TRADES = "指标调剂台账本版未收，没有查"
    NUMBER = "没有编号"
    BANK = "报备有而储备库无"
    LINK = "占用耕地而挂钩台账无"
    LINK_PROJECT = "挂钩台账未填补充耕地项目备案号"
    FILED_DATE = "报备台账缺报备日期"
    CONTRADICTS = "清库状态与结余不一致"


WITHOUT_FILE = frozenset(
    {
        Lack.PLOTS, Lack.FILING, Lack.BANK_ONLY, Lack.LINK_ONLY, Lack.OTHER_ONLY, Lack.REJECTED,
        Lack.APPROVAL, Lack.TRADES,
    }
)  # fmt: skip


class Item(StrEnum):
    """What of a project stands in the filing register and in the bank."""

    AREA = "数量"
    PADDY = "水田"
    CAPACITY = "产能"
    DAY = "日期"


class Seen(Record, frozen=True, kw_only=True):
    """Where a subject stands in one file: its first row there, and in how many rows."""

    where: Where
    file: str
    row: int
    rows: int = 1


class Differs(Record, frozen=True, kw_only=True):
    """One figure that the two registers give differently; None where one of them is blank.

    数量 and 水田 are whole m², 产能 kg, 日期 the days of 报备 and of 入库.
    """

    item: Item
    filed: int | date | None
    banked: int | date | None


class Scoped(Record, frozen=True, kw_only=True):
    """One subject of the scope table. Exactly one of `why` and `out` is empty.

    A whole matter of which no subject is known (the trades of quota) is one row, seen nowhere.
    """

    kind: SubjectKind
    number: str
    name: str
    unit: str
    why: tuple[Why, ...]
    out: tuple[Out, ...]
    seen: tuple[Seen, ...]
    lacks: tuple[Lack, ...]
    differs: tuple[Differs, ...] = ()

    @property
    def in_scope(self) -> bool:
        """Whether the rectification has to look at it; what cannot be placed is in."""
        return not self.out

    @property
    def unsure(self) -> bool:
        """Whether it is in scope only because it cannot be placed."""
        return all(word.startswith("不能确定") for word in self.why) and self.in_scope

    @property
    def without_file(self) -> bool:
        """Whether it is in scope and a file that it must have is not there."""
        return self.in_scope and bool(WITHOUT_FILE & {*self.lacks})


class ScopeCount(Record, frozen=True, kw_only=True):
    """The scope in numbers, as it stands on the cover; `notes` are said once, not on every row."""

    since: date
    kinds: dict[str, int]
    why: dict[str, int]
    out: dict[str, int]
    lacks: dict[str, int]
    unsure: int
    without_file: int
    differing: int
    notes: tuple[str, ...] = ()
