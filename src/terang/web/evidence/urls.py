from django.urls import path

from . import feedback_views, standing_views, views

app_name = "evidence"
urlpatterns = [
    path("bukti/", views.log, name="log"),
    path("bukti/catat/<int:pk>/", views.record, name="record"),
    path("bukti/indikator/<int:pk>/", views.progress, name="progress"),
    path("bukti/catatan/<int:pk>/tarik/", views.withdraw, name="withdraw"),
    path("bukti/berkas/<int:pk>/", views.download, name="file"),
    path("umpan-balik/", feedback_views.received, name="feedback"),
    path("umpan-balik/dari-saya/", feedback_views.given, name="given"),
    path("umpan-balik/beri/", feedback_views.people, name="people"),
    path("umpan-balik/beri/<int:pk>/", feedback_views.give, name="give"),
    path("umpan-balik/skp/<int:pk>/", feedback_views.on_plan, name="on_plan"),
    path("umpan-balik/skp/<int:pk>/rekaman/", feedback_views.record_sheet, name="record_sheet"),
    path("umpan-balik/skp/<int:pk>/rekaman/pdf/", feedback_views.record_document, name="record_document"),
    path("umpan-balik/skp/<int:pk>/pihak-lain/", standing_views.others, name="others"),
    path("umpan-balik/skp/<int:pk>/pihak-lain/tambah/", standing_views.add_other, name="add_other"),
    path("umpan-balik/pihak-lain/<int:pk>/akhiri/", standing_views.end_other, name="end_other"),
    path("umpan-balik/draf/<int:pk>/buang/", feedback_views.discard, name="discard"),
    path("umpan-balik/<int:pk>/tarik/", feedback_views.retract, name="retract"),
]
