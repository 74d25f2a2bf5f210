"""Surveys: scores into figures, who may be asked, which answers need a follow-up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from postventa_tui.core.metrics import rounding
from postventa_tui.kit.errors import Refused, Usage
from postventa_tui.kit.rows import NamedTuple

Z = Decimal("1.959964")
"""Normal quantile of a 95 % interval."""

SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7)}
LOW = {"nps": 6, "csat": 2, "ces": 3}
"""A score at or below this, with a comment, opens a follow-up line for the lead."""

WRITTEN = ("email", "web", "chat", "whatsapp", "social")
"""Channels one can be asked by; who came by telephone or to the counter is asked by mail."""

SEND_AFTER_S = 24 * 3600
REST_S = 90 * 86_400
"""A person asked in this time is not asked again."""
REPLACE_S = 7 * 86_400
"""A second answer counts in place of the first within this time."""


class NpsFigure(NamedTuple):
    """100 x (promoters - detractors) / all answers, one decimal."""

    value: float | None
    n: int


class CsatFigure(NamedTuple):
    """Share of 4 and 5 with the Wilson 95 % interval, four places."""

    value: float | None
    n: int
    low: float | None
    high: float | None


class CesFigure(NamedTuple):
    """Mean with two decimals and the share of answers of 5 or more."""

    mean: float | None
    n: int
    share: float | None


def nps(answers: Sequence[int]) -> NpsFigure:
    """Give the net promoter score; passives stay in the denominator."""
    n = len(answers)
    if not n:
        return NpsFigure(None, 0)
    balance = sum(a >= 9 for a in answers) - sum(a <= 6 for a in answers)
    return NpsFigure(rounding.places(Fraction(100 * balance, n), 1), n)


def csat(answers: Sequence[int]) -> CsatFigure:
    """Give the share of satisfied answers with its interval."""
    n = len(answers)
    if not n:
        return CsatFigure(None, 0, None, None)
    good = sum(a >= 4 for a in answers)
    low, high = wilson(good, n)
    return CsatFigure(rounding.rate(good, n), n, low, high)


def ces(answers: Sequence[int]) -> CesFigure:
    """Give mean and share of 5 or more of the effort score (7 = fully agree that it was easy)."""
    n = len(answers)
    if not n:
        return CesFigure(None, 0, None)
    share = rounding.rate(sum(a >= 5 for a in answers), n)
    return CesFigure(rounding.places(Fraction(sum(answers), n), 2), n, share)


def wilson(good: int, n: int) -> tuple[float, float]:
    """Give the bounds of the Wilson 95 % interval of good / n, four places.

    Source: Wilson 1927, with z = 1.959964.
    """
    with localcontext() as context:
        # Fifty digits: the rounding then is that of the exact value, not of a float beside it.
        context.prec = 50
        p, size = Decimal(good) / Decimal(n), Decimal(n)
        whole = 1 + Z * Z / size
        centre = (p + Z * Z / (2 * size)) / whole
        half = Z * (p * (1 - p) / size + Z * Z / (4 * size * size)).sqrt() / whole
        return _four(centre - half), _four(centre + half)


def _four(bound: Decimal) -> float:
    inside = min(max(bound, Decimal(0)), Decimal(1))
    return float(inside.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))


def flipped(effort: int) -> int:
    """Give the score of an older form that asked for effort (low = good) on the scale of today."""
    return 8 - effort


def check_score(kind: str, score: int) -> None:
    """Refuse a score off the scale of its kind.

    Raises:
        Usage: `bad_score`, with the ends of the scale.
    """
    low, high = SCALES[kind]
    if not low <= score <= high:
        raise Usage("bad_score", kind=kind, low=low, high=high)


def needs_follow_up(kind: str, score: int, comment: str) -> bool:
    """Tell whether a low score with words wants a lead to look."""
    return score <= LOW[kind] and bool(comment.strip())


class SendFacts(NamedTuple):
    """What decides whether one solved ticket is surveyed."""

    status_type: str
    solved_at: int | None
    last_surveyed_at: int | None
    """Newest survey sent to the same person, any ticket."""
    consented: bool


def why_not_send(facts: SendFacts, now: int) -> str | None:
    """Give the code of the reason not to ask, or None."""
    if facts.status_type != "solved" or facts.solved_at is None:
        return "not_solved"
    if now < facts.solved_at + SEND_AFTER_S:
        return "too_early"
    if facts.last_surveyed_at is not None and now - facts.last_surveyed_at < REST_S:
        return "asked_lately"
    return None if facts.consented else "no_consent"


def check_answer_again(answered_at: int | None, now: int) -> None:
    """Refuse an answer that comes too late to replace the first.

    Raises:
        Refused: `already_answered`.
    """
    if answered_at is not None and now - answered_at > REPLACE_S:
        raise Refused("already_answered")
