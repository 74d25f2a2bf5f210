"""A process that writes: `python -m tests.db.writer PATH VERB COUNT [wait [TICKET]]`; one JSON line a write that was acknowledged."""

from __future__ import annotations

import json
import sys

from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import fields, merging
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, Outgoing
from postventa_tui.desk import open_desk
from postventa_tui.kit.clock import SystemClock, monotonic

STATES = ("pending", "open", "on_hold")


def say(**words: object) -> None:
    print(json.dumps(words), flush=True)


def write(desk, verb: str, n: int, ticket: int) -> dict[str, object]:
    """Do one write of a verb; gives what was acknowledged."""
    match verb:
        case "note":
            return {"interaction": tickets.note(desk, ticket, f"nota {n}")}
        case "reply":
            return {"interaction": tickets.reply(desk, ticket, Outgoing(f"respuesta {n}")).interaction_id}
        case "set":
            fields.set_status(desk, ticket, STATES[n % 3])
            return {"version": desk.db.value("SELECT version FROM tickets WHERE id = 1")}
        case "new":
            person = customers.create(desk, {"given": f"Persona {n}"})
            got = tickets.receive(desk, Incoming(person, "email", f"hola {n}", subject=f"asunto {n}"))
            return {"interaction": got.interaction_id, "ticket": got.ticket_id}
        case "merge":
            got = tickets.receive(desk, Incoming(1, "web", f"otra vez {n}", subject=f"asunto {n}"))
            merging.merge(desk, got.ticket_id, ticket)
            return {"interaction": got.interaction_id, "merged": got.ticket_id}
    raise SystemExit(f"unknown verb {verb}")


def main() -> None:
    path, verb, count, *rest = sys.argv[1:]
    desk = open_desk(path, agent="ana", clock=SystemClock())
    if rest:
        say(ready=True)
        sys.stdin.readline()
    for n in range(int(count)):
        start = monotonic()
        done = write(desk, verb, n, int(rest[1]) if len(rest) > 1 else 1)
        say(**done, took=monotonic() - start, at=monotonic())
    desk.close()


if __name__ == "__main__":
    main()
