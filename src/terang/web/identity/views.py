"""Sign-in, one's own account, and looking after the accounts of an agency."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.models import Session
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from terang.identity import access, queries, services
from terang.identity.access import Power
from terang.identity.addresses import caller_address
from terang.identity.enums import Language, Role, Theme
from terang.identity.models import User
from terang.organisation.access import Actor
from terang.web.actor import actor_of
from terang.web.clock import now, today
from terang.web.notices.forms import notices_form

from .devices import device
from .forms import GrantForm, LanguageForm, PreferencesForm, ReasonForm

PAGE_SIZE = 25
REFUSED = 422
SIGN_IN_BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
Done = TypeVar("Done")


# --- signing in -------------------------------------------------------------------------


class SignIn(LoginView):  # type: ignore[misc]
    """The library's sign-in; a demo also offers its cast."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        cast_of_demo = queries.demo_cast() if settings.TERANG_DEMO else []
        return {**super().get_context_data(**kwargs), "demo_cast": cast_of_demo}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        page: HttpResponse = self.render_to_response(self.get_context_data(form=form), status=REFUSED)
        return page


sign_in = SignIn.as_view()


@require_POST
@login_not_required
def demo_sign_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign in as somebody of the demo cast. In production this address does not exist."""
    user = queries.demo_member(pk) if settings.TERANG_DEMO else None
    if user is None:
        raise Http404
    login(request, user, backend=SIGN_IN_BACKEND)
    return redirect(get_next_redirect_url(request) or "home")


def locked_out(request: HttpRequest, response: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """The answer of django-axes once the chances are used up; the same for a NIP nobody has."""
    return render(request, "identity/locked.html", {"until": _lock_ends(request, credentials)}, status=429)


def _lock_ends(request: HttpRequest, credentials: dict[str, Any] | None) -> datetime | None:
    name = (credentials or {}).get("username") or ""
    attempts = AccessAttempt.objects.filter(username=name, ip_address=caller_address(request))
    last = attempts.order_by("-attempt_time").values_list("attempt_time", flat=True).first()
    return last + cast(timedelta, get_cool_off(request)) if last else None


@require_GET
@login_not_required
def forgotten_password(request: HttpRequest) -> HttpResponse:
    return render(request, "identity/forgotten.html")


@require_POST
@login_not_required
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep a visitor's language in a cookie, an account's language in the account; go back to the page."""
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = reverse("home")
    response = HttpResponseRedirect(back)
    form = LanguageForm(request.POST)
    if form.is_valid():
        language = Language(form.cleaned_data["language"])
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **_language_cookie())
        if request.user.is_authenticated:
            services.set_language(language=language, by=request.user)
    return response


def _language_cookie() -> dict[str, Any]:
    return {
        "max_age": timedelta(days=365),
        "samesite": "Lax",
        "secure": settings.SESSION_COOKIE_SECURE,
        "httponly": True,
    }


# --- one's own account ------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Who I am here, how pages look to me, and how my account is protected."""
    actor = actor_of(request)
    user = actor.user
    form = PreferencesForm(_posted(request), initial={"language": user.language, "theme": user.theme})
    if form.is_valid():
        language, theme = Language(form.cleaned_data["language"]), Theme(form.cleaned_data["theme"])
        services.set_preferences(language=language, theme=theme, by=user)
        messages.success(request, _("Pilihan Anda tersimpan."))
        return redirect("identity:account")
    context = {
        "form": form,
        "account": user,
        "posts": actor.posts,
        "roles": _hats(actor),
        "has_second_step": is_mfa_enabled(user),
        "may_look_after": access.may_look_after(actor.grants),
        "notices_form": notices_form(user),
        "sends_mail": settings.SENDS_MAIL,
    }  # fmt: skip
    return render(request, "identity/account.html", context, status=REFUSED if form.errors else 200)


