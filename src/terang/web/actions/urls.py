from django.urls import path

from . import views

app_name = "actions"
urlpatterns = [
    path("<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/bagi-rata/", views.fill, name="fill"),
    path("<int:pk>/irama/", views.rhythm, name="rhythm"),
    path("indikator/<int:pk>/", views.edit, name="edit"),
]
