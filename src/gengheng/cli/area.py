"""gengheng area FILE [--json]."""

from decimal import Decimal
from pathlib import Path

import msgspec

from gengheng.cli.verb import Given, Options, Verb
from gengheng.intake.measure import Measured, measured
from gengheng.intake.original import original
from gengheng.intake.read import read
from gengheng.values.errors import Refused
from gengheng.values.units import ha_text, m2_text, mu_text, part


def _options(options: Options) -> None:
    options.add_argument("file", type=Path, metavar="FILE", help="地块或图层文件")
    options.add_argument("--json", action="store_true", help="以JSON给出")


def _run(given: Given) -> int:
    reading = read(original(given.file))
    if reading.source.refused:
        raise Refused([reading.source.refused])
    found = [(t.card.name, one) for t in reading.tables for one in measured(t)]
    if not found:
        raise Refused([f"{given.file.name}：没有可量面积的图形"])
    if given.json:
        encoder = msgspec.json.Encoder(decimal_format="number")
        data = encoder.encode([as_json(one) for _, one in found])
        print(msgspec.json.format(data, indent=2).decode())
        return 0
    print("图层　编号　名称　椭球面积(平方米)　平面面积(平方米)　申报面积(平方米)　公顷　亩　说明")
    for layer, one in found:
        print(layer, one.id, *_cells(one), sep="　")
    return 0


def as_json(one: Measured) -> dict[str, object]:
    """Return a row as the verb gives it: m² as numbers with two decimals, null where none."""
    ha, mu = _ha_mu(one)
    row: dict[str, object] = {
        "id": one.id,
        "name": one.name,
        "official_m2": _m2(one.official_centi_m2),
        "plane_m2": _m2(one.plane_centi_m2),
        "declared_m2": _m2(one.declared_centi_m2),
        "ha": ha,
        "mu": mu,
    }
    if one.reason:
        row["reason"] = one.reason
    if one.note:
        row["note"] = one.note
    return row


def _m2(centi: int | None) -> Decimal | None:
    return None if centi is None else Decimal(m2_text(centi))


def _ha_mu(one: Measured) -> tuple[str | None, str | None]:
    """Return 公顷 and 亩 of the official area, from whole m²."""
    if one.official_centi_m2 is None:
        return None, None
    m2 = part(one.official_centi_m2, 1, 100)
    return ha_text(m2), mu_text(m2)


def _cells(one: Measured) -> list[str]:
    areas = (one.official_centi_m2, one.plane_centi_m2, one.declared_centi_m2)
    texts = [m2_text(centi) if centi is not None else "—" for centi in areas]
    said = "；".join(text for text in (one.reason, one.note) if text)
    return [one.name, *texts, *(text or "—" for text in _ha_mu(one)), said]


VERB = Verb("area", "量面积：每个图形的法定椭球面积，并列平面面积和申报面积", _options, _run)
