from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "terang.jobs"
    label = "jobs"
