"""Codes that people write: 问题编号 and 行政区代码."""

import re

CASE = re.compile(r"[A-F]-\d{4}-\d{4}")


def case_number_fault(number: str, problem: str = "") -> str:
    """Return what is wrong with a 问题编号, "" if nothing: area letter, year, serial number.

    The letter is that of the problem's area (A 占而不补, B 补而不实, C 质量不高 …).

    >>> case_number_fault("B-2023-0031"), case_number_fault("31")
    ('', '问题编号“31”不合格式，应如 B-2023-0031')
    >>> case_number_fault("B-2023-0031", "C-3")
    '问题编号“B-2023-0031”与问题C-3不是同一大类，应以C开头'
    """
    if not CASE.fullmatch(number):
        return f"问题编号“{number}”不合格式，应如 B-2023-0031"
    if problem and number[0] != problem[0]:
        return f"问题编号“{number}”与问题{problem}不是同一大类，应以{problem[0]}开头"
    return ""
