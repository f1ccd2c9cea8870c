"""Foreign keys point upstream only, and leave no trace on the model they point to when they cross areas."""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import connection, models
from django.test.utils import isolate_apps

RIVER = [
    "ledger", "documents", "notices", "jobs", "regulation", "identity", "organisation", "planning", "evidence",
    "evaluation", "fairness",
]  # fmt: skip


def breaches(all_models: Iterable[type[models.Model]]) -> Iterator[str]:
    for model in all_models:
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and field.related_model._meta.app_label in RIVER:
                yield from breach(model, field)


def breach(model: type[models.Model], field: models.ForeignKey) -> Iterator[str]:  # type: ignore[type-arg]
    source, target = model._meta.app_label, field.related_model._meta.app_label
    name = f"{model._meta.label}.{field.name} → {target}"
    if RIVER.index(target) > RIVER.index(source):
        yield f"{name} points downstream"
    if source != target and field.remote_field.related_name != "+":
        yield f"{name} crosses areas and needs related_name='+'"


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in RIVER]


def test_foreign_keys_point_upstream() -> None:
    assert list(breaches(own_models())) == []


def test_every_area_with_models_has_a_place_in_the_river() -> None:
    areas = {
        config.label
        for config in apps.get_app_configs()
        if config.name.startswith("terang.") and list(config.get_models())
    }
    assert areas <= set(RIVER)


@isolate_apps("tests")
def test_a_key_that_points_downstream_is_reported() -> None:
    class Drifting(models.Model):  # noqa: DJ008
        skp = models.ForeignKey("planning.Skp", on_delete=models.CASCADE)

        class Meta:
            app_label = "organisation"

    Drifting._meta.get_field("skp").remote_field.model = apps.get_model("planning.Skp")
    assert len(list(breaches([Drifting]))) == 2


def test_every_table_of_ours_is_known_to_the_database(db: None) -> None:
    tables = set(connection.introspection.table_names())
    assert {model._meta.db_table for model in own_models()} <= tables
