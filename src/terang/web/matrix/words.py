"""Findings about passing results on, in sentences."""

from decimal import Decimal

from django.utils.translation import gettext as _

from terang.core.findings import Finding
from terang.planning.mapping import plain_number


def parts_words(finding: Finding) -> str:
    """1.200 + 800 = 2.000 layanan; target pimpinan 2.400, kurang 400."""
    numbers = {name: Decimal(str(finding.params[name])) for name in ("total", "wanted", "missing")}
    parts = str(finding.params["parts"]).split(" + ")
    words = {name: plain_number(abs(number)) for name, number in numbers.items()}
    words |= {
        "parts": " + ".join(plain_number(Decimal(part)) for part in parts),
        "unit": str(finding.params["unit"]),
    }
    if numbers["missing"] > 0:
        return _("%(parts)s = %(total)s %(unit)s; target pimpinan %(wanted)s, kurang %(missing)s.") % words
    return _("%(parts)s = %(total)s %(unit)s; target pimpinan %(wanted)s, lebih %(missing)s.") % words
