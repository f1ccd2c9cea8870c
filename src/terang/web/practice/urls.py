from django.urls import path

from . import views

app_name = "practice"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("keterangan/", views.certificate, name="certificate"),
    path("<slug:key>/", views.case, name="case"),
    path("<slug:key>/hasil/", views.outcome, name="outcome"),
]
