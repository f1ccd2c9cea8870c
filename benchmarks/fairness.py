"""Time and memory of the fairness engine, and its figures on the whole reference simulation.

    python benchmarks/fairness.py                    100,000 and a million people, medians of three
    python benchmarks/fairness.py --five             five million as well (needs 8 GB and ten minutes)
    python benchmarks/fairness.py --sql              the SQL engine on DuckDB too, 40 sweeps
    python benchmarks/fairness.py --items            from single answers (Parquet) to pairs, in DuckDB
    python benchmarks/fairness.py --table            the published table beside a new run, seeds 1 to 5
    python benchmarks/fairness.py --intervals        coverage of the intervals, seeds 1 to 5
    python benchmarks/fairness.py --spark            the SQL engine on Spark, where pyspark and Java are present

Each measurement runs in a process of its own, so that its memory is its own; the data are made once and kept in
var/bench/. Compiled code is loaded before the clock starts.
"""

import argparse
import json
import math
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

from terang.core.fairness import (
    PUBLISHED,
    SCENARIOS,
    Pairs,
    Persons,
    Policy,
    World,
    adjusted,
    fit,
    fit_robust,
    half_width,
    simulate,
    trial_of,
    trials,
    variance_components,
)
from terang.core.fairness.intervals import posterior_variances
from terang.core.fairness.sql import DUCKDB, SPARK, SqlEngine, items_to_pairs

FOLDER = Path(__file__).resolve().parent.parent / "var" / "bench" / "fairness"
SIZES = {"100k": 100_000, "1M": 1_000_000, "5M": 5_000_000}
RUNS = 3
SEEDS = range(1, 6)
COLUMNS = ("ratee", "rater", "role", "y", "n_items", "flat")
# Seconds and gigabytes a fit may take; seconds of 40 sweeps in SQL; the steepest growth from 100,000 to a million
# (of CPU: one thread works, and what else the machine does lengthens the longer run more).
LIMITS = {"100k": (6, 0.5), "1M": (60, 1.5), "5M": (240, 6)}
SQL_LIMITS = {"100k": 15, "1M": 240}
ITEMS_LIMIT = (20, 1.0)
SLOPE = 1.10
COVERED = (
    "base",
    "cross20",
    "culture.4-cross20",
    "culture.4",
    "noisy-sev.8-cross20",
    "infl90",
    "all-bad-cross20",
)


def main() -> int:
    arguments = _arguments()
    if arguments.inside:
        print(json.dumps(INSIDE[arguments.inside](arguments.size)))
        return 0
    for wanted, show in ((arguments.table, show_table), (arguments.intervals, show_intervals)):
        if wanted:
            show()
    if arguments.table or arguments.intervals:
        return 0
    if arguments.spark:
        return show_spark()
    return show_speed(["100k", "1M", "5M"] if arguments.five else ["100k", "1M"], arguments.sql, arguments.items)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for flag in ("--five", "--sql", "--items", "--table", "--intervals", "--spark"):
        parser.add_argument(flag, action="store_true")
    parser.add_argument("--inside", help=argparse.SUPPRESS)
    parser.add_argument("--size", help=argparse.SUPPRESS)
    return parser.parse_args()


def show_speed(sizes: list[str], sql: bool, items: bool) -> int:
    exceeded = []
    seconds = {}
    print("| People | Pairs | Components | Fit (sweeps) | Variances | Whole | CPU | Memory at most |")
    print("|---|---|---|---|---|---|---|---|")
    for size in sizes:
        _run("make", size)
        runs = [_run("fit", size) for _ in range(RUNS)]
        one = {name: statistics.median(run[name] for run in runs) for name in runs[0]}
        seconds[size] = one["cpu"]
        print(
            f"| {one['people']:,.0f} | {one['pairs']:,.0f} | {one['components']:.1f} s | {one['fit']:.1f} s"
            f" ({one['sweeps']:.0f}) | {one['variances']:.1f} s | {one['whole']:.1f} s | {one['cpu']:.1f} s"
            f" | {one['memory']:.2f} GB |",
            flush=True,
        )
        exceeded += [size] * (one["whole"] > LIMITS[size][0] or one["memory"] > LIMITS[size][1])
    slope = math.log(seconds["1M"] / seconds["100k"]) / math.log(10)
    print(f"slope of CPU from 100k to 1M: {slope:.2f}")
    exceeded += ["slope"] * (slope > SLOPE)
    if sql:
        exceeded += _show_sql([size for size in sizes if size in SQL_LIMITS])
    if items:
        exceeded += _show_items()
    print("over its limit: " + ", ".join(exceeded) if exceeded else "all within their limits")
    return 1 if exceeded else 0


