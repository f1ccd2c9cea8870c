"""How somebody wants to be told."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terang.identity.models import User
from terang.notices.queries import preference_of

# The night's pause between two rounds of mail lasts nine hours, so that who keeps ten is still reached.
LONGEST_QUIET = timedelta(hours=14)


def _hour(label: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        error_messages={"required": _("Isi jamnya."), "invalid": _("Tulis jam seperti 20.00.")},
    )


class NoticesForm(forms.Form):
    """Mail or none, to which address, and when not."""

    by_mail = forms.BooleanField(
        label=_("Kirim juga lewat surel"),
        help_text=_("Satu ringkasan sehari, hanya bila ada kabar baru. Tanpa isi yang rahasia."),
        required=False,
    )
    email = forms.EmailField(
        label=_("Alamat surel"),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Tulis alamat surel lengkap, misalnya nama@kantor.go.id.")},
    )
    quiet_from = _hour(_("Mulai"))
    quiet_until = _hour(_("Sampai"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("by_mail") and not data.get("email") and "email" not in self.errors:
            self.add_error("email", _("Tulis alamat surel Anda, atau matikan surel."))
        since, until = data.get("quiet_from"), data.get("quiet_until")
        if since is not None and until is not None and _length(since, until) > LONGEST_QUIET:
            self.add_error("quiet_until", _("Jam tenang paling lama 14 jam, agar surel tetap sampai."))
        return data


def notices_form(user: User, data: Any = None) -> NoticesForm:
    """The form as the person chose (one query)."""
    chosen = preference_of(user.username)
    initial = {
        "by_mail": chosen.by_mail and bool(user.email),
        "email": user.email,
        "quiet_from": chosen.quiet_from,
        "quiet_until": chosen.quiet_until,
    }
    return NoticesForm(data, initial=initial, auto_id="kabar_%s")


def _length(since: time, until: time) -> timedelta:
    """From one hour to the other, over midnight if need be."""
    length = datetime.combine(date.min, until) - datetime.combine(date.min, since)
    return length + timedelta(days=1) if length < timedelta(0) else length
