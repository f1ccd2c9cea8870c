"""How an indicator stands, in words and figures."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from terang.evidence.mapping import Measured
from terang.planning.mapping import plain_number, target_text

# The bar leaves room for more than was agreed: the target stands at four fifths.
GOAL = 80
NOTHING = "–"


@dataclass(frozen=True)
class IndicatorRow:
    """One measure as the pages show it.

    Attributes:
        percent: attainment, none when nothing can be said.
        share: width of the bar, none without a bar.
        kind, status: of the status mark.
    """

    pk: int
    name: str
    aspect: str
    value: str
    target: str
    unit: str
    percent: Decimal | None
    share: Decimal | None
    goal: int
    kind: str
    status: str

    @property
    def is_measured(self) -> bool:
        return self.value != NOTHING


def indicator_row(measured: Measured) -> IndicatorRow:
    indicator, attainment = measured.indicator, measured.attainment
    kind, status = _status(measured)
    return IndicatorRow(
        pk=indicator.pk,
        name=indicator.statement,
        aspect=str(indicator.get_aspect_display()) if indicator.aspect else "",
        value=_value(measured),
        target=target_text(indicator),
        unit=indicator.unit,
        percent=attainment.percent,
        share=attainment.percent * GOAL / 100 if attainment.percent is not None else None,
        goal=GOAL,
        kind=kind,
        status=status,
    )


def _value(measured: Measured) -> str:
    value = measured.attainment.value
    return NOTHING if value is None else plain_number(value)


def _status(measured: Measured) -> tuple[str, str]:
    attainment = measured.attainment
    if attainment.met:
        return "ok", _("Tercapai")
    if attainment.met is False:
        return "", _("Belum tercapai")
    if measured.last is None:
        return "", _("Belum ada catatan")
    return "", _("Ada catatan")
