"""A computation with everything needed to make it again, years later, for an appeal."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from .components import variance_components
from .intervals import half_width
from .robust import Policy, fit_with_doubts
from .scores import Adjusted, adjusted
from .tables import Fit, Floats, Ints, Pairs, Persons, VarComp

ENGINE = "1"
"""Raised whenever the same data and policy may give other numbers."""

COLUMNS = (("ratee", "<i8"), ("rater", "<i8"), ("role", "<i8"), ("y", "<f8"), ("n_items", "<i8"), ("flat", "|b1"))


class DataChanged(ValueError):
    """The data are not those the record was made from."""


class OtherEngine(ValueError):
    """The record was made by another version of the engine."""


@dataclass(frozen=True)
class Record:
    """What a computation was made from: data, engine, policy, prior, seed; and what it found in outline."""

    data_hash: str
    engine: str
    policy: Policy
    seed: int
    prior: VarComp | None
    vc: VarComp
    sweeps: int
    delta: float

    def as_dict(self) -> dict[str, Any]:
        """Plain values, fit for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Record":
        prior = data["prior"]
        parts = {
            "policy": Policy(**data["policy"]),
            "prior": None if prior is None else VarComp(**prior),
            "vc": VarComp(**data["vc"]),
        }
        return cls(**{**data, **parts})


@dataclass(frozen=True)
class Result:
    """A fit, what is shown of it, and its record.

    Attributes:
        scores: the adjusted means; half_width: (N,) of their intervals, in points;
        doubts: (M,) a `Doubt` for each pair whose weight was lowered.
    """

    record: Record
    fit: Fit
    scores: Adjusted
    half_width: Floats
    doubts: Ints


def data_hash(pairs: Pairs, persons: Persons) -> str:
    """SHA-256 over the columns in fixed order, each with its name and length, in a fixed byte order."""
    digest = hashlib.sha256()
    columns = [(name, kind, getattr(pairs, name)) for name, kind in COLUMNS] + [("unit", "<i8", persons.unit)]
    for name, kind, values in columns:
        digest.update(f"{name} {kind} {len(values)}\n".encode())
        digest.update(np.ascontiguousarray(values, dtype=kind).data)
    return digest.hexdigest()


def compute(pairs: Pairs, persons: Persons, *, policy: Policy, seed: int, prior: VarComp | None = None) -> Result:
    """Components, robust fit, scores and intervals in one go, with the record."""
    vc = variance_components(pairs, persons, prior=prior, prior_pairs=policy.prior_pairs)
    found, doubts = fit_with_doubts(pairs, persons, policy=policy, vc=vc)
    width = half_width(pairs, persons, found, level=policy.level, draws=policy.draws, seed=seed)
    record = Record(data_hash(pairs, persons), ENGINE, policy, seed, prior, vc, found.sweeps, found.delta)
    return Result(record, found, adjusted(pairs, found), width, doubts)


def recompute(record: Record, pairs: Pairs, persons: Persons) -> Result:
    """The computation of a record, made again.

    Raises:
        DataChanged: the data have another hash.
        OtherEngine: another version made the record.
    """
    if record.engine != ENGINE:
        raise OtherEngine(f"made by engine {record.engine}, this is {ENGINE}")
    if record.data_hash != data_hash(pairs, persons):
        raise DataChanged("the data are not those of the record")
    return compute(pairs, persons, policy=record.policy, seed=record.seed, prior=record.prior)
