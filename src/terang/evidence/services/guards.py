"""What every act on evidence and feedback shares."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.ledger.services import Written, record
from terang.organisation.models import Employee
from terang.planning.enums import PeriodState, SkpState
from terang.planning.models import Skp

# Who goes back in the browser and sends the same words again means one entry, not two.
MOMENTS = timedelta(minutes=10)


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried."""


class ChangedMeanwhile(Refused):
    """What was to be changed is no longer what the page showed. ``current`` is what stands."""

    def __init__(self, current: Any) -> None:
        self.current = current
        super().__init__(
            _(
                "Catatan ini diubah di tempat lain setelah Anda membuka halaman ini. "
                "Isian Anda aman; bandingkan, lalu simpan lagi."
            )
        )


def require_open(skp: Skp) -> None:
    """Read state and period anew: the page may be older than they are."""
    now = Skp.objects.select_related("period").get(pk=skp.pk)
    if now.period.state != PeriodState.OPEN:
        raise Refused(_("Periode ini sudah ditutup. Isinya dapat dibaca, tetapi tidak dapat diubah lagi."))
    if now.state == SkpState.CLOSED:
        raise Refused(_("SKP ini sudah ditutup. Isinya dapat dibaca, tetapi tidak dapat diubah lagi."))
    if now.state != SkpState.SET:
        raise Refused(_("SKP ini belum ditetapkan. Catatan dan umpan balik dimulai sesudah penetapan."))


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def stored_key(owner: Employee, key: str) -> str:
    """Under what a form of this person is kept: the same form again finds it, nobody else's does."""
    return digest_of(f"{owner.pk}:{key}")


def require_happened(on: date, today: date) -> None:
    if on > today:
        raise Refused(_("Tanggal ini belum terjadi. Pilih hari ini atau sebelumnya."))


def require_day(skp: Skp, on: date, today: date) -> None:
    """What happened lies in the period, or in the part of it that the plan is for, and not ahead."""
    require_happened(on, today)
    if not skp.period.start <= on <= skp.period.end:
        raise Refused(_("Tanggal ini di luar %(period)s.") % {"period": skp.period.name})
    if on < skp.first_day:
        raise Refused(
            _("SKP ini baru berlaku %(day)s. Catat pada tanggal itu atau sesudahnya.")
            % {"day": date_format(skp.first_day, "j F Y")}
        )


def note_act(skp: Skp, act: str, actor: str, at: datetime, data: Mapping[str, object]) -> Written:
    code = skp.employee.agency.code
    return record(agency=code, act=act, subject=f"skp:{skp.pk}", by=actor, at=at, data=data)
