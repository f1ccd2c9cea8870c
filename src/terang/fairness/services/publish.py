"""Giving a round's figures out: once, from all answers, disclosed by rule, with all that redoes them."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from terang.core.fairness.disclosure import Equations, disclose_units
from terang.core.fairness.pairs import Items
from terang.core.fairness.reports import Limits
from terang.core.fairness.tables import Role
from terang.core.feedback import Kind, Published, mean_of_told
from terang.core.parameters import Law
from terang.evidence.enums import RoundState
from terang.evidence.models import RaterRound
from terang.evidence.queries.rater_keys import keys_of, mirror_key
from terang.evidence.queries.rounds import Answers
from terang.evidence.services.rater_keys import read_answers
from terang.evidence.services.rounds import publish_round
from terang.fairness import mapping
from terang.fairness.computation import Outcome, computed, contrast, scale_use, taken_items
from terang.fairness.enums import Grouping, Panel
from terang.fairness.models import Calculation, GroupContrast, Mirror, Score, UnitFigures, ValueMean
from terang.fairness.queries.results import groups_of, published_before
from terang.identity.models import User
from terang.jobs.models import Job
from terang.jobs.services import enqueue
from terang.ledger.services import record
from terang.notices.services import tell
from terang.organisation.models import Employee
from terang.regulation.queries import in_force

from .guards import Refused

PUBLISH_JOB = "rounds.publish"
CHUNK = 1000


class NothingToPublish(Refused):
    """The round holds too few answers; also ends the job, in these words."""

    @property
    def user_message(self) -> str:
        return str(self)


@dataclass(frozen=True)
class Prepared:
    """Everything that is written in the one transaction of publishing."""

    given: RaterRound
    law: Law
    items: Items
    answers: Answers
    outcome: Outcome
    told: Mapping[int, Published]


def ask_to_publish(*, given: RaterRound, version: int, by: User, at: datetime) -> Job:
    """Compute and publish a closed round in the background.

    Raises:
        Refused: the round is not closed, was published before, or another version stands.
    """
    current = RaterRound.objects.get(pk=given.pk)
    if current.state != RoundState.CLOSED or current.version != version:
        raise Refused(
            _("Putaran ini berstatus %(state)s. Hasil hanya terbit satu kali, sesudah putaran ditutup.")
            % {"state": current.get_state_display()}
        )
    return enqueue(
        kind=PUBLISH_JOB,
        params={"given": given.pk, "by": by.username, "at": at.isoformat()},
        by=by.username,
        at=at,
        key=f"{PUBLISH_JOB}:{given.pk}",
        agency=given.agency.code,
        result_url=f"/putaran/{given.pk}/",
    )


def prepare(*, given: RaterRound, by: User, at: datetime, step: Callable[[int], None]) -> Prepared:
    """Read the answers, which the ledger learns of, and compute everything; nothing is written yet.

    Raises:
        NothingToPublish: nobody has enough answers.
    """
    law = in_force(timezone.localdate(at))
    with transaction.atomic():
        answers = read_answers(given, purpose="computation", by=by, at=at)
    earlier = _told_before(given, by, at)
    outcome = outcome_of(given, answers, law)
    if outcome is None:
        raise NothingToPublish(_("Belum ada jawaban yang cukup untuk dihitung pada putaran ini."))
    told = {}
    for ratee, published in _told(given, answers, outcome, law, earlier):
        told[ratee] = published
        step(1)
    return Prepared(given, law, mapping.items_of(answers), answers, outcome, told)


def outcome_of(given: RaterRound, answers: Answers, law: Law) -> Outcome | None:
    """Every figure of a round under the law of a day."""
    rule = law.fairness.adjustment.value
    return computed(
        mapping.items_of(answers),
        mapping.persons_of(answers),
        policy=mapping.policy_of(rule, law.version),
        signs=_signs(law),
        least_items=rule.least_items,
        seed=mapping.seed_of(given),
    )


def _signs(law: Law) -> Limits:
    return mapping.signs_of(law.fairness.signs.value, float(law.fairness.adjustment.value.interval))


def _told(
    given: RaterRound, answers: Answers, outcome: Outcome, law: Law, earlier: Mapping[int, Equations]
) -> Iterator[tuple[int, Published]]:
    asked, rule = mapping.questionnaire(given), law.fairness.disclosure.value
    return mapping.told_panels(outcome, mapping.items_of(answers), answers.people, asked, rule, earlier)


def _told_before(given: RaterRound, by: User, at: datetime) -> dict[int, Equations]:
    """What earlier rounds told about each person, redone from their answers: who rated whom is stored nowhere."""
    told: dict[int, Equations] = {}
    for before in published_before(given):
        law = in_force(timezone.localdate(before.made_at))
        with transaction.atomic():
            answers = read_answers(before.round, purpose="differences", by=by, at=at)
        outcome = outcome_of(before.round, answers, law)
        if outcome is not None:
            for ratee, published in _told(before.round, answers, outcome, law, told):
                told[answers.people[ratee]] = published.equations
    return told


# --- writing ----------------------------------------------------------------------------


def publish(*, prepared: Prepared, version: int, by: User, at: datetime) -> Calculation:
    """Write all figures and publish the round, within the caller's transaction.

    Raises:
        Refused: it was published meanwhile.
    """
    given = prepared.given
    publish_round(given=given, version=version, by=by, at=at)
    made = _calculation(prepared, by, at)
    Score.objects.bulk_create(_scores(made, prepared), batch_size=CHUNK)
    ValueMean.objects.bulk_create(_values(made, prepared), batch_size=CHUNK)
    Mirror.objects.bulk_create(_mirrors(made, prepared), batch_size=CHUNK)
    UnitFigures.objects.bulk_create(_units(made, prepared), batch_size=CHUNK)
    GroupContrast.objects.bulk_create(_contrasts(made, prepared))
    found = prepared.outcome.result.record
    data = {"data": found.data_hash, "engine": found.engine, "law": found.policy.id, "people": made.people}
    record(
        agency=given.agency.code, act="round.computed", subject=f"round:{given.pk}", by=by.username, at=at, data=data
    )
    _tell(given, at)
    return made


def _calculation(prepared: Prepared, by: User, at: datetime) -> Calculation:
    outcome, rule = prepared.outcome, prepared.law.fairness.adjustment.value
    return Calculation.objects.create(
        round=prepared.given,
        made_at=at,
        made_by=by.username,
        record=outcome.result.record.as_dict(),
        adjusts=rule.adjusts,
        limits=[str(each) for each in mapping.limits_of(outcome, rule)],
        test=mapping.test_of(outcome.test),
        people=len(np.unique(outcome.pairs.ratee)),
        raters=len(outcome.report),
        pairs=len(outcome.pairs),
        mutual=len(outcome.reciprocity.a),
        reciprocal=int(outcome.reciprocity.flag.sum()),
        reliability=mapping.mean_reliability(outcome.colleagues),
        top_share=float((outcome.pairs.y >= 4.5).mean()),
        scale_use=scale_use(prepared.items),
    )


def _scores(made: Calculation, prepared: Prepared) -> Iterator[Score]:
    rule, people = prepared.law.fairness.adjustment.value, prepared.answers.people
    all_of = mapping.figures(prepared.outcome, rule)
    for ratee, told in prepared.told.items():
        words = told.cell(Kind.COMMENTS).withheld is None
        for panel in (Panel.COLLEAGUES, Panel.PEER, Panel.SUBORDINATE):
            row = mapping.score_of(panel, ratee, told, all_of, rule)
            shows = words and panel == Panel.COLLEAGUES
            yield Score(calculation=made, ratee_id=people[ratee], shows_words=shows, **row)
    for ratee, raw in mapping.superior_means(prepared.outcome):
        yield Score(calculation=made, ratee_id=people[ratee], panel=Panel.SUPERIOR, raters=1, raw=raw)


def _values(made: Calculation, prepared: Prepared) -> Iterator[ValueMean]:
    asked, people = mapping.questionnaire(prepared.given), prepared.answers.people
    for ratee, told in prepared.told.items():
        for key, cell in mapping.value_cells(told, asked):
            assert cell.mean is not None
            bound = str(cell.bound or "")
            yield ValueMean(calculation=made, ratee_id=people[ratee], value=key, raw=cell.mean, bound=bound)


def _mirrors(made: Calculation, prepared: Prepared) -> Iterator[Mirror]:
    """Everybody's own mirror under a code that only their own key tells; superiors once more, by name."""
    outcome, people = prepared.outcome, prepared.answers.people
    keys = {key.employee_id: key for key in keys_of(prepared.given)}
    level = float(prepared.law.fairness.adjustment.value.interval)
    used = _used(prepared.items, len(people))
    report = outcome.report
    rows = []
    for at, rater in enumerate(report.rater.tolist()):
        width = mapping.margin(float(report.se[at]), level)
        rows.append(
            Mirror(
                calculation=made, code=mirror_key(keys[people[rater]]), people=int(report.n[at]),
                leniency=float(report.leniency[at]), half_width=width, signs=int(report.signs[at]),
                used=used[rater],
            )
        )  # fmt: skip
    as_superior = _used(taken_items(prepared.items, prepared.items.role == Role.SUPERIOR), len(people))
    named = [
        Mirror(
            calculation=made, code=uuid4(), superior_id=people[each.rater], people=each.people,
            leniency=each.leniency, half_width=each.half_width, used=as_superior[each.rater],
        )
        for each in outcome.superiors
    ]  # fmt: skip
    return iter(sorted([*rows, *named], key=lambda row: row.code))


