"""Who opens pages in these tests: what each is to a plan of Beringin, and how they sign in."""

from collections.abc import Mapping

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from terang.identity.models import User
from terang.organisation.models import Employee
from tests.cast import Cast, user_of

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# What somebody is to the plan → who of the cast that is.
PEOPLE = {
    "owner": "beringin",
    "appraiser": "kasi",
    "superior": "camat",
    "peer": "cendana",
    "neighbour": "lurah",
    "team": "kasubbag",
    "auditor": "auditor",
    "operator": "operator",
    "admin": "admin",
    "outsider": "outsider",
}
VIEWERS = {"owner", "appraiser", "superior", "team", "auditor"}


def account(cast: Cast, role: str, people: Mapping[str, str] = PEOPLE) -> User:
    found: Employee | User = getattr(cast, people[role])
    return user_of(found) if isinstance(found, Employee) else found


def sign_in(client: Client, person: Employee | User) -> Client:
    client.force_login(user_of(person) if isinstance(person, Employee) else person, backend=BACKEND)
    return client


def cost_of(client: Client, url: str) -> tuple[int, HttpResponse]:
    """How many questions a page asks the database, and the page; the first page of a session also writes it down."""
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured), response
