"""Every check, listed by hand."""

from gengheng.inspection import (
    control,
    domain,
    drawing,
    extent,
    fields,
    figures,
    said,
    topology,
    unique,
)
from gengheng.inspection.check import Check

CHECKS: dict[str, Check] = {
    check.id: check
    for check in sorted(
        (
            *fields.CHECKS, *domain.CHECKS, *figures.CHECKS, *control.CHECKS, *unique.CHECKS,
            *said.CHECKS, *drawing.CHECKS, *topology.CHECKS, *extent.CHECKS,
        ),
        key=lambda check: check.id,
    )
}  # fmt: skip
