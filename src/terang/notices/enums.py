from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a notice is about: the first word of its key."""

    PLAN = "plan", _("SKP")
    TALK = "talk", _("Dialog kinerja")
    EVIDENCE = "evidence", _("Bukti")
    FEEDBACK = "feedback", _("Umpan balik")
    REMINDER = "reminder", _("Pengingat")
    RESULT = "result", _("Hasil penilaian")
