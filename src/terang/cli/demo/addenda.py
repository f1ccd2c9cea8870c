"""The versions that set plans keep, and one plan that was changed in the middle of the year."""

from datetime import date, timedelta

from terang.identity.models import User
from terang.planning import services
from terang.planning.enums import AnnexKind, DataSource, Ground, SkpState
from terang.planning.models import Indicator, Period, Skp
from terang.planning.queries import annex_of
from terang.planning.services import addendum

from .year import moment

WHY = "Kecamatan mendapat satu loket tambahan dalam perubahan anggaran, dan register layanan sekarang elektronik."
PROMISED = "Satu petugas tambahan di loket 2 setiap Senin"
REGISTER = "Register layanan elektronik"


def keep_first_versions(period: Period) -> None:
    """Every plan of a small office that is set keeps what was agreed."""
    plans = Skp.objects.filter(period=period, state=SkpState.SET, amends=None).select_related("appraiser")
    for skp in plans:
        if skp.set_at is not None and skp.appraiser is not None:
            addendum.keep_version(skp=skp, number=1, set_by=skp.appraiser.nip, at=skp.set_at)


def amend_one(period: Period, nip: str, day: date) -> None:
    """The plan of one person gets a promise and a source of data more, agreed six weeks before the day."""
    plans = Skp.objects.select_related("employee__user", "employee__agency", "appraiser__user", "period", "assignment")
    skp = plans.filter(period=period, employee__nip=nip, state=SkpState.SET).first()
    if skp is None or skp.appraiser is None or skp.appraiser.user is None or skp.employee.user is None:
        return
    owner, begun = skp.employee.user, day - timedelta(days=45)
    draft = addendum.start_addendum(
        skp=skp, ground=Ground.STRATEGY, reason=WHY, starter=skp.employee, by=owner, at=moment(begun)
    )
    _change(draft, owner, begun)
    services.submit(skp=draft, version=draft.version, by=owner, at=moment(begun + timedelta(days=1)))
    agreed = moment(begun + timedelta(days=4))
    services.set_(skp=draft, version=draft.version, by=skp.appraiser.user, at=agreed)


def _change(draft: Skp, owner: User, on: date) -> None:
    lines = [*annex_of(draft).get(AnnexKind.SUPPORT, ()), PROMISED]
    services.write_annex(skp=draft, version=1, lines={AnnexKind.SUPPORT: lines}, by=owner, at=moment(on))
    first = Indicator.objects.filter(result__skp=draft).order_by("result__order", "order").values("pk")[:1]
    Indicator.objects.filter(pk__in=list(first.values_list("pk", flat=True))).update(
        source=DataSource.LINKED, source_name=REGISTER
    )
