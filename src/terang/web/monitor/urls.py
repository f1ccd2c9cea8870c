from django.urls import path

from . import views

app_name = "monitor"
urlpatterns = [
    path("", views.home, name="home"),
    path("unit/<int:pk>/", views.unit, name="unit"),
    path("unit/<int:pk>/hitung/", views.recount, name="recount"),
    path("unit/<int:pk>/pegawai/", views.people, name="people"),
    path("unit/<int:pk>/pegawai.xlsx", views.sheet, name="sheet"),
    path("unit/<int:pk>/ingatkan/", views.remind, name="remind"),
]
