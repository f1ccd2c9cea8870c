"""A year in parts and a change in words people read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.core.enums import Confidence
from terang.core.midyear import Act, Decision, months_of
from terang.organisation.models import Employee
from terang.planning.enums import CaseKind, CaseState, SkpState
from terang.planning.models import PlanCase, Skp
from terang.planning.queries import cases as queries

STATE_KINDS = {CaseState.PREPARED: "wait", CaseState.APPLIED: "ok", CaseState.WITHDRAWN: ""}
PLAN_KINDS = {SkpState.SET: "ok", SkpState.SUBMITTED: "wait", SkpState.RETURNED: "wait"}
# The cases as people tell them, in groups.
GROUPS: Sequence[tuple[Any, Mapping[CaseKind, Any]]] = (
    (
        gettext_lazy("Jabatannya berganti"),
        {
            CaseKind.MOVE: gettext_lazy("Jabatan atau unit lain pada jenjang yang sama, di instansi ini."),
            CaseKind.PROMOTION: gettext_lazy("Jabatan yang lebih tinggi di instansi ini."),
            CaseKind.DEMOTION: gettext_lazy("Jabatan yang lebih rendah di instansi ini."),
        },
    ),
    (
        gettext_lazy("Ada tugas di samping jabatannya"),
        {
            CaseKind.ACTING: gettext_lazy("Mengisi jabatan yang kosong sambil memegang jabatan sendiri."),
            CaseKind.DAILY_ACTING: gettext_lazy("Menggantikan pejabat yang berhalangan sementara."),
            CaseKind.OTHER_DUTY: gettext_lazy("Misalnya panitia, satuan tugas, atau tugas luar daerah."),
        },
    ),
    (
        gettext_lazy("Tidak bekerja untuk sementara"),
        {
            CaseKind.LEAVE: gettext_lazy("Cuti melahirkan, cuti besar, cuti karena alasan penting, atau sakit."),
            CaseKind.STUDY: gettext_lazy("Belajar penuh dan tidak menjalankan jabatannya."),
            CaseKind.STUDY_AT_WORK: gettext_lazy("Belajar di luar jam kerja; jabatannya tetap dijalankan."),
            CaseKind.UNPAID_LEAVE: gettext_lazy("Tidak digaji dan tidak menyusun SKP."),
            CaseKind.SUSPENDED: gettext_lazy("Sampai ada keputusan lebih lanjut."),
        },
    ),
    (
        gettext_lazy("Bekerja di tempat lain"),
        {
            CaseKind.SECONDED: gettext_lazy("Instansi lain memakai tenaganya; ia tetap pegawai instansi ini."),
            CaseKind.SPECIAL_ASSIGNMENT: gettext_lazy("Negara sahabat, lembaga internasional, organisasi profesi."),
            CaseKind.TRANSFER_OUT: gettext_lazy("Ia tidak lagi menjadi pegawai instansi ini."),
        },
    ),
    (
        gettext_lazy("Mulai atau berakhir"),
        {
            CaseKind.STARTED: gettext_lazy("CPNS, PPPK, pindahan, atau kembali sesudah cuti dan tugas belajar."),
            CaseKind.PRE_RETIREMENT: gettext_lazy("Bebas tugas menjelang pensiun."),
            CaseKind.RETIREMENT: gettext_lazy("Masa kerjanya selesai, atau berhenti atas permintaan sendiri."),
            CaseKind.DEATH: gettext_lazy("SKP ditutup tanpa meminta penilaian."),
        },
    ),
)


# --- a year in parts --------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One part of a person's year. ``months`` is told to who weighs the parts; ``result`` what was delivered."""

    skp: Skp
    months: int
    kind: str
    state: str
    result: str = ""


def parts_rows(plan: Skp) -> Sequence[Part]:
    """All parts of the year of one person (one query)."""
    return _rows(queries.parts_of(plan.employee_id, plan.period))


def own_parts(employee: Employee) -> list[tuple[int, Sequence[Part]]]:
    """The person's years that have parts, by period (one query)."""
    found = groupby(queries.own_parts(employee), key=lambda plan: plan.period_id)
    return [(period, _rows(list(plans))) for period, plans in found]


def _rows(plans: Sequence[Skp]) -> Sequence[Part]:
    months = months_of([(plan.first_day, plan.last_day) for plan in plans])
    return [
        Part(plan, count, PLAN_KINDS.get(SkpState(plan.state), ""), str(plan.get_state_display()))
        for plan, count in zip(plans, months, strict=True)
    ]


