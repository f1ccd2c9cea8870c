"""What the team and the auditor learn of a round: agencies and units, superiors by law, never colleagues."""

from dataclasses import dataclass

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from terang.core.fairness.weights import Cost, cost
from terang.fairness import access
from terang.fairness.enums import Limit
from terang.fairness.models import Calculation, UnitFigures
from terang.fairness.queries.results import contrasts_of, mirrors_of_superiors, panel_sizes, units_of
from terang.regulation.queries import in_force
from terang.web.actor import actor_of

UNITS_PER_PAGE = 30
SUPERIORS_SHOWN = 10
WHOLE = 100


@dataclass(frozen=True)
class UnitRow:
    """A unit with its links in words."""

    figures: UnitFigures
    is_comparable: bool


@never_cache
def figures(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round went: use of the scale, reliability, links between units, favours, groups, superiors."""
    found = access.get_calculation(actor_of(request), pk)
    rule = in_force(timezone.localdate(found.made_at)).fairness.adjustment
    page = Paginator(units_of(found), UNITS_PER_PAGE).get_page(request.GET.get("page"))
    superiors = mirrors_of_superiors(found)
    context = {
        "calculation": found,
        "limits": [str(Limit(each).label) for each in found.limits],
        "scale": _scale(found),
        "page": page,
        "units": [UnitRow(row, row.cross_pairs >= rule.value.cross_pairs) for row in page],
        "least_cross": rule.value.cross_pairs,
        "contrasts": contrasts_of(found),
        "lenient": superiors[:SUPERIORS_SHOWN],
        "citation": rule.citation,
    }
    return render(request, "fairness/figures.html", context)


def _scale(found: Calculation) -> list[tuple[int, float]]:
    """(answer, share in percent) of everything that was answered with a number."""
    total = sum(found.scale_use[1:]) or 1
    return [(value, 100 * count / total) for value, count in enumerate(found.scale_use) if value]


class WeightsForm(forms.Form):
    """Shares of the three roles in a weighted mean."""

    superior = forms.IntegerField(label=gettext_lazy("Pimpinan (%)"), min_value=0, max_value=WHOLE, initial=60)
    peers = forms.IntegerField(label=gettext_lazy("Rekan (%)"), min_value=0, max_value=WHOLE, initial=25)
    subordinates = forms.IntegerField(label=gettext_lazy("Bawahan (%)"), min_value=0, max_value=WHOLE, initial=15)

    def clean(self) -> dict[str, int]:
        data = self.cleaned_data
        if len(data) == len(self.fields) and sum(data.values()) != WHOLE:
            raise forms.ValidationError(
                _("Jumlah ketiganya harus 100 %%, sekarang %(sum)s %%.") % {"sum": sum(data.values())}
            )
        return data


@never_cache
def weights(request: HttpRequest, pk: int) -> HttpResponse:
    """What weights of the three roles would cost, before anybody decides on them."""
    found = access.get_calculation(actor_of(request), pk)
    sizes = panel_sizes(found)
    form = WeightsForm(request.GET or None)
    shares = _shares(form)
    context = {"calculation": found, "form": form, "sizes": sizes, "shares": shares, "cost": _cost(sizes, shares)}
    return render(request, "fairness/weights.html", context, status=422 if form.errors else 200)


def _shares(form: WeightsForm) -> tuple[float, float, float] | None:
    if not form.is_bound:
        values = [field.initial for field in form.fields.values()]
    elif form.is_valid():
        values = [form.cleaned_data[name] for name in form.fields]
    else:
        return None
    first, second, third = (value / WHOLE for value in values)
    return first, second, third


def _cost(sizes: tuple[float, float, float], shares: tuple[float, float, float] | None) -> Cost | None:
    return cost(shares, sizes) if shares is not None and all(sizes) else None
