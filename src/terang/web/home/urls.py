from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.i18n import set_language

from . import views

urlpatterns = [
    path("", views.home, name="home"),
    # Anybody may choose the language, also on the sign-in and verification pages.
    path("bahasa/", login_not_required(set_language), name="language"),
]
