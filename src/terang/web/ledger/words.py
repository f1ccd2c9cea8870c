"""What was done, in words. An act without words here is shown by its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Groups = tuple[tuple[str | Promise, tuple[tuple[str, str | Promise], ...]], ...]

GROUPS: Groups = (
    (
        _("Periode dan SKP"),
        (
            ("period.opened", _("Periode dibuka")),
            ("period.stages_changed", _("Jadwal tahap diubah")),
            ("period.closed", _("Periode ditutup")),
            ("period.reopened", _("Periode dibuka kembali")),
            ("skp.started", _("SKP mulai disusun")),
            ("skp.approach_changed", _("Pendekatan SKP diubah")),
            ("skp.result_added", _("Rencana hasil kerja ditambahkan")),
            ("skp.result_changed", _("Rencana hasil kerja diubah")),
            ("skp.result_removed", _("Rencana hasil kerja dihapus")),
            ("skp.results_reordered", _("Urutan rencana hasil kerja diubah")),
            ("skp.annex_written", _("Lampiran SKP diisi")),
            ("skp.expectations_written", _("Ekspektasi pimpinan diisi")),
            ("skp.appraiser_changed", _("Pejabat penilai SKP diubah")),
            ("skp.submitted", _("SKP diajukan")),
            ("skp.returned", _("SKP dikembalikan")),
            ("skp.set", _("SKP ditetapkan")),
            ("skp.results_taken", _("Peran dari matriks diambil ke SKP")),
            ("matrix.published", _("Hasil kerja pimpinan diterbitkan")),
            ("matrix.unpublished", _("Penerbitan hasil kerja ditarik")),
            ("matrix.role_written", _("Peran dalam matriks diisi")),
            ("matrix.role_cleared", _("Peran dalam matriks dikosongkan")),
            ("matrix.member_added", _("Anggota dari tim lain ditambahkan")),
            ("matrix.member_removed", _("Anggota dari tim lain dilepas")),
            ("skp.steps_written", _("Langkah rencana aksi diisi")),
            ("skp.steps_filled", _("Langkah rencana aksi dibagi rata")),
            ("skp.rhythm_changed", _("Irama rencana aksi diganti")),
        ),
    ),
    (
        _("Bukti dan umpan balik"),
        (
            ("progress.recorded", _("Realisasi dicatat")),
            ("progress.withdrawn", _("Realisasi ditarik")),
            ("daily.added", _("Catatan harian ditulis")),
            ("daily.changed", _("Catatan harian diubah")),
            ("daily.removed", _("Catatan harian dihapus")),
            ("daily.repeated", _("Catatan harian disalin atau diambil dari usulan")),
            ("daily.offer_skipped", _("Usulan catatan harian dilewati")),
            ("daily.recurring_added", _("Pekerjaan berulang ditambahkan")),
            ("daily.recurring_ended", _("Pekerjaan berulang dihentikan")),
            ("feedback.given", _("Umpan balik diberikan")),
            ("feedback.retracted", _("Umpan balik ditarik")),
            ("feedback.standing_granted", _("Pihak lain ditunjuk untuk umpan balik")),
            ("feedback.standing_ended", _("Penunjukan pihak lain diakhiri")),
            ("coaching.recorded", _("Bimbingan dicatat")),
            ("coaching.changed", _("Catatan bimbingan diubah")),
            ("coaching.replied", _("Umpan balik bimbingan dikirim")),
            ("coaching.scored", _("Kompetensi pegawai dinilai")),
            ("counselling.recorded", _("Konseling dicatat")),
            ("counselling.changed", _("Catatan konseling diubah")),
        ),
    ),
    (
        _("Evaluasi dan dokumen"),
        (
            ("evaluation.opened_for_period", _("Evaluasi dibuka")),
            ("evaluation.changed", _("Rancangan penilaian diubah")),
            ("evaluation.concluded", _("Penilaian disimpulkan")),
            ("evaluation.delivered", _("Hasil penilaian disampaikan")),
            ("evaluation.seen", _("Hasil penilaian dibaca")),
            ("evaluation.acknowledged", _("Hasil penilaian diterima")),
            ("unit_achievement.set", _("Capaian organisasi ditetapkan")),
            ("unit_achievement.changed", _("Capaian organisasi diubah")),
            ("document.sealed", _("Dokumen disegel")),
            ("document.revoked", _("Dokumen dicabut")),
        ),
    ),
    (
        _("Organisasi dan akun"),
        (
            ("employees.imported", _("Data pegawai diimpor")),
            ("unit.created", _("Unit dibentuk")),
            ("unit.renamed", _("Nama unit diubah")),
            ("unit.moved", _("Unit dipindahkan")),
            ("unit.closed", _("Unit ditutup")),
            ("post.created", _("Jabatan dibentuk")),
            ("post.assigned", _("Jabatan diisi")),
            ("post.left", _("Jabatan ditinggalkan")),
            ("appraiser.appointed", _("Pejabat penilai ditunjuk")),
            ("appraiser.appointment_ended", _("Penunjukan pejabat penilai berakhir")),
            ("account.created", _("Akun dibuat")),
            ("account.first_password_issued", _("Kata sandi pertama dibuat")),
            ("account.password_reset", _("Kata sandi diganti")),
            ("account.second_step_removed", _("Langkah masuk kedua dicabut")),
            ("account.opened", _("Akun dibuka")),
            ("account.closed", _("Akun ditutup")),
            ("role.granted", _("Peran diberikan")),
            ("role.revoked", _("Peran dicabut")),
            ("demo.loaded", _("Data contoh dibuat")),
        ),
    ),
)
WORDS = {act: words for _group, acts in GROUPS for act, words in acts}


def in_words(act: str) -> str:
    return str(WORDS.get(act, act))
