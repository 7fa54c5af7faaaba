"""gengheng inspect FOLDER|FILE… --out DIR [--county CODE]."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gengheng.cli.verb import Given, Options, Verb
from gengheng.inspection.bench import INSPECTED, SCHEMAS, Bench
from gengheng.inspection.inspect import inspect
from gengheng.inspection.patches import Patches, patches
from gengheng.intake.original import Original, original
from gengheng.intake.read import read
from gengheng.intake.reading import Table
from gengheng.packs.folder import write
from gengheng.records.county import County, FileEntry
from gengheng.reports.inspection import inspection_book, lines, summary
from gengheng.reports.inspection_layers import inspection_gpkg
from gengheng.screening.county import NAME, load
from gengheng.standards.tables import schemas
from gengheng.values.errors import Refused

BOOK, LAYERS = "质检结果.xlsx", "质检结果.gpkg"
OTHER = "不是地类图斑、地块、控制面积或旗县界线"
ALONE = "没有county.toml的，请先用gengheng intake草拟，或直接给出文件"


@dataclass(frozen=True, slots=True)
class _Case:
    """What is to be inspected, under which name, of which county and day."""

    name: str
    code: str
    day: date | None
    files: list[tuple[Original, FileEntry | None]]


def _options(options: Options) -> None:
    options.add_argument(
        "files", type=Path, nargs="+", metavar="FILE",
        help="资料文件夹（内有 county.toml），或地类图斑、地块、控制面积、界线文件",
    )  # fmt: skip
    options.add_argument("--out", type=Path, help=f"结果文件夹：{BOOK}和{LAYERS}，不覆盖已有结果")
    options.add_argument("--county", default="", metavar="CODE", help="旗县代码，如 150823")


def _run(given: Given) -> int:
    case = _case(given.files, given.county)
    bench, refused, unused = _bench(case)
    if not bench.layers:
        raise Refused([*refused, *unused, f"{case.name}：没有可以检查的地类图斑或地块"])
    outcomes = inspect(bench)
    moved = [f"{one.name}：{one.moved}" for one in bench.layers if one.moved]
    left = [f"未读入　{said}" for said in (*refused, *unused)]
    print(*left, *moved, *lines(outcomes), sep="\n")
    print(f"{case.name}：{summary(outcomes)}")
    if given.out:
        names = [f"{one.name}（{one.moved}）" if one.moved else one.name for one in bench.layers]
        names += [f"{file}（比对用）" for file, _ in bench.beside]
        book = inspection_book(outcomes, names, case.name, case.day)
        fresh = write({BOOK: book, LAYERS: inspection_gpkg(outcomes, case.day)}, given.out)
        print(f"结果：{given.out}" + ("" if fresh else "（与已有结果逐字节相同，未重写）"))
    if refused:
        return 2
    return 3 if any(one.status == "未执行" for one in outcomes) else 0


def _case(given: list[Path], code: str) -> _Case:
    """Return a folder as its county.toml says, or files as they are."""
    folders = [p for p in given if p.is_dir() and p.suffix.lower() != ".gdb"]
    if not folders:
        name = given[0].name + (f"等{len(given)}个文件" if len(given) > 1 else "")
        return _Case(name, code, None, [(original(path), None) for path in given])
    if len(given) > 1:
        raise Refused(["文件夹须单独给出，不与其他文件一起"])
    folder = given[0]
    if not (folder / NAME).is_file():
        raise Refused([f"{folder.name}：没有{NAME}；{ALONE}"])
    county = load(folder)
    return _Case(county.name, code or county.code, county.as_of, [*_listed(folder, county)])


def _listed(folder: Path, county: County) -> Iterator[tuple[Original, FileEntry | None]]:
    """Yield each file that county.toml names for a schema that an inspection looks at."""
    home = folder.resolve()
    for entry in county.file:
        found = sorted(folder.glob(entry.path)) if entry.schema in SCHEMAS else []
        for path in (p for p in found if p.resolve().is_relative_to(home)):
            yield original(path, name=path.relative_to(folder).as_posix()), entry


def _bench(case: _Case) -> tuple[Bench, list[str], list[str]]:
    """Return the bench, why files could not be read, and which tables are not for an inspection."""
    layers: list[Patches] = []
    beside: list[tuple[str, Table]] = []
    refused, unused = [], []
    for one, entry in case.files:
        reading = read(one, entry)
        if reading.source.refused:
            refused.append(reading.source.refused)
            continue
        wanted = [t for t in reading.tables if _wanted(t, entry)]
        layers += [patches(one.name, t, one, entry) for t in wanted if t.card.schema in INSPECTED]
        beside += [(one.name, t) for t in wanted if t.card.schema not in INSPECTED]
        if entry is None:
            rest = [t.card.name for t in reading.tables if not _wanted(t, entry)]
            unused += [f"{one.name} {name}：{OTHER}" for name in rest]
        elif not wanted:
            label = schemas()[entry.schema].label
            unused.append(f"{one.name}：没有可作“{label}”的图层或表")
    return Bench(tuple(layers), tuple(beside), case.code), refused, unused


def _wanted(table: Table, entry: FileEntry | None) -> bool:
    """Tell whether a table is for an inspection, and the one that county.toml means."""
    card = table.card
    if entry is None:
        return card.schema in SCHEMAS
    return card.schema == entry.schema and entry.layer in ("", card.name)


VERB = Verb("inspect", "质检：按国家数据库质检的项目检查地类图斑和地块", _options, _run)
