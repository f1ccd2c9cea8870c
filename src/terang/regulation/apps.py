from django.apps import AppConfig


class RegulationConfig(AppConfig):
    name = "terang.regulation"
    label = "regulation"
