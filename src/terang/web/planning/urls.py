from django.urls import path

from . import outage_views, period_views, views

app_name = "planning"
urlpatterns = [
    path("periode/", period_views.periods, name="periods"),
    path("periode/buka/", period_views.open_period, name="open_period"),
    path("periode/<int:pk>/tahap/", period_views.stages, name="stages"),
    path("periode/<int:pk>/tutup/", period_views.close_period, name="close_period"),
    path("periode/<int:pk>/buka-kembali/", period_views.reopen_period, name="reopen_period"),
    path("gangguan/", outage_views.outages, name="outages"),
    path("gangguan/catat/", outage_views.declare, name="declare_outage"),
    path("gangguan/<int:pk>/tarik/", outage_views.withdraw, name="withdraw_outage"),
    path("skp/", views.mine, name="mine"),
    path("skp/mulai/", views.start, name="start"),
    path("skp/tim/", views.team, name="team"),
    path("skp/<int:pk>/", views.skp, name="skp"),
    path("skp/<int:pk>/hasil/", views.add_result, name="add_result"),
    path("skp/<int:pk>/pendekatan/", views.approach, name="approach"),
    path("skp/<int:pk>/lampiran/", views.annex, name="annex"),
    path("skp/<int:pk>/ekspektasi/", views.expectations, name="expectations"),
    path("skp/<int:pk>/kirim/", views.submit, name="submit"),
    path("skp/<int:pk>/tinjau/", views.review, name="review"),
    path("skp/<int:pk>/lanjutkan/", views.take_over, name="take_over"),
    path("skp/<int:pk>/skp.pdf", views.document, name="document"),
    path("skp/hasil/<int:pk>/", views.result, name="result"),
    path("skp/hasil/<int:pk>/pindah/", views.move_result, name="move_result"),
    path("skp/hasil/<int:pk>/hapus/", views.remove_result, name="remove_result"),
]
