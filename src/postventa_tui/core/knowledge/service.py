"""Articles: write, publish, find, suggest, and learn from what was used.

Source: design, domain section 5.3; search section 6.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import ranking, store, suggestion, synonyms
from postventa_tui.core.knowledge.markdown import ArticleText
from postventa_tui.desk import verb
from postventa_tui.kit import moments
from postventa_tui.kit.errors import NotFound, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.knowledge.rows import ArticleBrief, ArticleRow, Gap, Shown, VersionRow
    from postventa_tui.core.knowledge.suggestion import Letter
    from postventa_tui.core.knowledge.synonyms import Synonyms
    from postventa_tui.desk import Desk

SCOPE = "article"
SUGGEST_WEIGHTS = {"title": 3.0, "tags": 2.0, "body": 1.0}
OUTCOMES = ("accepted", "dismissed", "ignored", "shown")
ALLOWED_MOVES = {
    "draft": ("review", "published", "archived"),
    "review": ("draft", "published", "archived"),
    "published": ("draft", "archived"),
    "archived": ("draft", "published"),
}
"""State -> the states it may go to."""


class SuggestedArticle(NamedTuple):
    """An article that answers a letter, with the words it was found by."""

    id: int
    slug: str
    lang: str
    title: str
    score: float
    why: tuple[str, ...]
    used: int


def groups(desk: Desk) -> Synonyms:
    """Give the synonyms of the package and of the shop."""
    own = desk.shop.get("synonyms", [])
    lines = [str(line) for line in own] if isinstance(own, list | tuple) else []
    return synonyms.load("\n".join(lines))


def list_briefs(desk: Desk) -> list[ArticleBrief]:
    """Give every article of the list, by title."""
    return store.list_briefs(desk.db)


def get(desk: Desk, slug: str, lang: str | None = None) -> ArticleRow:
    """Give an article in the wanted language, else the shop's, else any.

    Raises:
        NotFound: `article_unknown`.
    """
    found = {row.lang: row for row in store.list_by_slug(desk.db, slug)}
    for wanted in (lang, desk.shop.lang, *sorted(found)):
        if wanted in found:
            return found[wanted]
    raise NotFound("article_unknown", slug=slug)


def visible_text(desk: Desk, article: ArticleRow) -> Shown:
    """Give the text readers see: the published one while a newer one is being written."""
    return store.list_shown(desk.db, [article.id])[article.id]


def versions(desk: Desk, slug: str, lang: str | None = None) -> list[VersionRow]:
    """Give the versions of an article, newest first."""
    return store.list_versions(desk.db, get(desk, slug, lang).id)


def text_of(article: ArticleRow, zone: str) -> ArticleText:
    """Give an article as its file has it."""
    return ArticleText(
        article.slug, article.lang, article.title, article.body, article.tags, article.visibility, article.state,
        article.review_on, moments.local_date(article.updated_at, zone),
    )  # fmt: skip


@verb("article.save")
def save(desk: Desk, text: ArticleText, *, note: str = "") -> str:
    """Write an article from its file; gives "imported" (new), "updated" or "unchanged".

    A change of a published article is a new version; the old one stays visible until it is published.

    Raises:
        NotAllowed: `not_allowed`: publishing and archiving are a lead's.
        Refused: `article_state`: no way from the present state to the file's.
    """
    at = desk.clock.now()
    updated_at = moments.start_of_day(text.updated_on, desk.shop.zone) if text.updated_on else at
    old = store.find(desk.db, text.slug, text.lang)
    owner = desk.agent.id if desk.agent else None
    if old is None:
        article_id = store.insert(desk.db, text, owner_id=owner, at=at, updated_at=updated_at)
        version, state, published = 1, "draft", None
    else:
        if _same(old, text, desk.shop.zone):
            return "unchanged"
        article_id, version, state, published = old.id, old.version, old.state, old.published_version
        if (old.title, old.body) != (text.title, text.body):
            version += 1
            state = "draft" if state in ("published", "review") else state
    if old is None or version != old.version:
        store.insert_version(desk.db, article_id, text, version=version, agent_id=owner, note=note, at=at)
    store.save_text(desk.db, article_id, text, version=version, updated_at=updated_at)
    if state != text.state or text.state == "published":
        published = _next_published(desk, state, text.state, version, published)
    store.save_state(desk.db, article_id, state=text.state, published_version=published, updated_at=updated_at)
    return "imported" if old is None else "updated"


def _same(old: ArticleRow, text: ArticleText, zone: str) -> bool:
    """Say whether a file says what is there; without a date in the file the date does not count."""
    there = text_of(old, zone)
    if text.updated_on is None:
        there = there._replace(updated_on=None)
    return there == text


def _next_published(desk: Desk, state: str, wanted: str, version: int, published: int | None) -> int | None:
    """Give the version readers see after a move to `wanted`."""
    if wanted != state and wanted not in ALLOWED_MOVES[state]:
        raise Refused("article_state", state=state, wanted=wanted)
    if wanted in ("published", "archived") and not desk.may("lead"):
        from postventa_tui.kit.errors import NotAllowed

        raise NotAllowed(
            "not_allowed", verb="article.publish", role=desk.agent.role if desk.agent else "", needed="lead"
        )
    return version if wanted == "published" else published


@verb("article.import", role="lead")
def import_batch(desk: Desk, texts: Sequence[ArticleText]) -> dict[str, int]:
    """Write articles from files; gives how many were imported, updated, unchanged."""
    counts = {"imported": 0, "updated": 0, "unchanged": 0}
    for text in texts:
        counts[save(desk, text, note="import")] += 1
    return counts


@verb("article.publish", role="lead")
def publish(desk: Desk, slug: str, lang: str | None = None) -> list[ArticleRow]:
    """Make the newest text of an article visible, in one or every language; gives what was changed."""
    return _move(desk, slug, lang, "published")


@verb("article.archive", role="lead")
def archive(desk: Desk, slug: str, lang: str | None = None) -> list[ArticleRow]:
    """Take an article out of search and suggestion, in one or every language."""
    return _move(desk, slug, lang, "archived")


def _move(desk: Desk, slug: str, lang: str | None, wanted: str) -> list[ArticleRow]:
    rows = [row for row in store.list_by_slug(desk.db, slug) if lang in (None, row.lang)]
    if not rows:
        raise NotFound("article_unknown", slug=slug)
    for row in rows:
        if row.state == wanted and row.published_version == row.version:
            continue
        published = _next_published(desk, row.state, wanted, row.version, row.published_version)
        store.save_state(desk.db, row.id, state=wanted, published_version=published, updated_at=desk.clock.now())
    return [row for row in store.list_by_slug(desk.db, slug) if lang in (None, row.lang)]


@verb("article.restore")
def restore(desk: Desk, slug: str, lang: str, version: int) -> ArticleRow:
    """Make an older version the newest text again, as a version of its own.

    Raises:
        NotFound: `article_unknown`, `version_unknown`.
    """
    article = store.find(desk.db, slug, lang)
    if article is None:
        raise NotFound("article_unknown", slug=slug)
    old = next((row for row in store.list_versions(desk.db, article.id) if row.version == version), None)
    if old is None:
        raise NotFound("version_unknown", slug=slug, version=version)
    text = text_of(article, desk.shop.zone)._replace(title=old.title, body=old.body, state="draft", updated_on=None)
    save(desk, text, note=f"version {version}")
    return get(desk, slug, lang)


@verb("article.helped")
def note_feedback(desk: Desk, article_id: int, *, helped: bool) -> None:
    """Count an answer of agent or customer to "did it help?"."""
    store.save_feedback(desk.db, article_id, helped=helped)


@verb("article.use", durable=False)
def note_use(desk: Desk, article_id: int, ticket_id: int, outcome: str, letter: Letter | None = None) -> None:
    """Note what became of a suggested or linked article; a taken one is remembered for letters of the kind.

    Raises:
        NotFound: `article_unknown`.
        Refused: `bad_outcome`.
    """
    if outcome not in OUTCOMES:
        raise Refused("bad_outcome", outcome=outcome)
    row = next((one for one in store.list_all(desk.db) if one.id == article_id), None)
    if row is None:
        raise NotFound("article_unknown", slug=article_id)
    at = desk.clock.now()
    agent_id = desk.agent.id if desk.agent else None
    version = row.published_version or row.version
    store.insert_use(
        desk.db, article_id, version=version, ticket_id=ticket_id, agent_id=agent_id, outcome=outcome, at=at
    )
    if outcome == "accepted" and letter is not None:
        suggestion.remember(desk.db, SCOPE, article_id, letter, groups(desk), at)


@verb("article.shown", durable=False)
def note_shown(desk: Desk, article_ids: Sequence[int], ticket_id: int) -> None:
    """Note once for each agent that suggestions were shown on a ticket."""
    agent_id = desk.agent.id if desk.agent else None
    for article_id in article_ids:
        if not store.has_use(desk.db, article_id, ticket_id, agent_id):
            note_use(desk, article_id, ticket_id, "shown")


def suggest(desk: Desk, letter: Letter, limit: int = 3) -> list[SuggestedArticle]:
    """Give the published articles that answer a letter, best first; one language of a pair."""
    db = desk.db
    allowed = store.languages_of_visible(db)
    outcomes = store.count_outcomes(db)
    rates = {doc: ranking.accepted_rate(*counts) for doc, counts in outcomes.items()}
    found = suggestion.suggest(
        db, SCOPE, letter, allowed, groups(desk), weights=SUGGEST_WEIGHTS, rates=rates, now=desk.clock.now()
    )
    shown = store.list_shown(db, [one.doc for one in found])
    made: dict[str, SuggestedArticle] = {}
    for one in found:
        row = shown[one.doc]
        if row.slug not in made and len(made) < limit:
            made[row.slug] = SuggestedArticle(row.id, row.slug, row.lang, row.title, one.score, one.why, one.used)
    return list(made.values())


@verb("search.gap", durable=False)
def note_gap(desk: Desk, query: str) -> None:
    """Count a search nobody picked anything from; it shows where an article is missing."""
    folded = " ".join(query.split())[:200].casefold()
    if folded:
        store.add_gap(desk.db, folded, desk.clock.now())


def gaps(desk: Desk, limit: int = 50) -> list[Gap]:
    """Give searches without a pick, and causes of solved tickets without an article."""
    return [*store.list_gaps(desk.db, limit), *store.list_causes_without_article(desk.db, limit)]


def public_files(desk: Desk) -> list[ArticleText]:
    """Give the public articles as files, with the text readers see."""
    rows = {row.id: row for row in store.list_all(desk.db)}
    made = []
    for shown in store.list_public(desk.db):
        text = text_of(rows[shown.id], desk.shop.zone)
        made.append(text._replace(title=shown.title, body=shown.body, state="published"))
    return made


def find_slugs(desk: Desk, prefix: str, limit: int = 8) -> list[str]:
    """Give slugs that begin with `prefix`, for completion."""
    return sorted({row.slug for row in store.list_briefs(desk.db) if row.slug.startswith(prefix)})[:limit]
