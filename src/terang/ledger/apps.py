from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "terang.ledger"
    label = "ledger"
