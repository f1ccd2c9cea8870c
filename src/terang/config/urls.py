"""Addresses. Pages need a signed-in person unless their view says ``@login_not_required``."""

from django.urls import include, path

urlpatterns = [
    path("", include("terang.web.home.urls")),
    path("accounts/", include("terang.web.identity.account_urls")),
    path("akun/", include("terang.web.identity.urls")),
    path("pegawai/", include("terang.web.organisation.urls")),
    path("", include("terang.web.planning.urls")),
    path("", include("terang.web.evidence.urls")),
    path("", include("terang.web.evaluation.urls")),
    path("", include("terang.web.documents.urls")),
    path("matriks/", include("terang.web.matrix.urls")),
    path("pustaka/", include("terang.web.library.urls")),
    path("dialog/", include("terang.web.dialogue.urls")),
    path("addendum/", include("terang.web.addendum.urls")),
    path("perubahan/", include("terang.web.cases.urls")),
    path("rencana-aksi/", include("terang.web.actions.urls")),
    path("harian/", include("terang.web.daily.urls")),
    path("luring/", include("terang.web.offline.urls")),
    path("sampel/", include("terang.web.sampling.urls")),
    path("pembinaan/", include("terang.web.coaching.urls")),
    path("", include("terang.web.fairness.urls")),
    path("latihan-menilai/", include("terang.web.practice.urls")),
    path("tanda-terima/", include("terang.web.receipts.urls")),
    path("putaran/", include("terang.web.rounds.urls")),
    path("pemantauan/", include("terang.web.monitor.urls")),
    path("pekerjaan/", include("terang.web.jobs.urls")),
    path("pemberitahuan/", include("terang.web.notices.urls")),
    path("buku-besar/", include("terang.web.ledger.urls")),
    path("gaya/", include("terang.web.design.urls")),
]