def _used(items: Items, people: int) -> list[list[int]]:
    """How often each rater gave each answer, "tidak teramati" first."""
    used: list[list[int]] = np.bincount(items.rater * 6 + items.value, minlength=people * 6).reshape(people, 6).tolist()
    return used


def _units(made: Calculation, prepared: Prepared) -> Iterator[UnitFigures]:
    """Units with their links; means of what people were told, only where no difference tells about a few of them."""
    outcome, answers, rule = prepared.outcome, prepared.answers, prepared.law.fairness.disclosure.value
    shown = {ratee for ratee, told in prepared.told.items() if told.cell(Kind.MEAN).withheld is None}
    members: dict[Hashable, list[int]] = {
        unit: [ratee for ratee in shown if answers.unit[ratee] == number] for number, unit in enumerate(answers.units)
    }
    table = disclose_units(members, people=rule.unit_people, units=rule.units)
    for number, unit in enumerate(answers.units):
        shown_here = [prepared.told[ratee] for ratee in members[unit]]
        yield UnitFigures(
            calculation=made, unit_id=unit, people=len(members[unit]),
            cross_pairs=int(outcome.links.cross_pairs[number]), component=int(outcome.links.component[number]),
            shift_sd=float(outcome.links.shift_sd[number]),
            raw=mean_of_told(shown_here) if table.units[unit] is None else None,
        )  # fmt: skip


def _contrasts(made: Calculation, prepared: Prepared) -> Iterator[GroupContrast]:
    groups = groups_of(prepared.answers.people, prepared.given.closes_on)
    for grouping in Grouping:
        found = contrast(prepared.outcome, groups[grouping], _signs(prepared.law))
        known = not np.isnan(found.contrast)
        yield GroupContrast(
            calculation=made, grouping=grouping, is_flagged=found.flag,
            contrast=found.contrast if known else None, half_width=1.645 * found.se if known else None,
        )  # fmt: skip


def _tell(given: RaterRound, at: datetime) -> None:
    """The same words to everybody who was rated, whatever the figures are."""
    rated = Score.objects.filter(calculation__round=given).values("ratee")
    people = Employee.objects.filter(pk__in=rated, user__isnull=False)
    tell(
        recipients=people.values_list("user__username", flat=True),
        key=f"round.published:{given.pk}",
        text=gettext_noop("Hasil putaran umpan balik “%(name)s” sudah terbit."),
        values={"name": given.name},
        url="/penilaian-rekan/",
        at=at,
    )
