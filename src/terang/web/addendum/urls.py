from django.urls import path

from . import views

app_name = "addendum"
urlpatterns = [
    path("skp/<int:pk>/", views.versions, name="versions"),
    path("skp/<int:pk>/mulai/", views.start, name="start"),
    path("skp/<int:pk>/batal/", views.cancel, name="cancel"),
]
