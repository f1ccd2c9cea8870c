"""The versions of a plan in words: pieces to compare, and what differs as people read it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.core.parameters import Law
from terang.core.versions import Act, Change, FieldChange, Item, difference
from terang.organisation.enums import SkpForm
from terang.planning.enums import (
    Accumulation,
    AnnexKind,
    Approach,
    Aspect,
    CascadeKind,
    DataSource,
    Direction,
    Ground,
    Nature,
    Perspective,
    ResultKind,
    SplitBy,
)
from terang.planning.mapping import kept_content, plain_number, target_text
from terang.planning.models import Indicator, Skp, SkpVersion, WorkResult
from terang.planning.queries import annex_of, expectations_of, results_of

CHOICES: Mapping[str, type[TextChoices]] = {
    "form": SkpForm, "approach": Approach, "kind": ResultKind, "cascade": CascadeKind, "split": SplitBy,
    "nature": Nature, "perspective": Perspective, "aspect": Aspect, "direction": Direction,
    "accumulation": Accumulation, "source": DataSource,
}  # fmt: skip
FIELDS = {
    "form": gettext_lazy("Bentuk SKP"),
    "approach": gettext_lazy("Pendekatan"),
    "feedback_months": gettext_lazy("Jarak umpan balik berkala (bulan)"),
    "kind": gettext_lazy("Jenis hasil kerja"),
    "statement": gettext_lazy("Uraian"),
    "parent": gettext_lazy("Melayani hasil pimpinan"),
    "cascade": gettext_lazy("Cara menurunkan"),
    "split": gettext_lazy("Pembagian"),
    "nature": gettext_lazy("Sifat"),
    "perspective": gettext_lazy("Perspektif"),
    "weight": gettext_lazy("Bobot"),
    "aspect": gettext_lazy("Aspek"),
    "target": gettext_lazy("Target"),
    "direction": gettext_lazy("Arah"),
    "accumulation": gettext_lazy("Cara menghitung realisasi"),
    "baseline": gettext_lazy("Nilai awal"),
    "source": gettext_lazy("Cara data masuk"),
    "source_name": gettext_lazy("Sumber data"),
    "lines": gettext_lazy("Isi"),
}
LABELS = {
    ("plan", Act.CHANGED): gettext_lazy("SKP diubah"),
    ("result", Act.ADDED): gettext_lazy("Hasil kerja ditambahkan"),
    ("result", Act.REMOVED): gettext_lazy("Hasil kerja dihapus"),
    ("result", Act.CHANGED): gettext_lazy("Hasil kerja diubah"),
    ("result", Act.MOVED): gettext_lazy("Urutan hasil kerja diubah"),
    ("indicator", Act.ADDED): gettext_lazy("Indikator ditambahkan"),
    ("indicator", Act.REMOVED): gettext_lazy("Indikator dihapus"),
    ("indicator", Act.CHANGED): gettext_lazy("Indikator diubah"),
    ("indicator", Act.MOVED): gettext_lazy("Urutan indikator diubah"),
    ("annex", Act.CHANGED): gettext_lazy("Lampiran diubah"),
    ("expectation", Act.CHANGED): gettext_lazy("Ekspektasi pimpinan diubah"),
}
PLAN_FIELDS = ("form", "approach", "feedback_months")
RESULT_FIELDS = ("kind", "statement", "cascade", "split", "nature", "perspective", "weight")
INDICATOR_FIELDS = ("statement", "aspect", "direction", "accumulation", "baseline", "source", "source_name")
TARGET_FIELDS = ("target_kind", "target_low", "target_high", "target_text", "unit")


@dataclass(frozen=True)
class VersionRow:
    """A line of the list of versions; ``key`` is its number, or ``draf`` for the addendum that is being written."""

    key: str
    name: str
    by: str
    content: Mapping[str, Any]
    at: datetime | None = None
    sha256: str = ""
    ground: str = ""
    reason: str = ""
    is_rebuilt: bool = False


def kept_row(version: SkpVersion, names: Mapping[str, str]) -> VersionRow:
    return VersionRow(
        key=str(version.number),
        name=_("Versi %(number)s") % {"number": version.number},
        by=names.get(version.set_by, version.set_by),
        content=version.content,
        at=version.set_at,
        sha256=version.sha256,
        ground=str(Ground(version.ground).label) if version.ground else "",
        reason=version.reason,
        is_rebuilt=bool(version.content.get("is_rebuilt")),
    )


def present_row(plan: Skp) -> VersionRow:
    """A plan that was set before versions were kept, from what it says now."""
    by = plan.appraiser.full_name if plan.appraiser else ""
    return VersionRow("1", _("Versi %(number)s") % {"number": 1}, by, content_of(plan), plan.set_at, is_rebuilt=True)


def draft_row(draft: Skp) -> VersionRow:
    return VersionRow(
        key="draf",
        name=_("Addendum yang sedang disusun"),
        by="",
        content=content_of(draft),
        ground=str(draft.get_amend_ground_display()),
        reason=draft.amend_reason,
    )


def content_of(plan: Skp) -> dict[str, Any]:
    """The plan as it stands; rows of an addendum go by the numbers of those they replace (four queries)."""
    results = results_of(plan)
    for result in results:
        for indicator in result.indicators.all():
            _as_origin(indicator)
        _as_origin(result)
    return kept_content(plan, results, annex_of(plan), expectations_of(plan))


def _as_origin(row: WorkResult | Indicator) -> None:
    """New rows get a number that no agreed row has."""
    if row.origin_id is not None:
        row.pk = row.origin_id


# --- what differs -----------------------------------------------------------------------


def changes_between(before: VersionRow, after: VersionRow, law: Law) -> list[dict[str, Any]]:
    old, new = before.content, after.content
    labels = {value.key: value.label for value in law.behaviour.core_values.value}
    return [_told(change) for change in difference(list(_items(old, labels)), list(_items(new, labels)))]


def _items(content: Mapping[str, Any], values: Mapping[str, str]) -> Iterator[Item]:
    said = content["said"]
    yield Item("plan", "plan", "", {name: said[name] for name in PLAN_FIELDS})
    for result in said["results"]:
        parent = content["served"].get(str(result["parent_id"]), "")
        fields = {name: result[name] for name in RESULT_FIELDS} | {"parent": parent}
        yield Item(f"result:{result['pk']}", "result", result["statement"], fields)
        for indicator in result["indicators"]:
            yield _indicator_item(indicator, result["statement"])
    for kind in AnnexKind:
        yield Item(f"annex:{kind}", "annex", str(kind.label), {"lines": "\n".join(said["annex"].get(kind, ()))})
    for key, label in values.items():
        yield Item(f"value:{key}", "expectation", label, {"lines": said["expectations"].get(key, "")})


def _indicator_item(indicator: Mapping[str, Any], within: str) -> Item:
    fields = {name: indicator[name] for name in INDICATOR_FIELDS}
    target = tuple(indicator[name] for name in TARGET_FIELDS)
    return Item(
        f"indicator:{indicator['pk']}", "indicator", indicator["statement"], fields | {"target": target}, within
    )


def _told(change: Change) -> dict[str, Any]:
    return {
        "label": LABELS[change.kind, change.act],
        "title": change.title,
        "within": change.within,
        "has_before": change.act is not Act.ADDED,
        "has_after": change.act is not Act.REMOVED,
        "fields": [_field(field) for field in change.fields if field.before or field.after],
    }


def _field(field: FieldChange) -> dict[str, str]:
    before, after = (value_words(field.name, value) for value in (field.before, field.after))
    return {"label": str(FIELDS[field.name]), "before": before, "after": after}


def value_words(name: str, value: Any) -> str:
    """A stored value as the pages of the plan write it."""
    if value in (None, ""):
        return ""
    if name == "target":
        return _target(value)
    if name in ("weight", "baseline"):
        return plain_number(Decimal(value))
    return str(CHOICES[name](value).label) if name in CHOICES else str(value)


def _target(values: Sequence[Any]) -> str:
    kind, low, high, text, unit = values
    low, high = (None if number is None else Decimal(number) for number in (low, high))
    return target_text(Indicator(target_kind=kind, target_low=low, target_high=high, target_text=text, unit=unit))
