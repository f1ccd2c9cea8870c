"""The role matrix of a leader, edited cell by cell, and what leaders give to the person."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.organisation.access import not_found
from terang.organisation.models import Employee
from terang.organisation.queries import Member, matching, people_of
from terang.planning import access
from terang.planning.enums import SkpState
from terang.planning.models import RoleCell, Skp, WorkResult
from terang.planning.queries import current_period, periods_on, skps_of
from terang.planning.queries import matrix as queries
from terang.planning.services import Refused
from terang.planning.services import matrix as services
from terang.web.actor import actor_of
from terang.web.clock import now
from terang.web.version import sent_version

from .forms import RoleForm, initial_role

PEOPLE_PER_PAGE = 25
PEOPLE_ON_PAPER = 100
REFUSED = 422


def own(request: HttpRequest) -> HttpResponse:
    """The matrix of my plan of the present period, or how to come to one."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    period = current_period(actor.employee.agency, actor.on)
    plan = skps_of(actor.employee, period).filter(amends=None).first() if period else None
    if plan is None:
        return render(request, "matrix/none.html", {"period": period, "appraises": actor.appraises})
    return redirect("matrix:matrix", pk=plan.pk)


def matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """People × results; the owner of the plan edits, who may read the plan reads."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk)
    if plan.amends_id is not None:
        return redirect("matrix:matrix", pk=plan.amends_id)
    is_owner = access.Standing.OWNER in access.standings(actor, plan)
    for_print, q = "cetak" in request.GET, request.GET.get("q", "").strip()[:100]
    everybody = queries.members_of(plan, actor.on)
    people = [each for each in everybody if _fits(each, q)]
    page = Paginator(people, PEOPLE_ON_PAPER if for_print else PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    columns = queries.columns_of(plan, [each.person.pk for each in page])
    context = {
        "skp": plan, "page": page, "columns": columns, "q": q, "total": len(everybody), "is_owner": is_owner,
        "rows": [(each, [(column, column.cells.get(each.person.pk)) for column in columns]) for each in page],
        "lonely": _on_one_person(columns, everybody),
        "alone": [column for column in columns if not column.carriers] if everybody else [],
        "may_edit": is_owner and not for_print and _is_open(plan), "for_print": for_print,
    }  # fmt: skip
    return render(request, "matrix/matrix.html", context)


def _on_one_person(columns: Sequence[queries.Column], team: Sequence[Member]) -> list[queries.Column]:
    """Main results that stop when one person is on leave, in a team where somebody could stand in."""
    return [column for column in columns if column.is_main and column.carriers == 1] if len(team) > 1 else []


def _fits(member: Member, q: str) -> bool:
    return q.casefold() in member.person.name.casefold() or (q.isdigit() and member.person.nip.startswith(q))


def _is_open(plan: Skp) -> bool:
    return plan.period.state == "open" and plan.state != SkpState.CLOSED


def cell(request: HttpRequest, pk: int, result: int, employee: int) -> HttpResponse:
    """One role: its words, direct or indirect, and by what it is divided."""
    actor = actor_of(request)
    owed, person = _place(request, pk, result, employee)
    current = RoleCell.objects.filter(result=owed, employee=person).first()
    version = sent_version(request) if request.method == "POST" else (current.version if current else 0)
    form = RoleForm(request.POST or None, initial=initial_role(current))
    conflict: list[str] | None = None
    if request.method == "POST" and form.is_valid():
        try:
            services.write_cell(
                result=owed, employee=person, version=version, draft=form.draft(), by=actor.user, at=now()
            )
        except services.CellChanged as changed:
            version, conflict = changed.current.version if changed.current else 0, _stored(changed.current)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Peran %(name)s tersimpan.") % {"name": person.name})
            return redirect("matrix:matrix", pk=pk)
    context = {
        "skp": owed.skp, "result": owed, "person": person, "form": form, "version": version, "cell": current,
        "conflict": conflict,
    }  # fmt: skip
    return render(request, "matrix/cell.html", context, status=REFUSED if form.errors or conflict else 200)


def _stored(current: RoleCell | None) -> list[str]:
    if current is None:
        return [_("Peran ini sudah dikosongkan di tempat lain.")]
    kind, split = str(current.get_cascade_display()), str(current.get_split_display())
    return [current.role, f"{kind} · {split}" if split else kind]


def _place(request: HttpRequest, pk: int, result: int, employee: int) -> tuple[WorkResult, Employee]:
    """A result of the own plan and somebody who may get a role in it."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    owed = WorkResult.objects.filter(pk=result, skp=plan).first()
    members = queries.members_of(plan, actor.on) if owed else []
    person = next((each.person for each in members if each.person.pk == employee), None)
    if owed is None or person is None:
        raise not_found()
    owed.skp = plan
    return owed, person


