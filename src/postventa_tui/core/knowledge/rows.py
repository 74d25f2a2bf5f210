"""Rows of the knowledge base, without pydantic."""

from __future__ import annotations

from postventa_tui.kit.rows import NamedTuple


class ArticleRow(NamedTuple):
    """One article in one language, as it is being written; the visible text is that of `published_version`."""

    id: int
    slug: str
    lang: str
    title: str
    body: str
    state: str
    visibility: str
    tags: tuple[str, ...]
    owner_id: int | None
    owner: str | None
    review_on: str | None
    version: int
    published_version: int | None
    must_read: bool
    helped: int
    not_helped: int
    created_at: int
    updated_at: int


class ArticleBrief(NamedTuple):
    """One article in a list; `is_behind`: its other language was changed later."""

    id: int
    slug: str
    lang: str
    title: str
    state: str
    visibility: str
    tags: tuple[str, ...]
    review_on: str | None
    updated_at: int
    is_behind: bool


class VersionRow(NamedTuple):
    """One saved version of an article."""

    version: int
    title: str
    body: str
    author: str | None
    note: str | None
    created_at: int


class Shown(NamedTuple):
    """What a found article shows."""

    id: int
    slug: str
    lang: str
    title: str
    body: str
    updated_at: int


class Gap(NamedTuple):
    """Something people looked for and nobody answered; `kind` is `search` or `cause`."""

    kind: str
    text: str
    n: int
    last_at: int
