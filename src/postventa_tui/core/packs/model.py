"""A sector pack as its folder has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.core.assets.sector_fields import Field


class Cause(NamedTuple):
    """A cause a ticket may have in the trade."""

    code: str
    es: str
    en: str


class CannedText(NamedTuple):
    """A canned reply of a pack."""

    slug: str
    lang: str
    title: str
    body: str
    shortcut: str | None = None
    channels: tuple[str, ...] = ()


class Pack(NamedTuple):
    """What a pack holds; articles and rules are texts by file name."""

    name: str
    title_es: str
    title_en: str
    required_to_solve: tuple[str, ...]
    fields: tuple[Field, ...]
    causes: tuple[Cause, ...]
    forbidden_words: tuple[str, ...]
    articles: tuple[tuple[str, str], ...]
    canned: tuple[CannedText, ...]
    calendar: str | None = None
    rules: tuple[tuple[str, str], ...] = ()
