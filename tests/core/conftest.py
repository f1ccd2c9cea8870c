"""The law as shipped. Nothing here, or in any test beside it, touches a database."""

import pickle
from datetime import date

import pytest

from terang.core.parameters import Law, Tree
from terang.regulation import law_files
from terang.regulation.law_files import LawDocuments


@pytest.fixture(scope="session")
def tree() -> Tree:
    return law_files.tree()


@pytest.fixture(scope="session")
def law(tree: Tree) -> Law:
    return tree.on(date(2026, 12, 31))


@pytest.fixture(scope="session")
def shipped() -> bytes:
    return pickle.dumps(law_files.load_documents())


@pytest.fixture
def documents(shipped: bytes) -> LawDocuments:
    """The law files as loaded, a fresh copy that a test may spoil."""
    found = pickle.loads(shipped)
    assert isinstance(found, LawDocuments)
    return found
