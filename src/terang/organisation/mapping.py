"""From the law to what the office stores."""

from terang.core.parameters import Law

from .enums import PositionKind, SkpForm


def skp_form_of(kind: str, *, leads_office: bool, law: Law) -> SkpForm:
    """JPT, and administrators who lead an office directly under the agency, plan by perspective."""
    if kind == PositionKind.JPT or (leads_office and kind == PositionKind.ADMINISTRATOR):
        return SkpForm(law.skp.unit_head_form.value.form)
    return SkpForm.JA_JF
