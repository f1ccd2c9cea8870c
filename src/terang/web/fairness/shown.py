"""The figures of a round in words: what a person, a rater and the team read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.core.fairness.reports import Sign
from terang.core.law_view import AdjustmentRule
from terang.fairness.enums import Limit, Panel
from terang.fairness.models import Calculation, Mirror, Score, ValueMean
from terang.web.templatetags.terang import number, signed

ENDS = (1, 5)
# Differences under this many points are said to be none.
NOTHING = 0.05
WHY: Mapping[str, str | Promise] = {
    "TOO_FEW": gettext_lazy("Belum cukup penilai. Angka tampil bila sedikitnya tiga orang menjawab."),
    "MERGED": gettext_lazy("Digabung di atas, supaya tidak menunjuk orang."),
    "DIFFERENCE": gettext_lazy("Tidak ditampilkan: bersama angka lain ia akan menunjuk orang tertentu."),
    "UNANIMOUS": gettext_lazy("Tidak ditampilkan: ia akan mengatakan bahwa semua menjawab sama."),
    "UNSURE": gettext_lazy("Jawabannya terlalu berbeda-beda untuk satu angka yang andal."),
}
SIGNS: Mapping[Sign, str | Promise] = {
    Sign.STRICT: gettext_lazy(
        "Anda lebih ketat daripada penilai lain. Ingat juga kejadian yang baik sebelum memilih angka rendah."
    ),
    Sign.LENIENT: gettext_lazy(
        "Anda lebih longgar daripada penilai lain. Cari satu kejadian sebelum memilih angka tinggi."
    ),
    Sign.ERRATIC: gettext_lazy(
        "Urutan Anda sering berbeda dari penilai lain. Tulis satu kejadian sebelum memilih angka."
    ),
    Sign.CENTRAL: gettext_lazy("Anda hampir tidak membedakan orang. Pakai juga angka 2 dan 5 bila kejadiannya begitu."),
    Sign.SAME_TO_ALL: gettext_lazy(
        "Semua orang mendapat nilai yang sama dari Anda. Nilai begitu hampir tidak dihitung."
    ),
    Sign.SAME_ITEMS: gettext_lazy(
        "Sering semua perilaku satu orang mendapat angka yang sama. Nilai setiap perilaku sendiri-sendiri."
    ),
    Sign.TOP: gettext_lazy("Hampir semua jawaban Anda angka tertinggi. Orang yang luar biasa jadi tidak terlihat."),
}
LEAST_PEOPLE = 4


@dataclass(frozen=True)
class Deviation:
    """One value against one's own mean, with the bar that shows it."""

    label: str
    text: str
    gap: str
    start: float
    width: float
    is_above: bool


@dataclass(frozen=True)
class Line:
    """One panel of a person: its figures in words, or why there are none."""

    label: str
    raters: int | None
    raw: str
    adjusted: str
    why: str


@dataclass(frozen=True)
class Told:
    """What is told about one person in a round. ``main`` is the colleagues' figure; none where it may not be shown.

    ``shows_sum`` is true for the person alone. Whoever saw raw means and leniencies of several people side by side
    could work out how strictly single raters rate, so superiors read adjusted means.
    """

    lead: str
    main: Score | None
    shows_sum: bool
    lines: list[Line]
    profile: list[Deviation]
    profile_mean: float | None
    badges: list[tuple[str, str]]
    limits: list[str]
    empty: tuple[str, str]

    @property
    def low(self) -> float:
        return _kept(_main(self).adjusted or 0, -(_main(self).half_width or 0))

    @property
    def high(self) -> float:
        return _kept(_main(self).adjusted or 0, _main(self).half_width or 0)

    @property
    def minus_leniency(self) -> float:
        return -(_main(self).leniency or 0)

    @property
    def minus_role_shift(self) -> float:
        return -(_main(self).role_shift or 0)

    @property
    def strictness(self) -> str:
        return strictness(_main(self).leniency or 0)

    @property
    def caption(self) -> str:
        return _("Lingkaran kosong: mentah. Lingkaran penuh: setelah penyesuaian. Pita: rentang 90 %.")


def _main(told: Told) -> Score:
    assert told.main is not None
    return told.main


def _kept(value: float, by: float) -> float:
    """An end of an interval, kept on the scale."""
    return min(float(ENDS[1]), max(float(ENDS[0]), value + by))


def strictness(leniency: float) -> str:
    """Whether a panel rates more strictly than raters at large."""
    points = number(abs(leniency), 1)
    if abs(leniency) < NOTHING:
        return _("sama ketatnya dengan penilai lain")
    if leniency < 0:
        return _("%(points)s lebih ketat daripada penilai lain") % {"points": points}
    return _("%(points)s lebih longgar daripada penilai lain") % {"points": points}


def told(
    calculation: Calculation,
    scores: Mapping[str, Score],
    values: Iterable[ValueMean],
    labels: Mapping[str, str],
    rule: AdjustmentRule,
    *,
    is_own: bool,
) -> Told:
    """Put a person's figures of a round into words."""
    colleagues = scores.get(Panel.COLLEAGUES)
    main = colleagues if colleagues is not None and colleagues.adjusted is not None else None
    profile, mean = _profile(list(values), labels, is_own)
    return Told(
        lead=_lead(main, is_own),
        main=main,
        shows_sum=is_own,
        lines=[_line(scores[panel], is_own) for panel in Panel if panel in scores and not _is_empty(scores, panel)],
        profile=profile,
        profile_mean=mean,
        badges=_badges(main, rule),
        limits=[str(Limit(each).label) for each in calculation.limits],
        empty=_empty(colleagues),
    )


