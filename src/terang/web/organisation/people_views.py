"""Somebody who joins the office, and the account of somebody who has none."""

from datetime import date

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from terang.core.enums import Appraised, EmploymentKind
from terang.core.findings import Finding
from terang.core.nip import check_nip, normalise
from terang.exchange.findings import sentence
from terang.organisation import access, posts, services
from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Employee, Position
from terang.regulation.queries import in_force
from terang.web.actor import actor_of
from terang.web.clock import now

from .asking import Act, Data, Outlook, Page, Question, ask, in_two_steps, posted, say
from .assignment_views import posts_offered
from .consequences import begins, day, day_shown, outlook
from .forms import NewPersonForm


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Take one person into the office, with a post and an account; the first password follows on its own page."""
    actor = actor_of(request)
    agency = access.get_agency(actor, to="manage")
    law, offered = in_force(actor.on).personnel, posts_offered(request, agency)
    start = {"since": actor.on, "position": offered[0].pk if offered else None}
    form = NewPersonForm(posted(request), posts=offered, law=law, initial=start)
    by_key = {str(each.pk): each for each in offered}
    status = next(each.label for each in law.legal_statuses.value if each.appraised is Appraised.YES)

    def joined(data: Data) -> Employee:
        person, post = _person(form, status), by_key[data["position"]]
        return services.add_employee(
            agency=agency, person=person, position=post, since=data["since"], by=actor.user, at=now()
        )

    def foresee(data: Data) -> Outlook:
        on = day_shown(data["since"], None, actor.on)
        found = services.forecast(lambda: joined(data), on)
        said = outlook(_said(found.person, by_key[data["position"]], data), found, on)
        return Outlook(said.lines, [*_doubts(form, actor.on), *said.warnings])

    def there(data: Data) -> Employee | None:
        return Employee.objects.filter(agency=agency, nip=normalise(data["nip"]), name=data["name"]).first()

    def is_done(data: Data) -> bool:
        known = there(data)
        return known is not None and posts.is_assigned(
            known, position=by_key[data["position"]], since=data["since"], kind=AssignmentKind.DEFINITIVE
        )

    def then(data: Data) -> str:
        person = there(data)
        assert person is not None
        return _password_page(person)

    question = Question(
        _("Pegawai"), _("Tambah pegawai ini?"), _("Tambah pegawai"),
        _("Pegawai ditambahkan. Sekarang buat kata sandi pertamanya."), reverse("organisation:staff"),
    )  # fmt: skip
    page = Page("organisation/add_employee.html", {"has_searched": bool(request.POST.get("q"))})
    return in_two_steps(request, form, Act(foresee, joined, is_done, refuse, then), question, page)


def _password_page(person: Employee) -> str:
    return reverse("identity:issue_password", args=[person.user_id])


def _person(form: NewPersonForm, status: str) -> services.NewPerson:
    data = form.cleaned_data
    kind, grade = form.rank()
    return services.NewPerson(
        nip=data["nip"], name=data["name"], kind=kind, grade=grade, legal_status=status,
        front_title=data["front_title"], back_title=data["back_title"], email=data["email"],
    )  # fmt: skip


def _doubts(form: NewPersonForm, today: date) -> list[str]:
    """What is unusual about a number that may yet be right."""
    kind, _grade = form.rank()
    rules = in_force(today).nip.rules.value
    read = check_nip(form.cleaned_data["nip"], kind=EmploymentKind(kind), today=today, rules=rules)
    return [_nip_words(finding) for finding in read.findings]


def _said(person: Employee, post: Position, data: Data) -> list[str]:
    words = {
        "name": person.full_name,
        "kind": person.get_kind_display(),
        "grade": person.grade,
        "born": day(person.birth_date),
        "sex": person.get_sex_display().lower(),
        "status": person.legal_status,
    }
    return [
        _("%(name)s, %(kind)s golongan %(grade)s, kedudukan hukum %(status)s.") % words,
        _("Menurut NIP: lahir %(born)s, %(sex)s.") % words,
        begins(person.name, post, AssignmentKind.DEFINITIVE, data["since"], None),
        _("Akun dengan NIP itu dibuat. Kata sandi pertamanya dibuat di halaman berikutnya dan tampil satu kali."),
    ]


def refuse(form: forms.Form, refusal: services.Refused) -> None:
    """A number that cannot be right is told everything that is wrong with it."""
    if not isinstance(refusal, services.FaultyNip):
        say(form, refusal)
        return
    for finding in refusal.findings:
        form.add_error("nip", _nip_words(finding))


def _nip_words(finding: Finding) -> str:
    found, wanted = finding.params.get("found"), finding.params.get("wanted")
    too_long = isinstance(found, int) and isinstance(wanted, int) and found > wanted
    return sentence("NIP_TOO_LONG" if too_long else finding.code, finding.params)


@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody who has none an account; its first password follows on its own page."""
    actor = actor_of(request)
    person = access.get_employee(actor, pk, to="manage")

    def act(_data: Data) -> None:
        services.open_account_for(employee=person, by=actor.user, at=now())

    question = Question(
        person.full_name, _("Buat akun untuk %(name)s?") % {"name": person.name}, _("Buat akun"),
        _("Akun dibuat. Sekarang buat kata sandi pertamanya."), reverse("organisation:employee", args=[person.pk]),
        [
            _("Nama akunnya adalah NIP pegawai."),
            _("Belum ada yang dapat masuk sebelum kata sandi pertama dibuat di halaman akunnya."),
        ],
    )  # fmt: skip
    return ask(request, forms.Form(posted(request)), act, question, lambda: _password_page(person))
