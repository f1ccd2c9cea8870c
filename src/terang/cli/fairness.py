"""``terang fairness``: fair scores from a file of ratings, and the simulation that shows what they gain."""

import argparse
import csv
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terang.core import fairness
from terang.evidence.models import RaterRound
from terang.exchange.ratings import COLUMNS, Ratings, UnusableRatings, read_ratings
from terang.fairness.models import Calculation
from terang.fairness.services.redo import redo
from terang.identity.models import User

from .output import CommandRefused, answer, complain, say, show_json, with_json

SMALL = 300
"""Under so many rated people the adjustment was seen to do harm now and then."""

SEED = 20260101
SEEDS = 5
PROBLEMS = {
    "": gettext_lazy("Semua sama: hitungan %(n)d orang diulang dari jawabannya."),
    "data": gettext_lazy("Jawaban putaran ini berubah sesudah terbit. Sidik datanya tidak cocok."),
    "engine": gettext_lazy("Putaran ini dihitung versi mesin lain. Pasang versi itu untuk mengulangnya."),
    "figures": gettext_lazy("Ada nilai yang tidak sama dengan hitungan ulangnya, dari %(n)d orang yang diperiksa."),
}
WORDS = {
    "raw_mean": "raw",
    "median": "median",
    "rater_centred": "centred",
    "rater_z": "z",
    "rasch_jmle": "JMLE",
    "additive": "additive",
    "recommended": "TERANG",
    "headline": "headline",
}


def add(commands: Any) -> None:
    group = commands.add_parser("fairness", help=_("Menghitung nilai yang adil dan mengujinya dengan simulasi."))
    acts = group.add_subparsers(required=True, metavar=_("TINDAKAN"))
    _add_fit(acts)
    _add_simulate(acts)
    _add_redo(acts)


def _add_fit(acts: Any) -> None:
    parser = acts.add_parser("fit", help=_("Menyesuaikan penilaian dari berkas terhadap penilai ketat dan longgar."))
    columns = _("CSV atau Parquet dengan kolom %(columns)s.") % {"columns": ", ".join(COLUMNS)}
    parser.add_argument("file", type=Path, metavar=_("BERKAS"), help=columns)
    parser.add_argument("--seed", type=_seed, default=SEED, metavar="N", help=_("Benih untuk rentang nilai."))
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=fit)


def _add_simulate(acts: Any) -> None:
    about = _("Menguji cara hitung pada kantor tiruan yang nilai benarnya diketahui.")
    parser = acts.add_parser("simulate", help=about)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("--scenario", metavar=_("NAMA"), help=_("Misalnya base atau cross20."))
    which.add_argument("--all", action="store_true", help=_("Semua skenario dengan benih 1 sampai 5."))
    parser.add_argument("--seed", type=_seed, metavar="N", help=_("Satu benih saja; bawaannya 1."))
    save = _("Simpan penilaian tiruan sebagai CSV.")
    parser.add_argument("--ratings", type=Path, metavar=_("BERKAS"), help=save)
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=simulate)


def _add_redo(acts: Any) -> None:
    parser = acts.add_parser("redo", help=_("Menghitung ulang putaran yang sudah terbit dan membandingkannya."))
    parser.add_argument("round", type=int, metavar=_("NOMOR"), help=_("Nomor putaran, seperti pada alamatnya."))
    by = _("Nama akun yang meminta; buku besar mencatatnya.")
    parser.add_argument("--by", required=True, metavar=_("AKUN"), help=by)
    with_json(parser, _("Jawab sebagai JSON."))
    parser.set_defaults(run=redo_round)


