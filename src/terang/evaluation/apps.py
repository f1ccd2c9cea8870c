from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "terang.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        from terang.planning.services.guards import amending, reopening

        from .services import keep_as_judged, keep_part_as_judged

        amending.connect(keep_as_judged)
        reopening.connect(keep_part_as_judged)
