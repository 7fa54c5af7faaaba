"""answers.parquet: one row for every rule and subject, also for plain 未发现."""

import io

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from gengheng.screening.run import Outcome

SCHEMA = pa.schema(
    [
        ("rule", pa.string()),
        ("subject", pa.string()),
        ("answer", pa.string()),
        ("area_m2", pa.float64()),
        ("money_fen", pa.int64()),
        ("note", pa.string()),
        ("reason", pa.string()),
    ]
)


def answers_parquet(outcome: Outcome) -> bytes:
    """Return the answers as Parquet, by rule and subject.

    `area_m2` is 0.01 m² divided by 100; `money_fen` is null where no money is asked about; texts
    are "" and never null. The same answers give the same bytes.
    """
    held = outcome.answers
    if held.empty:
        return _bytes(SCHEMA.empty_table())
    frame = held.sort_values(["rule", "subject"], kind="stable")
    money = [None if pd.isna(value) else int(value) for value in frame["money_fen"]]
    columns = {
        "rule": frame["rule"].astype(str).tolist(),
        "subject": frame["subject"].astype(str).tolist(),
        "answer": [str(word) for word in frame["said"]],
        "area_m2": [int(area) / 100 for area in frame["area_centi_m2"]],
        "money_fen": money,
        "note": frame["note"].astype(str).tolist(),
        "reason": frame["reason"].astype(str).tolist(),
    }
    return _bytes(pa.table(columns, schema=SCHEMA))


def _bytes(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table, out, compression="zstd", store_schema=False)
    return out.getvalue()
