from django.urls import path

from . import comment_views, talk_views, views

app_name = "dialogue"
urlpatterns = [
    path("skp/<int:pk>/", talk_views.talks, name="talks"),
    path("skp/<int:pk>/tarik/", views.withdraw, name="withdraw"),
    path("skp/<int:pk>/rencanakan/", talk_views.arrange, name="arrange"),
    path("skp/<int:pk>/komentar/", comment_views.say, name="say"),
    path("komentar/<int:pk>/", comment_views.answer, name="answer"),
    path("temu/<int:pk>/", talk_views.talk, name="talk"),
    path("temu/<int:pk>/ubah/", talk_views.rearrange, name="rearrange"),
    path("temu/<int:pk>/catatan/", talk_views.minutes, name="minutes"),
    path("temu/<int:pk>/jawab/", talk_views.reply, name="reply"),
    path("temu/<int:pk>/batalkan/", talk_views.cancel, name="cancel"),
    path("temu/<int:pk>/kalender.ics", talk_views.calendar_file, name="calendar"),
    path("temu/<int:pk>/berita-acara/", talk_views.sheet, name="sheet"),
    path("tindak-lanjut/<int:pk>/selesai/", talk_views.finish, name="finish"),
]
