"""An invented year of many people, written in bulk: plans, progress, feedback. Seeded by staff number, so it repeats.

The rows are those the services would write; the acts are returned so that the caller records them in the order of
their time.
"""

import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils import timezone

from terang.evidence.enums import FeedbackKind, RaterRole
from terang.evidence.models import Evidence, Feedback, FeedbackGiver, Progress
from terang.evidence.services import PROTECTED, PROTECTED_SUBJECT, sealed
from terang.ledger.services import Act
from terang.organisation.models import Assignment, Employee
from terang.planning.enums import AnnexKind, SkpState
from terang.planning.models import Indicator, Period, Skp, SkpAnnex, WorkResult
from terang.regulation.queries import in_force

from .plans import IndicatorTemplate, PlanTemplate, content, plan_for

SEED = "terang"
SPEAKERS = (RaterRole.SUPERIOR, RaterRole.PEER, RaterRole.SUBORDINATE)


@dataclass(frozen=True)
class Person:
    """Who plans: the employee in a post, the appraiser, and those who may speak about them."""

    employee: Employee
    assignment: Assignment
    appraiser: Employee
    peers: Sequence[Employee] = ()
    subordinates: Sequence[Employee] = ()


@dataclass
class Year:
    """Builds the rows of one period for some people; ``day`` is the last day with work."""

    period: Period
    day: date
    months_between: int = 1
    acts: list[Act] = field(default_factory=list)
    values: tuple[str, ...] = field(init=False)
    results: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.values = tuple(value.key for value in in_force(self.day).behaviour.core_values.value)

    def plan(self, people: Sequence[Person], state_of: Callable[[Person], str | None]) -> list[Skp]:
        """Write a plan for everyone whose state is not None; returns the plans that are set."""
        chosen = [(person, state) for person in people if (state := state_of(person))]
        skps = Skp.objects.bulk_create(self._skp(person, state) for person, state in chosen)
        templates = [plan_for(person.assignment.position.name) for person, _ in chosen]
        pairs = list(zip(skps, templates, strict=True))
        indicators = self._contents(pairs)
        ready = [skp for skp in skps if skp.state == SkpState.SET]
        self.acts += [self._set_act(skp) for skp in ready]
        self._progress({skp.pk for skp in ready}, indicators)
        return ready

    def remark(self, people: Sequence[Person], skps: Iterable[Skp]) -> None:
        """Write dated remarks: the superior's named, those of peers and subordinates without a trace of the giver."""
        by_employee = {person.employee.pk: person for person in people}
        remarks = [remark for skp in skps for remark in self._remarks(skp, by_employee[skp.employee_id])]
        written = Feedback.objects.bulk_create(feedback for feedback, _ in remarks)
        FeedbackGiver.objects.bulk_create(
            FeedbackGiver(feedback=row, giver=giver, created_at=moment(row.on))
            for row, (_, giver) in zip(written, remarks, strict=True)
        )
        self.acts += [_remark_act(row, giver) for row, (_, giver) in zip(written, remarks, strict=True)]

    def _skp(self, person: Person, state: str) -> Skp:
        drafted = self.period.start + timedelta(days=4 + seeded(person.employee, "draft").randrange(10))
        is_set = state == SkpState.SET
        return Skp(
            period=self.period,
            employee=person.employee,
            assignment=person.assignment,
            appraiser=person.appraiser,
            form=person.assignment.position.skp_form,
            state=state,
            created_at=moment(drafted),
            submitted_at=moment(drafted + timedelta(days=3)) if state in (SkpState.SUBMITTED, SkpState.SET) else None,
            set_at=moment(drafted + timedelta(days=8)) if is_set else None,
            return_reason="Target layanan terlalu rendah dibanding tahun lalu." if state == SkpState.RETURNED else "",
        )

    def _contents(self, pairs: Sequence[tuple[Skp, PlanTemplate]]) -> list[tuple[Skp, Indicator, IndicatorTemplate]]:
        drafts = [
            (
                skp,
                WorkResult(
                    skp=skp,
                    order=n,
                    kind=r.kind,
                    statement=r.say,
                    weight=r.weight,
                    perspective=_perspective(skp, r.perspective),
                ),
                r,
            )
            for skp, template in pairs
            for n, r in enumerate(template.results, start=1)
        ]
        results = WorkResult.objects.bulk_create(row for _, row, _ in drafts)
        for result in results:
            self.results[result.skp_id].append(result.pk)
        rows = [
            (skp, _indicator(result, n, template, skp), template)
            for result, (skp, _, result_template) in zip(results, drafts, strict=True)
            for n, template in enumerate(result_template.indicators, start=1)
        ]
        Indicator.objects.bulk_create((row for _, row, _ in rows), batch_size=2000)
        SkpAnnex.objects.bulk_create((line for skp, _ in pairs for line in _annexes(skp)), batch_size=2000)
        return rows

    def _progress(self, ready: set[int], indicators: Iterable[tuple[Skp, Indicator, IndicatorTemplate]]) -> None:
        rows = [
            (skp, row)
            for skp, indicator, template in indicators
            if skp.pk in ready
            for row in self._months(skp, indicator, template)
        ]
        written = Progress.objects.bulk_create((row for _, row in rows), batch_size=2000)
        Evidence.objects.bulk_create(
            (proof for (skp, _), row in zip(rows, written, strict=True) for proof in _proofs(skp, row))
        )
        for (skp, _), row in zip(rows, written, strict=True):
            data: dict[str, object] = {"indicator": row.indicator_id, "on": row.on, "value": row.value}
            self.acts.append(Act(row.created_at, "progress.recorded", f"skp:{skp.pk}", skp.employee.nip, data))

    def _months(self, skp: Skp, indicator: Indicator, template: IndicatorTemplate) -> Iterator[Progress]:
        chance = seeded(skp.employee, template.say)
        strength = chance.gauss(1.02, 0.09)
        total = Decimal(0)
        for number, month_end in enumerate(self._reporting_days(), start=1):
            on = min(month_end, self.day) - timedelta(days=chance.randrange(3))
            note = chance.choice(content()["progress_notes"]) if chance.random() < 0.6 else ""
            reached = _reached(template, strength + chance.gauss(0, 0.03), number * self.months_between)
            value = max(reached - total, Decimal(0)) if template.per == "sum" else reached
            total += value
            yield Progress(
                indicator=indicator,
                on=on,
                value=value,
                note=note,
                created_at=moment(on, chance.randrange(480)),
                idempotency_key=f"demo-{indicator.pk}-{on.isoformat()}",
            )

    def _reporting_days(self) -> Iterator[date]:
        for month in range(1 + self.months_between, 14, self.months_between):
            first_of_next = date(self.period.start.year + (month > 12), (month - 1) % 12 + 1, 1)
            if first_of_next <= self.day:
                yield first_of_next - timedelta(days=1)

    def _set_act(self, skp: Skp) -> Act:
        assert skp.set_at is not None
        assert skp.appraiser is not None
        return Act(skp.set_at, "skp.set", f"skp:{skp.pk}", skp.appraiser.nip, {"version": skp.version})

    def _remarks(self, skp: Skp, person: Person) -> Iterator[tuple[Feedback, Employee]]:
        chance = seeded(person.employee, "remarks")
        span = max((self.day - self.period.start).days - 60, 1)
        for role, giver, text in _said(person, chance):
            yield (
                Feedback(
                    skp=skp,
                    kind=FeedbackKind.REGULAR if role == RaterRole.SUPERIOR else FeedbackKind.INCIDENTAL,
                    role=role,
                    text=text,
                    signed_by=giver.name if role == RaterRole.SUPERIOR else "",
                    on=self.period.start + timedelta(days=45 + chance.randrange(span)),
                    **self._subject(skp, chance),
                ),
                giver,
            )

    def _subject(self, skp: Skp, chance: random.Random) -> dict[str, Any]:
        """A remark is about a result, a core value, or the work in general."""
        lot, results = chance.random(), self.results[skp.pk]
        if lot < 0.4 and results:
            return {"result_id": chance.choice(results)}
        return {"value": chance.choice(self.values)} if lot < 0.7 else {}