def redo_round(arguments: argparse.Namespace) -> int:
    """Answers 0 only where data, engine and every sum are those that were given out."""
    # A key that is a relation cannot stand a number beyond the column.
    rounds = RaterRound.objects.filter(pk=arguments.round)
    made = Calculation.objects.filter(round__in=rounds).select_related("round__agency").first()
    by = User.objects.filter(username=arguments.by, is_active=True).first()
    if made is None:
        raise CommandRefused(_("Putaran nomor %(number)s belum terbit atau tidak ada.") % {"number": arguments.round})
    if by is None:
        raise CommandRefused(_("Akun %(name)s tidak dikenal.") % {"name": arguments.by})
    with transaction.atomic():
        redone = redo(calculation=made, by=by, at=timezone.now())
    data = {"round": arguments.round, "same": redone.is_same, "problem": redone.problem, "checked": redone.checked}
    answer(arguments, data, str(PROBLEMS[redone.problem]) % {"n": redone.checked})
    return 0 if redone.is_same else 1


def fit(arguments: argparse.Namespace) -> int:
    try:
        ratings = read_ratings(arguments.file)
    except UnusableRatings as problem:
        raise CommandRefused(problem.user_message) from problem
    result = fairness.compute(ratings.pairs, ratings.persons, policy=fairness.Policy(), seed=arguments.seed)
    links = fairness.linkage(ratings.pairs, ratings.persons, result.fit.vc)
    data = {
        "ratees": list(_ratees(ratings, result)),
        "units": [
            {"unit": name, "component": int(part), "cross_pairs": int(count), "comparable": bool(comparable)}
            for name, part, count, comparable in zip(
                ratings.units, links.component, links.cross_pairs, links.comparable(), strict=True
            )
        ],
        "roles": {role.name.lower(): _number(result.fit.beta[role]) for role in fairness.Role},
        "variance_components": asdict(result.fit.vc),
        "cautions": list(_cautions(ratings, links)),
        "record": result.record.as_dict(),
    }
    answer(arguments, data, *_in_words(data))
    return 0


def simulate(arguments: argparse.Namespace) -> int:
    if arguments.all:
        return _simulate_all(arguments)
    if arguments.scenario not in fairness.SCENARIOS:
        sentence = _("Skenario %(name)s tidak dikenal. Pilih salah satu: %(known)s.")
        known = ", ".join(fairness.SCENARIOS)
        raise CommandRefused(sentence % {"name": arguments.scenario, "known": known})
    seed = 1 if arguments.seed is None else arguments.seed
    drawn = fairness.simulate(fairness.SCENARIOS[arguments.scenario], seed)
    if arguments.ratings:
        _save(arguments.ratings, drawn.pairs, drawn.persons)
    row = _row(arguments.scenario, [seed], fairness.trial_of(drawn))
    answer(arguments, row, _heading(), *_lines(row))
    return 0


def _simulate_all(arguments: argparse.Namespace) -> int:
    """Each scenario's row appears as soon as it is computed: the whole table takes minutes."""
    if arguments.ratings:
        raise CommandRefused(_("Penilaian tiruan disimpan untuk satu skenario saja. Pilih dengan --scenario."))
    seeds = range(1, SEEDS + 1) if arguments.seed is None else [arguments.seed]
    rows = []
    if not arguments.json:
        say(_heading())
    for name, world in fairness.SCENARIOS.items():
        measured = fairness.trials([fairness.trial_of(fairness.simulate(world, seed)) for seed in seeds])
        rows.append(_row(name, seeds, measured))
        if not arguments.json:
            say("\n".join(_lines(rows[-1])))
    if arguments.json:
        show_json({"scenarios": rows})
    return 0


def _seed(text: str) -> int:
    seed = int(text)
    if seed < 0:
        raise ValueError(text)
    return seed


