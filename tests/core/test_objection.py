"""Legal days beside the scenarios: the other deadlines, and calendars that cannot be right."""

from datetime import date, timedelta

import pytest

from terang.core.objection import add_working_days, deadline, filing_window
from terang.core.parameters import Law

MONDAY = date(2026, 2, 2)


def test_the_document_is_handed_over_within_fourteen_calendar_days(law: Law) -> None:
    assert deadline(MONDAY, law.objection.hand_over.value, set()) == date(2026, 2, 16)


def test_the_superior_sets_within_seven_working_days(law: Law) -> None:
    assert deadline(MONDAY, law.objection.set_by_superior.value, set()) == date(2026, 2, 11)


def test_reminders_count_working_days(law: Law) -> None:
    assert deadline(MONDAY, law.objection.explanation_reminder.value, set()) == date(2026, 2, 10)
    assert deadline(MONDAY, law.objection.decision_reminder.value, set()) == date(2026, 3, 3)


def test_a_holiday_on_a_weekend_takes_no_day_away() -> None:
    assert add_working_days(MONDAY, 5, {date(2026, 2, 7)}) == date(2026, 2, 9)


def test_an_objection_before_the_document_came_is_refused(law: Law) -> None:
    with pytest.raises(ValueError, match="before the document was received"):
        filing_window(MONDAY, law, set()).judge(date(2026, 2, 1))


def test_the_window_says_that_the_tolerance_is_unconfirmed(law: Law) -> None:
    confirmed = [citation.is_confirmed for citation in filing_window(MONDAY, law, set()).citations]
    assert confirmed == [True, False]


def test_a_calendar_without_working_days_is_refused() -> None:
    always_off = {MONDAY + timedelta(days=n) for n in range(6 * 366)}
    with pytest.raises(ValueError, match="check the calendar"):
        add_working_days(MONDAY, 1, always_off)
