"""排查范围 and 资料核查 of the synthetic county, against what was planted in it."""

import hashlib
from collections import Counter
from datetime import date

import pytest

from gengheng.records.scope import SubjectKind, Where
from gengheng.screening.material import gather
from gengheng.screening.papers import checks
from gengheng.screening.scope import count_of, scope_of
from gengheng.testing.build import build
from gengheng.testing.county import make
from gengheng.testing.true_scope import true_papers, true_scans, true_scope


def held_of(folder, seed):
    make(folder, seed=seed)
    material = gather(folder)
    return build(seed), material, scope_of(material)


def differences(seed, folder):
    """Everything in which the scope table and the papers are not as planted, in words."""
    world, material, table = held_of(folder, seed)
    true = true_scope(world)
    mine = {one.number: one for one in table if one.kind is SubjectKind.SUPPLEMENT}
    wrong = [f"{no}: not in both" for no in true.keys() ^ mine.keys()]
    for no in true.keys() & mine.keys():
        said = (
            {str(w) for w in (*mine[no].why, *mine[no].out)},
            {str(w) for w in mine[no].lacks}, {str(d.item) for d in mine[no].differs},
        )  # fmt: skip
        told = true[no]
        wrong += [
            f"{no}: {one} {sorted(a)}, truth {sorted(b)}"
            for one, a, b in zip(("why", "lacks", "differs"), said,
                                 (told.why, told.lacks, told.differs), strict=True)
            if a != b
        ]  # fmt: skip
    papers: dict[tuple[str, str, str], list[str]] = {}
    rows = checks(material, table)
    for check in rows:
        key = (check.project_no, str(check.stage), check.name)
        papers.setdefault(key, []).append(str(check.found))
    inside = [no for no, one in mine.items() if one.in_scope]
    planted = true_papers(world, inside)
    for key in planted.keys() | papers.keys():
        if sorted(planted.get(key, [])) != sorted(papers.get(key, [])):
            wrong.append(f"{key}: {papers.get(key)}, truth {planted.get(key)}")
    scans = {path: sha for check in rows for path, sha in check.scans.items()}
    for path, there in true_scans(world).items():
        sha = hashlib.sha256(world.scans[path]).hexdigest() if there else ""
        wrong += [f"{path}: {scans.get(path)}"] if scans.get(path) != sha else []
    return wrong


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_scope_and_papers_are_as_planted(tmp_path, seed):
    assert differences(seed, tmp_path) == []


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(4, 21))
def test_scope_and_papers_of_twenty_counties(tmp_path, seed):
    assert differences(seed, tmp_path) == []


def test_what_is_planted_tells_the_cases_apart():
    """Over some seeds every word that the truth knows occurs, and every paper result."""
    why, lacks, differs, found = Counter(), Counter(), Counter(), Counter()
    for seed in range(1, 7):
        world = build(seed)
        table = true_scope(world)
        for one in table.values():
            why.update(one.why)
            lacks.update(one.lacks)
            differs.update(one.differs)
        found.update(w for words in true_papers(world, table).values() for w in words)
    assert set(why) >= {
        "起始日以来报备入库", "储备库未清库", "起始日以前报备且已清库",
        "不能确定是否在范围内：缺清库情况", "不能确定是否在范围内：缺报备记录",
    }  # fmt: skip
    assert set(lacks) >= {
        "有报备无地块", "有地块无报备", "储备库有而报备无", "报备有而储备库无", "清库状态与结余不一致",
        "其他资料引用的项目不在报备台账",
    }  # fmt: skip
    assert set(differs) == {"数量", "水田", "产能", "日期"}
    assert set(found) == {"有", "无", "不符", "未提供"}


def test_a_later_day_moves_the_scope_and_nothing_else(tmp_path):
    _, material, table = held_of(tmp_path, 1)
    with (tmp_path / "county.toml").open("a", encoding="utf-8") as toml:
        toml.write("\n[scope]\nsince = 2022-01-01\n")
    again = gather(tmp_path)
    assert again.county.scope.since == date(2022, 1, 1)
    moved = scope_of(again)
    assert [one.number for one in moved] == [one.number for one in table]
    assert [one.seen for one in moved] == [one.seen for one in table]
    first, second = count_of(material, table), count_of(again, moved)
    assert second.why["起始日以来报备入库"] < first.why["起始日以来报备入库"]
    assert second.lacks.keys() == first.lacks.keys()


def test_scans_are_originals_and_not_left_over(tmp_path):
    world, material, _ = held_of(tmp_path, 1)
    kept = {source.path: source.sha256 for source in material.sources if source.kind == "扫描件"}
    assert kept == {p: hashlib.sha256(d).hexdigest() for p, d in world.scans.items()}
    assert len(kept) == 6
    assert not any(path in material.unlisted for path in kept)


def test_the_table_is_in_order_and_names_its_sources(tmp_path):
    _, _, table = held_of(tmp_path, 2)
    assert list(table) == sorted(
        table, key=lambda one: (list(SubjectKind).index(one.kind), one.number)
    )
    where = {seen.where for one in table for seen in one.seen}
    assert where >= {Where.FILING, Where.BANK, Where.PLOTS, Where.PAPERS, Where.PROMISE}
