"""Posts of a unit: making, naming, closing and reopening them."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.enums import PositionKind, SkpForm
from terang.organisation.mapping import skp_form_of
from terang.organisation.models import Assignment, Position, Unit
from terang.regulation.queries import in_force

from .guards import AlreadyHeld, ChangedMeanwhile, StillInUse, WrongPlace, overlapping, required, required_reason, write


@transaction.atomic
def create_post(
    *, unit: Unit, name: str, kind: PositionKind, by: User, at: datetime, echelon: str = "",
    is_head: bool = False, skp_form: SkpForm | None = None,
) -> Position:  # fmt: skip
    """Add a post to a unit; without a form of the plan it is the one that the law names for such a post.

    Raises:
        AlreadyHeld: a post of that name, or another head post, stands there; WrongPlace: the unit is closed.
    """
    name = required(name, _("Tuliskan nama jabatan."), "name")
    _hold(unit)
    _require_free_name(unit, name)
    if is_head:
        _require_no_head(unit)
    form = skp_form or skp_form_of(kind, leads_office=is_head and unit.depth == 2, law=in_force(_day(at)))
    post = Position.objects.create(unit=unit, name=name, kind=kind, echelon=echelon, is_head=is_head, skp_form=form)
    data = {"name": name, "unit": unit.pk, "kind": kind, "echelon": echelon, "is_head": is_head}
    _record("post.created", post, by, at, data)
    return post


@transaction.atomic
def rename_post(*, post: Position, before: str, name: str, reason: str, by: User, at: datetime) -> None:
    """Correct the name of a post, also where earlier days show it; the ledger keeps the former name.

    Raises:
        ChangedMeanwhile: it does not bear the name ``before`` any more; AlreadyHeld: another post bears the new one.
        ReasonMissing: without a name or a reason.
    """
    name, reason = required(name, _("Tuliskan nama jabatan."), "name"), required_reason(reason)
    _hold(post.unit)
    stands = Position.objects.get(pk=post.pk).name
    if stands == name:
        raise AlreadyHeld(_("Jabatan ini sudah bernama demikian."), "name")
    if stands != before:
        text = _("Nama jabatan ini baru saja menjadi “%(name)s”. Simpan lagi bila nama dari Anda yang berlaku.")
        raise ChangedMeanwhile(text % {"name": stands}, "name")
    _require_free_name(post.unit, name, but=post)
    Position.objects.filter(pk=post.pk).update(name=name)
    _record("post.renamed", post, by, at, {"from": before, "to": name, "reason": reason})


@transaction.atomic
def close_post(*, post: Position, reason: str, by: User, at: datetime) -> None:
    """End a post that nobody holds today or later; its history stays.

    Raises:
        StillInUse: somebody holds it, or will; ChangedMeanwhile: closed already; ReasonMissing.
    """
    reason = required_reason(reason)
    # Who assigns somebody at the same moment holds the same row.
    Position.objects.select_for_update().get(pk=post.pk)
    held = Assignment.objects.filter(overlapping(_day(at), None), position=post)
    holder = held.select_related("employee").order_by("pk").first()
    if holder is not None:
        text = _("Jabatan ini masih dipegang %(name)s. Akhiri atau pindahkan penugasannya lebih dulu.")
        raise StillInUse(text % {"name": holder.employee.name})
    if not Position.objects.filter(pk=post.pk, is_active=True).update(is_active=False):
        raise ChangedMeanwhile(_("Jabatan ini sudah ditutup, jadi tidak ada yang diubah."))
    _record("post.closed", post, by, at, {"name": post.name, "reason": reason})


@transaction.atomic
def reopen_post(*, post: Position, reason: str, by: User, at: datetime) -> None:
    """Take the closing of a post back.

    Raises:
        AlreadyHeld: another post bears its name or leads the unit by now; WrongPlace: the unit is closed.
        ChangedMeanwhile: it stands open; ReasonMissing.
    """
    reason = required_reason(reason)
    _hold(post.unit)
    if Position.objects.filter(pk=post.pk, is_active=True).exists():
        raise ChangedMeanwhile(_("Jabatan ini sudah terbuka, jadi tidak ada yang diubah."))
    _require_free_name(post.unit, post.name, but=post)
    if post.is_head:
        _require_no_head(post.unit)
    Position.objects.filter(pk=post.pk).update(is_active=True)
    _record("post.reopened", post, by, at, {"name": post.name, "reason": reason})


def _hold(unit: Unit) -> None:
    """Of two people who change the posts of a unit at the same moment the second waits for the first."""
    if Unit.objects.select_for_update().get(pk=unit.pk).until is not None:
        raise WrongPlace(_("Unit ini sudah ditutup, jadi jabatannya tidak diubah lagi."))


def _require_free_name(unit: Unit, name: str, but: Position | None = None) -> None:
    others = Position.objects.filter(unit=unit, name__iexact=name, is_active=True)
    if but is not None:
        others = others.exclude(pk=but.pk)
    if others.exists():
        raise AlreadyHeld(_("Jabatan ini sudah ada di unit itu."), "name")


def _require_no_head(unit: Unit) -> None:
    if Position.objects.filter(unit=unit, is_head=True, is_active=True).exists():
        raise AlreadyHeld(_("Unit ini sudah punya jabatan pimpinan."), "is_head")


def _day(at: datetime) -> date:
    return timezone.localdate(at)


def _record(act: str, post: Position, by: User, at: datetime, data: dict[str, object]) -> None:
    write(act, post.unit.agency, f"post:{post.pk}", by, at, data)
