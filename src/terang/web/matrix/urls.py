from django.urls import URLPattern

app_name = "matrix"
urlpatterns: list[URLPattern] = []
