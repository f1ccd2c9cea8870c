from django.urls import path

from . import counselling_views, views

app_name = "coaching"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("tim/", views.team, name="team"),
    path("tim/catat/", views.record, name="record"),
    path("dari-saya/", views.held, name="held"),
    path("untuk-atasan/", views.replies, name="replies"),
    path("<int:pk>/", views.session, name="session"),
    path("<int:pk>/ubah/", views.change, name="change"),
    path("<int:pk>/umpan-balik/", views.reply, name="reply"),
    path("<int:pk>/umpan-balik/pdf/", views.reply_document, name="reply_document"),
    path("<int:pk>/kompetensi/", views.scores, name="scores"),
    path("<int:pk>/kompetensi/pdf/", views.scores_document, name="scores_document"),
    path("konseling/", counselling_views.held, name="counselling_held"),
    path("konseling/catat/<int:pk>/", counselling_views.record, name="counselling_record"),
    path("konseling/<int:pk>/", counselling_views.notes, name="counselling"),
]
