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
    path("pekerjaan/", include("terang.web.jobs.urls")),
    path("buku-besar/", include("terang.web.ledger.urls")),
    path("gaya/", include("terang.web.design.urls")),
]
