from django.urls import path

from . import views

app_name = "identity"
urlpatterns = [
    path("", views.account, name="account"),
    path("lupa-kata-sandi/", views.forgotten_password, name="forgotten"),
    path("bahasa/", views.choose_language, name="language"),
    path("contoh/<int:pk>/masuk/", views.demo_sign_in, name="demo_sign_in"),
    path("kelola/", views.accounts, name="accounts"),
    path("kelola/<int:pk>/", views.account_detail, name="account_detail"),
    path("kelola/<int:pk>/kata-sandi/", views.issue_password, name="issue_password"),
    path("kelola/<int:pk>/tutup/", views.close_account, name="close_account"),
    path("kelola/<int:pk>/buka/", views.open_account, name="open_account"),
    path("kelola/<int:pk>/lepas-langkah-kedua/", views.remove_second_step, name="remove_second_step"),
    path("kelola/<int:pk>/peran/", views.grant_role, name="grant_role"),
    path("kelola/peran/<int:pk>/cabut/", views.revoke_role, name="revoke_role"),
]