def clear(request: HttpRequest, pk: int, result: int, employee: int) -> HttpResponse:
    owed, person = _place(request, pk, result, employee)
    current = RoleCell.objects.filter(result=owed, employee=person).first()
    if current is None:
        return redirect("matrix:matrix", pk=pk)
    current.result = owed
    by = actor_of(request).user

    def act() -> None:
        services.clear_cell(cell=current, version=sent_version(request), by=by, at=now())

    context = {"skp": owed.skp, "result": owed, "person": person, "cell": current, "version": current.version}
    return _confirmed(request, owed.skp, act, _("Peran dikosongkan."), "matrix/clear.html", context)


def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """Publish the results, or take them back, after a look at what that means."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    back = "tarik" in request.GET

    def act() -> None:
        service = services.unpublish if back else services.publish
        service(skp=plan, by=actor.user, at=now())

    done = _("Penerbitan ditarik.") if back else _("Hasil kerja Anda terbit. Pegawai dapat mengambil perannya.")
    results = WorkResult.objects.filter(skp=plan).order_by("-kind", "order", "id")
    context = {"skp": plan, "back": back, "results": results, "taken": queries.taken_from(plan)}
    return _confirmed(request, plan, act, done, "matrix/publish.html", context)


def members(request: HttpRequest, pk: int) -> HttpResponse:
    """Find somebody of another team and add them."""
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    q = request.GET.get("q", "").strip()[:100]
    people = people_of(plan.employee.agency).exclude(pk=plan.employee_id)
    if request.method == "POST":
        chosen = request.POST.get("employee", "")
        person = people.filter(pk=chosen).first() if chosen.isascii() and chosen.isdigit() else None
        if person is None:
            raise not_found()
        return _add(request, plan, person)
    page = Paginator(matching(people, q).order_by("name", "pk"), PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    guests = [each for each in queries.members_of(plan, actor.on) if each.is_guest]
    context = {"skp": plan, "q": q, "page": page if q else None, "guests": guests}
    return render(request, "matrix/members.html", context)


def _add(request: HttpRequest, plan: Skp, person: Employee) -> HttpResponse:
    try:
        services.add_member(skp=plan, employee=person, by=actor_of(request).user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("matrix:members", pk=plan.pk)
    messages.success(request, _("%(name)s ditambahkan ke matriks Anda.") % {"name": person.name})
    return redirect("matrix:matrix", pk=plan.pk)


def remove_member(request: HttpRequest, pk: int, employee: int) -> HttpResponse:
    actor = actor_of(request)
    plan = access.get_skp(actor, pk, "edit")
    guests = [each.person for each in queries.members_of(plan, actor.on) if each.is_guest]
    person = next((each for each in guests if each.pk == employee), None)
    if person is None:
        raise not_found()

    def act() -> None:
        services.remove_member(skp=plan, employee=person, by=actor.user, at=now())

    done = _("%(name)s dilepas dari matriks.") % {"name": person.name}
    return _confirmed(request, plan, act, done, "matrix/remove_member.html", {"skp": plan, "person": person})


def _confirmed(
    request: HttpRequest, plan: Skp, act: Callable[[], None], done: str, template: str, context: dict[str, Any]
) -> HttpResponse:
    """Ask first; then do it and go back to the matrix, saying what happened."""
    if request.method != "POST":
        return render(request, template, context)
    try:
        act()
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("matrix:matrix", pk=plan.pk)


# --- the member -------------------------------------------------------------------------


def offers(request: HttpRequest) -> HttpResponse:
    """What leaders ask of me, each to be taken into the own plan with one press."""
    actor = actor_of(request)
    if actor.employee is None:
        raise not_found()
    found = list(queries.offers(access.roles_offered(actor), periods_on(actor.on)))
    if request.method == "POST":
        chosen = set(request.POST.getlist("cell"))
        return _take(request, actor.employee, [each for each in found if str(each.pk) in chosen])
    page = Paginator(found, PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "waiting": [each for each in found if getattr(each, "taken", None) is None]}
    return render(request, "matrix/offers.html", context)


def _take(request: HttpRequest, employee: Employee, cells: Sequence[RoleCell]) -> HttpResponse:
    try:
        made = services.take(employee=employee, cells=cells, by=actor_of(request).user, at=now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("matrix:offers")
    if made:
        text = ngettext(
            "%(n)s hasil masuk ke SKP Anda. Lengkapi indikatornya.",
            "%(n)s hasil masuk ke SKP Anda. Lengkapi indikatornya.",
            len(made),
        )
        messages.success(request, text % {"n": len(made)})
    else:
        messages.info(request, _("Hasil ini sudah ada di SKP Anda."))
    return redirect("planning:skp", pk=made[0].skp_id) if made else redirect("matrix:offers")
