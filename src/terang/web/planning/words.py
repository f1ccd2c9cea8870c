"""Words for the state of a plan and for an indicator, shared by the pages of planning."""

from django.utils.translation import gettext as _

from terang.planning.enums import SkpState
from terang.planning.mapping import target_text
from terang.planning.models import Indicator

KINDS = {SkpState.SUBMITTED: "wait", SkpState.RETURNED: "wait", SkpState.SET: "ok"}


def state_words(state: str | None) -> tuple[str, str]:
    """Kind and label of the status mark; none means that nothing was begun."""
    if state is None:
        return "", _("Belum mulai")
    return KINDS.get(SkpState(state), ""), str(SkpState(state).label)


def indicator_words(indicator: Indicator) -> str:
    return f"{indicator.statement}: {target_text(indicator)}"