def _hats(actor: Actor) -> list[str]:
    """What a person is here: by post first, then by granted role."""
    by_post = [(actor.employee is not None, _("Pegawai")), (actor.appraises, _("Pejabat penilai"))]
    granted = sorted({str(Role(role).label) for role, _agency in actor.grants})
    return [name for holds, name in by_post if holds] + granted


class Sessions(ListUserSessionsView):  # type: ignore[misc]
    """Where the account is signed in. Two queries, however many devices there are."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super(ListUserSessionsView, self).get_context_data(**kwargs)
        return {**context, "sessions": _open_sessions(self.request)}


sessions = Sessions.as_view()


@dataclass(frozen=True)
class OpenSession:
    device: str
    ip: str
    since: datetime
    last_seen: datetime
    is_current: bool


def _open_sessions(request: HttpRequest) -> list[OpenSession]:
    rows = list(UserSession.objects.filter(user_id=request.user.pk).order_by("-last_seen_at"))
    keys = [row.session_key for row in rows]
    alive = Session.objects.filter(session_key__in=keys, expire_date__gt=now())
    living = set(alive.values_list("session_key", flat=True))
    mine = request.session.session_key
    return [
        OpenSession(device(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == mine)
        for row in rows
        if row.session_key in living
    ]


# --- looking after accounts -------------------------------------------------------------


@require_GET
def accounts(request: HttpRequest) -> HttpResponse:
    """The accounts of the agencies somebody looks after; by name or NIP, 25 at a time."""
    grants = actor_of(request).grants
    if not access.may_look_after(grants):
        raise access.not_found()
    text, shown = request.GET.get("q", ""), request.GET.get("tampil", "")
    found = _shown(queries.matching(access.accounts(grants), text), shown).order_by("name", "pk")
    page = Paginator(queries.with_roles(found, today()), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "identity/accounts.html", {"page": page, "q": text, "shown": shown})


def _shown(found: QuerySet[User], shown: str) -> QuerySet[User]:
    if shown == "peran":
        return queries.holding_roles(found, today())
    return found.filter(is_active=False) if shown == "tertutup" else found


@require_GET
def account_detail(request: HttpRequest, pk: int) -> HttpResponse:
    grants = actor_of(request).grants
    person = access.get_account(grants, pk, to=Power.HELP)
    return render(request, "identity/account_detail.html", {
        "person": person,
        "roles": queries.lasting_grants(person, today()),
        "has_second_step": is_mfa_enabled(person),
        "has_password": person.has_usable_password(),
        "may_administer": person.agency in access.agencies(grants, Power.ADMINISTER),
        "is_me": person.pk == request.user.pk,
    })  # fmt: skip


@never_cache
@require_http_methods(["GET", "POST"])
def issue_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a temporary password and show it in this one answer; it is kept nowhere in the clear."""
    actor = actor_of(request)
    person = access.get_account(actor.grants, pk, to=Power.HELP)
    form = forms.Form(_posted(request))
    act = services.reset_password if person.has_usable_password() else services.issue_first_password
    if form.is_valid() and (password := _try(form, lambda: act(user=person, by=actor.user, at=now()))):
        return render(request, "identity/password_issued.html", {"person": person, "password": password})
    return _ask(
        request, form, person,
        title=_("Buat kata sandi sementara"),
        action=_("Buat kata sandi sementara"),
        consequences=[
            _("Kata sandi lama tidak berlaku lagi, dan semua sesi akun ini berakhir.")
            if person.has_usable_password()
            else _("Ini kata sandi pertama akun ini."),
            _("Kata sandi sementara tampil satu kali. Sampaikan langsung kepada orangnya."),
            _("Pada saat masuk, orangnya diminta membuat kata sandi sendiri."),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def close_account(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = access.get_account(actor.grants, pk, to=Power.ADMINISTER)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _did(form, lambda: services.close_account(
        user=person, reason=form.cleaned_data["reason"], by=actor.user, at=now()
    )):  # fmt: skip
        return _back(request, person, _("Akun ditutup."))
    return _ask(
        request, form, person,
        title=_("Tutup akun"),
        action=_("Tutup akun ini"),
        destroys=True,
        consequences=[
            _("Orangnya keluar dari semua perangkat dan tidak dapat masuk lagi."),
            _("SKP, bukti, dan hasil penilaiannya tetap tersimpan."),
            _("Akun dapat dibuka kembali kapan saja."),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = access.get_account(actor.grants, pk, to=Power.ADMINISTER)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _did(form, lambda: services.open_account(
        user=person, reason=form.cleaned_data["reason"], by=actor.user, at=now()
    )):  # fmt: skip
        return _back(request, person, _("Akun dibuka kembali."))
    return _ask(
        request, form, person,
        title=_("Buka kembali akun"),
        action=_("Buka akun ini"),
        consequences=[_("Orangnya dapat masuk lagi dengan kata sandi yang sama.")],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def remove_second_step(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = access.get_account(actor.grants, pk, to=Power.ADMINISTER)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _did(form, lambda: services.remove_second_step(
        user=person, reason=form.cleaned_data["reason"], by=actor.user, at=now()
    )):  # fmt: skip
        return _back(request, person, _("Langkah kedua dilepas."))
    return _ask(
        request, form, person,
        title=_("Lepas langkah kedua"),
        action=_("Lepas langkah kedua"),
        destroys=True,
        consequences=[
            _("Orangnya dapat masuk dengan kata sandi saja."),
            _("Pastikan Anda berbicara langsung dengan orangnya, bukan lewat pesan."),
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    person = access.get_account(actor.grants, pk, to=Power.ADMINISTER)
    roles = access.grantable(actor.grants, person.agency)
    form = GrantForm(_posted(request), initial={"since": today()}, roles=roles)
    if form.is_valid() and _did(form, lambda: services.grant_role(
        user=person, role=Role(form.cleaned_data["role"]), since=form.cleaned_data["since"],
        until=form.cleaned_data["until"], reason=form.cleaned_data["reason"], by=actor.user, at=now(),
    )):  # fmt: skip
        return _back(request, person, _("Peran diberikan."))
    return _ask(request, form, person, title=_("Beri peran"), action=_("Beri peran"), consequences=[])


@require_http_methods(["GET", "POST"])
def revoke_role(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    grant = access.get_grant(actor.grants, pk)
    form = ReasonForm(_posted(request))
    if form.is_valid() and _did(form, lambda: services.revoke_role(
        grant=grant, reason=form.cleaned_data["reason"], by=actor.user, at=now()
    )):  # fmt: skip
        return _back(request, grant.user, _("Peran dicabut."))
    return _ask(
        request, form, grant.user,
        title=_("Cabut peran %(role)s") % {"role": Role(grant.role).label},
        action=_("Cabut peran ini"),
        destroys=True,
        consequences=[_("Peran berakhir sekarang juga. Yang sudah dikerjakan tetap tercatat.")],
    )  # fmt: skip


def _posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, also when it has no field of its own."""
    return request.POST if request.method == "POST" else None


def _try(form: forms.Form, act: Callable[[], Done]) -> Done | None:
    """Do it; a refusal becomes a sentence on the form."""
    try:
        return act()
    except services.Refused as refusal:
        form.add_error(None, refusal.sentence)
        return None


def _did(form: forms.Form, act: Callable[[], object]) -> bool:
    _try(form, act)
    return form.is_valid()


def _ask(
    request: HttpRequest, form: forms.Form, person: User, *,
    title: str, action: str, consequences: Sequence[str], destroys: bool = False,
) -> HttpResponse:  # fmt: skip
    """The page that lists the consequences before an act upon an account."""
    context = {
        "form": form, "person": person, "title": title, "action": action,
        "consequences": consequences, "destroys": destroys,
    }  # fmt: skip
    return render(request, "identity/confirm.html", context, status=REFUSED if form.errors else 200)


def _back(request: HttpRequest, person: User, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("identity:account_detail", pk=person.pk)
