"""Operational figures from events: pure, no clock, no database.

Source: the definitions are the shop's own (design: figures); a ticket merged or spam at the end of the period
never counts, but messages of merged ones stay in the volume, since they belong to the survivor.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from postventa_tui.core.metrics import rounding
from postventa_tui.core.metrics.history import TicketHistory, histories
from postventa_tui.core.metrics.rows import OPEN_TYPES, Between, Event, Figure, Period

QUIET_S = 72 * 3600
"""Time after a solve in which a message spoils `fcr_72h`."""

Stories = dict[str, TicketHistory]


def first_reply(stories: Stories, period: Period, between: Between) -> dict[str, Figure]:
    """Give mean, median and business mean of created to first reply, for first replies of the period."""
    waits: list[int] = []
    open_waits: list[int] = []
    excluded: Counter[str] = Counter()
    for story in stories.values():
        if not story.counts or story.created_at is None:
            continue
        if story.outbound:
            excluded["outbound"] += 1
        elif not story.replies:
            excluded["no_reply"] += 1
        elif period.has(story.replies[0]):
            # A clock that was set back may put the reply before the ticket: the wait is then nothing.
            reply_at = max(story.replies[0], story.created_at)
            waits.append(reply_at - story.created_at)
            open_waits.append(between(story.created_at, reply_at))
    out = dict(excluded)
    return {
        "frt_mean_s": Figure(rounding.mean(waits), len(waits), out),
        "frt_median_s": Figure(rounding.median(waits), len(waits), out),
        "frt_business_mean_s": Figure(rounding.mean(open_waits), len(waits), out),
        "frt_business_median_s": Figure(rounding.median(open_waits), len(waits), out),
    }


def resolution(stories: Stories, period: Period, between: Between) -> dict[str, Figure]:
    """Give mean, median and business mean of created to last solve, for last solves of the period."""
    spans: list[int] = []
    open_spans: list[int] = []
    reopened = 0
    for story in stories.values():
        if not story.counts or story.created_at is None or not story.solves:
            continue
        solved_at = max(story.solves[-1], story.created_at)
        if not period.has(story.solves[-1]):
            continue
        if story.status_type in OPEN_TYPES:
            reopened += 1
            continue
        spans.append(solved_at - story.created_at)
        open_spans.append(between(story.created_at, solved_at))
    out = {"reopened": reopened} if reopened else {}
    return {
        "mttr_mean_s": Figure(rounding.mean(spans), len(spans), out),
        "mttr_median_s": Figure(rounding.median(spans), len(spans), out),
        "mttr_business_mean_s": Figure(rounding.mean(open_spans), len(spans), out),
        "mttr_business_median_s": Figure(rounding.median(open_spans), len(spans), out),
    }


def share_of_solved(stories: Stories, period: Period, holds: Callable[[TicketHistory], bool]) -> Figure:
    """Give the share of the tickets solved at least once in the period for which `holds` is true."""
    solved = [story for story in stories.values() if story.counts and any(period.has(at) for at in story.solves)]
    return Figure(rounding.rate(sum(map(holds, solved)), len(solved)), len(solved), {})


def settled_at_first_contact(story: TicketHistory) -> bool:
    """Tell whether one reply was all it took and the customer wrote nothing after it."""
    return len(story.replies) == 1 and story.after_first_reply == 0


def _quiet_after_solve(story: TicketHistory, period: Period) -> bool:
    solves = [at for at in story.solves if period.has(at)]
    return not any(solve < at <= solve + QUIET_S for solve in solves for at, _channel in story.inbound)


def volume(stories: Stories, period: Period) -> dict[str, int]:
    """Give inbound public contacts of the period by channel; a channel without contact has no key."""
    counted = Counter(
        channel
        for story in stories.values()
        if story.status_type != "spam"
        for at, channel in story.inbound
        if period.has(at)
    )
    return dict(sorted(counted.items()))


def backlog(stories: Stories) -> int:
    """Give how many tickets are open work at the end of the period; snoozed ones count."""
    return sum(story.status_type in OPEN_TYPES for story in stories.values())


def operational(events: Iterable[Event], period: Period, between: Between) -> dict[str, Figure]:
    """Give every figure that stands on events, by name."""
    stories = histories(events, period.end)
    waiting = backlog(stories)
    return {
        **first_reply(stories, period, between),
        **resolution(stories, period, between),
        "fcr": share_of_solved(stories, period, settled_at_first_contact),
        "fcr_72h": share_of_solved(stories, period, lambda story: _quiet_after_solve(story, period)),
        "fcr_reopen": share_of_solved(stories, period, lambda story: not story.reopens),
        "reopen_rate": share_of_solved(stories, period, lambda story: any(map(period.has, story.reopens))),
        "backlog_end": Figure(waiting, len(stories), {}),
    }


def summary(events: Iterable[Event], period: Period, between: Between) -> dict[str, object]:
    """Give the flat result of one period: values, their n, and the volume by channel."""
    listed = list(events)
    figures = operational(listed, period, between)
    return {
        "frt_mean_s": figures["frt_mean_s"].value,
        "frt_median_s": figures["frt_median_s"].value,
        "frt_business_mean_s": figures["frt_business_mean_s"].value,
        "frt_n": figures["frt_mean_s"].n,
        "mttr_mean_s": figures["mttr_mean_s"].value,
        "mttr_n": figures["mttr_mean_s"].n,
        "fcr": figures["fcr"].value,
        "fcr_n": figures["fcr"].n,
        "reopen_rate": figures["reopen_rate"].value,
        "reopen_n": figures["reopen_rate"].n,
        "backlog_end": figures["backlog_end"].value,
        "volume": volume(histories(listed, period.end), period),
    }
