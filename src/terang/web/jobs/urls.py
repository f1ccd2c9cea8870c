from django.urls import path

from . import views

app_name = "jobs"
urlpatterns = [
    path("", views.job_list, name="list"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/batalkan/", views.cancel, name="cancel"),
    path("<int:pk>/ulangi/", views.repeat, name="repeat"),
    path("<int:pk>/hasil/", views.result_file, name="file"),
]
