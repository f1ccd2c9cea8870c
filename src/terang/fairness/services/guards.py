"""What the acts of this area share."""


class Refused(Exception):
    """An act that is not possible now. ``str()`` is the sentence for the person who tried."""