def _lead(main: Score | None, is_own: bool) -> str:
    if main is None or main.adjusted is None or main.half_width is None or main.leniency is None:
        return ""
    low, high = number(_kept(main.adjusted, -main.half_width), 1), number(_kept(main.adjusted, main.half_width), 1)
    words = {"strict": strictness(main.leniency), "adjusted": number(main.adjusted, 1), "low": low, "high": high}
    if not is_own:
        return _("Nilai rekan setelah disesuaikan %(adjusted)s, rentang %(low)s sampai %(high)s.") % words
    return (
        _("Para penilai %(strict)s. Setelah disesuaikan, nilainya %(adjusted)s, rentang %(low)s sampai %(high)s.")
        % words
    )


def _empty(colleagues: Score | None) -> tuple[str, str]:
    if colleagues is None:
        return _("Belum ada penilaian rekan"), _("Pada putaran ini tidak ada rekan atau bawahan yang menjawab.")
    if colleagues.bound:
        return bounded(colleagues.raw, colleagues.bound), _(
            "Hampir semua menjawab sama, jadi hanya batasnya yang ditampilkan."
        )
    return _("Belum ada angka"), str(WHY.get(colleagues.hidden, WHY["TOO_FEW"]))


def bounded(raw: float | None, bound: str) -> str:
    """4,2 or ≥ 4,8 where only a limit may be shown."""
    sign = {"AT_LEAST": "≥ ", "AT_MOST": "≤ "}.get(bound, "")
    return f"{sign}{number(raw, 1)}"


def _line(score: Score, is_own: bool) -> Line:
    return Line(
        label=str(Panel(score.panel).label),
        raters=score.raters,
        raw=bounded(score.raw, score.bound) if not score.hidden and _may_see_raw(score, is_own) else "",
        adjusted="" if score.adjusted is None else number(score.adjusted, 1),
        why=str(WHY.get(score.hidden, "")),
    )


def _is_empty(scores: Mapping[str, Score], panel: Panel) -> bool:
    """Whether nobody of the role answered: too few of some would have been merged into what is shown above."""
    together = scores.get(Panel.COLLEAGUES)
    return scores[panel].hidden == "TOO_FEW" and together is not None and not together.hidden


def _may_see_raw(score: Score, is_own: bool) -> bool:
    """A raw mean beside an adjusted one tells the leniency of the panel; a superior's own is named anyhow."""
    return is_own or score.adjusted is None


def _badges(main: Score | None, rule: AdjustmentRule) -> list[tuple[str, str]]:
    if main is None or main.reliability is None:
        return []
    sure = main.reliability >= float(rule.reliability_compared)
    return [
        ("ok", _("Data cukup")) if sure else ("wait", _("Jangan dibandingkan dengan orang lain")),
        ("ok", _("Cukup terhubung")) if main.is_linked else ("wait", _("Hanya dapat dibandingkan dalam unit")),
        ("", _("Keandalan %(share)s") % {"share": number(main.reliability, 2)}),
    ]


def _profile(values: list[ValueMean], labels: Mapping[str, str], is_own: bool) -> tuple[list[Deviation], float | None]:
    """Each value against the mean of the values that may be shown; a limit has no difference."""
    exact = [row for row in values if not row.bound]
    if not exact:
        return [], None
    mean = sum(row.raw for row in exact) / len(exact)
    widest = max((abs(row.raw - mean) for row in exact), default=0) or 1.0
    found = {row.value: row for row in values}
    rows = [_deviation(labels[key], found[key], mean, widest) for key in labels if key in found]
    return (rows, mean) if is_own else ([replace(row, text="") for row in rows], None)


def _deviation(label: str, row: ValueMean, mean: float, widest: float) -> Deviation:
    if row.bound:
        return Deviation(label, bounded(row.raw, row.bound), "", 50, 0, True)
    gap = row.raw - mean
    width = 45 * abs(gap) / widest
    return Deviation(label, number(row.raw, 1), signed(gap, 1), 50 if gap >= 0 else 50 - width, width, gap >= 0)


# --- mirrors ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Reflection:
    """How somebody rates, in words. ``shares`` are (label, own count, own share, share of all)."""

    lead: str
    leniency: float
    low: float
    high: float
    advice: list[str]
    shares: list[tuple[str, int, float, float]]
    unseen: int
    total: int
    says_something: bool


def reflection(calculation: Calculation, mirror: Mirror, points: Iterable[tuple[int, str]]) -> Reflection:
    low, high = mirror.leniency - mirror.half_width, mirror.leniency + mirror.half_width
    own, everybody = mirror.used, calculation.scale_use
    rated, all_rated = sum(own[1:]) or 1, sum(everybody[1:]) or 1
    shares = [
        (f"{value} {label}", own[value], 100 * own[value] / rated, 100 * everybody[value] / all_rated)
        for value, label in points
    ]
    return Reflection(
        lead=_reflected(mirror, low, high),
        leniency=mirror.leniency,
        low=low,
        high=high,
        advice=[str(text) for sign, text in SIGNS.items() if mirror.signs & sign],
        shares=shares,
        unseen=own[0],
        total=sum(own),
        says_something=mirror.people >= LEAST_PEOPLE,
    )


def _reflected(mirror: Mirror, low: float, high: float) -> str:
    if mirror.people < LEAST_PEOPLE:
        return _("Anda menilai kurang dari empat orang. Itu terlalu sedikit untuk sebuah angka.")
    if low <= 0 <= high:
        return _("Anda menilai hampir sama dengan penilai lain. Tidak ada yang perlu Anda ubah.")
    points = number(abs(mirror.leniency), 1)
    if mirror.leniency < 0:
        return _("Untuk orang yang sama, Anda memberi %(points)s poin di bawah penilai lain.") % {"points": points}
    return _("Untuk orang yang sama, Anda memberi %(points)s poin di atas penilai lain.") % {"points": points}
