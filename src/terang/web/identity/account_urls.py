"""The pages of django-allauth that Terang uses; sign-up, e-mail and social pages stay out."""

from allauth.account import views as account
from django.urls import include, path
from django.views.generic import RedirectView

from . import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    # Where the library sends an account without a password (demo people) that asks to change it.
    path("password/set/", RedirectView.as_view(pattern_name="identity:account"), name="account_set_password"),
    path("2fa/", include("allauth.mfa.urls")),
    path("sessions/", views.sessions, name="usersessions_list"),
]
