"""How the home page says good day."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.organisation.access import Actor

# From which hour on each greeting fits, as it is said in Indonesia.
NOON, AFTERNOON, EVENING = 11, 15, 18


def greeting(actor: Actor, at: datetime) -> str:
    """Greet by the local hour and with the name as it is written in the account."""
    name = {"name": actor.user.name}
    if at.hour < NOON:
        return _("Selamat pagi, %(name)s") % name
    if at.hour < AFTERNOON:
        return _("Selamat siang, %(name)s") % name
    if at.hour < EVENING:
        return _("Selamat sore, %(name)s") % name
    return _("Selamat malam, %(name)s") % name


def opening(count: int) -> str:
    """Say in one sentence how much waits; nothing when nothing does, the page says that itself."""
    if not count:
        return ""
    return ngettext("Ada %(n)d hal yang menunggu Anda.", "Ada %(n)d hal yang menunggu Anda.", count) % {"n": count}


def unit_of(actor: Actor) -> str:
    """Return the name of the unit the person leads, else of the one they work in."""
    posts = sorted(actor.posts, key=lambda post: not post.position.is_head)
    return posts[0].position.unit.name if posts else ""
