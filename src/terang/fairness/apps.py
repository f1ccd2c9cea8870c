from django.apps import AppConfig


class FairnessConfig(AppConfig):
    name = "terang.fairness"
    label = "fairness"
