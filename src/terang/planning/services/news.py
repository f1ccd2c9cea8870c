"""What people are told of plans and talks: part of the act's transaction, and never what somebody wrote.

Notices lead to pages that stay: a draft that changes a plan goes when it is set, so they lead to the plan.
"""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_noop

from terang.identity.models import User
from terang.notices.services import tell
from terang.notices.words import Value
from terang.organisation.models import Employee
from terang.planning.models import Dialogue, Skp


def tell_employees(
    people: Collection[int | None],
    *,
    key: str,
    text: str,
    url: str,
    at: datetime,
    values: Mapping[str, Value] | None = None,
    but: str = "",
) -> int:
    """Tell employees, by primary key, who have an open account; ``but`` is the user name of who acted."""
    accounts = Employee.objects.filter(pk__in=[pk for pk in people if pk], user__is_active=True)
    names = accounts.exclude(user__username=but).values_list("user__username", flat=True)
    return tell(recipients=names, key=key, text=text, url=url, at=at, values=values)


# --- plans ------------------------------------------------------------------------------


def tell_submitted(*, skp: Skp, appraiser: Employee, version: int, at: datetime) -> None:
    """The appraiser hears of a plan that waits."""
    text = (
        gettext_noop("%(name)s mengajukan SKP %(year)s.")
        if skp.amends_id is None
        else gettext_noop("%(name)s mengajukan addendum SKP %(year)s.")
    )
    _tell_of_plan(skp, appraiser.pk, f"submitted:{version}", text, at, {"name": skp.employee.full_name})


def tell_returned(*, skp: Skp, version: int, at: datetime) -> None:
    """The owner hears that there is something to mend."""
    text = (
        gettext_noop("SKP %(year)s Anda dikembalikan. Baca alasannya, perbaiki, lalu ajukan lagi.")
        if skp.amends_id is None
        else gettext_noop("Addendum SKP %(year)s Anda dikembalikan. Baca alasannya, perbaiki, lalu ajukan lagi.")
    )
    _tell_of_plan(skp, skp.employee_id, f"returned:{version}", text, at)


def tell_set(*, skp: Skp, at: datetime) -> None:
    """The owner hears that the plan is agreed."""
    text = gettext_noop("SKP %(year)s Anda ditetapkan.")
    _tell_of_plan(skp, skp.employee_id, "set", text, at)


def tell_amended(*, skp: Skp, number: int, at: datetime) -> None:
    """The owner hears that the change of the plan is agreed."""
    text = gettext_noop("Addendum SKP %(year)s Anda ditetapkan.")
    _tell_of_plan(skp, skp.employee_id, f"amended:{number}", text, at)


def _tell_of_plan(
    skp: Skp, whom: int, act: str, text: str, at: datetime, more: Mapping[str, Value] | None = None
) -> None:
    url = reverse("planning:skp", args=[skp.amends_id or skp.pk])
    values = {"year": skp.period.start.year, **(more or {})}
    tell_employees([whom], key=f"plan:{skp.pk}:{act}", text=text, url=url, values=values, at=at)


# --- talks ------------------------------------------------------------------------------


def tell_arranged(*, talk: Dialogue, planned_for: datetime, by: User, at: datetime) -> None:
    """The other side hears when to come."""
    text = gettext_noop("%(name)s merencanakan dialog kinerja pada %(moment)s.")
    _tell_other_side(talk, f"arranged:{planned_for.isoformat()}", text, by, at, {"moment": planned_for})


def tell_rearranged(*, talk: Dialogue, planned_for: datetime, version: int, by: User, at: datetime) -> None:
    """The other side hears that something about the talk has changed."""
    text = gettext_noop("%(name)s mengubah rencana dialog kinerja. Waktunya sekarang %(moment)s.")
    _tell_other_side(talk, f"rearranged:{version}", text, by, at, {"moment": planned_for})


def tell_minutes(*, talk: Dialogue, version: int, by: User, at: datetime) -> None:
    """The other side hears that minutes wait for agreement."""
    text = gettext_noop("%(name)s menulis catatan dialog kinerja. Baca, lalu sepakati atau minta perbaikan.")
    _tell_other_side(talk, f"minutes:{version}", text, by, at)


def tell_correction(*, talk: Dialogue, version: int, by: User, at: datetime) -> None:
    """Who wrote the minutes hears that something is to be corrected."""
    text = gettext_noop("%(name)s meminta perbaikan pada catatan dialog kinerja.")
    _tell_other_side(talk, f"correction:{version}", text, by, at)


def tell_cancelled(*, talk: Dialogue, by: User, at: datetime) -> None:
    """The other side hears that nobody comes."""
    text = gettext_noop("%(name)s membatalkan dialog kinerja pada %(moment)s.")
    _tell_other_side(talk, "cancelled", text, by, at, {"moment": talk.planned_for})


def _tell_other_side(
    talk: Dialogue, act: str, text: str, by: User, at: datetime, more: Mapping[str, Value] | None = None
) -> None:
    sides = (talk.skp.employee_id, talk.skp.appraiser_id)
    url = reverse("dialogue:talk", args=[talk.pk])
    key, values = f"talk:{talk.pk}:{act}", {"name": by.name, **(more or {})}
    tell_employees(sides, key=key, text=text, url=url, values=values, at=at, but=by.username)
