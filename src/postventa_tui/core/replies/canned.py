"""Canned replies: find, fill, insert, write."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from postventa_tui.core.agents import service as agents
from postventa_tui.core.replies import context, placeholders, store
from postventa_tui.core.replies.rows import Canned
from postventa_tui.desk import require, verb
from postventa_tui.kit.errors import BadFile, NotFound, Refused, Usage
from postventa_tui.kit.text import fold, typed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.replies.placeholders import Rendered
    from postventa_tui.desk import Desk

SCOPES = ("mine", "team", "shop")
USES_SINCE_S = 365 * 86_400
"""How far back uses count for the order of the list."""
ANSWERS_OFFERED = 3
_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_SHORTCUT = re.compile(r";[a-z0-9ñáéíóúü_-]{1,40}")


def every(desk: Desk) -> list[Canned]:
    """Give all canned replies by slug and language, also those of others and those not in use."""
    return store.list_canned(desk.db)


def visible(desk: Desk) -> list[Canned]:
    """Give the active canned replies the acting agent may use, by slug and language."""
    me = desk.agent.id if desk.agent else None
    return [one for one in store.list_canned(desk.db) if one.active and _is_visible(desk, one, me)]


def _is_visible(desk: Desk, one: Canned, me: int | None) -> bool:
    if one.scope == "mine":
        return one.owner_id == me
    if one.scope == "team" and one.team_id is not None and me is not None:
        return agents.is_member(desk, one.team_id, me) or desk.may("lead")
    return True


def pick(desk: Desk, words: str = "", *, lang: str | None = None, channel: str | None = None) -> list[Canned]:
    """Give canned replies for the search line: all words in shortcut, title, tags or text; most used first.

    Args:
        lang: Of a reply in several languages only this one, else the shop's.
        channel: Leave out those meant for other channels.
    """
    asked = fold(words).split()
    mine = store.count_uses(desk.db, desk.agent.id if desk.agent else None, desk.clock.now() - USES_SINCE_S)
    every = store.count_uses(desk.db, None, desk.clock.now() - USES_SINCE_S)
    chosen: dict[str, Canned] = {}
    fitting: set[str] = set()
    for one in visible(desk):
        if channel is not None and one.channels and channel not in one.channels:
            continue
        # A word may stand in another language of the reply than the one the customer gets.
        if all(word in _haystack(one) for word in asked):
            fitting.add(one.slug)
        known = chosen.get(one.slug)
        if known is None or _language_rank(desk, one, lang) < _language_rank(desk, known, lang):
            chosen[one.slug] = one
    found = [one._replace(used=every.get(one.id, 0)) for one in chosen.values() if one.slug in fitting]

    def rank(one: Canned) -> tuple[int, int, int, str]:
        head = fold(f"{one.shortcut or ''} {one.title}")
        return (-sum(word in head for word in asked), -mine.get(one.id, 0), -one.used, one.slug)

    return sorted(found, key=rank)


def _haystack(one: Canned) -> str:
    return fold(" ".join((one.shortcut or "", one.slug, one.title, " ".join(one.tags), one.body)))


def _language_rank(desk: Desk, one: Canned, lang: str | None) -> int:
    wanted = lang or desk.shop.lang
    return 0 if one.lang == wanted else 1 if one.lang == desk.shop.lang else 2


def get(desk: Desk, slug: str, lang: str | None = None) -> Canned:
    """Give a canned reply by slug or shortcut, in `lang`, else the shop's language, else any.

    Raises:
        NotFound: `canned_unknown`.
    """
    word = slug.strip()
    known = [one for one in store.list_canned(desk.db) if word in (one.slug, one.shortcut)]
    same = [one for one in store.list_canned(desk.db) if known and one.slug == known[0].slug]
    if not same:
        raise NotFound("canned_unknown", slug=slug)
    return min(same, key=lambda one: _language_rank(desk, one, lang))


def by_id(desk: Desk, reply_id: int) -> Canned:
    """Give a canned reply by its row id.

    Raises:
        NotFound: `canned_unknown`.
    """
    found = store.find_canned(desk.db, reply_id)
    if found is None:
        raise NotFound("canned_unknown", slug=f"#{reply_id}")
    return found


def render(
    desk: Desk, slug: str, ticket_id: int, answers: Mapping[str, str] | None = None
) -> tuple[Canned, Rendered, bool]:
    """Give a canned reply filled for a ticket, and whether another language than the reply's was taken."""
    filling = context.of_ticket(desk, ticket_id, answers)
    one = get(desk, slug, filling.lang)
    return one, placeholders.render(one.body, filling), one.lang != filling.lang


