"""What rules about projects have in common: who is asked, and answers made of sentences."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd

from gengheng.overlay.naive import joined
from gengheng.rules.ground import Counted, Ground, count
from gengheng.rules.registers import whole_in
from gengheng.rules.rule import Subjects, answers
from gengheng.values.units import ha_text, part

NO_ROW = "缺报备记录"
# cells that say there is none; "/" and "-" are blanks (intake.columns)
NONE_WORDS = frozenset(
    {"无", "没有", "未制作", "未测制", "未拍摄", "未航摄", "无影像", "无正射影像"}
)
# the same of water: 无定河 is a river, so only whole cells count
NO_WATER = NONE_WORDS | {
    "无水源", "没有水源", "无灌溉水源", "无灌溉", "无灌溉条件", "未办理", "未办", "未取得", "无证",
    "无许可", "无取水许可", "无取水许可证", "未办理取水许可",
}  # fmt: skip
IMPROVED = ("提质改造", "旱改水")
EMPTY_WORDS = frozenset({"", "/", "-", "—", "——"})
Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Told:
    """What a rule has to say of one subject.

    `suspicions` and `doubts` are sentences: one suspicion makes it 疑似, else one doubt makes it
    无法判定. `note` (关注) goes with 未发现. The area is that of the suspicion, in 0.01 m².
    """

    suspicions: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    note: str = ""
    area_centi_m2: int = 0


def project_numbers(subjects: Subjects) -> pd.Index:
    """Return the number of every project of the register or of a filed plot, in order."""
    filed = pd.Index(subjects.plots["project_no"].unique(), dtype=object)
    return subjects.projects.index.union(filed, sort=True)


def project_rows(subjects: Subjects) -> dict[object, Row]:
    """Return {项目备案号: row of the register}, with None for what is blank."""
    return subjects.projects.to_dict("index")  # type: ignore[return-value]


def kind_of(row: Row) -> str:
    """Return the type of a project in one spelling.

    >>> kind_of({"kind": "提质改造（旱改水） "})
    '提质改造(旱改水)'
    """
    return "".join(unicodedata.normalize("NFKC", str(row["kind"])).split())


def improves(row: Row) -> bool:
    """Return whether a project improved farmland instead of making it.

    >>> improves({"kind": "提质改造"}), improves({"kind": "土地开发"})
    (True, False)
    """
    return any(word in kind_of(row) for word in IMPROVED)


def project_ground(numbers: pd.Index, plots: gpd.GeoDataFrame) -> Counted:
    """Return the ground of all plots of each project that have a place, counted once.

    A project without any has area 0 and no shape.
    """
    sound = plots[plots["place"] == ""]
    owner = numbers.get_indexer(pd.Index(sound["project_no"])).astype(np.int64)
    return count(Ground(*joined(sound.geometry, owner)), len(numbers), min_m2=0, width_m=0)


def tell(
    numbers: pd.Index,
    told: Sequence[Told],
    pieces: gpd.GeoSeries | None = None,
    *,
    sliver_centi_m2: object = 0,
) -> gpd.GeoDataFrame:
    """Return the answers of subjects from what is told of each."""
    return answers(
        numbers,
        suspected=np.array([bool(one.suspicions) for one in told], dtype=bool),
        unknown=np.array([bool(one.doubts) for one in told], dtype=bool),
        area_centi_m2=np.array([one.area_centi_m2 for one in told], dtype=np.int64),
        detail=["；".join(one.suspicions) for one in told],
        reason=["；".join(one.doubts) for one in told],
        note=[one.note for one in told],
        sliver_centi_m2=sliver_centi_m2,
        pieces=pieces,
    )


def says_none(text: str) -> bool:
    """Whether a cell about water says that there is none, or no permit.

    >>> says_none("无"), says_none(" 无水源"), says_none("无定河"), says_none("")
    (True, True, False, False)
    """
    return text.strip() in NO_WATER


def whole_of(row: Row, name: str) -> int | None:
    """Return a figure of a row, None where it is blank.

    >>> whole_of({"reported_m2": None}, "reported_m2"), whole_of({"reported_m2": 0}, "reported_m2")
    (None, 0)
    """
    return whole_in(row[name])


def place_of(row: Row) -> str:
    """Return where a row stands.

    >>> place_of({"file": "台账.xlsx", "row": 3})
    '台账.xlsx第3行'
    """
    return f"{row['file']}第{row['row']}行"


def ha_words(m2: int) -> str:
    """Return an area of whole m² in words.

    >>> ha_words(12_345)
    '1.2345公顷'
    """
    return f"{ha_text(m2)}公顷"


def percent_words(amount: int, of: int) -> str:
    """Return a share with two decimals, rounded once.

    >>> percent_words(9_501, 10_000), percent_words(1, 3), percent_words(5, 4)
    ('95.01%', '33.33%', '125.00%')
    """
    hundredths = part(amount, 10_000, of)
    return f"{hundredths // 100}.{hundredths % 100:02d}%"
