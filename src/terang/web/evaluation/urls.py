from django.urls import path

from . import unit_views, views

app_name = "evaluation"
urlpatterns = [
    path("evaluasi/", views.team, name="team"),
    path("evaluasi/sampaikan/", views.deliver, name="deliver"),
    path("evaluasi/capaian-unit/", unit_views.unit_levels, name="unit_levels"),
    path("evaluasi/capaian-unit/<int:pk>/", unit_views.unit_level, name="unit_level"),
    path("evaluasi/buka/", unit_views.open_for_period, name="open_for_period"),
    path("evaluasi/<int:pk>/", views.evaluate, name="evaluate"),
    path("evaluasi/<int:pk>/draf/", views.draft, name="draft"),
    path("hasil/", views.mine, name="mine"),
    path("hasil/<int:pk>/", views.explain, name="explain"),
    path("hasil/<int:pk>/terima/", views.acknowledge, name="acknowledge"),
    path("hasil/<int:pk>/dokumen/", views.issue_document, name="issue_document"),
]