def _show_sql(sizes: list[str]) -> list[str]:
    exceeded = []
    for size in sizes:
        one = _run("sql", size)
        used = f"{one['seconds']:.1f} s ({one['cpu']:.1f} s CPU), {one['memory']:.2f} GB"
        print(f"DuckDB, {size}: {used}, off by {one['off']:.1e}", flush=True)
        exceeded += [f"SQL {size}"] * (one["seconds"] > SQL_LIMITS[size] or one["off"] > 1e-6)
    return exceeded


def _show_items() -> list[str]:
    _run("answers", "1M")
    one = _run("items", "1M")
    used = f"{one['seconds']:.1f} s ({one['cpu']:.1f} s CPU), {one['memory']:.2f} GB"
    print(f"{one['rows']:,.0f} answers to {one['pairs']:,.0f} pairs: {used}")
    return ["items"] * (one["seconds"] > ITEMS_LIMIT[0] or one["memory"] > ITEMS_LIMIT[1])


def _run(what: str, size: str) -> dict[str, float]:
    command = [sys.executable, __file__, "--inside", what, "--size", size]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found: dict[str, float] = json.loads(told)
    return found


# --- inside a process of its own -------------------------------------------------------------


def make(size: str) -> dict[str, float]:
    path = FOLDER / f"{size}.npz"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        world = simulate(World(n_staff=SIZES[size], p_cross=0.2), 1)
        columns = {name: getattr(world.pairs, name) for name in COLUMNS}
        np.savez(path, **columns, unit=world.persons.unit, values=world.values)
    return {}


def fit_whole(size: str) -> dict[str, float]:
    """Components, robust fit and the variance of each person, as in the published measurement."""
    warm = simulate(World(n_staff=100), 1)
    _timed(warm.pairs, warm.persons)
    return _timed(*_load(size))


def _timed(pairs: Pairs, persons: Persons) -> dict[str, float]:
    marks, cpu = [time.perf_counter()], time.process_time()
    vc = variance_components(pairs, persons)
    marks.append(time.perf_counter())
    found = fit_robust(pairs, persons, policy=Policy(), vc=vc)
    marks.append(time.perf_counter())
    posterior_variances(pairs, len(persons), found)
    adjusted(pairs, found)
    marks.append(time.perf_counter())
    steps = np.diff(marks)
    return {
        "people": len(persons),
        "pairs": len(pairs),
        "sweeps": found.sweeps,
        "components": steps[0],
        "fit": steps[1],
        "variances": steps[2],
        "whole": steps.sum(),
        "cpu": time.process_time() - cpu,
        "memory": _memory(),
    }


def sql(size: str) -> dict[str, float]:
    """Forty sweeps on DuckDB, and how far from the first engine they end."""
    pairs, persons = _load(size)
    vc = variance_components(pairs, persons)
    with duckdb.connect() as database:
        columns = {"ratee": pairs.ratee, "rater": pairs.rater, "role": pairs.role, "y": pairs.y}
        weighted = columns | {"w": np.ones(len(pairs))}  # noqa: F841 (read by name)
        people = {"id": np.arange(len(persons)), "unit": persons.unit}  # noqa: F841 (read by name)
        database.execute("create table pair as select * from weighted")
        database.execute("create table person as select * from people")
        start, cpu = time.perf_counter(), time.process_time()
        found = SqlEngine(lambda query: database.execute(query).fetchall(), DUCKDB).fit(vc)
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    off = np.abs(found.theta - fit(pairs, persons, vc, max_sweeps=40, tol=0).theta).max()
    return {"seconds": seconds, "cpu": cpu, "memory": _memory(), "off": float(off)}


def answers(size: str) -> dict[str, float]:
    """The single answers as a Parquet file."""
    path = FOLDER / f"{size}.parquet"
    if not path.exists():
        data = np.load(FOLDER / f"{size}.npz")
        wide = {name: data[name] for name in COLUMNS[:3]}
        wide |= {f"v{item}": data["values"][:, item] for item in range(data["values"].shape[1])}
        spread = "select ratee, rater, role, unnest(range(7)) as item, unnest([v0, v1, v2, v3, v4, v5, v6]) as value"
        duckdb.connect().execute(f"copy ({spread} from wide) to '{path}'")
    return {}


def items(size: str) -> dict[str, float]:
    path = FOLDER / f"{size}.parquet"
    with duckdb.connect() as database:
        start, cpu = time.perf_counter(), time.process_time()
        database.execute(_made(path))
        seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
        count = database.execute("select count(*), sum(n_items) from made").fetchall()[0]
    return {"seconds": seconds, "cpu": cpu, "memory": _memory(), "pairs": count[0], "rows": float(count[1])}


