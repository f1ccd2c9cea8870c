from django.urls import URLPattern

app_name = "addendum"
urlpatterns: list[URLPattern] = []
