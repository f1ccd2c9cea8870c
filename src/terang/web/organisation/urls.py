from django.urls import path

from . import assignment_views, import_views, people_views, post_views, unit_views, views

app_name = "organisation"
urlpatterns = [
    path("", views.staff, name="staff"),
    path("tambah/", people_views.add, name="add_employee"),
    path("<int:pk>/", views.employee, name="employee"),
    path("<int:pk>/penilai/", views.appoint, name="appoint"),
    path("<int:pk>/akun/", people_views.open_account, name="open_account"),
    path("<int:pk>/penugasan/", assignment_views.assign, name="assign"),
    path("<int:pk>/penugasan/<int:held>/akhiri/", assignment_views.end, name="end_assignment"),
    path("<int:pk>/penugasan/<int:held>/batalkan/", assignment_views.take_back, name="take_back"),
    path("penilai/<int:pk>/akhiri/", views.end_appointment, name="end_appointment"),
    path("unit/", unit_views.units, name="units"),
    path("unit/<int:pk>/", unit_views.unit, name="unit"),
    path("unit/<int:pk>/tambah/", unit_views.add, name="add_unit"),
    path("unit/<int:pk>/nama/", unit_views.rename, name="rename_unit"),
    path("unit/<int:pk>/pindah/", unit_views.move, name="move_unit"),
    path("unit/<int:pk>/tutup/", unit_views.close, name="close_unit"),
    path("unit/<int:pk>/jabatan/", post_views.unit_posts, name="unit_posts"),
    path("unit/<int:pk>/jabatan/tambah/", post_views.add, name="add_post"),
    path("jabatan/<int:pk>/", post_views.post, name="post"),
    path("jabatan/<int:pk>/nama/", post_views.rename, name="rename_post"),
    path("jabatan/<int:pk>/tutup/", post_views.close, name="close_post"),
    path("jabatan/<int:pk>/buka/", post_views.reopen, name="reopen_post"),
    path("jabatan/<int:pk>/isi/", post_views.fill, name="fill_post"),
    path("impor/", import_views.upload, name="import_upload"),
    path("impor/<int:pk>/", import_views.preview, name="import_preview"),
    path("impor/<int:pk>/baris/", import_views.rows, name="import_rows"),
    path("impor/<int:pk>/susunan/", import_views.tree, name="import_tree"),
    path("impor/<int:pk>/susunan/<int:place>/", import_views.correct, name="import_correct"),
    path("impor/<int:pk>/temuan.xlsx", import_views.findings, name="import_findings"),
    path("impor/<int:pk>/terapkan/", import_views.apply, name="import_apply"),
    path("impor/<int:pk>/batalkan/", import_views.cancel, name="import_cancel"),
]
