from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "terang.identity"
    label = "identity"
