"""Acts of the fairness area, one module per topic."""

from .guards import Refused

__all__ = ["Refused"]
