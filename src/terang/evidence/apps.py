from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "terang.evidence"
    label = "evidence"
