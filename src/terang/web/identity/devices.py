"""A browser's own description of itself, in words a person recognises."""

from django.utils.translation import gettext as _

# The first that matches wins: many browsers also name the ones they descend from.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Return "Chrome di Windows", or a plain word where nothing is recognised."""
    browser = _first(BROWSERS, user_agent) or _("Peramban")
    system = _first(SYSTEMS, user_agent)
    if not system:
        return browser
    return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}


def _first(names: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in names if mark in text), "")
