from django.urls import path

from . import handed_views, views

app_name = "cases"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("pegawai/<int:pk>/", views.start, name="start"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/batal/", views.withdraw, name="withdraw"),
    path("terima/", handed_views.handed, name="handed"),
    path("terima/<int:pk>/", handed_views.receive, name="receive"),
]
