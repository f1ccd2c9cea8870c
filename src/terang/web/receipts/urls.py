from django.urls import path

from . import views

app_name = "receipts"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("<int:pk>/", views.receipt, name="receipt"),
]
