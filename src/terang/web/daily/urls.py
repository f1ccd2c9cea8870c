from django.urls import path

from . import recurring_views, views

app_name = "daily"
urlpatterns = [
    path("", views.week, name="week"),
    path("bulan/", views.month, name="month"),
    path("salin/", views.copy, name="copy"),
    path("<int:pk>/ubah/", views.change, name="change"),
    path("<int:pk>/hapus/", views.remove, name="remove"),
    path("pegawai/<int:pk>/", views.person, name="person"),
    path("berulang/", recurring_views.recurring, name="recurring"),
    path("berulang/<int:pk>/henti/", recurring_views.end, name="end"),
    path("berulang/<int:pk>/jawab/", recurring_views.answer, name="answer"),
]
