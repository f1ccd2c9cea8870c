"""A procedure as a table of transitions: who may do what, from which state, to which state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

EMPLOYEE = "EMPLOYEE"
APPRAISER = "APPRAISER"
APPRAISERS_SUPERIOR = "APPRAISERS_SUPERIOR"
PERFORMANCE_TEAM = "PERFORMANCE_TEAM"


@dataclass(frozen=True, slots=True)
class Transition:
    """The act `name` leads from any of `sources` to `target` when one of `actors` does it."""

    name: str
    sources: tuple[str, ...]
    target: str
    actors: tuple[str, ...]


class NotAllowed(Exception):
    """The act does not exist in this state, or not for this actor.

    Carries `workflow`, `state`, `act`, `actor` and `allowed` (the acts that would be possible)
    so that the caller can say what to do next in the user's language.
    """

    def __init__(self, workflow: str, state: str, act: str, actor: str | None, allowed: tuple[str, ...]) -> None:
        self.workflow, self.state, self.act = workflow, state, act
        self.actor, self.allowed = actor, allowed
        who = f" by {actor}" if actor else ""
        instead = ", ".join(allowed) or "nothing"
        super().__init__(f"{workflow}: '{act}'{who} is not possible in state {state}; possible: {instead}.")


@dataclass(frozen=True, slots=True)
class Workflow:
    """A named procedure. The first state is where every case begins.

    Raises ValueError at construction when a transition names an unknown state or when one act
    would lead from one state to two.
    """

    name: str
    states: tuple[str, ...]
    transitions: tuple[Transition, ...]

    def __post_init__(self) -> None:
        seen: set[tuple[str, str]] = set()
        for transition, source in self._edges():
            unknown = {source, transition.target} - set(self.states)
            if unknown:
                raise ValueError(f"{self.name}: {transition.name} names unknown state {unknown}")
            if (source, transition.name) in seen:
                raise ValueError(f"{self.name}: {transition.name} leaves {source} twice")
            seen.add((source, transition.name))

    @property
    def initial(self) -> str:
        return self.states[0]

    def target(self, state: str, act: str, actor: str | None = None) -> str:
        """The state after `act`; raises NotAllowed. Without `actor`, who acts is not checked."""
        for transition in self._leaving(state, actor):
            if transition.name == act:
                return transition.target
        raise NotAllowed(self.name, state, act, actor, self.acts(state, actor))

    def acts(self, state: str, actor: str | None = None) -> tuple[str, ...]:
        """The acts possible in a state, in table order."""
        return tuple(transition.name for transition in self._leaving(state, actor))

    def is_end(self, state: str) -> bool:
        return not self.acts(state)

    def _leaving(self, state: str, actor: str | None) -> Iterator[Transition]:
        if state not in self.states:
            raise ValueError(f"{self.name}: unknown state {state}")
        for transition in self.transitions:
            if state in transition.sources and (actor is None or actor in transition.actors):
                yield transition

    def _edges(self) -> Iterator[tuple[Transition, str]]:
        for transition in self.transitions:
            for source in transition.sources:
                yield transition, source


# States are text because they are stored; the areas use these names and no others.
DRAFT = "DRAFT"
SUBMITTED = "SUBMITTED"
RETURNED = "RETURNED"
SET = "SET"
CLOSED = "CLOSED"

CONCLUDED = "CONCLUDED"
DELIVERED = "DELIVERED"
ACKNOWLEDGED = "ACKNOWLEDGED"
SET_BY_SUPERIOR = "SET_BY_SUPERIOR"
UNDER_OBJECTION = "UNDER_OBJECTION"
FINAL = "FINAL"

# PP 30/2019 Ps 24: signed by the employee, set by the appraiser. A change after SET is a new
# version with a reason of Ps 28, therefore no way leads back. A plan ends in the middle of the
# year when its person leaves the post (core.midyear), agreed or not.
SKP_WORKFLOW = Workflow(
    "SKP",
    (DRAFT, SUBMITTED, RETURNED, SET, CLOSED),
    (
        Transition("submit", (DRAFT, RETURNED), SUBMITTED, (EMPLOYEE,)),
        Transition("withdraw", (SUBMITTED,), DRAFT, (EMPLOYEE,)),
        Transition("return_", (SUBMITTED,), RETURNED, (APPRAISER,)),
        Transition("set", (SUBMITTED,), SET, (APPRAISER,)),
        Transition("close", (DRAFT, SUBMITTED, RETURNED, SET), CLOSED, (PERFORMANCE_TEAM,)),
    ),
)

# PP 30/2019 Ps 49, 50 and 59. A signature is a duty and no waiver: who has acknowledged may
# still object inside the legal days, and only the end of those days makes the result final.
EVALUATION_WORKFLOW = Workflow(
    "EVALUATION",
    (DRAFT, CONCLUDED, DELIVERED, ACKNOWLEDGED, SET_BY_SUPERIOR, UNDER_OBJECTION, FINAL),
    (
        Transition("conclude", (DRAFT,), CONCLUDED, (APPRAISER,)),
        Transition("change", (CONCLUDED,), CONCLUDED, (APPRAISER,)),
        Transition("deliver", (CONCLUDED,), DELIVERED, (APPRAISER,)),
        Transition("acknowledge", (DELIVERED,), ACKNOWLEDGED, (EMPLOYEE,)),
        Transition("object", (DELIVERED, ACKNOWLEDGED), UNDER_OBJECTION, (EMPLOYEE,)),
        Transition("set_by_superior", (DELIVERED,), SET_BY_SUPERIOR, (APPRAISERS_SUPERIOR,)),
        Transition("decide", (UNDER_OBJECTION,), FINAL, (APPRAISERS_SUPERIOR,)),
        Transition("finalise", (ACKNOWLEDGED, SET_BY_SUPERIOR), FINAL, (PERFORMANCE_TEAM,)),
    ),
)
