from django.urls import path

from . import views

app_name = "dialogue"
urlpatterns = [
    path("skp/<int:pk>/tarik/", views.withdraw, name="withdraw"),
]
