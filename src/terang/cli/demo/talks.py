"""Talks of the counter officer with the appraiser: one held, one ahead, one proposal agreed upon. All invented."""

from datetime import date, timedelta

from terang.planning.enums import CommentKind, DialoguePurpose
from terang.planning.models import Dialogue, Period, Skp
from terang.planning.services import comments, talks
from terang.planning.services.talks import Appointment, Promise

from .year import moment


def talk_about_the_plan(period: Period, officer: str, day: date) -> None:
    """What the two said to each other about the plan of the officer."""
    found = Skp.objects.filter(period=period, employee__nip=officer, amends=None).select_related(
        "period", "employee__agency", "employee__user", "appraiser__user"
    ).first()  # fmt: skip
    if found is None or found.appraiser is None:
        return
    agree_on_a_change(found, day)
    confirm_it(found, hold(found, day), day)
    arrange_the_next(found, day)


def agree_on_a_change(skp: Skp, day: date) -> None:
    """The officer proposes, the appraiser agrees."""
    person, head = skp.employee, skp.appraiser
    assert person.user is not None
    assert head is not None
    assert head.user is not None
    words = "Target sebaiknya dihitung per bulan, supaya bulan yang sepi segera terlihat."
    said = comments.say(
        skp=skp, result=skp.results.first(), kind=CommentKind.PROPOSAL, text=words, key="demo",
        person=person, by=person.user, at=moment(day - timedelta(days=40), 30),
    )  # fmt: skip
    answer = "Sepakat. Kita lihat angkanya setiap akhir bulan."
    comments.answer(
        comment=said, agreed=True, text=answer, person=head, by=head.user, at=moment(day - timedelta(days=39), 90)
    )


def hold(skp: Skp, day: date) -> Dialogue:
    """A talk with two actions, one of them done."""
    head, held_on = skp.appraiser, day - timedelta(days=15)
    assert head is not None
    assert head.user is not None
    what = Appointment(
        DialoguePurpose.MONITORING, moment(held_on, 105), "Ruang kerja kepala seksi",
        "Capaian sampai bulan lalu\nAntrean hari Senin",
    )  # fmt: skip
    talk = talks.arrange(skp=skp, what=what, person=head, by=head.user, at=moment(held_on - timedelta(days=4)))
    promises = [
        Promise("Menyusun daftar syarat layanan satu halaman untuk ditempel di loket", False, day - timedelta(days=5)),
        Promise("Meminta satu petugas tambahan pada Senin pagi", True, day + timedelta(days=10)),
    ]
    talks.write_minutes(
        talk=talk, version=1, held_on=held_on, promises=promises, person=head, by=head.user, at=moment(held_on, 180),
        minutes="Layanan berjalan sesuai rencana. Warga mengeluhkan antrean Senin dan syarat yang kurang jelas.",
    )  # fmt: skip
    return talk


def confirm_it(skp: Skp, talk: Dialogue, day: date) -> None:
    """The officer agrees to the minutes and does what was promised."""
    person = skp.employee
    assert person.user is not None
    talk.refresh_from_db()
    at = moment(day - timedelta(days=14), 20)
    talks.confirm(talk=talk, version=talk.version, person=person, by=person.user, at=at)
    action = talk.actions.get(order=1)
    talks.finish_action(action=action, by=person.user, at=moment(day - timedelta(days=7), 200))


def arrange_the_next(skp: Skp, day: date) -> None:
    """A talk that is still ahead, at nine."""
    person = skp.employee
    assert person.user is not None
    what = Appointment(
        DialoguePurpose.DEVELOPMENT, moment(day + timedelta(days=7), 45), "Ruang rapat kecamatan",
        "Pelatihan yang diperlukan tahun depan",
    )  # fmt: skip
    talks.arrange(skp=skp, what=what, person=person, by=person.user, at=moment(day - timedelta(days=1), 60))
