"""A screening held against the truth that was computed by a second path."""

import json
from pathlib import Path

from gengheng.screening.run import Outcome


def differences(outcome: Outcome, folder: Path) -> list[str]:
    """Return every (rule, subject) that is not answered as the truth says, in words."""
    told = json.loads((folder / "truth.json").read_bytes())
    given = {(r["rule"], r["subject"]): r for r in outcome.answers.to_dict("records")}
    wrong = [
        f"{t['rule']} {t['subject']} {t['role']} {t['variant']}: {why}"
        for t in told["answers"]
        if (why := _differs(t, given.pop((t["rule"], t["subject"]), None), told))
    ]
    return wrong + [f"{rule} {subject}: not in the truth" for rule, subject in given]


def _differs(t: dict, got: dict | None, told: dict) -> str:
    if got is None:
        return "no answer"
    if got["said"] != t["answer"]:
        return f"{got['said']}, truth {t['answer']}"
    if t["reason"] not in got["reason"] or t["note_contains"] not in got["note"]:
        return f"reason {got['reason']!r} note {got['note']!r}"
    if not told["areas"] or t["area_m2"] is None:
        return ""
    true, area = float(t["area_m2"]), got["area_centi_m2"] / 100
    near = abs(area - true) <= float(told["area_tolerance_m2"]) + 1e-6 * true
    return "" if near else f"{area} m², truth {true}"
