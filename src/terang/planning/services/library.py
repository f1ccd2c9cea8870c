"""Taking results into an own draft from an earlier plan or a file: in one act, and the same wording never twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.enums import SkpForm
from terang.planning.enums import Approach, Nature, Perspective, ResultKind
from terang.planning.mapping import IndicatorDraft, ResultDraft
from terang.planning.models import Indicator, Skp, WorkResult

from .guards import EDITABLE, Refused, changing, note

# A plan of more results than this is no agreement any more, and its page could not be read.
MOST_RESULTS = 200


@dataclass(frozen=True)
class Taken:
    """How many results were added, and the words of those that already stood in the plan."""

    added: int
    skipped: tuple[str, ...]


def take_results(
    *, skp: Skp, version: int, drafts: Sequence[ResultDraft], source: str, by: User, at: datetime
) -> Taken:
    """Add the results whose words do not stand in the plan yet, with their indicators, at the end of their block.

    Args:
        source: where they come from, for the ledger: ``sheet`` or ``skp:<pk>``.

    Raises:
        Refused: nothing would be added, or the plan would hold too many results.
        ChangedMeanwhile: the plan is not the one that was seen.
    """
    with changing(skp, version, EDITABLE):
        fresh, skipped = apart(drafts, words_of(skp))
        if not fresh:
            raise Refused(_("Semua hasil kerja itu sudah ada di SKP ini, jadi tidak ada yang ditambahkan."))
        if WorkResult.objects.filter(skp=skp).count() + len(fresh) > MOST_RESULTS:
            raise Refused(_("Satu SKP paling banyak berisi %(most)d hasil kerja.") % {"most": MOST_RESULTS})
        added = _add(skp, fresh)
        said = {"version": version + 1, "source": source, "results": [result.pk for result in added]}
        note(skp, "skp.results_taken", by, at, said)
    return Taken(len(added), skipped)


def apart(drafts: Iterable[ResultDraft], standing: Iterable[str]) -> tuple[list[ResultDraft], tuple[str, ...]]:
    """Part the drafts into new ones and the words of those that stand in the plan, or came twice."""
    known, fresh, skipped = set(standing), [], []
    for draft in drafts:
        words = plain_words(draft.statement)
        if words in known:
            skipped.append(draft.statement)
        else:
            known.add(words)
            fresh.append(draft)
    return fresh, tuple(skipped)


def words_of(skp: Skp) -> set[str]:
    """The words of the results of a plan, as they are compared (one query)."""
    return {plain_words(text) for text in WorkResult.objects.filter(skp=skp).values_list("statement", flat=True)}


def plain_words(text: str) -> str:
    """The words without regard to capitals, spaces and the full stop at the end."""
    return " ".join(text.casefold().split()).rstrip(".")


def as_draft(result: WorkResult, skp: Skp) -> ResultDraft:
    """An agreed result as a draft for another plan: without its place in the old tree, in the form of the new one."""
    leads = skp.form == SkpForm.JPT_UKM
    return ResultDraft(
        kind=ResultKind(result.kind),
        statement=result.statement,
        parent=None,
        cascade=None,
        nature=Nature(result.nature),
        perspective=Perspective(result.perspective) if leads and result.perspective else None,
        weight=None,  # weights make a hundred in the plan they were agreed in only
        indicators=tuple(_as_draft(indicator, skp) for indicator in result.indicators.all()),
    )


def _as_draft(indicator: Indicator, skp: Skp) -> IndicatorDraft:
    has_aspect = skp.form != SkpForm.JPT_UKM and skp.approach == Approach.QUANTITATIVE
    # What was the state before last year is not the state before this one, so the baseline stays behind.
    draft = replace(IndicatorDraft.of(indicator), pk=None, baseline=None)
    return draft if has_aspect else replace(draft, aspect=None)


def _add(skp: Skp, drafts: Sequence[ResultDraft]) -> list[WorkResult]:
    lasts = dict(WorkResult.objects.filter(skp=skp).order_by().values_list("kind").annotate(Max("order")))
    added, indicators = [], []
    for draft in drafts:
        lasts[draft.kind] = lasts.get(draft.kind, 0) + 1
        result = WorkResult.objects.create(skp=skp, order=lasts[draft.kind], **draft.fields())
        indicators += [
            Indicator(result=result, order=order, **each.fields())
            for order, each in enumerate(draft.indicators, start=1)
        ]
        added.append(result)
    Indicator.objects.bulk_create(indicators)
    return added