def _said(person: Person, chance: random.Random) -> Iterator[tuple[RaterRole, Employee, str]]:
    """Who says what: no sentence twice about the same person."""
    texts = {role: chance.sample(content()["feedback"][role.value], k=2) for role in SPEAKERS}
    speakers = {
        RaterRole.SUPERIOR: [person.appraiser] * 2,
        RaterRole.PEER: chance.sample(list(person.peers), min(2, len(person.peers))),
        RaterRole.SUBORDINATE: chance.sample(list(person.subordinates), min(2, len(person.subordinates))),
    }
    for role, givers in speakers.items():
        yield from ((role, giver, text) for giver, text in zip(givers, texts[role], strict=False))


def seeded(employee: Employee, purpose: str) -> random.Random:
    """Chance that repeats for the same person and purpose. Invented data, no secret depends on it."""
    return random.Random(f"{SEED}-{employee.nip}-{purpose}")  # noqa: S311


def moment(on: date, minutes: int = 0) -> datetime:
    """That day at 08.15 office time, plus minutes."""
    start = datetime.combine(on, time(8, 15), tzinfo=timezone.get_default_timezone())
    return start + timedelta(minutes=minutes)


def _perspective(skp: Skp, perspective: str) -> str:
    return perspective if skp.form == "JPT_UKM" else ""


