"""Tags: words of the shop on tickets, the same everywhere."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import store_side, writing
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotFound, Refused, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.desk import Desk

_TAG = re.compile(r"[a-z0-9ñáéíóúü-]{1,40}")


def normal(name: str) -> str:
    """Give a tag as it is kept: lower-case, without `#`.

    Raises:
        Usage: `bad_value` for anything but one word of letters, digits and dashes, at most 40.
    """
    word = unicodedata.normalize("NFC", name.strip()).lower().removeprefix("#")
    if not _TAG.fullmatch(word):
        raise Usage("bad_value", field="tag", value=name, reason="a-z 0-9 ñ á é í ó ú ü -")
    return word


def put_tag(desk: Desk, ticket_id: int, name: str) -> None:
    """Put a tag on a ticket, inside a verb; a new word is made."""
    word, now = normal(name), desk.clock.now()
    tag_id = store_side.find_tag(desk.db, word)
    if tag_id is None:
        tag_id = store_side.insert_tag(desk.db, word, now)
    store_side.insert_ticket_tag(desk.db, ticket_id, tag_id, now)


@verb("ticket.tag")
def tag(desk: Desk, ticket_id: int, add: Sequence[str] = (), remove: Sequence[str] = ()) -> list[str]:
    """Put tags on a ticket and take others off; gives those it has then.

    Raises:
        Usage: `bad_value`.
        Refused: `closed_is_final`, `is_merged`.
    """
    ticket = writing.by_id(desk, ticket_id)
    writing.judge(desk, ticket, "note")
    before = store_side.list_tags(desk.db, ticket_id)
    for name in add:
        put_tag(desk, ticket_id, name)
    for name in remove:
        tag_id = store_side.find_tag(desk.db, normal(name))
        if tag_id is not None:
            store_side.delete_ticket_tag(desk.db, ticket_id, tag_id)
    tags = store_side.list_tags(desk.db, ticket_id)
    if tags != before:
        told = writing.event(desk, "fields", tags=tuple(tags))
        writing.save(desk, ticket, ticket._replace(updated_at=desk.clock.now()), told)
    return tags


def all_tags(desk: Desk) -> list[tuple[str, int]]:
    """Give every tag with the number of its tickets."""
    return store_side.list_all_tags(desk.db)


@verb("tag.rename", role="lead")
def rename(desk: Desk, old: str, new: str) -> int:
    """Rename a tag everywhere; gives the number of tickets that have it.

    Raises:
        NotFound: `tag_unknown`.
        Refused: `name_taken`.
    """
    tag_id, word = _existing(desk, old), normal(new)
    if store_side.find_tag(desk.db, word) is not None:
        raise Refused("name_taken", name=word)
    store_side.save_tag(desk.db, tag_id, word, desk.clock.now())
    return _tell(desk, store_side.list_tagged(desk.db, tag_id))


@verb("tag.delete", role="lead")
def delete(desk: Desk, name: str) -> int:
    """Take a tag off every ticket and delete it; gives the number of tickets that had it.

    Raises:
        NotFound: `tag_unknown`.
    """
    tag_id = _existing(desk, name)
    tagged = store_side.list_tagged(desk.db, tag_id)
    store_side.delete_tag(desk.db, tag_id)
    return _tell(desk, tagged)


def _existing(desk: Desk, name: str) -> int:
    tag_id = store_side.find_tag(desk.db, normal(name))
    if tag_id is None:
        raise NotFound("tag_unknown", name=name)
    return tag_id


def _tell(desk: Desk, ticket_ids: Sequence[int]) -> int:
    """Tell the clocks the tags of these tickets: a policy applied again later reads them."""
    for ticket_id in ticket_ids:
        tags = tuple(store_side.list_tags(desk.db, ticket_id))
        sla.on_event(desk, ticket_id, writing.event(desk, "fields", tags=tags))
    return len(ticket_ids)
