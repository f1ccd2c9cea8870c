import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from terang.identity.models import User
from terang.identity.passwords import READABLE, plain_rules, temporary_password

USER = User(username="199101032013211934", name="Beringin Yasmin Contoh")


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("pendek1", "paling sedikit 10 karakter"),
        ("8362910475", "tidak boleh hanya angka"),
        ("beringin-yasmin", "terlalu mirip"),
        ("199101032013211934x", "terlalu mirip"),
        ("qwertyuiop", "mudah ditebak"),
    ],
)
def test_a_weak_password_is_refused_with_a_sentence_that_helps(password: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        validate_password(password, USER)
    assert any(sentence in message for message in refusal.value.messages)


def test_a_short_sentence_is_a_good_password() -> None:
    validate_password("sungai di balik kantor", USER)


def test_the_rules_are_four_plain_sentences() -> None:
    assert len(plain_rules()) == 4
    assert all(rule.endswith(".") for rule in plain_rules())


def test_a_temporary_password_can_be_read_from_paper() -> None:
    password = temporary_password()
    assert [len(group) for group in password.split("-")] == [4, 4, 4, 4]
    assert set(password.replace("-", "")) <= set(READABLE)


def test_temporary_passwords_differ_and_meet_the_rules() -> None:
    made = {temporary_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        validate_password(password, USER)