def _made(path: Path) -> str:
    source = f"read_parquet('{path}')"
    return f"create table made as {items_to_pairs(source)}"


def _load(size: str) -> tuple[Pairs, Persons]:
    data = np.load(FOLDER / f"{size}.npz")
    return Pairs(*(data[name] for name in COLUMNS)), Persons(data["unit"])


def _memory() -> float:
    """Gigabytes this process held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


# --- the simulation --------------------------------------------------------------------------


def show_table() -> None:
    """Ratios to the raw mean's error, ours over the published; then wrong classes and tau, before and after."""
    names = ("median", "rater_centred", "rater_z", "rasch_jmle", "additive", "recommended", "headline")
    print("| Scenario | Raw | " + " | ".join(names) + " | Wrong classes | Kendall τ |\n|" + "---|" * 11)
    for scenario, world in SCENARIOS.items():
        found = trials([trial_of(simulate(world, seed)) for seed in SEEDS])
        raw, ours, theirs = found["raw_mean"], found["recommended"], PUBLISHED.get(scenario)
        ratios = [f"{found[name].ratio:.3f}" for name in names]
        if theirs:
            ratios = [f"{ours_} ({theirs_:.3f})" for ours_, theirs_ in zip(ratios, theirs.ratios, strict=True)]
        before = f"{raw.rmse:.3f}" + (f" ({theirs.raw_rmse:.3f})" if theirs else "")
        wrong, tau = f"{raw.wrong:.1%} → {ours.wrong:.1%}", f"{raw.tau:.3f} → {ours.tau:.3f}"
        print(f"| {scenario} | {before} | " + " | ".join(ratios) + f" | {wrong} | {tau} |", flush=True)


def show_intervals() -> None:
    print("| Scenario | Inside the 90 % interval | Half width |\n|---|---|---|")
    for scenario in COVERED:
        covered, wide = [], []
        for seed in SEEDS:
            world = simulate(SCENARIOS[scenario], seed)
            found = fit_robust(world.pairs, world.persons, policy=Policy())
            width = half_width(world.pairs, world.persons, found, seed=seed)
            headline = adjusted(world.pairs, found).headline
            off = (headline - np.nanmean(headline)) - (world.truth - world.truth.mean())
            covered.append(np.mean(np.abs(off) <= width))
            wide.append(np.nanmedian(width))
        print(f"| {scenario} | {np.mean(covered):.3f} | {np.mean(wide):.2f} |", flush=True)


def show_spark() -> int:
    """The SQL engine on Spark agrees with the first engine, weights included."""
    if find_spec("pyspark") is None or shutil.which("java") is None:
        print("pyspark or Java is not here")
        return 1
    world = simulate(World(n_staff=150, collude=0.1, straight=0.1), 1)
    pairs, persons = world.pairs, world.persons
    vc = variance_components(pairs, persons)
    policy = replace(Policy(), rounds=2, round_sweeps=2, max_sweeps=2, tol=0)
    with tempfile.TemporaryDirectory() as folder:
        spark = _spark(Path(folder), pairs, persons)
        found = SqlEngine(lambda query: spark.sql(query).collect(), SPARK).fit_robust(vc, policy)
        spark.stop()
    off = np.abs(found.theta - fit_robust(pairs, persons, policy=policy, vc=vc).theta).max()
    print(f"Spark: off by {off:.1e}")
    return 0 if off <= 1e-6 else 1


def _spark(folder: Path, pairs: Pairs, persons: Persons) -> Any:
    """A session of its own with the two tables."""
    from pyspark.sql import SparkSession  # type: ignore[import-not-found]

    settings = {
        "spark.sql.warehouse.dir": str(folder / "tables"),
        "spark.sql.shuffle.partitions": "1",
        "spark.ui.showConsoleProgress": "false",
    }
    builder = SparkSession.builder.master("local[1]")
    for name, value in settings.items():
        builder = builder.config(name, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    columns = (pairs.ratee, pairs.rater, pairs.role, pairs.y, np.ones(len(pairs)))
    rows = list(zip(*(column.tolist() for column in columns), strict=True))
    shape = "ratee long, rater long, role long, y double, w double"
    spark.createDataFrame(rows, shape).createOrReplaceTempView("pair")
    people = list(enumerate(persons.unit.tolist()))
    spark.createDataFrame(people, "id long, unit long").createOrReplaceTempView("person")
    return spark


INSIDE: dict[str, Callable[[str], dict[str, Any]]] = {
    "make": make,
    "fit": fit_whole,
    "sql": sql,
    "answers": answers,
    "items": items,
}


if __name__ == "__main__":
    sys.exit(main())
