from django.urls import path

from . import views

app_name = "sampling"
urlpatterns = [
    path("skp/<int:pk>/", views.plan, name="plan"),
    path("<int:pk>/", views.draw, name="draw"),
    path("<int:pk>/hitung.csv", views.arithmetic, name="arithmetic"),
    path("catatan/<int:pk>/", views.item, name="item"),
]
