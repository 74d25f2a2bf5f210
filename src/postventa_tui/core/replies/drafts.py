"""Drafts: what an agent is writing, kept in the file while she writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from postventa_tui.core.replies import store
from postventa_tui.desk import verb
from postventa_tui.kit.errors import NotAllowed, Usage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.replies.rows import Draft
    from postventa_tui.desk import Desk

KINDS = ("reply", "note")
MOST_CHARS = 200_000


def _me(desk: Desk) -> int:
    if desk.agent is None:
        raise NotAllowed("no_agent")
    return desk.agent.id


@verb("draft.save", durable=False)
def save(
    desk: Desk,
    ticket_id: int,
    kind: str,
    body: str,
    *,
    cursor: int | None = None,
    based_on_id: int | None = None,
    then_status: str | None = None,
    to_point_id: int | None = None,
    attachments: Sequence[str] = (),
) -> int:
    """Keep the text of a reply or note; gives the version of the draft.

    Args:
        based_on_id: Newest interaction the author had seen.

    Raises:
        Usage: `bad_value` for another kind, or more than 200,000 characters.
    """
    if kind not in KINDS:
        raise Usage("bad_value", field="kind", value=kind, reason=", ".join(KINDS))
    if len(body) > MOST_CHARS:
        raise Usage("bad_value", field="body", value=f"{len(body)}", reason=f"<= {MOST_CHARS}")
    return store.save_draft(
        desk.db,
        {
            "agent_id": _me(desk), "ticket_id": ticket_id, "kind": kind, "body": body, "cursor": cursor,
            "based_on_id": based_on_id, "then_status": then_status, "to_point_id": to_point_id,
            "attachments": json.dumps(list(attachments), ensure_ascii=False), "saved_at": desk.clock.now(),
        },
    )  # fmt: skip


def get(desk: Desk, ticket_id: int, kind: str = "reply") -> Draft | None:
    """Give the acting agent's draft on a ticket, or None."""
    return None if desk.agent is None else store.find_draft(desk.db, ticket_id, desk.agent.id, kind)


def of_ticket(desk: Desk, ticket_id: int) -> list[Draft]:
    """Give the acting agent's drafts on a ticket: reply, note."""
    found = [get(desk, ticket_id, kind) for kind in KINDS]
    return [one for one in found if one is not None]


def mine(desk: Desk) -> list[Draft]:
    """Give the acting agent's drafts, newest first."""
    return [] if desk.agent is None else store.list_drafts(desk.db, desk.agent.id)


@verb("draft.discard", durable=False)
def discard(desk: Desk, ticket_id: int, kind: str = "reply") -> None:
    """Throw the acting agent's draft on a ticket away."""
    store.delete_draft(desk.db, ticket_id, _me(desk), kind)
