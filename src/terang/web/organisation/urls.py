from django.urls import path

from . import import_views, unit_views, views

app_name = "organisation"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("<int:pk>/", views.employee, name="employee"),
    path("<int:pk>/penilai/", views.appoint, name="appoint"),
    path("penilai/<int:pk>/akhiri/", views.end_appointment, name="end_appointment"),
    path("unit/", unit_views.units, name="units"),
    path("unit/<int:pk>/", unit_views.unit, name="unit"),
    path("unit/<int:pk>/tambah/", unit_views.add, name="add_unit"),
    path("unit/<int:pk>/nama/", unit_views.rename, name="rename_unit"),
    path("unit/<int:pk>/pindah/", unit_views.move, name="move_unit"),
    path("unit/<int:pk>/tutup/", unit_views.close, name="close_unit"),
    path("impor/", import_views.upload, name="import_upload"),
    path("impor/<int:pk>/", import_views.preview, name="import_preview"),
    path("impor/<int:pk>/baris/", import_views.rows, name="import_rows"),
    path("impor/<int:pk>/susunan/", import_views.tree, name="import_tree"),
    path("impor/<int:pk>/susunan/<int:place>/", import_views.correct, name="import_correct"),
    path("impor/<int:pk>/temuan.xlsx", import_views.findings, name="import_findings"),
    path("impor/<int:pk>/terapkan/", import_views.apply, name="import_apply"),
    path("impor/<int:pk>/batalkan/", import_views.cancel, name="import_cancel"),
]
