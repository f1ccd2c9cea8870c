"""Procedures as tables: the way forward, and every refusal with what would be possible."""

import pytest

from terang.core.workflow import (
    APPRAISER,
    APPRAISERS_SUPERIOR,
    EMPLOYEE,
    EVALUATION_WORKFLOW,
    PERFORMANCE_TEAM,
    SKP_WORKFLOW,
    NotAllowed,
    Transition,
    Workflow,
)


def walk(workflow: Workflow, *acts: tuple[str, str]) -> str:
    state = workflow.initial
    for act, actor in acts:
        state = workflow.target(state, act, actor)
    return state


def test_an_skp_is_submitted_returned_submitted_again_set_and_closed() -> None:
    acts = [("submit", EMPLOYEE), ("return_", APPRAISER), ("submit", EMPLOYEE), ("set", APPRAISER)]
    assert walk(SKP_WORKFLOW, *acts, ("close", PERFORMANCE_TEAM)) == "CLOSED"


def test_an_skp_can_be_taken_back_by_its_owner_until_the_appraiser_decides() -> None:
    assert walk(SKP_WORKFLOW, ("submit", EMPLOYEE), ("withdraw", EMPLOYEE)) == "DRAFT"


@pytest.mark.parametrize("state", ["DRAFT", "RETURNED", "SET", "CLOSED"])
def test_an_skp_that_does_not_wait_for_a_decision_cannot_be_taken_back(state: str) -> None:
    with pytest.raises(NotAllowed, match="'withdraw' by EMPLOYEE is not possible"):
        SKP_WORKFLOW.target(state, "withdraw", EMPLOYEE)


def test_the_appraiser_cannot_take_back_what_the_employee_handed_in() -> None:
    with pytest.raises(NotAllowed, match="'withdraw' by APPRAISER"):
        SKP_WORKFLOW.target("SUBMITTED", "withdraw", APPRAISER)


def test_an_evaluation_is_concluded_delivered_acknowledged_and_final() -> None:
    acts = [("conclude", APPRAISER), ("deliver", APPRAISER), ("acknowledge", EMPLOYEE)]
    assert walk(EVALUATION_WORKFLOW, *acts, ("finalise", PERFORMANCE_TEAM)) == "FINAL"


def test_a_conclusion_can_be_changed_by_its_appraiser_until_it_is_delivered() -> None:
    assert walk(EVALUATION_WORKFLOW, ("conclude", APPRAISER), ("change", APPRAISER)) == "CONCLUDED"
    with pytest.raises(NotAllowed, match="'change' by APPRAISER is not possible in state DELIVERED"):
        EVALUATION_WORKFLOW.target("DELIVERED", "change", APPRAISER)
    with pytest.raises(NotAllowed, match="'change' by EMPLOYEE"):
        EVALUATION_WORKFLOW.target("CONCLUDED", "change", EMPLOYEE)


def test_a_signature_is_no_waiver_of_the_objection() -> None:
    acts = [("conclude", APPRAISER), ("deliver", APPRAISER), ("acknowledge", EMPLOYEE)]
    assert walk(EVALUATION_WORKFLOW, *acts, ("object", EMPLOYEE)) == "UNDER_OBJECTION"


def test_the_superior_decides_an_objection_and_that_is_final() -> None:
    acts = [("conclude", APPRAISER), ("deliver", APPRAISER), ("object", EMPLOYEE)]
    assert walk(EVALUATION_WORKFLOW, *acts, ("decide", APPRAISERS_SUPERIOR)) == "FINAL"
    assert EVALUATION_WORKFLOW.is_end("FINAL")


def test_the_superior_sets_what_nobody_signed() -> None:
    acts = [("conclude", APPRAISER), ("deliver", APPRAISER)]
    assert walk(EVALUATION_WORKFLOW, *acts, ("set_by_superior", APPRAISERS_SUPERIOR)) == "SET_BY_SUPERIOR"


def test_an_act_of_another_state_is_refused_with_what_is_possible() -> None:
    with pytest.raises(NotAllowed) as refused:
        SKP_WORKFLOW.target("DRAFT", "set")
    said = refused.value
    assert (said.workflow, said.state, said.act, said.allowed) == ("SKP", "DRAFT", "set", ("submit", "close"))
    assert str(said) == "SKP: 'set' is not possible in state DRAFT; possible: submit, close."


def test_the_appraiser_cannot_decide_the_objection() -> None:
    with pytest.raises(NotAllowed, match="'decide' by APPRAISER is not possible"):
        EVALUATION_WORKFLOW.target("UNDER_OBJECTION", "decide", APPRAISER)


@pytest.mark.parametrize("workflow", [SKP_WORKFLOW, EVALUATION_WORKFLOW], ids=lambda w: w.name)
def test_every_state_can_be_reached_and_one_alone_is_the_end(workflow: Workflow) -> None:
    reached = {workflow.initial} | {transition.target for transition in workflow.transitions}
    assert reached == set(workflow.states)
    assert [state for state in workflow.states if workflow.is_end(state)] == [workflow.states[-1]]


def test_a_table_that_names_an_unknown_state_is_refused() -> None:
    with pytest.raises(ValueError, match="go names unknown state"):
        Workflow("X", ("A",), (Transition("go", ("A",), "B", (EMPLOYEE,)),))


def test_a_table_in_which_one_act_leads_two_ways_is_refused() -> None:
    twice = (Transition("go", ("A",), "B", (EMPLOYEE,)), Transition("go", ("A",), "A", (APPRAISER,)))
    with pytest.raises(ValueError, match="go leaves A twice"):
        Workflow("X", ("A", "B"), twice)


def test_a_state_that_does_not_exist_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="unknown state LOST"):
        SKP_WORKFLOW.target("LOST", "set")
