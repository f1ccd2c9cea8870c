"""Remarks and proposals on a plan: said is said, and a proposal is answered with words by the other side."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terang.identity.models import User
from terang.organisation.models import Employee
from terang.planning.enums import CommentKind, CommentState
from terang.planning.models import Comment, Skp, WorkResult

from .guards import Refused, note
from .talks import require_talking


def say(
    *, skp: Skp, result: WorkResult | None, kind: str, text: str, key: str, person: Employee, by: User, at: datetime
) -> Comment:
    """Say something about a plan or one result of it; the same form sent twice is one remark.

    Raises:
        Refused: no words, a result of another plan, other words under the same form, or all is closed.
    """
    require_talking(skp)
    if not text.strip():
        raise Refused(_("Tuliskan komentar Anda."))
    if result is not None and result.skp_id != skp.pk:
        raise Refused(_("Hasil kerja ini bukan bagian dari SKP ini."))
    about = result.statement[:255] if result else ""
    said = {"skp": skp, "result": result, "about": about, "author": person, "kind": kind, "text": text.strip()}
    digest = sha256(f"{person.pk} {skp.pk} {key}".encode()).hexdigest()
    try:
        with transaction.atomic():
            comment = Comment.objects.create(**said, created_at=at, idempotency_key=digest)
            data = {"comment": comment.pk, "kind": str(kind), "sha256": sha256(comment.text.encode()).hexdigest()}
            note(skp, "comment.said", by, at, data)
    except IntegrityError:
        return _same(Comment.objects.get(idempotency_key=digest), kind, text.strip())
    return comment


def _same(found: Comment, kind: str, text: str) -> Comment:
    if (found.kind, found.text) != (kind, text):
        raise Refused(
            _("Komentar dari halaman ini sudah terkirim dengan kata lain. Buka halaman ini lagi untuk menambah.")
        )
    return found


def answer(*, comment: Comment, agreed: bool, text: str, person: Employee, by: User, at: datetime) -> None:
    """Agree to a proposal of the other side or decline it, with words. The same answer twice changes nothing.

    Raises:
        Refused: no words, a remark, one's own proposal, answered otherwise already, or all is closed.
    """
    require_talking(comment.skp)
    state, words = (CommentState.AGREED if agreed else CommentState.DECLINED), text.strip()
    if not words:
        raise Refused(_("Tuliskan alasan atau kesepakatannya."))
    if comment.kind != CommentKind.PROPOSAL:
        raise Refused(_("Komentar ini bukan usul, jadi tidak perlu dijawab."))
    if comment.author_id == person.pk:
        raise Refused(_("Usul Anda dijawab oleh pihak lain."))
    with transaction.atomic():
        waiting = Comment.objects.filter(pk=comment.pk, state=CommentState.OPEN)
        if waiting.update(state=state, answer=words, answered_by=person, answered_at=at):
            note(comment.skp, f"comment.{state}", by, at, {"comment": comment.pk})
        elif not Comment.objects.filter(pk=comment.pk, state=state, answer=words, answered_by=person).exists():
            raise Refused(_("Usul ini sudah dijawab. Lihat jawabannya pada daftar komentar."))