def _indicator(result: WorkResult, order: int, template: IndicatorTemplate, skp: Skp) -> Indicator:
    return Indicator(
        result=result,
        order=order,
        statement=template.say,
        aspect=template.aspect if skp.form == "JA_JF" else "",
        target_low=template.target,
        unit=template.unit,
        direction=template.direction,
        accumulation=template.per,
    )


def _annexes(skp: Skp) -> Iterator[SkpAnnex]:
    for kind, key in (
        (AnnexKind.SUPPORT, "support"),
        (AnnexKind.ACCOUNTABILITY, "accountability"),
        (AnnexKind.CONSEQUENCES, "consequences"),
    ):
        for order, text in enumerate(content()["annex"][key], start=1):
            yield SkpAnnex(skp=skp, kind=kind, order=order, text=text)


def _reached(template: IndicatorTemplate, strength: float, months: int) -> Decimal:
    """What is reached after some months: a share of the year for what adds up, else the level read off."""
    factor = Decimal(str(round(min(max(strength, 0.2), 1.8), 4)))
    if template.direction == "lower":
        factor = 2 - factor
    if template.per == "sum":
        return (template.target * factor * months / 12).quantize(Decimal(1), ROUND_HALF_UP)
    level = (template.target * factor).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return min(level, Decimal(100)) if template.unit in {"persen", "nilai"} else level


def _proofs(skp: Skp, row: Progress) -> Iterator[Evidence]:
    """Some months carry a link to an invented file."""
    chance = seeded(skp.employee, f"proof-{row.indicator.statement}-{row.on}")
    if chance.random() < 0.35:
        name = chance.choice(("Rekap bulanan", "Laporan kegiatan", "Daftar layanan"))
        address = f"https://berkas.contoh.go.id/{skp.employee.nip[-3:]}/{row.on:%Y-%m}/{row.indicator_id}"
        yield Evidence(progress=row, name=f"{name} {row.on:%m-%Y}", link=address)


def _remark_act(row: Feedback, giver: Employee) -> Act:
    """As ``evidence.services`` records it: a protected remark without giver and subject, its words under seal."""
    if row.role == RaterRole.SUPERIOR:
        return Act(moment(row.on), "feedback.given", f"skp:{row.skp_id}", giver.nip, {"role": str(row.role)})
    midnight = datetime.combine(row.on, time(), tzinfo=timezone.get_default_timezone())
    seal = {"seal": sealed(row.pk, row.skp_id, row.text)}
    return Act(midnight, "feedback.given", PROTECTED_SUBJECT, PROTECTED, seal)
