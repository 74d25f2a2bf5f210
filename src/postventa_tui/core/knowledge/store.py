"""Statements on the articles, their versions and uses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.knowledge.rows import ArticleBrief, ArticleRow, Gap, Shown, VersionRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.knowledge.markdown import ArticleText
    from postventa_tui.db.connection import Db, Row

_COLUMNS = (
    "a.id, a.slug, a.lang, a.title, a.body, a.state, a.visibility, a.tags, a.owner_id, g.login, a.review_on,"
    " a.version, a.published_version, a.must_read, a.helped, a.not_helped, a.created_at, a.updated_at"
)
VISIBLE = "a.published_version IS NOT NULL AND a.state <> 'archived'"
"""Condition on articles that may be found and suggested."""


def _article(row: Row) -> ArticleRow:
    values: list[object] = list(row)
    values[7] = _tags(values[7])
    values[13] = bool(values[13])
    return ArticleRow(*values)  # type: ignore[arg-type]  # the columns are typed by the schema


def _tags(value: object) -> tuple[str, ...]:
    found = json.loads(str(value or "[]"))
    return tuple(str(tag) for tag in found)


def list_by_slug(db: Db, slug: str) -> list[ArticleRow]:
    """Give an article in all its languages."""
    rows = db.all(
        f"SELECT {_COLUMNS} FROM articles a LEFT JOIN agents g ON g.id = a.owner_id WHERE a.slug = :slug ORDER BY a.lang",
        slug=slug,
    )
    return [_article(row) for row in rows]


def find(db: Db, slug: str, lang: str) -> ArticleRow | None:
    """Give one article in one language."""
    return next((row for row in list_by_slug(db, slug) if row.lang == lang), None)


def list_all(db: Db) -> list[ArticleRow]:
    """Give every article, by slug and language."""
    rows = db.all(f"SELECT {_COLUMNS} FROM articles a LEFT JOIN agents g ON g.id = a.owner_id ORDER BY a.slug, a.lang")
    return [_article(row) for row in rows]


def list_briefs(db: Db) -> list[ArticleBrief]:
    """Give every article of the list, by title."""
    rows = db.all(
        "SELECT a.id, a.slug, a.lang, a.title, a.state, a.visibility, a.tags, a.review_on, a.updated_at,"
        " EXISTS (SELECT 1 FROM articles o WHERE o.slug = a.slug AND o.lang <> a.lang AND o.updated_at > a.updated_at)"
        " FROM articles a ORDER BY a.title, a.slug, a.lang"
    )
    return [
        ArticleBrief(*row[:6], _tags(row[6]), *row[7:9], bool(row[9]))  # type: ignore[arg-type, call-arg]  # as above
        for row in rows
    ]


def list_shown(db: Db, ids: Sequence[int]) -> dict[int, Shown]:
    """Give what found articles show: the published text, else the newest."""
    found = {}
    for article_id in ids:
        row = db.one(
            "SELECT a.id, a.slug, a.lang, coalesce(v.title, a.title), coalesce(v.body, a.body), a.updated_at"
            " FROM articles a LEFT JOIN article_versions v ON v.article_id = a.id AND v.version = a.published_version"
            " WHERE a.id = :id",
            id=article_id,
        )
        if row is not None:
            found[article_id] = Shown(*row)  # type: ignore[arg-type]  # the columns are typed by the schema
    return found


def languages_of_visible(db: Db) -> dict[int, str]:
    """Give the articles that may be found, with their language."""
    rows = db.all(f"SELECT a.id, a.lang FROM articles a WHERE {VISIBLE}")
    return {int(str(row[0])): str(row[1]) for row in rows}


def slugs(db: Db) -> dict[int, str]:
    """Give the slug of each article."""
    return {int(str(row[0])): str(row[1]) for row in db.all("SELECT id, slug FROM articles")}


def list_tagged(db: Db) -> dict[int, tuple[str, ...]]:
    """Give the tags of the articles that may be found."""
    rows = db.all(f"SELECT a.id, a.tags FROM articles a WHERE {VISIBLE}")
    return {int(str(row[0])): _tags(row[1]) for row in rows}


def list_public(db: Db) -> list[Shown]:
    """Give the visible articles that customers may read."""
    rows = db.all(f"SELECT a.id FROM articles a WHERE a.visibility = 'public' AND {VISIBLE} ORDER BY a.slug, a.lang")
    return list(list_shown(db, [int(str(row[0])) for row in rows]).values())


def insert(db: Db, text: ArticleText, *, owner_id: int | None, at: int, updated_at: int) -> int:
    """Insert an article; gives its id."""
    value = db.value(
        "INSERT INTO articles (slug, lang, title, body, state, visibility, tags, owner_id, review_on, version,"
        " created_at, updated_at) VALUES (:slug, :lang, :title, :body, 'draft', :visibility, :tags, :owner, :review, 0,"
        " :at, :updated) RETURNING id",
        slug=text.slug,
        lang=text.lang,
        title=text.title,
        body=text.body,
        visibility=text.visibility,
        tags=json.dumps(text.tags, ensure_ascii=False),
        owner=owner_id,
        review=text.review_on,
        at=at,
        updated=updated_at,
    )
    return int(str(value))


def save_text(db: Db, article_id: int, text: ArticleText, *, version: int, updated_at: int) -> None:
    """Write the text of an article as it is now."""
    db.run(
        "UPDATE articles SET title = :title, body = :body, visibility = :visibility, tags = :tags, review_on = :review,"
        " version = :version, updated_at = :updated WHERE id = :id",
        title=text.title,
        body=text.body,
        visibility=text.visibility,
        tags=json.dumps(text.tags, ensure_ascii=False),
        review=text.review_on,
        version=version,
        updated=updated_at,
        id=article_id,
    )


def save_state(db: Db, article_id: int, *, state: str, published_version: int | None, updated_at: int) -> None:
    """Write the state of an article and which version is visible."""
    db.run(
        "UPDATE articles SET state = :state, published_version = :published, updated_at = :updated WHERE id = :id",
        state=state,
        published=published_version,
        updated=updated_at,
        id=article_id,
    )


def insert_version(
    db: Db, article_id: int, text: ArticleText, *, version: int, agent_id: int | None, note: str, at: int
) -> None:
    """Insert one version of an article."""
    db.run(
        "INSERT INTO article_versions (article_id, version, title, body, agent_id, note, created_at, updated_at)"
        " VALUES (:article, :version, :title, :body, :agent, :note, :at, :at)",
        article=article_id,
        version=version,
        title=text.title,
        body=text.body,
        agent=agent_id,
        note=note,
        at=at,
    )


def list_versions(db: Db, article_id: int) -> list[VersionRow]:
    """Give the versions of an article, newest first."""
    rows = db.all(
        "SELECT v.version, v.title, v.body, g.login, v.note, v.created_at FROM article_versions v"
        " LEFT JOIN agents g ON g.id = v.agent_id WHERE v.article_id = :id ORDER BY v.version DESC",
        id=article_id,
    )
    return [VersionRow(*row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def insert_use(
    db: Db, article_id: int, *, version: int, ticket_id: int, agent_id: int | None, outcome: str, at: int
) -> None:
    """Note what became of an article on a ticket."""
    db.run(
        "INSERT INTO article_uses (article_id, version, ticket_id, agent_id, outcome, at)"
        " VALUES (:article, :version, :ticket, :agent, :outcome, :at)",
        article=article_id,
        version=version,
        ticket=ticket_id,
        agent=agent_id,
        outcome=outcome,
        at=at,
    )


def has_use(db: Db, article_id: int, ticket_id: int, agent_id: int | None) -> bool:
    """Say whether an agent has met an article on a ticket before."""
    found = db.value(
        "SELECT 1 FROM article_uses WHERE ticket_id = :ticket AND article_id = :article"
        " AND coalesce(agent_id, 0) = coalesce(:agent, 0) LIMIT 1",
        ticket=ticket_id,
        article=article_id,
        agent=agent_id,
    )
    return found is not None


def list_unsettled(db: Db, ticket_id: int, agent_id: int | None) -> list[tuple[int, int]]:
    """Give article and version of what was shown to an agent on a ticket and has no outcome yet."""
    rows = db.all(
        "SELECT u.article_id, max(u.version) FROM article_uses u"
        " WHERE u.ticket_id = :ticket AND coalesce(u.agent_id, 0) = coalesce(:agent, 0)"
        " GROUP BY u.article_id HAVING max(CASE WHEN u.outcome = 'shown' THEN 0 ELSE 1 END) = 0"
        " ORDER BY u.article_id",
        ticket=ticket_id,
        agent=agent_id,
    )
    return [(int(str(row[0])), int(str(row[1]))) for row in rows]


def was_accepted(db: Db, article_id: int, ticket_id: int, agent_id: int | None) -> bool:
    """Say whether an agent has taken an article on a ticket before."""
    found = db.value(
        "SELECT 1 FROM article_uses WHERE ticket_id = :ticket AND article_id = :article AND outcome = 'accepted'"
        " AND coalesce(agent_id, 0) = coalesce(:agent, 0) LIMIT 1",
        ticket=ticket_id,
        article=article_id,
        agent=agent_id,
    )
    return found is not None


def count_outcomes(db: Db) -> dict[int, tuple[int, int]]:
    """Give how often each article was accepted and how often shown as a suggestion."""
    rows = db.all(
        "SELECT article_id, sum(CASE WHEN outcome = 'accepted' THEN 1 ELSE 0 END),"
        " sum(CASE WHEN outcome = 'shown' THEN 1 ELSE 0 END) FROM article_uses GROUP BY article_id"
    )
    return {int(str(row[0])): (int(str(row[1])), int(str(row[2]))) for row in rows}


def save_feedback(db: Db, article_id: int, *, helped: bool) -> None:
    """Count one answer to "did it help?"."""
    db.run(
        "UPDATE articles SET helped = helped + :yes, not_helped = not_helped + :no WHERE id = :id",
        yes=1 if helped else 0,
        no=0 if helped else 1,
        id=article_id,
    )


def add_gap(db: Db, query: str, at: int) -> None:
    """Count a search that ended without a pick."""
    db.run(
        "INSERT INTO search_gaps (query, n, last_at) VALUES (:query, 1, :at)"
        " ON CONFLICT (query) DO UPDATE SET n = search_gaps.n + 1, last_at = excluded.last_at",
        query=query,
        at=at,
    )


def list_gaps(db: Db, limit: int) -> list[Gap]:
    """Give what people looked for in vain, most often first."""
    rows = db.all(
        "SELECT query, n, last_at FROM search_gaps ORDER BY n DESC, last_at DESC, query LIMIT :limit", limit=limit
    )
    return [Gap("search", *row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema


def list_causes_without_article(db: Db, limit: int) -> list[Gap]:
    """Give the causes of solved tickets for which no ticket used an article, most often first."""
    rows = db.all(
        "SELECT t.cause, count(*), max(t.solved_at) FROM tickets t WHERE t.solved_at IS NOT NULL AND t.cause IS NOT NULL"
        " AND t.cause <> '' GROUP BY t.cause HAVING count(*) > 1 AND NOT EXISTS (SELECT 1 FROM article_uses u"
        " JOIN tickets s ON s.id = u.ticket_id WHERE s.cause = t.cause AND u.outcome = 'accepted')"
        " ORDER BY count(*) DESC, t.cause LIMIT :limit",
        limit=limit,
    )
    return [Gap("cause", *row) for row in rows]  # type: ignore[arg-type]  # the columns are typed by the schema
