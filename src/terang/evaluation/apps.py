from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "terang.evaluation"
    label = "evaluation"
