from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """What a notice is about: the first word of its key (``plan:12:set``, ``round.published:3``)."""

    PLAN = "plan", _("SKP")
    TALK = "talk", _("Dialog kinerja")
    EVIDENCE = "evidence", _("Bukti")
    FEEDBACK = "feedback", _("Umpan balik")
    ROUND = "round", _("Putaran umpan balik")
    CASE = "case", _("Perubahan tengah tahun")
    REMINDER = "reminder", _("Pengingat")
    RESULT = "result", _("Hasil penilaian")

    @classmethod
    def of(cls, key: str) -> "Topic | None":
        """The topic of a key; none when it is not known (any more)."""
        word = key.partition(":")[0].partition(".")[0]
        return cls(word) if word in cls.values else None
