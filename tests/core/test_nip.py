"""The staff number beside the scenarios: masks, print form, and hostile cells."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terang.core import nip
from terang.core.enums import EmploymentKind
from terang.core.nip import check_nip
from terang.core.parameters import Law
from terang.regulation.law_files import tree

TODAY = date(2026, 11, 24)
RULES = tree().on(TODAY).nip.rules.value


@pytest.mark.parametrize("raw", [1.97706012003121e17, 197706012003121002, True, b"197706012003121002", []])
def test_a_cell_that_is_no_text_is_refused(raw: object) -> None:
    result = check_nip(raw, kind=EmploymentKind.PNS, today=TODAY, rules=RULES)
    assert (result.nip, [finding.code for finding in result.findings]) == (None, ["NIP_NUMERIC"])


def test_a_wrong_length_says_how_many_digits_were_found() -> None:
    (finding,) = check_nip("010123456", kind=None, today=TODAY, rules=RULES).findings
    assert dict(finding.params) == {"found": 9, "wanted": 18}


def test_a_warning_leaves_the_nip_usable() -> None:
    result = check_nip("197706012003131002", kind=EmploymentKind.PNS, today=TODAY, rules=RULES)
    assert result.nip == "197706012003131002"


def test_every_code_of_the_law_is_explained_in_the_module(law: Law) -> None:
    assert all(f"| {code} |" in str(nip.__doc__) for code in law.nip.rules.value.levels)


@settings(max_examples=60, deadline=None, database=None)
@given(raw=st.none() | st.text() | st.integers() | st.floats() | st.text("0123456789", min_size=18, max_size=18))
def test_no_cell_makes_the_check_crash(raw: Any) -> None:
    result = check_nip(raw, kind=None, today=TODAY, rules=RULES)
    assert (result.nip is None) == any(finding.level == "error" for finding in result.findings)
