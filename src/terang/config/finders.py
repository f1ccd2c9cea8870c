"""The few files of other packages that pages need, by name.

Listing a package's whole static folder would collect hundreds of unused files; a page links one style sheet and
one script.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import bootstrap
import django_htmx
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

PACKAGED_FILES = {
    "terang/vendor/bootstrap.min.css": Path(bootstrap.__path__[0]) / "css" / "bootstrap.min.css",
    "terang/vendor/bootstrap.min.css.map": Path(bootstrap.__path__[0]) / "css" / "bootstrap.min.css.map",
    "terang/vendor/htmx-2.min.js": Path(str(files(django_htmx))) / "static" / "django_htmx" / "htmx-2.min.js",
}


class PackagedFilesFinder(BaseFinder):
    """Finds exactly the files of ``PACKAGED_FILES``."""

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        found = PACKAGED_FILES.get(path)
        if find_all:
            return [str(found)] if found else []
        return str(found) if found else []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        for name, source in PACKAGED_FILES.items():
            yield name, _SingleFile(name, source)


class _SingleFile(FileSystemStorage):
    def __init__(self, name: str, source: Path) -> None:
        super().__init__(location=source.parent)
        self._name, self._source = name, source

    def path(self, name: str) -> str:
        return str(self._source) if name == self._name else super().path(name)
