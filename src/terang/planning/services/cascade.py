"""What holds whenever a result comes to serve another: how it is divided, and that it never serves itself."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terang.core import cascade as core
from terang.planning.enums import CascadeKind, SplitBy
from terang.planning.models import Period, WorkResult
from terang.planning.queries.matrix import way_up

from .guards import Refused

WORDS: Mapping[str, Promise] = {
    "CASCADE_NO_SPLIT": _("Hasil yang langsung perlu pembagian: bagian pekerjaan, wilayah, atau bagian dari jumlah."),
    "CASCADE_NEEDLESS_SPLIT": _("Pembagian hanya berlaku untuk hasil yang langsung. Kosongkan pembagiannya."),
}


def require_kind(cascade: CascadeKind, split: SplitBy | None) -> None:
    """Refuse a direct result that is not divided, and an indirect one that is."""
    findings = core.check_kind(core.Cascade(cascade.upper()), core.Split(split.upper()) if split else None)
    if findings:
        raise Refused(str(WORDS[findings[0].code]))


def require_no_cycle(result: WorkResult, parent: int | None) -> None:
    """Refuse a parent that serves this result itself, however long the way; call it inside the transaction.

    What a result of an addendum serves, the agreed result that it replaces will serve.
    """
    if parent is None:
        return
    # Two people who link two results to each other at once wait for each other here.
    Period.objects.select_for_update(no_key=True).get(pk=result.skp.period_id)
    if core.leads_back(result.origin_id or result.pk, parent, way_up(parent)):
        raise Refused(str(_("Hasil pimpinan itu sendiri bertumpu pada hasil ini. Pilih hasil lain.")))
