"""What the acts upon the office share: refusals with their sentence, reasons, days, and the line in the ledger."""

from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.ledger.services import record
from terang.organisation.models import Agency

ONE_DAY = timedelta(days=1)


class Refused(Exception):
    """A change the rules of the office do not allow; carries a sentence and, where known, the form field."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.field = sentence, field


class ChangedMeanwhile(Refused):
    """Somebody else was faster; nothing has been changed."""


class WrongDay(Refused):
    """The day does not fit what is on record."""


class WrongPlace(Refused):
    """The unit cannot stand there in the tree."""


class StillInUse(Refused):
    """People or units still hang on what should end."""


class AlreadyHeld(Refused):
    """The post, or the days, are taken."""


class ReasonMissing(Refused):
    """A change needs a written reason."""


def overlapping(since: date, until: date | None) -> Q:
    """Rows with ``since``/``until`` that share a day with these days; without a last day they never end."""
    days = Q(until__isnull=True) | Q(until__gte=since)
    return days if until is None else days & Q(since__lte=until)


def required(text: str, sentence: str, field: str) -> str:
    """Return the text with single spaces, or refuse with the sentence."""
    cleaned = " ".join(text.split())
    if not cleaned:
        raise ReasonMissing(sentence, field)
    return cleaned


def required_reason(text: str) -> str:
    return required(text, _("Tuliskan alasannya."), "reason")


def after(day: date) -> str:
    """The sentence for a day that lies too early."""
    shown = date_format(day, "j M Y")
    return _("Pilih tanggal sesudah %(day)s: sejak hari itulah keadaan yang sekarang berlaku.") % {"day": shown}


def require_order(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise WrongDay(_("Tanggal akhir mendahului tanggal mulai."), "until")


def write(act: str, agency: Agency, subject: str, by: User, at: datetime, data: dict[str, object]) -> None:
    record(agency=agency.code, act=act, subject=subject, by=by.username, at=at, data=data)
