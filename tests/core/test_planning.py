"""What keeps an SKP from being set, and what is only worth a look."""

from dataclasses import replace
from decimal import Decimal

import pytest

from terang.core.enums import AnnexList, Approach, Aspect, Level, Perspective, ResultKind, SkpForm
from terang.core.parameters import Law
from terang.core.planning import Plan, PlannedIndicator, PlannedResult, check_skp

INDICATOR = PlannedIndicator("Jumlah surat keterangan terbit", has_target=True, aspect=Aspect.QUANTITY)
RESULT = PlannedResult("Surat keterangan terlayani", ResultKind.MAIN, (INDICATOR,))
PLAN = Plan(SkpForm.JA_JF, Approach.QUANTITATIVE, (RESULT,), frozenset(AnnexList))


def found(plan: Plan, law: Law) -> list[tuple[str, Level, str]]:
    return [(finding.code, finding.level, finding.where) for finding in check_skp(plan, law)]


def test_a_complete_plan_has_no_finding(law: Law) -> None:
    assert found(PLAN, law) == []


def test_a_plan_of_additional_results_only_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, kind=ResultKind.ADDITIONAL),))
    assert found(plan, law) == [("SKP_NO_MAIN_RESULT", Level.ERROR, "")]


def test_an_empty_plan_cannot_be_set(law: Law) -> None:
    assert found(replace(PLAN, results=()), law) == [("SKP_NO_MAIN_RESULT", Level.ERROR, "")]


def test_a_result_without_words_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, text="  "),))
    assert found(plan, law) == [("RESULT_NO_TEXT", Level.ERROR, "results.0")]


def test_a_result_without_indicator_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(RESULT, replace(RESULT, indicators=())))
    assert found(plan, law) == [("RESULT_NO_INDICATOR", Level.ERROR, "results.1")]


def test_an_indicator_without_target_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, indicators=(INDICATOR, replace(INDICATOR, has_target=False))),))
    assert found(plan, law) == [("INDICATOR_NO_TARGET", Level.ERROR, "results.0.indicators.1")]


def test_a_linked_indicator_that_names_no_source_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, indicators=(replace(INDICATOR, lacks_source=True),)),))
    assert found(plan, law) == [("INDICATOR_NO_SOURCE", Level.ERROR, "results.0.indicators.0")]


def test_an_indicator_without_aspect_is_worth_a_look(law: Law) -> None:
    indicators = (INDICATOR, replace(INDICATOR, aspect=None))
    plan = replace(PLAN, results=(replace(RESULT, indicators=indicators),))
    assert found(plan, law) == [("INDICATOR_NO_ASPECT", Level.WARNING, "results.0.indicators.1")]


def test_the_form_of_a_unit_head_has_no_column_of_aspects(law: Law) -> None:
    indicators = (INDICATOR, replace(INDICATOR, aspect=None))
    result = replace(RESULT, perspective=Perspective.BUDGET, indicators=indicators)
    assert found(replace(PLAN, form=SkpForm.JPT_UKM, results=(result,)), law) == []


def test_a_direct_result_that_does_not_say_how_it_is_divided_is_worth_a_look(law: Law) -> None:
    plan = replace(PLAN, results=(RESULT, replace(RESULT, lacks_division=True)))
    assert found(plan, law) == [("RESULT_NO_DIVISION", Level.WARNING, "results.1")]


def test_an_indicator_without_words_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, indicators=(replace(INDICATOR, text=""),)),))
    assert found(plan, law) == [("INDICATOR_NO_TEXT", Level.ERROR, "results.0.indicators.0")]


def test_a_quantitative_result_without_quantity_is_worth_a_look(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, indicators=(replace(INDICATOR, aspect=Aspect.TIME),)),))
    assert found(plan, law) == [("RESULT_NO_QUANTITY", Level.WARNING, "results.0")]


def test_a_qualitative_result_needs_no_quantity(law: Law) -> None:
    indicators = (replace(INDICATOR, aspect=None),)
    plan = replace(PLAN, approach=Approach.QUALITATIVE, results=(replace(RESULT, indicators=indicators),))
    assert found(plan, law) == []


def test_the_form_of_a_unit_head_needs_a_perspective(law: Law) -> None:
    plan = replace(PLAN, form=SkpForm.JPT_UKM)
    assert found(plan, law) == [("RESULT_NO_PERSPECTIVE", Level.ERROR, "results.0")]


def test_a_unit_head_without_budget_is_worth_a_look(law: Law) -> None:
    result = replace(RESULT, perspective=Perspective.SERVICE_RECIPIENTS)
    plan = replace(PLAN, form=SkpForm.JPT_UKM, leads_unit=True, results=(result,))
    assert found(plan, law) == [("SKP_NO_BUDGET", Level.WARNING, "")]


@pytest.mark.parametrize(
    "result",
    [
        replace(RESULT, perspective=Perspective.BUDGET),
        replace(RESULT, indicators=(INDICATOR, replace(INDICATOR, aspect=Aspect.COST))),
    ],
    ids=["by perspective", "by aspect"],
)
def test_a_unit_head_shows_the_budget(result: PlannedResult, law: Law) -> None:
    assert found(replace(PLAN, leads_unit=True, results=(result,)), law) == []


def test_weights_that_do_not_add_up_to_one_hundred_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, weight=Decimal("60.5")), replace(RESULT, weight=Decimal(40))))
    (finding,) = check_skp(plan, law)
    assert (finding.code, dict(finding.params)) == ("WEIGHTS_TOTAL", {"total": "100.5", "wanted": "100"})


def test_weights_that_add_up_are_fine(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, weight=Decimal("60.5")), replace(RESULT, weight=Decimal("39.5"))))
    assert found(plan, law) == []


def test_weights_on_some_results_only_cannot_be_set(law: Law) -> None:
    plan = replace(PLAN, results=(replace(RESULT, weight=Decimal(100)), RESULT))
    assert found(plan, law) == [("WEIGHTS_INCOMPLETE", Level.ERROR, "")]


def test_each_missing_list_of_the_annex_is_worth_a_look(law: Law) -> None:
    plan = replace(PLAN, annex=frozenset({AnnexList.SUPPORT}))
    missing = [finding.params["list"] for finding in check_skp(plan, law)]
    assert missing == ["ACCOUNTABILITY", "CONSEQUENCES"]
