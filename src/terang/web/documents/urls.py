from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [
    path("periksa/", views.verify, name="verify"),
    path("periksa/<str:token>/", views.verify, name="verify"),
    path("dokumen/<str:token>/", views.download, name="download"),
]
