"""Feedback in depth, guidance and counselling for the section of the counter officer. All invented."""

from datetime import date, timedelta

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Feedback
from terang.evidence.services import save_draft
from terang.evidence.services.coaching import Score, record_sessions, score_competences, send_reply
from terang.evidence.services.counselling import record_counselling
from terang.evidence.services.standings import grant_standing
from terang.organisation.models import Employee
from terang.planning.models import Period, Skp
from terang.regulation.queries import in_force

from .year import moment


def guide_the_section(period: Period, officer: str, peer: str, outsider: str, day: date) -> None:
    """A standing, a draft, a session with formats B.1.8 and B.1.9, counselling, and regular feedback overdue."""
    plans = Skp.objects.filter(period=period, employee__nip__in=(officer, peer))
    found = {each.employee.nip: each for each in plans.select_related(
        "period", "employee__agency", "employee__user", "appraiser__user", "assignment__position__unit"
    )}  # fmt: skip
    theirs, colleague = found.get(officer), found.get(peer)
    other = Employee.objects.filter(nip=outsider, agency=period.agency).first()
    if theirs is None or colleague is None or other is None or theirs.appraiser is None:
        return
    name_other(theirs, other, day)
    leave_a_draft(theirs, colleague, day)
    hold_a_session(theirs, colleague, day)
    counsel(colleague, day)
    let_it_be_overdue(colleague)


def name_other(skp: Skp, other: Employee, day: date) -> None:
    assert skp.appraiser is not None
    assert skp.appraiser.user is not None
    reason = "Bekerja bersama dalam pendataan penduduk di kelurahan"
    grant_standing(skp=skp, employee=other, reason=reason, by=skp.appraiser.user, at=moment(day - timedelta(days=40)))


def leave_a_draft(skp: Skp, colleague: Skp, day: date) -> None:
    """The counter officer has begun to write about a colleague."""
    save_draft(
        skp=colleague,
        giver=skp.employee,
        kind=FeedbackKind.INCIDENTAL,
        text="Membantu saya menata berkas arsip sampai selesai.",
        at=moment(day - timedelta(days=1), 95),
    )


def hold_a_session(theirs: Skp, colleague: Skp, day: date) -> None:
    """A session for two; one has answered it, and is scored."""
    coach = theirs.appraiser
    assert coach is not None
    assert coach.user is not None
    session, _other = record_sessions(
        plans=[theirs, colleague],
        coach=coach,
        held_on=day - timedelta(days=20),
        topic="Menata antrean pada hari Senin",
        notes="Warga menunggu lama pada Senin pagi. Kami melihat catatan antrean tiga pekan terakhir bersama-sama.",
        agreed="Loket kedua dibuka pukul 08.00 setiap Senin; ditinjau kembali dalam satu bulan.",
        key="demo",
        by=coach.user,
        at=moment(day - timedelta(days=20), 120),
    )
    answers = {each.key: "yes" for each in in_force(day).coaching.statements.value} | {"BERTANYA": "partly"}
    note = "Saya terbantu. Semoga lain kali ada waktu lebih panjang untuk bertanya."
    send_reply(coaching=session, answers=answers, note=note, at=moment(day - timedelta(days=18), 60))
    scores = [
        Score("Pelayanan publik", 4, "Ramah dan tetap tenang saat antrean panjang."),
        Score("Komunikasi", 3, "Penjelasan syarat sudah jelas, tetapi masih sering terputus."),
    ]
    score_competences(coaching=session, version=1, scores=scores, by=coach.user, at=moment(day - timedelta(days=17)))


def counsel(skp: Skp, day: date) -> None:
    counsellor = skp.appraiser
    assert counsellor is not None
    assert counsellor.user is not None
    record_counselling(
        employee=skp.employee,
        counsellor=counsellor,
        held_on=day - timedelta(days=30),
        problem="Beberapa kali datang siang karena mengantar anak sekolah.",
        outcome="Sepakat mengatur jadwal antar jemput dengan keluarga.",
        follow_up="Berbincang lagi bulan depan.",
        key="demo",
        by=counsellor.user,
        at=moment(day - timedelta(days=30), 240),
    )


def let_it_be_overdue(skp: Skp) -> None:
    """The superior spoke about single events only, so that no regular feedback was given."""
    spoken = Feedback.objects.filter(skp=skp, role=RaterRole.SUPERIOR)
    spoken.update(kind=FeedbackKind.INCIDENTAL)
