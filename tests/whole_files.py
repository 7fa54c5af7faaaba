"""One sound file of every kind that is read, for tests that cut, swap and measure."""

import zipfile

import xlsxwriter

from intake_files import layer, write, xls

KINDS = (
    "shp", "shx", "dbf", "prj", "gpkg", "gdb", "txt", "xlsx", "xls", "zip", "geojson", "parquet",
    "csv", "tsv",
)  # fmt: skip
HEAD = ["项目备案号", "项目名称", "新增耕地（公顷）"]
TXT = "[属性描述]\n坐标系=2000国家大地坐标系\n带号=36\n[地块坐标]\n" + "".join(
    f"5,0.0100,P{k},东地,面,,,,@\n"
    f"J1,1,4521800,{36471200 + 20 * k}\nJ2,1,4521800,{36471210 + 20 * k}\n"
    f"J3,1,4521810,{36471210 + 20 * k}\nJ4,1,4521810,{36471200 + 20 * k}\n"
    f"J1,1,4521800,{36471200 + 20 * k}\n"
    for k in range(5)
)


def whole_files(folder):
    """Write one file of each kind; return {kind: the file whose bytes may be changed}."""
    frame = layer({"DKBH": [str(k) for k in range(20)], "DKMC": ["东地"] * 20})
    found = {}
    for kind in ("shp", "shx", "dbf", "prj"):
        (folder / kind).mkdir()
        path = write(frame, folder / kind / "a.shp", encoding="GB18030")
        found[kind] = path.with_suffix(f".{kind}")
    found["gpkg"] = write(frame, folder / "a.gpkg")
    gdb = write(frame, folder / "a.gdb", driver="OpenFileGDB")
    found["gdb"] = max(gdb.glob("*.gdbtable"), key=lambda p: p.name)
    found["geojson"] = write(frame.to_crs(4490), folder / "a.geojson", driver="GeoJSON")
    found["parquet"] = folder / "a.parquet"
    frame.to_parquet(found["parquet"])
    found |= _registers(folder)
    found["txt"] = folder / "a.txt"
    found["txt"].write_text(TXT, encoding="gb18030")
    found["zip"] = folder / "a.zip"
    with zipfile.ZipFile(found["zip"], "w", zipfile.ZIP_DEFLATED) as packed:
        for path in (folder / "shp").iterdir():
            packed.write(path, path.name)
        packed.write(found["txt"], "b.txt")
    return found


def _registers(folder):
    """Write one register in each format of tables."""
    rows = [[str(k), "一号,东", 1.5] for k in range(1, 50)]
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        sheet = book.add_worksheet("台账")
        for r, row in enumerate([HEAD, *rows]):
            sheet.write_row(r, 0, row)
    (folder / "a.xls").write_bytes(xls("台账", [HEAD, *rows]))
    for suffix, mark in (("csv", ","), ("tsv", "\t")):
        lines = [mark.join(HEAD), *(mark.join([no, f'"{name}"', "1.5"]) for no, name, _ in rows)]
        (folder / f"a.{suffix}").write_text("\n".join(lines), encoding="gb18030")
    return {suffix: folder / f"a.{suffix}" for suffix in ("xlsx", "xls", "csv", "tsv")}