def _ratees(ratings: Ratings, result: "fairness.Result") -> Iterator[dict[str, Any]]:
    """One line for each rated person, the sum of the headline included."""
    scores = result.scores
    for row in np.flatnonzero(scores.role == fairness.ALL):
        person = scores.ratee[row]
        yield {
            "ratee": ratings.names[person],
            "raters": int(scores.n[row]),
            "effective_raters": int(scores.n_eff[row]),
            "plain_mean": _number(scores.plain[row]),
            "raw": _number(scores.raw[row]),
            "panel_leniency": _number(scores.panel_leniency[row]),
            "role_shift": _number(scores.role_shift[row]),
            "adjusted": _number(scores.adjusted[row]),
            "half_width": _number(result.half_width[person]),
        }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _cautions(ratings: Ratings, links: "fairness.Linkage") -> Iterator[str]:
    rated = len(np.unique(ratings.pairs.ratee))
    if rated < SMALL:
        sentence = _(
            "Baru %(rated)d orang dinilai. Di bawah %(least)d orang,"
            " penyesuaian dapat lebih buruk daripada rata-rata biasa."
        )
        yield sentence % {"rated": rated, "least": SMALL}
    apart = int((~links.comparable()).sum())
    if apart:
        sentence = _("%(apart)d dari %(units)d unit hanya dapat dibandingkan di dalam unitnya sendiri.")
        yield sentence % {"apart": apart, "units": len(links)}


def _in_words(data: dict[str, Any]) -> list[str]:
    record, parts = data["record"], data["variance_components"]
    shares = {name: 100 * value / sum(parts.values()) for name, value in parts.items()}
    asked = _("%(ratees)d orang dinilai, %(units)d unit, %(sweeps)d putaran hitung.")
    return [
        asked % {"ratees": len(data["ratees"]), "units": len(data["units"]), "sweeps": record["sweeps"]},
        _("Perbedaan nilai berasal dari: kinerja orang %(w).0f %%, unit yang dinilai %(u).0f %%,"
          " penilai %(c).0f %%, unit penilai %(l).0f %%, selebihnya %(e).0f %%.") % shares,
        *data["cautions"],
        _("Sidik data: %(hash)s") % {"hash": record["data_hash"]},
        _("Nilai setiap orang tampil dengan --json."),
    ]  # fmt: skip


def _row(name: str, seeds: Iterable[int], measured: "dict[str, fairness.Measures]") -> dict[str, Any]:
    published = fairness.PUBLISHED.get(name)
    return {
        "scenario": name,
        "seeds": list(seeds),
        "methods": {method: asdict(measures) for method, measures in measured.items()},
        "published": published and published.as_dict(),
    }


def _heading() -> str:
    note = _(
        "Galat rata-rata biasa (poin), galat cara lain dibagi galat itu (di bawah 1 lebih baik), predikat salah, dan"
        " Kendall tau sebelum dan sesudah. Baris kedua: angka yang diterbitkan."
    )
    return note + "\n" + f"{'':26}" + "".join(f"{word:>9}" for word in WORDS.values()) + f"{'%':>14}{'tau':>14}"


def _lines(row: dict[str, Any]) -> Iterator[str]:
    methods, published = row["methods"], row["published"]
    raw, ours = methods["raw_mean"], methods["recommended"]
    yield _line(
        row["scenario"],
        [raw["rmse"], *(methods[name]["ratio"] for name in WORDS if name != "raw_mean")],
        (raw["wrong"], ours["wrong"], raw["tau"], ours["tau"]),
    )
    if published:
        wrong, tau = published["wrong"], published["tau"]
        ratios = [published["ratios"][name] for name in WORDS if name != "raw_mean"]
        yield _line("", [published["raw_rmse"], *ratios], (*wrong, *tau))


def _line(name: str, figures: list[float], ends: tuple[float, float, float, float]) -> str:
    wrong = f"{100 * ends[0]:.1f}→{100 * ends[1]:.1f}"
    tau = f"{ends[2]:.3f}→{ends[3]:.3f}"
    return f"{name:26}" + "".join(f"{figure:9.3f}" for figure in figures) + f"{wrong:>14}{tau:>14}"


def _save(path: Path, pairs: "fairness.Pairs", persons: "fairness.Persons") -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            for ratee, rater, role, y in zip(pairs.ratee, pairs.rater, pairs.role, pairs.y, strict=True):
                units = persons.unit[ratee], persons.unit[rater]
                writer.writerow([ratee, rater, role, float(y), *units])
    except OSError as problem:
        complain(str(problem))
        raise CommandRefused(_("Berkas %(path)s tidak dapat ditulis.") % {"path": path}) from problem
