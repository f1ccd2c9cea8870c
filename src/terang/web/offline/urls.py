from django.urls import path

from . import views

app_name = "offline"
urlpatterns = [
    path("", views.page, name="page"),
    path("keadaan/", views.state, name="state"),
    path("kirim/", views.send, name="send"),
    path("pekerja.js", views.worker, name="worker"),
    path("terang.webmanifest", views.manifest, name="manifest"),
    path("ikon-<int:size>.png", views.app_icon, name="icon"),
]
