"""The figures of a round as they were given out: computed once, disclosed by rule, with all that redoes them.

A figure that may not be shown is not stored: the row says why instead. Nothing here tells who rated whom.
"""

from django.db import models
from django.db.models import Q

from terang.evidence.models import RaterRound
from terang.fairness.enums import Grouping, Panel
from terang.organisation.models import Employee, Unit


class Calculation(models.Model):
    """The one computation of a round. ``record`` (engine, policy, seed, hash of the data) makes it again for an appeal.

    ``adjusts`` says whether panel leniency is taken off, ``limits`` what the figures cannot carry, ``test`` how the
    adjustment did on the office's own ratings. ``reciprocal`` counts couples who rated each other alike and far off.
    """

    round = models.OneToOneField(RaterRound, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    record = models.JSONField()
    adjusts = models.BooleanField()
    limits = models.JSONField(default=list)
    test = models.JSONField(null=True)
    people = models.PositiveIntegerField()
    raters = models.PositiveIntegerField()
    pairs = models.PositiveIntegerField()
    reciprocal = models.PositiveIntegerField(default=0)
    mutual = models.PositiveIntegerField(default=0)
    reliability = models.FloatField(null=True)
    top_share = models.FloatField(null=True)
    scale_use = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"{self.round_id}"


class Score(models.Model):
    """What a person is told about one panel: raw mean, leniency of the panel, adjusted mean and its interval.

    ``hidden`` names the rule that keeps the figures back; then every figure is empty. ``bound`` says that ``raw`` is
    only a limit, where nearly everybody agreed on an end of the scale; ``shows_words`` that comments may be read.
    """

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="+")
    ratee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    panel = models.CharField(max_length=12, choices=Panel)
    hidden = models.CharField(max_length=24, blank=True)
    bound = models.CharField(max_length=8, blank=True)
    raters = models.PositiveSmallIntegerField(null=True)
    set_aside = models.PositiveSmallIntegerField(null=True)
    raw = models.FloatField(null=True)
    leniency = models.FloatField(null=True)
    role_shift = models.FloatField(null=True)
    adjusted = models.FloatField(null=True)
    half_width = models.FloatField(null=True)
    reliability = models.FloatField(null=True)
    is_linked = models.BooleanField(default=False)
    shows_words = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["calculation", "ratee", "panel"], name="one_score_of_a_panel"),
            models.CheckConstraint(
                condition=Q(hidden="") | Q(raw__isnull=True, adjusted__isnull=True, half_width__isnull=True),
                name="what_is_kept_back_is_not_stored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ratee_id} {self.panel}"


class ValueMean(models.Model):
    """The raw mean of one core value, where enough people answered it."""

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="+")
    ratee = models.ForeignKey(Employee, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=40)
    raw = models.FloatField()
    bound = models.CharField(max_length=8, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calculation", "ratee", "value"], name="one_mean_of_a_value")]

    def __str__(self) -> str:
        return f"{self.ratee_id} {self.value}"


class Mirror(models.Model):
    """How somebody rates: for their own eyes. ``code`` follows from their own key of the round, so that the table
    alone names nobody. ``superior`` is filled in a second row about ratings given as a superior, whom the law names.
    """

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="+")
    code = models.UUIDField(unique=True)
    superior = models.ForeignKey(Employee, null=True, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveSmallIntegerField()
    leniency = models.FloatField()
    half_width = models.FloatField()
    signs = models.PositiveSmallIntegerField(default=0)
    used = models.JSONField()

    def __str__(self) -> str:
        return str(self.code)


class UnitFigures(models.Model):
    """One unit in a round: how it hangs together with others, and the mean of what its people were told."""

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField()
    cross_pairs = models.PositiveIntegerField()
    component = models.PositiveIntegerField()
    shift_sd = models.FloatField()
    raw = models.FloatField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calculation", "unit"], name="figures_once_per_unit")]

    def __str__(self) -> str:
        return f"{self.unit_id}"


class GroupContrast(models.Model):
    """Whether raters of one group rate ratees of their own group otherwise, both levels removed."""

    calculation = models.ForeignKey(Calculation, on_delete=models.CASCADE, related_name="+")
    grouping = models.CharField(max_length=8, choices=Grouping)
    contrast = models.FloatField(null=True)
    half_width = models.FloatField(null=True)
    is_flagged = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calculation", "grouping"], name="one_contrast_of_a_grouping")]

    def __str__(self) -> str:
        return self.grouping
