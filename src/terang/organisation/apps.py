from django.apps import AppConfig


class OrganisationConfig(AppConfig):
    name = "terang.organisation"
    label = "organisation"
