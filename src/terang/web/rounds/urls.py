from django.urls import path

from . import rater_views, relation_views, superior_views, team_views

app_name = "rounds"
urlpatterns = [
    path("", rater_views.mine, name="mine"),
    path("isi/<slug:code>/", rater_views.answer, name="answer"),
    path("isi/<slug:code>/tarik/", rater_views.withdraw, name="withdraw"),
    path("isi/<slug:code>/mundur/", rater_views.step_aside, name="step_aside"),
    path("isi/<slug:code>/<int:step>/", rater_views.step, name="step"),
    path("isi/<slug:code>/<int:step>/simpan/", rater_views.keep, name="keep"),
    path("hubungan/", relation_views.own, name="relations"),
    path("hubungan/<int:pk>/akhiri/", relation_views.end, name="end_relation"),
    path("usulan/<int:pk>/", superior_views.people, name="proposals"),
    path("usulan/<int:pk>/<int:employee>/", superior_views.propose, name="propose"),
    path("tim/", team_views.rounds, name="team"),
    path("tim/baru/", team_views.new, name="new"),
    path("tim/hubungan/", relation_views.team, name="team_relations"),
    path("<int:pk>/", team_views.detail, name="detail"),
    path("<int:pk>/bagi/", team_views.draw, name="draw"),
    path("<int:pk>/buka/", team_views.open_it, name="open"),
    path("<int:pk>/perpanjang/", team_views.extend, name="extend"),
    path("<int:pk>/ganti/", team_views.replace, name="replace"),
    path("<int:pk>/tutup/", team_views.close, name="close"),
    path("<int:pk>/terbitkan/", team_views.publish, name="publish"),
    path("<int:pk>/buang/", team_views.discard, name="discard"),
]
