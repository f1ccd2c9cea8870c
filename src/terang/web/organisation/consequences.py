"""What an act upon the office changes in who appraises whom, in sentences."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terang.organisation.enums import AssignmentKind
from terang.organisation.models import Assignment, Employee, Position
from terang.organisation.services import Forecast, Turn

from .asking import Outlook

NAMED = 5


def day(on: date) -> str:
    return date_format(on, "j M Y")


def day_shown(since: date, until: date | None, today: date) -> date:
    """The day on which the lines are compared: today, where the days include it, or their first day."""
    return today if since <= today and (until is None or until >= today) else since


def begins(name: str, post: Position, kind: AssignmentKind, since: date, until: date | None) -> str:
    """Say who holds what from when."""
    words = {
        "name": name,
        "post": post.name if kind == AssignmentKind.DEFINITIVE else f"{kind.label} {post.name}",
        "unit": post.unit.name,
        "since": day(since),
        "until": day(until) if until else "",
    }
    if until is None:
        return _("%(name)s menjadi %(post)s di %(unit)s mulai %(since)s.") % words
    return _("%(name)s menjadi %(post)s di %(unit)s dari %(since)s sampai %(until)s.") % words


def ends(held: Assignment, last: date) -> str:
    return _("Jabatan definitif yang sekarang, %(post)s, berakhir %(day)s.") % {
        "post": held.position.name,
        "day": day(last),
    }


def outlook(first: Iterable[str], found: Forecast, on: date) -> Outlook:
    """The sentences of an act, then who gets another appraiser on a day; who loses theirs is a warning."""
    others = [turn for turn in found.turns if turn.person != found.person]
    losing = [turn for turn in others if turn.after is None]
    lines = [
        *first,
        *_own(found, on),
        *_groups([turn for turn in others if turn.after is not None]),
        *([] if others else [_("Penilai pegawai lain tidak berubah.")]),
        _("SKP dan penilaian yang sudah ada tidak berubah."),
    ]
    warnings = [*_groups(losing)]
    if found.line.appraiser is None:
        text = _("%(name)s belum punya pejabat penilai pada %(day)s. Tunjuk penilai, atau isi jabatan pimpinannya.")
        warnings.insert(0, text % {"name": found.person.name, "day": day(on)})
    return Outlook(lines, warnings)


def _own(found: Forecast, on: date) -> list[str]:
    """Who appraises the person of the act, and who stands above; nothing where nobody does: that is a warning."""
    line = found.line
    if line.appraiser is None:
        return []
    words = {"name": found.person.name, "appraiser": line.appraiser.name, "day": day(on)}
    own = next((turn for turn in found.turns if turn.person == found.person), None)
    if own is None:
        said = _("Pejabat penilai %(name)s tetap %(appraiser)s.") % words
    elif own.before is None:
        said = _("Pejabat penilai %(name)s pada %(day)s: %(appraiser)s.") % words
    else:
        text = _("Pejabat penilai %(name)s pada %(day)s: %(appraiser)s, sebelumnya %(before)s.")
        said = text % (words | {"before": own.before.name})
    if line.appraisers_superior is None:
        return [said]
    return [said, _("Atasan pejabat penilainya: %(name)s.") % {"name": line.appraisers_superior.name}]


def _groups(turns: Sequence[Turn]) -> list[str]:
    """One sentence for all people who go from one appraiser to the same other one."""
    groups: dict[tuple[Employee | None, Employee | None], list[str]] = {}
    for turn in turns:
        groups.setdefault((turn.before, turn.after), []).append(turn.person.name)
    return [_turned(before, after, names) for (before, after), names in groups.items()]


def _turned(before: Employee | None, after: Employee | None, names: Sequence[str]) -> str:
    words = {
        "n": len(names),
        "names": _listed(names),
        "before": before.name if before else "",
        "after": after.name if after else "",
    }
    if after is None:
        text = ngettext(
            "%(n)s pegawai tidak lagi punya pejabat penilai, sebelumnya %(before)s: %(names)s.",
            "%(n)s pegawai tidak lagi punya pejabat penilai, sebelumnya %(before)s: %(names)s.",
            len(names),
        )
    elif before is None:
        text = ngettext(
            "%(n)s pegawai mulai dinilai %(after)s, sebelumnya belum ada penilai: %(names)s.",
            "%(n)s pegawai mulai dinilai %(after)s, sebelumnya belum ada penilai: %(names)s.",
            len(names),
        )
    else:
        text = ngettext(
            "%(n)s pegawai mulai dinilai %(after)s, sebelumnya %(before)s: %(names)s.",
            "%(n)s pegawai mulai dinilai %(after)s, sebelumnya %(before)s: %(names)s.",
            len(names),
        )
    return text % words


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(names[:NAMED])
    rest = len(names) - NAMED
    return _("%(names)s dan %(n)s lainnya") % {"names": shown, "n": rest} if rest > 0 else shown
