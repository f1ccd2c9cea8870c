"""What every act on a plan shares: refusals, the version that was seen, the entry in the ledger.

Each act on a plan names the version it saw. When somebody changed the plan in between, nothing is written and
the caller shows both sides.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.dispatch import Signal
from django.utils.translation import gettext as _

from terang.core.findings import Finding
from terang.core.workflow import SKP_WORKFLOW, NotAllowed
from terang.identity.models import User
from terang.ledger.services import Written, record
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Period, Skp

EDITABLE = (SkpState.DRAFT, SkpState.RETURNED)
# Expectations are stated from the first talk until the plan is set (PermenPANRB 6/2022, dialog kinerja).
DISCUSSED = (*EDITABLE, SkpState.SUBMITTED)
# Sent before an agreed plan changes, with ``plan`` (its key) and ``sets``: true when it changes now, false when
# somebody sets out to change it. Areas further down the river that rest on the plan may raise Refused.
amending = Signal()
# Sent before a plan that was closed in the middle of the year runs again, with ``plan``; areas further down may raise
# Refused.
reopening = Signal()


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried."""


class ChangedMeanwhile(Refused):
    """Somebody changed the plan since the page was opened. ``current`` is the plan as it stands."""

    def __init__(self, current: Skp) -> None:
        self.current = current
        super().__init__(
            _(
                "SKP ini diubah di tempat lain setelah Anda membuka halaman ini. "
                "Isian Anda aman; bandingkan, lalu simpan lagi."
            )
        )


class Incomplete(Refused):
    """The plan lacks what the law asks for. ``findings`` says what and where."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(_("SKP belum lengkap. Lengkapi yang ditandai, lalu kirim."))


# --- guards -----------------------------------------------------------------------------


@contextmanager
def changing(skp: Skp, version: int, states: Sequence[str]) -> Iterator[None]:
    """Claim the version that was seen; what follows in the block is part of the same transaction."""
    with transaction.atomic():
        claim(skp, version, states, {})
        yield
    skp.version = version + 1


@contextmanager
def moving(skp: Skp, version: int, act: str, changes: Mapping[str, object]) -> Iterator[None]:
    """Claim the version and change the state as the procedure allows."""
    try:
        target = SkpState(SKP_WORKFLOW.target(skp.state.upper(), act).lower())
    except NotAllowed:
        raise Refused(wrong_state(skp)) from None
    with transaction.atomic():
        claim(skp, version, [skp.state], {"state": target, **changes})
        yield
    skp.state, skp.version = target, version + 1


def claim(skp: Skp, version: int, states: Sequence[str], changes: Mapping[str, object]) -> None:
    seen = Skp.objects.filter(pk=skp.pk, version=version, state__in=states, period__state=PeriodState.OPEN)
    if not seen.update(version=F("version") + 1, **changes):
        raise _why_not(skp, states)


def _why_not(skp: Skp, states: Sequence[str]) -> Refused:
    current = Skp.objects.select_related("period").get(pk=skp.pk)
    if current.period.state != PeriodState.OPEN:
        return Refused(closed_words())
    if current.state not in states:
        return Refused(wrong_state(current))
    return ChangedMeanwhile(current)


def require_open(skp: Skp) -> None:
    """Refuse what would change a plan of a closed period; the plan needs its period loaded."""
    if skp.period.state != PeriodState.OPEN:
        raise Refused(closed_words())


def closed_words() -> str:
    return _("Periode ini sudah ditutup. Isinya dapat dibaca, tetapi tidak dapat diubah lagi.")


def wrong_state(skp: Skp) -> str:
    return _("SKP ini berstatus %(state)s, jadi langkah ini belum atau tidak lagi dapat dilakukan.") % {
        "state": skp.get_state_display()
    }


def period_name(period: Period) -> str:
    return f"period:{period.pk}"


def note(skp: Skp, act: str, by: User, at: datetime, data: Mapping[str, object]) -> Written:
    code = skp.employee.agency.code
    return record(agency=code, act=act, subject=f"skp:{skp.pk}", by=by.username, at=at, data=data)
