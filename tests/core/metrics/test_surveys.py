"""Who is asked, and which answer counts."""

from __future__ import annotations

import pytest

from postventa_tui.core.metrics import surveys
from postventa_tui.core.metrics.surveys import SendFacts
from postventa_tui.kit.errors import Refused, Usage

DAY = 86_400
READY = SendFacts("solved", 0, None, True)


def test_a_solved_ticket_is_asked_about_after_a_day() -> None:
    assert surveys.why_not_send(READY, DAY) is None
    assert surveys.why_not_send(READY, DAY - 1) == "too_early"


@pytest.mark.parametrize("status", ["spam", "merged", "open", "closed"])
def test_only_solved_tickets_are_asked_about(status: str) -> None:
    assert surveys.why_not_send(READY._replace(status_type=status), 9 * DAY) == "not_solved"


def test_nobody_is_asked_twice_in_ninety_days_or_without_consent() -> None:
    assert surveys.why_not_send(READY._replace(last_surveyed_at=0), 90 * DAY - 1) == "asked_lately"
    assert surveys.why_not_send(READY._replace(last_surveyed_at=0), 90 * DAY) is None
    assert surveys.why_not_send(READY._replace(consented=False), DAY) == "no_consent"


def test_a_second_answer_counts_for_seven_days() -> None:
    surveys.check_answer_again(0, 7 * DAY)
    with pytest.raises(Refused, match="already_answered"):
        surveys.check_answer_again(0, 7 * DAY + 1)


def test_a_score_off_the_scale_is_a_usage_error() -> None:
    surveys.check_score("ces", 7)
    with pytest.raises(Usage, match="bad_score"):
        surveys.check_score("csat", 0)


def test_low_scores_with_words_want_a_follow_up() -> None:
    assert surveys.needs_follow_up("nps", 6, "tarde")
    assert not surveys.needs_follow_up("nps", 7, "tarde")
    assert not surveys.needs_follow_up("csat", 2, "  ")


def test_an_effort_of_the_older_form_is_turned_over() -> None:
    assert [surveys.flipped(score) for score in (1, 4, 7)] == [7, 4, 1]
