"""Rounds of several raters. Who wrote what can be told from these tables only together with ``RaterKey``.

A task (``RoundAssignment``) says that some pseudonym was asked about somebody. An answer (``RoundResponse``) bears
neither pseudonym nor role: its key follows from the task and a secret that stands in the table of keys alone. For
whoever was asked about A, B and C but not about D of a section of four is D, whatever the pseudonym.

Nothing here has a time, and every primary key is random: order tells nothing.
"""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terang.evidence.enums import RaterRole, RelationKind, ResponseState, RoundState, TaskState
from terang.organisation.models import Agency, Employee, Unit
from terang.planning.models import Period


class RaterRound(models.Model):
    """A round in a period for an agency, or for some of its units with what lies below (RoundUnit).

    ``policy`` keeps the numbers and the questionnaire that held when it was made; ``coverage`` what was found when
    raters were drawn, in counts; ``seed`` draws only together with the secret of the installation.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("nama putaran"), max_length=120)
    state = models.CharField(max_length=9, choices=RoundState, default=RoundState.DRAFT)
    opens_on = models.DateField(_("hari pertama"))
    closes_on = models.DateField(_("hari terakhir"))
    seed = models.CharField(max_length=64)
    policy = models.JSONField()
    coverage = models.JSONField(null=True, blank=True)
    seal = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    idempotency_key = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["-opens_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=F("opens_on")),
                name="round_closes_after_it_opens",
                violation_error_message=_("Hari terakhir tidak boleh mendahului hari pertama."),
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.PUBLISHED) | Q(published_at__isnull=True),
                name="only_a_published_round_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["agency", "state"], name="round_by_state")]

    def __str__(self) -> str:
        return self.name


class RoundUnit(models.Model):
    """A unit the round is for, with what lies below. A round without any is for the whole agency."""

    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="units")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="round_unit_once")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class RoundPerson(models.Model):
    """Who takes part, and in which unit they were when raters were drawn.

    Superiors from outside the units of the round answer without being answered about (``is_rated``).
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    is_rated = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "employee"], name="round_person_once")]
        indexes = [models.Index(fields=["round", "unit"], name="round_person_by_unit")]

    def __str__(self) -> str:
        return str(self.pk)


class RoundAssignment(models.Model):
    """Somebody, known by a pseudonym, is asked to answer about ``ratee`` in a role."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    pseudonym = models.UUIDField()
    ratee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=RaterRole)
    state = models.CharField(max_length=8, choices=TaskState, default=TaskState.ASKED)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "pseudonym", "ratee"], name="asked_once_about_a_person"),
        ]
        indexes = [models.Index(fields=["round", "ratee"], name="round_assignment_by_ratee")]

    def __str__(self) -> str:
        return str(self.pk)


class RoundResponse(models.Model):
    """One answer about somebody. ``is_named`` is true for the superior alone, whom the law names.

    While the round is open, what was filled in stands in ``filled``, by the keys of the questionnaire; when it
    closes, what was sent becomes rows (RoundAnswer, RoundComment) and the rest is erased.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    ratee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    is_named = models.BooleanField(default=False)
    state = models.CharField(max_length=7, choices=ResponseState, default=ResponseState.WAITING)
    filled = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [models.Index(fields=["round", "ratee"], name="round_response_by_ratee")]

    def __str__(self) -> str:
        return str(self.pk)


class RoundAnswer(models.Model):
    """An answer to one of the behaviours, by its place in the policy of the round; none for "tidak teramati"."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(RoundResponse, on_delete=models.CASCADE, related_name="+", db_index=False)
    item = models.PositiveSmallIntegerField()
    value = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "item"], name="one_answer_to_a_behaviour"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__gte=1, value__lte=5), name="answers_from_1_to_5"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RoundComment(models.Model):
    """Free words about one of the core values."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    response = models.ForeignKey(RoundResponse, on_delete=models.CASCADE, related_name="+", db_index=False)
    value = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["response", "value"], name="one_comment_on_a_value"),
            models.CheckConstraint(condition=~Q(text=""), name="round_comment_has_words"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RoundProgress(models.Model):
    """How many answers about the people of a unit had come in when the day began, counted once a day."""

    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    asked = models.PositiveIntegerField()
    sent = models.PositiveIntegerField()
    on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "unit"], name="round_progress_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.round_id} {self.unit_id}"


class PeerProposal(models.Model):
    """A peer whom the superior of somebody would ask. The lot may fall on them; nobody is told whether it did."""

    round = models.ForeignKey(RaterRound, on_delete=models.CASCADE, related_name="+")
    ratee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    peer = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "ratee", "peer"], name="peer_proposed_once"),
            models.CheckConstraint(condition=~Q(ratee=F("peer")), name="nobody_is_proposed_for_themselves"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.ratee_id}"


class ConflictOfInterest(models.Model):
    """A declared relation: these two people do not rate each other, in either direction, while it lasts."""

    employee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("hubungan"), max_length=8, choices=RelationKind)
    by_team = models.BooleanField(default=False)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["employee", "other"],
                condition=Q(until__isnull=True),
                name="one_standing_relation_of_two",
                violation_error_message=_("Hubungan ini sudah dicatat."),
            ),
            models.CheckConstraint(condition=~Q(employee=F("other")), name="a_relation_needs_two"),
        ]

    def __str__(self) -> str:
        return f"{self.employee_id} {self.other_id}"
