from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "terang.documents"
    label = "documents"