def preview(desk: Desk, body: str, ticket_id: int) -> str:
    """Give a text filled for a ticket, with `⟨…⟩` where a value or an answer is missing."""
    return placeholders.preview(body, context.of_ticket(desk, ticket_id))


def fill(desk: Desk, body: str, ticket_id: int, answers: Mapping[str, str]) -> Rendered:
    """Give a text filled for a ticket with the agent's answers."""
    return placeholders.render(body, context.of_ticket(desk, ticket_id, answers))


def filled(rendered: Rendered) -> str:
    """Give the text of a rendering.

    Raises:
        BadFile: `bad_token` with the offset of the first.
        Refused: `unresolved_placeholder`, naming what is missing.
    """
    if rendered.errors:
        raise BadFile("bad_token", at=rendered.errors[0], file="", line=None, reason="")
    if rendered.text is None:
        missing = ", ".join([*rendered.unresolved, *(f"?{label}" for label in rendered.ask)])
        raise Refused("unresolved_placeholder", tokens=missing)
    return rendered.text


@verb("canned.use", durable=False)
def use(desk: Desk, reply_id: int, ticket_id: int | None, answers: Mapping[str, str] | None = None) -> None:
    """Write that a canned reply was inserted, and remember the answers for next time."""
    agent_id = desk.agent.id if desk.agent else None
    store.insert_use(desk.db, reply_id, agent_id, ticket_id, desk.clock.now())
    for label, text in (answers or {}).items():
        if agent_id is not None and text.strip():
            store.save_answer(desk.db, agent_id, label, text, desk.clock.now())


def answers_before(desk: Desk, label: str) -> list[str]:
    """Give the acting agent's last three answers to a label."""
    return [] if desk.agent is None else store.list_answers(desk.db, desk.agent.id, label, ANSWERS_OFFERED)


@verb("canned.save")
def save(
    desk: Desk,
    slug: str,
    lang: str,
    title: str,
    body: str,
    *,
    shortcut: str | None = None,
    scope: str = "shop",
    team_name: str | None = None,
    channels: Sequence[str] = (),
    tags: Sequence[str] = (),
    active: bool = True,
) -> int:
    """Write a canned reply in one language; gives its id. A shared one needs a lead.

    Raises:
        Refused: `unknown_root`, `shortcut_taken`, `not_allowed`.
        BadFile: `bad_token`.
        Usage: `bad_value`.
    """
    if scope not in SCOPES:
        raise Usage("bad_value", field="scope", value=scope, reason=", ".join(SCOPES))
    if scope != "mine":
        require(desk, "canned.publish", "lead")
    _check_words(slug, lang, title, shortcut)
    check_body(body)
    other = store.find_shortcut(desk.db, shortcut, lang) if shortcut else None
    if other is not None and other.slug != slug:
        raise Refused("shortcut_taken", shortcut=shortcut, slug=other.slug)
    team = agents.team(desk, team_name) if team_name else None
    owner = desk.agent.id if desk.agent and scope == "mine" else None
    row = Canned(
        0, slug, typed(title).strip(), shortcut, lang, typed(body), scope, owner, team.id if team else None,
        tuple(channels), tuple(tags), int(active),
    )  # fmt: skip
    return store.save_canned(desk.db, row, desk.clock.now())


def _check_words(slug: str, lang: str, title: str, shortcut: str | None) -> None:
    if not _SLUG.fullmatch(slug):
        raise Usage("bad_value", field="slug", value=slug, reason="a-z 0-9 - _")
    if lang not in ("es", "en"):
        raise Usage("bad_value", field="lang", value=lang, reason="es, en")
    if not title.strip():
        raise Usage("bad_value", field="title", value=title, reason="")
    if shortcut is not None and not _SHORTCUT.fullmatch(shortcut):
        raise Usage("bad_value", field="shortcut", value=shortcut, reason=";word")


def check_body(body: str) -> None:
    """Refuse a text that could never be filled.

    Raises:
        BadFile: `bad_token` with the offset of the first.
        Refused: `unknown_root`, naming the roots there are.
    """
    bad = [part.at for part in placeholders.parse(body) if isinstance(part, placeholders.Bad)]
    if bad:
        raise BadFile("bad_token", at=bad[0], file="", line=None, reason="")
    strange = [root for root in placeholders.roots(body) if root not in placeholders.ROOTS]
    if strange:
        raise Refused("unknown_root", root=", ".join(strange), known=", ".join(placeholders.ROOTS))
