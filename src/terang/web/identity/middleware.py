"""What happens around every page because of who is asking: language, a password to be changed, last seen."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlsplit

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from terang.web.clock import now

Respond = Callable[[HttpRequest], HttpResponse]

SEEN = "seen_at"
SEEN_EVERY = timedelta(minutes=10)
# What somebody with a temporary password may still do; every page asks for the last two, which tell nothing.
STILL_OPEN = (
    "account_change_password",
    "account_logout",
    "identity:language",
    "offline:worker",
    "offline:manifest",
)


class ChosenLanguage:
    """Indonesian, unless the account or the visitor's cookie chose otherwise; the browser's wish is not asked."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = chosen_language(request)
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.respond(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response


class SignInFirst(LoginRequiredMiddleware):
    """Asks whoever is not signed in to do so, and leads back to the page they were on.

    What was sent after a session ended did not arrive: the person is told, and the way back leads to the page with
    the form (whose script kept the words), not to the address it was sent to. A part of a page is never replaced by
    a sign-in page.
    """

    def handle_no_permission(  # type: ignore[override]  # the library answers with redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponse:
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        messages.warning(
            request,
            _("Sesi Anda berakhir, jadi kiriman terakhir belum tersimpan. Masuk lagi; Anda kembali ke halaman tadi."),
        )
        return redirect_to_login(_page_before(request))


def _page_before(request: HttpRequest) -> str:
    """The page of ours from which something was sent."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return request.path
    parts = urlsplit(page)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class OwnPasswordFirst:
    """Somebody who signed in with a temporary password chooses one of their own before anything else."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        must_change = user.is_authenticated and user.must_change_password
        if not must_change or request.path in {reverse(name) for name in STILL_OPEN}:
            return self.respond(request)
        if request.headers.get("HX-Request"):
            return HttpResponse(headers={"HX-Redirect": reverse("account_change_password")})
        return redirect("account_change_password")


class LastSeen:
    """Notes for the session list when a session was last used, at most every ten minutes.

    The library's own way writes to the database at every page.
    """

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and self._is_due(request):
            request.session[SEEN] = now().timestamp()
            UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=now())
        return self.respond(request)

    @staticmethod
    def _is_due(request: HttpRequest) -> bool:
        last: float = request.session.get(SEEN, 0.0)
        return now().timestamp() - last > SEEN_EVERY.total_seconds()


def chosen_language(request: HttpRequest) -> str:
    """The language code of a page: the account's, else the visitor's, else Indonesian."""
    if request.user.is_authenticated:
        return request.user.language
    cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