# --- a change ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One thing that follows, with what it rests on."""

    text: str
    ground: str
    is_confirmed: bool
    note: str


@dataclass(frozen=True)
class People:
    """Who is named by the sentences of a case."""

    former: str
    coming: str


SENTENCES: Mapping[Act, Any] = {
    Act.CLOSE: gettext_lazy("SKP yang berjalan ditutup. Hari terakhirnya %(day)s."),
    Act.CLOSE_UNSET: gettext_lazy("SKP yang belum ditetapkan ditutup tanpa penilaian. Hari terakhirnya %(day)s."),
    Act.JUDGE_PART: gettext_lazy("%(former)s menilai bagian tahun sampai %(day)s."),
    Act.TOO_SHORT: gettext_lazy("Bagian tahun ini kurang dari satu bulan, jadi tidak dinilai tersendiri."),
    Act.NO_JUDGEMENT: gettext_lazy("Bagian tahun ini tidak dinilai."),
    Act.HAND_OVER: gettext_lazy("Hasil kerja bersifat organisasi dialihkan kepada penerusnya."),
    Act.OPEN: gettext_lazy("SKP baru dibuka mulai %(day)s, dengan pejabat penilai %(coming)s."),
    Act.WEIGH: gettext_lazy("Penilaian setahun menimbang semua bagian, oleh pejabat penilai di akhir tahun."),
    Act.KEEP: gettext_lazy("SKP yang berjalan tetap berlaku."),
    Act.ADD_DUTIES: gettext_lazy("Tugas Plt. dapat ditambahkan sebagai hasil kerja tambahan lewat addendum."),
    Act.MAY_AMEND: gettext_lazy("Lamanya lebih dari satu bulan, jadi SKP boleh diubah lewat addendum."),
    Act.NO_AMEND: gettext_lazy("Lamanya tidak lebih dari satu bulan, jadi SKP tidak perlu diubah."),
    Act.WITHOUT_PLAN: gettext_lazy("Mulai %(day)s pegawai tidak menyusun SKP sampai bertugas kembali."),
    Act.FROM_STUDY: gettext_lazy("Mulai %(day)s kinerjanya dinilai dari hasil belajar yang dikirim perguruan tinggi."),
    Act.BY_HOME_AGENCY: gettext_lazy(
        "Mulai %(day)s pimpinan instansi induk menilainya dengan bahan dari tempat penugasan."
    ),
    Act.BY_USING_AGENCY: gettext_lazy("Mulai %(day)s instansi pemakai menilainya dan mengirim salinannya."),
}


def decided_lines(decision: Decision, people: People) -> list[Line]:
    """What will happen, step by step."""
    return [_line(step.act, step.day, step.citation.as_dict(), people) for step in decision.steps]


def kept_lines(case: PlanCase) -> list[Line]:
    """What was done, from what the case kept."""
    people = People(_name(case.skp), _name(case.opened))
    return [
        _line(Act(step["act"]), date.fromisoformat(step["day"]) if step["day"] else None, step["citation"], people)
        for step in case.outcome.get("steps", ())
    ]


def _line(act: Act, day: date | None, citation: Mapping[str, Any], people: People) -> Line:
    said = {"day": date_format(day, "j F Y") if day else "", "former": people.former, "coming": people.coming}
    sure = Confidence(citation["confidence"]).is_confirmed
    return Line(str(SENTENCES[act]) % said, f"{citation['title']}, {citation['article']}", sure, citation["note"] or "")


def notes_of(lines: Iterable[Line]) -> list[str]:
    """What the law files say about the articles that are not quite certain, each once."""
    return list(dict.fromkeys(line.note for line in lines if line.note))


def _name(plan: Skp | None) -> str:
    return name_of(plan.appraiser if plan else None)


def name_of(person: Employee | None) -> str:
    return person.full_name if person else _("yang belum tercatat")


def facts_rows(case: PlanCase) -> list[tuple[str, str]]:
    """The facts of a case, for a list of labels and values."""
    rows: Iterable[tuple[str, Callable[[], str] | str]] = (
        (_("Perubahan"), str(case.get_kind_display())),
        (_("Mulai"), date_format(case.on, "j F Y")),
        (_("Sampai"), date_format(case.until, "j F Y") if case.until else ""),
        (_("Dasar"), case.basis),
    )
    return [(label, str(value)) for label, value in rows if value]
