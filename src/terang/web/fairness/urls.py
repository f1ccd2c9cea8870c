from django.urls import path

from . import method, team_views, views

app_name = "fairness"
urlpatterns = [
    path("cara-menilai/", method.method, name="method"),
    path("penilaian-rekan/", views.mine, name="mine"),
    path("penilaian-rekan/pegawai/<int:employee>/", views.latest, name="latest"),
    path("penilaian-rekan/<int:pk>/", views.own, name="own"),
    path("penilaian-rekan/<int:pk>/<int:employee>/", views.about, name="about"),
    path("cermin/<int:pk>/", views.mirror, name="mirror"),
    path("cermin/<int:pk>/<int:employee>/", views.mirror_of_superior, name="superior"),
    path("putaran/<int:pk>/angka/", team_views.figures, name="figures"),
    path("putaran/<int:pk>/bobot/", team_views.weights, name="weights"),
]
