from django.urls import path

from . import views

app_name = "notices"
urlpatterns = [
    path("", views.notice_list, name="list"),
    path("<int:pk>/", views.open_notice, name="open"),
    path("baca-semua/", views.read_all, name="read_all"),
    path("pilihan/", views.preferences, name="preferences"),
]
