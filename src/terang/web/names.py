"""Names of the people behind user names, for pages that show records which keep names only."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.jobs.services import SYSTEM


def names_of(usernames: Iterable[str]) -> dict[str, str]:
    """The name for each user name, in one query; a user name without an account stands for itself."""
    wanted = set(usernames)
    found = dict(User.objects.filter(username__in=wanted - {SYSTEM}).values_list("username", "name"))
    return {name: found.get(name, name) for name in wanted} | {SYSTEM: _("Jadwal")}
