"""What the office's own data asks of the people who keep it."""

from django.urls import reverse
from django.utils.translation import gettext as _

from terang.organisation import access
from terang.organisation.access import Actor
from terang.organisation.enums import StagedState
from terang.organisation.models import Employee
from terang.web.home.items import Task


def tasks(actor: Actor) -> list[Task]:
    """A staff list that waits to be looked at; an agency without anybody yet.

    One query for somebody who is staff of the agency, two at most for an account without a post.
    """
    codes = actor.agencies_as(*access.MANAGERS)
    if not codes:
        return []
    waiting = access.imports(actor).filter(state=StagedState.READY).order_by("-at").first()
    if waiting is not None:
        return [_look_at(waiting.pk, waiting.file_name, waiting.summary["errors"])]
    if actor.employee is not None or Employee.objects.filter(agency__code__in=codes).exists():
        return []
    url = reverse("organisation:import_upload")
    return [Task(_("Impor daftar pegawai"), _("Belum ada pegawai di Terang."), url, _("Pilih berkas"))]


def _look_at(pk: int, name: str, errors: int) -> Task:
    detail = _("%(name)s: ada baris yang perlu dibetulkan.") if errors else _("%(name)s: siap diterapkan.")
    url = reverse("organisation:import_preview", args=[pk])
    return Task(_("Periksa impor pegawai"), detail % {"name": name}, url, _("Buka pratinjau"))
