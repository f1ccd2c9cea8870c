"""What leader and employee say to each other about a plan (PermenPANRB 6/2022, dialog kinerja)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terang.organisation.models import Employee
from terang.planning.enums import CommentKind, CommentState, DialoguePurpose, DialogueState

from .plans import Skp, WorkResult


class Comment(models.Model):
    """A remark or a proposed change on a plan, or on one result of it. Said is said: it can be answered, not erased."""

    skp = models.ForeignKey(Skp, on_delete=models.CASCADE, related_name="comments")
    result = models.ForeignKey(WorkResult, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The words of the result when the comment was written, should the result be removed later.
    about = models.CharField(max_length=255, blank=True)
    author = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=CommentKind, default=CommentKind.REMARK)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=CommentState, default=CommentState.OPEN)
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_words")]

    def __str__(self) -> str:
        return self.text[:60]


class Dialogue(models.Model):
    """One talk between appraiser and employee with agenda, minutes and actions."""

    skp = models.ForeignKey(Skp, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=DialoguePurpose)
    state = models.CharField(max_length=10, choices=DialogueState, default=DialogueState.PLANNED)
    planned_for = models.DateTimeField(_("waktu"))
    held_on = models.DateField(null=True, blank=True)
    place = models.CharField(_("tempat"), max_length=120, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    minutes = models.TextField(_("catatan"), blank=True)
    arranged_by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    minutes_by = models.ForeignKey(Employee, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    cancelled_reason = models.CharField(max_length=255, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["-planned_for", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[DialogueState.HELD, DialogueState.CONFIRMED]) | ~Q(minutes=""),
                name="a_talk_that_was_held_has_minutes",
                violation_error_message=_("Tuliskan catatan dialog."),
            ),
        ]
        indexes = [models.Index(fields=["skp"], name="dialogue_by_skp")]

    def __str__(self) -> str:
        return f"{self.skp_id} {self.planned_for}"


class DialogueAction(models.Model):
    """What somebody promised to do in a talk."""

    dialogue = models.ForeignKey(Dialogue, on_delete=models.CASCADE, related_name="actions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=500)
    owner = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    due = models.DateField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]

    def __str__(self) -> str:
        return self.text[:60]
