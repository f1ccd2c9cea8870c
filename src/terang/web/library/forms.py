"""What people upload and tick, and the rows of a file judged by the rules of the page they could be typed on."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.exchange.skp_sheet import NAMES, Problem, SheetResult
from terang.organisation.enums import SkpForm
from terang.planning.enums import Accumulation, Direction, Nature, Perspective, ResultKind, TargetKind
from terang.planning.mapping import IndicatorDraft, ResultDraft
from terang.planning.models import Skp
from terang.web.forms import WorkbookField
from terang.web.planning.forms import IndicatorForm, ResultForm

PROPOSED = {"direction": Direction.HIGHER, "accumulation": Accumulation.LATEST}


class SheetForm(forms.Form):
    """The workbook of a plan; its size is judged when it is read."""

    file = WorkbookField(
        label=_("Berkas SKP"),
        help_text=_("Excel (.xlsx), paling besar 1 MB: unduhan XLSX sebuah SKP, atau templat kosong yang Anda isi."),
    )


class SheetResultForm(forms.Form):
    """A result as a row of a file says it: the fields of the page without what a file cannot know."""

    kind = ResultForm.base_fields["kind"]
    statement = ResultForm.base_fields["statement"]
    perspective = ResultForm.base_fields["perspective"]
    weight = ResultForm.base_fields["weight"]

    def __init__(self, data: Mapping[str, Any], *, skp: Skp) -> None:
        super().__init__(data)
        if skp.form == SkpForm.JPT_UKM:
            self.fields["perspective"].required = True
        else:
            del self.fields["perspective"]

    def draft(self, indicators: tuple[IndicatorDraft, ...]) -> ResultDraft:
        data = self.cleaned_data
        return ResultDraft(
            kind=ResultKind(data["kind"]),
            statement=data["statement"],
            parent=None,
            cascade=None,
            nature=Nature.INDIVIDUAL,
            perspective=Perspective(data["perspective"]) if data.get("perspective") else None,
            weight=data["weight"],
            indicators=indicators,
        )


def judged(rows: Sequence[SheetResult], skp: Skp) -> tuple[list[ResultDraft], list[Problem]]:
    """The drafts of the rows, and what is wrong in them; with one problem nothing should be applied."""
    drafts, problems = [], []
    for row in rows:
        form = SheetResultForm({"kind": ResultKind.MAIN, **row.cells}, skp=skp)
        parts = [(number, IndicatorForm(_indicator(cells), skp=skp)) for number, cells in row.indicators]
        wrong = [*_problems(row.row, form), *(each for number, part in parts for each in _problems(number, part))]
        problems += wrong
        if not wrong:
            drafts.append(form.draft(tuple(part.draft() for _number, part in parts)))
    return drafts, problems


def _indicator(cells: Mapping[str, str]) -> dict[str, str]:
    """What the page would send; a column left empty gets what the page proposes."""
    kind = TargetKind.TEXT if "target_text" in cells and "target_low" not in cells else TargetKind.NUMBER
    kind = TargetKind.RANGE if "target_high" in cells else kind
    return {**PROPOSED, "target_kind": kind, **cells, "statement": cells.get("indicator", "")}


def _problems(row: int, form: forms.Form) -> Iterator[Problem]:
    of_an_indicator = isinstance(form, IndicatorForm)
    for name, errors in form.errors.items():
        key = "indicator" if of_an_indicator and name == "statement" else name
        yield from (Problem(row, NAMES.get(key, ""), str(error)) for error in errors)
