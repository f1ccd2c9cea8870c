"""What the acts of this area share. A refusal is one of evidence, whose rounds they are about."""

from terang.evidence.services import Refused

__all__ = ["Refused"]
