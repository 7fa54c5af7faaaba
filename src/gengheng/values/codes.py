"""Codes that people write: 问题编号 and 行政区代码."""

import re

CASE = re.compile(r"[A-F]-\d{4}-\d{4}")


def case_number_fault(number: str) -> str:
    """Return what is wrong with a 问题编号, "" if nothing: area letter, year, serial number.

    >>> case_number_fault("B-2023-0031"), case_number_fault("31")
    ('', '问题编号“31”不合格式，应如 B-2023-0031')
    """
    return "" if CASE.fullmatch(number) else f"问题编号“{number}”不合格式，应如 B-2023-0031"
