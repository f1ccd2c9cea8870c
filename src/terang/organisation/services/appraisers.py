"""Appointed appraisers, where the tree of units does not say who appraises somebody (PP 30/2019 Ps 46)."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import AppraiserOverride, Employee

from .guards import (
    AlreadyHeld,
    ChangedMeanwhile,
    WrongDay,
    WrongPlace,
    after,
    overlapping,
    require_order,
    required,
    write,
)


@transaction.atomic
def appoint_appraiser(
    *,
    employee: Employee,
    appraiser: Employee,
    since: date,
    until: date | None,
    basis: str,
    by: User,
    at: datetime,
) -> AppraiserOverride:
    """Name the appraiser of one person where the tree does not say who it is (PP 30/2019 Ps 46).

    Raises:
        WrongPlace: the person themself, or somebody of another agency.
        WrongDay: the last day lies before the first.
        AlreadyHeld: another appointment holds on one of the days.
        ReasonMissing: without the decree or other basis.
    """
    if employee.pk == appraiser.pk:
        raise WrongPlace(_("Seseorang tidak dapat menjadi penilai bagi dirinya sendiri."), "appraiser")
    if employee.agency_id != appraiser.agency_id:
        raise WrongPlace(_("Penilai harus pegawai instansi yang sama."), "appraiser")
    basis = required(basis, _("Tuliskan dasar penetapannya, misalnya nomor SK."), "basis")
    require_order(since, until)
    _require_free_days(employee, since, until)
    made = AppraiserOverride.objects.create(
        employee=employee, appraiser=appraiser, since=since, until=until, basis=basis
    )
    data = {"appraiser": appraiser.nip, "since": since, "until": until, "basis": basis}
    write("appraiser.appointed", employee.agency, f"employee:{employee.pk}", by, at, data)
    return made


@transaction.atomic
def end_appointment(*, override: AppraiserOverride, until: date, by: User, at: datetime) -> None:
    """Give an appointment a last day; from the next day on the unit tree decides again.

    Raises:
        WrongDay: before it began; ChangedMeanwhile: it has ended, or was changed.
    """
    if until < override.since:
        raise WrongDay(after(override.since), "until")
    same = AppraiserOverride.objects.filter(pk=override.pk, until=override.until)
    if override.until is not None and override.until <= until:
        raise ChangedMeanwhile(_("Penunjukan ini sudah berakhir, jadi tidak ada yang diubah."))
    if not same.update(until=until):
        raise ChangedMeanwhile(_("Penunjukan ini baru saja diubah orang lain. Muat ulang halaman."))
    employee = override.employee
    data = {"appraiser": override.appraiser.nip, "until": until}
    write("appraiser.appointment_ended", employee.agency, f"employee:{employee.pk}", by, at, data)


def _require_free_days(employee: Employee, since: date, until: date | None) -> None:
    # Of two people who appoint at the same moment the second waits for the first.
    Employee.objects.select_for_update().get(pk=employee.pk)
    if AppraiserOverride.objects.filter(overlapping(since, until), employee=employee).exists():
        raise AlreadyHeld(_("Sudah ada penilai yang ditunjuk pada tanggal itu. Akhiri dulu penunjukan itu."), "since")
