"""Which panes stand where at a width and a height. Pure."""

from __future__ import annotations

from textual.geometry import Region

from postventa_tui.kit.rows import NamedTuple

MIN_WIDTH = 60
MIN_HEIGHT = 18
TWO_FROM = 100
THREE_FROM = 160
FOLD_BELOW = 30
LEFT_SHARE = 42
QUEUE_WIDE = 62
RIGHT_WIDE = 60
UPPER_SHARE = 60
SIDE = ("history", "canned", "articles")
BARS = 2
"""Lines of status bar and footer."""


class Wish(NamedTuple):
    """What the agent looks at, and the columns dragged or set by keys."""

    active: str = "queue"
    left_pane: str = "queue"
    """What stands in the left column of two: the queue or the side pane opened last."""
    below: str = "articles"
    """The one of canned and articles below the history in three columns."""
    left: int = 0
    right: int = 0


class Arrangement(NamedTuple):
    """The panes in sight and their places."""

    mode: str
    """small, one, two or three."""
    places: dict[str, Region]
    folded: bool
    """Whether the head of the conversation has three lines."""


def arrange(width: int, height: int, wish: Wish) -> Arrangement:
    """Give the arrangement for a window of `width` by `height` cells, bars included."""
    folded = height < FOLD_BELOW
    if width < MIN_WIDTH or height < MIN_HEIGHT:
        return Arrangement("small", {}, folded)
    inner = height - BARS
    if width < TWO_FROM:
        return Arrangement("one", {wish.active: Region(0, 0, width, inner - 1)}, folded)
    if width < THREE_FROM:
        column = _within(wish.left or width * LEFT_SHARE // 100, 30, width - 40)
        places = {
            wish.left_pane: Region(0, 0, column, inner),
            "conversation": Region(column, 0, width - column, inner),
        }
        return Arrangement("two", places, folded)
    return Arrangement("three", _three(width, inner, wish), folded)


def _three(width: int, inner: int, wish: Wish) -> dict[str, Region]:
    queue = _within(wish.left or QUEUE_WIDE, 30, width - 90)
    right = _within(wish.right or RIGHT_WIDE, 30, width - queue - 50)
    upper = inner * UPPER_SHARE // 100
    return {
        "queue": Region(0, 0, queue, inner),
        "conversation": Region(queue, 0, width - queue - right, inner),
        "history": Region(width - right, 0, right, upper),
        wish.below: Region(width - right, upper, right, inner - upper),
    }


def _within(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
