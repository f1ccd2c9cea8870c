from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "terang.notices"
    label = "notices"
