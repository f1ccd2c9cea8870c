"""What a check has to say: a code with values. The sentence for people lives in the web layer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from terang.core.enums import Level

ParamValue = str | int | bool | None
Params = Mapping[str, ParamValue]


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark of a check.

    `where` is a dotted path into the checked value ("results.0.indicators.1"), empty for the
    whole. `reason_required` says that the official may go on but must write why.
    """

    code: str
    level: Level
    where: str = ""
    params: Params = field(default_factory=lambda: MappingProxyType({}))
    reason_required: bool = False

    def as_dict(self) -> dict[str, object]:
        return {
            "code": self.code,
            "level": self.level.value,
            "where": self.where,
            "params": dict(self.params),
            "reason_required": self.reason_required,
        }


def has_errors(findings: Iterable[Finding]) -> bool:
    return any(finding.level is Level.ERROR for finding in findings)
