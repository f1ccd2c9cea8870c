from django.urls import path

from . import views

app_name = "library"
urlpatterns = [
    path("templat-skp.xlsx", views.template, name="template"),
    path("skp/<int:pk>/skp.xlsx", views.sheet, name="sheet"),
    path("skp/<int:pk>/unggah/", views.upload, name="upload"),
    path("skp/<int:pk>/tahun-lalu/", views.last_year, name="last_year"),
    path("skp/<int:pk>/hasil/", views.shelf, name="shelf"),
]
