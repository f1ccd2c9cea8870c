"""Two weeks of the counter officer's days, and the steps inside the year of the people on the sign-in page."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from decimal import Decimal

from terang.evidence.models import RecurringEntry
from terang.evidence.services import daily
from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.enums import Accumulation, SkpState
from terang.planning.models import Indicator, Period, Skp
from terang.planning.services.actions import fill_evenly

from .year import moment, seeded

DAYS = 14
WORKDAYS, FRIDAY = 0b11111, 0b10000
EVERY_MORNING = "Membuka loket dan memeriksa antrean"
EVERY_FRIDAY = "Merekap layanan sepekan untuk Kepala Seksi"
LINES = (
    "Melayani surat pengantar nikah dan pindah",
    "Memeriksa kelengkapan berkas permohonan di loket 2",
    "Menjelaskan syarat surat keterangan usaha kepada pemohon",
    "Menyusun arsip layanan minggu lalu",
    "Menjawab pertanyaan warga lewat telepon kantor",
    "Mengantar berkas ke Kelurahan Amplas",
    "Rapat singkat pembagian loket",
    "Membantu lansia mengisi formulir permohonan",
    "Memperbarui papan informasi persyaratan",
)


def write_steps(period: Period, people: Collection[str]) -> None:
    """Spread the targets of some people's set plans evenly over the year, on the day after they were set."""
    plans = Skp.objects.filter(period=period, state=SkpState.SET, employee__nip__in=people, amends=None)
    for skp in plans.select_related("employee__user"):
        if skp.employee.user is not None and skp.set_at is not None:
            fill_evenly(skp=skp, by=skp.employee.user, at=skp.set_at + timedelta(days=1))


def write_days(period: Period, nip: str, day: date) -> None:
    """One person's working days up to yesterday, through the services; today waits with its offers."""
    person = Employee.objects.select_related("agency", "user").filter(nip=nip).first()
    if person is None or person.user is None:
        return
    last = min(day - timedelta(days=1), period.end)
    worked = [last - timedelta(days=back) for back in range(DAYS, -1, -1)]
    worked = [on for on in worked if on.weekday() < 5 and on >= period.start]
    indicators = _indicators(person, period)
    if not worked or not indicators:
        return
    recurring = [_keep(person, person.user, *each, indicators[0], worked[0]) for each in
                 ((EVERY_MORNING, WORKDAYS), (EVERY_FRIDAY, FRIDAY))]  # fmt: skip
    for on in worked:
        _live(person, person.user, on, indicators, recurring)


def _indicators(person: Employee, period: Period) -> list[Indicator]:
    rows = Indicator.objects.filter(result__skp__employee=person, result__skp__period=period)
    return list(rows.select_related("result__skp__period", "result__skp__employee__agency").order_by("pk"))


def _keep(person: Employee, by: User, text: str, weekdays: int, indicator: Indicator, since: date) -> RecurringEntry:
    return daily.add_recurring(
        employee=person, text=text, indicator=indicator, weekdays=weekdays, since=since, by=by, at=moment(since)
    )


def _live(
    person: Employee, by: User, on: date, indicators: Sequence[Indicator], recurring: Sequence[RecurringEntry]
) -> None:
    for row in recurring:
        if row.weekdays >> on.weekday() & 1:
            daily.accept_offer(recurring=row, on=on, by=by, at=moment(on, 5))
    chance = seeded(person, f"day-{on}")
    counted = next((row for row in indicators if row.accumulation == Accumulation.SUM), None)
    for number, text in enumerate(chance.sample(LINES, k=chance.choice((2, 3))), start=1):
        is_counted = number == 1 and counted is not None and chance.random() < 0.5
        daily.add_entry(
            employee=person,
            on=on,
            text=text,
            indicator=counted if is_counted else chance.choice([None, *indicators]),
            value=Decimal(chance.randrange(3, 9)) if is_counted else None,
            key=f"demo-{on}-{number}",
            by=by,
            at=moment(on, 60 * number),
        )
