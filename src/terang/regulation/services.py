"""Remember which law a decision rested on."""

from datetime import datetime

from terang.core.parameters import Law

from .models import LawUse


def remember_use(*, law: Law, act: str, subject: str, by: str, at: datetime) -> None:
    """Note that an act rested on this law; call it inside the transaction of the act.

    Repeating it changes nothing.

    Args:
        act, subject: as they stand in the ledger entry, for example "evaluation.concluded", "evaluation:12".
        by: the username (regulation stands below identity and does not know accounts).
    """
    LawUse.objects.get_or_create(
        version=law.version, act=act, subject=subject, defaults={"day": law.day, "by": by, "at": at}
    )
