"""The law as shipped. Nothing here, or in any test beside it, touches a database."""

from datetime import date

import pytest

from terang.core.parameters import Law, Tree
from terang.regulation import law_files


@pytest.fixture(scope="session")
def tree() -> Tree:
    return law_files.tree()


@pytest.fixture(scope="session")
def law(tree: Tree) -> Law:
    return tree.on(date(2026, 12, 31))
