"""What is not documented does not exist, and what is documented exists."""

import importlib
import pkgutil
import re
from collections import Counter
from enum import StrEnum
from pathlib import Path

import msgspec
import pytest

import gengheng.records
from gengheng.cli.main import VERBS as CORE
from gengheng.cli.main import added
from gengheng.forms.fill import form3
from gengheng.records.county import County, FileEntry
from gengheng.reports.remedy_page import remedy_page
from gengheng.reports.rule_list import rule_list
from gengheng.reports.rule_page import rule_page
from gengheng.reports.schema_page import schema_page
from gengheng.rules.index import RULES

ROOT = Path(__file__).parents[2]
VERBS = (*CORE, *added())
DOCS = ROOT / "docs"


def text(*paths):
    return "\n".join(path.read_text("utf-8") for path in paths)


def handbook():
    return text(*sorted((DOCS / "handbook").glob("*.md")))


def in_records(kind):
    """Classes of the vocabulary, by name."""
    modules = [
        importlib.import_module(f"gengheng.records.{module.name}")
        for module in pkgutil.iter_modules(gengheng.records.__path__)
    ]
    found = [value for module in modules for value in vars(module).values()]
    classes = [value for value in found if isinstance(value, type) and issubclass(value, kind)]
    return {c.__name__: c for c in classes if c.__module__.startswith("gengheng.records.")}


RECORDS = {
    name: record for name, record in in_records(msgspec.Struct).items() if record.__struct_fields__
}
WORDS = sorted({word.value for kind in in_records(StrEnum).values() for word in kind})


def owners():
    """Read the owner's table of docs/design.md: [(record, field, writer)].

    A row is `| Record | field, field, … | writer |`, all three in backticks; the writer is the one
    function, module or package below `gengheng` that fills these fields.
    """
    rows = re.findall(
        r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \| `([\w.]+)` \|",
        text(DOCS / "design.md"),
        re.MULTILINE,
    )
    return [
        (record, field, writer)
        for record, fields, writer in rows
        for field in re.findall(r"\w+", fields)
    ]


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_front_page_names_every_verb(page):
    said = text(ROOT / page)
    assert [verb.name for verb in VERBS if f"gengheng {verb.name}" not in said] == []


def test_the_handbook_explains_every_verb():
    said = handbook()
    assert [verb.name for verb in VERBS if f"gengheng {verb.name}" not in said] == []


def test_the_handbook_names_no_verb_that_is_not_there():
    named = set(re.findall(r"\bgengheng ([a-z][a-z0-9]+)", handbook()))
    assert named - {verb.name for verb in VERBS} == set()


@pytest.mark.parametrize("record", [County, FileEntry], ids=lambda record: record.__name__)
def test_the_handbook_explains_every_setting_of_county_toml(record):
    said = handbook()
    assert [field for field in record.__struct_fields__ if f"`{field}`" not in said] == []


def test_every_field_has_exactly_one_writer():
    fields = Counter(
        (name, field) for name, record in RECORDS.items() for field in record.__struct_fields__
    )
    assert Counter((record, field) for record, field, _ in owners()) == fields


def test_every_writer_is_there():
    assert sorted({writer for _, _, writer in owners() if not stands(writer)}) == []


def stands(writer):
    """Tell whether `intake.txt.read` names a package, a module, or something in a module."""
    whole = writer if writer.startswith("gengheng_office.") else f"gengheng.{writer}"
    above, _, last = whole.rpartition(".")
    try:
        return hasattr(importlib.import_module(above), last) or bool(
            importlib.import_module(f"{above}.{last}")
        )
    except ModuleNotFoundError:
        return False


@pytest.mark.parametrize("rule", RULES)
def test_the_page_of_a_rule_is_the_generated_one(rule):
    assert text(DOCS / "rules" / f"{rule}.md") == rule_page(RULES[rule])


def test_no_page_of_a_rule_that_is_not_there():
    assert {path.stem for path in (DOCS / "rules").glob("*.md")} == {
        *RULES, "目录", "措施目录", "资料种类",
    }  # fmt: skip


def test_the_list_of_rules_is_the_generated_one():
    assert text(DOCS / "rules" / "目录.md") == rule_list()


def test_the_page_of_remedies_is_the_generated_one():
    assert text(DOCS / "rules" / "措施目录.md") == remedy_page()


def test_the_page_of_kinds_of_files_is_the_generated_one():
    assert text(DOCS / "rules" / "资料种类.md") == schema_page()


def test_every_noun_is_in_the_glossary():
    said = text(DOCS / "glossary.md")
    assert [name for name in RECORDS if f"`{name}`" not in said] == []


def test_every_word_that_a_record_may_hold_is_in_the_glossary():
    said = text(DOCS / "glossary.md")
    assert [word for word in WORDS if word not in said] == []


def test_the_handbook_explains_every_column_of_a_form():
    said = handbook()
    assert [column.label for column in form3().columns if column.label not in said] == []


def test_decisions_are_numbered_without_gaps():
    numbers = sorted(int(path.name[:4]) for path in (DOCS / "decisions").glob("[0-9]*.md"))
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
