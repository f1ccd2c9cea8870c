"""The words of a digest: what was told, and where to read it. Text and plain HTML, in the active language."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from .models import Notice
from .words import sentence

MOST_LINES = 10


def digest_mail(*, to: str, name: str, recipient: str, day: date, notices: Sequence[Notice]) -> EmailMultiAlternatives:
    """Write the mail; beyond ten pieces of news it says how many more there are."""
    count = len(notices)
    subject = ngettext("Terang: %(n)d kabar untuk Anda", "Terang: %(n)d kabar untuk Anda", count) % {"n": count}
    lines = [sentence(notice.text, notice.values) for notice in notices[:MOST_LINES]]
    if count > MOST_LINES:
        more = count - MOST_LINES
        lines.append(ngettext("dan %(n)d kabar lain", "dan %(n)d kabar lain", more) % {"n": more})
    greeting = _("Yth. %(name)s, ini kabar untuk Anda di Terang:") % {"name": name}
    mail = EmailMultiAlternatives(
        subject, _text(greeting, lines), to=[to],
        headers={"Message-ID": _message_id(recipient, day), "Auto-Submitted": "auto-generated"},
    )  # fmt: skip
    mail.attach_alternative(_html(greeting, lines), "text/html")
    return mail


def _text(greeting: str, lines: Sequence[str]) -> str:
    told = "\n".join(f"- {line}" for line in lines)
    read, choose = (f"{label}: {url}" for label, url in _ways())
    return f"{greeting}\n\n{told}\n\n{read}\n\n{_why()}\n{choose}\n"


def _html(greeting: str, lines: Sequence[str]) -> str:
    told = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    read, choose = (format_html('<p><a href="{}">{}</a></p>', url, label) for label, url in _ways())
    page = '<!doctype html><html lang="{}"><body><p>{}</p><ul>{}</ul>{}<p>{}</p>{}</body></html>'
    return format_html(page, get_language() or "id", greeting, told, read, _why(), choose)


def _ways() -> tuple[tuple[str, str], tuple[str, str]]:
    return (
        (_("Baca selengkapnya di Terang"), _address("notices:list")),
        (_("Ubah pilihan atau hentikan surel ini"), _address("notices:preferences")),
    )


def _why() -> str:
    return _("Terang mengirim surel ini paling banyak satu kali sehari, hanya bila ada kabar baru.")


def _address(page: str) -> str:
    return f"{settings.TERANG_BASE_URL.rstrip('/')}{reverse(page)}"


def _message_id(recipient: str, day: date) -> str:
    """The same for the same person and day, and without a name in it."""
    mark = salted_hmac("terang.notices.digest", f"{recipient}:{day.isoformat()}").hexdigest()
    return f"<{mark}@{urlsplit(settings.TERANG_BASE_URL).hostname or 'terang'}>"
