"""A person's data as a folder she can read: rows, a page of the conversation, attachments, consents.

Source: design, domain section 9 (GDPR art. 15 and 20).
"""

from __future__ import annotations

import csv
import html
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from postventa_tui.core.custody.privacy import store
from postventa_tui.core.customers import service as customers
from postventa_tui.desk import require
from postventa_tui.kit import moments
from postventa_tui.kit.errors import Refused
from postventa_tui.kit.i18n import _
from postventa_tui.kit.text import clean

if TYPE_CHECKING:
    from postventa_tui.core.custody.privacy.rows import Person
    from postventa_tui.desk import Desk

MASK = "███"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font-family:sans-serif;max-width:46em;margin:2em auto}.out{margin-left:3em}article{border-left:3px solid;"
    "padding-left:1em;margin:1em 0;white-space:pre-wrap}"
)


def person(desk: Desk, customer_id: int, folder: str, rows: Iterable[Mapping[str, object]]) -> str:
    """Write the folder `customer-<ref>` with everything about one person; gives its path.

    Args:
        rows: Her rows in postventa-import/1, as `exchange` makes them.

    Raises:
        NotAllowed: `not_allowed`: lead and admin.
        Refused: `target_exists`.
    """
    require(desk, "customer.export", "lead")
    with desk.transaction("customer.export", command=f"postventa customer export C-{customer_id}"):
        pass  # the unit alone is the audit line
    top = customers.survivor(desk, customer_id)
    family = [top.id, *(one for one in customers.family(desk, top.id) if one != top.id)]
    db = desk.reader()
    who = store.person(db, family)
    others = store.other_people(db, family)
    path = os.path.join(folder, f"customer-{top.ref}")
    os.makedirs(folder, mode=0o700, exist_ok=True)
    try:
        os.mkdir(path, 0o700)
    except FileExistsError as error:
        raise Refused("target_exists", path=path) from error
    _write(path, "data.json", json.dumps([_masked_row(row, others) for row in rows], ensure_ascii=False, indent=1))
    _write(path, "timeline.html", _page(desk, who, others))
    _write_consents(desk, path, family)
    _write_attachments(desk, path, who)
    return path


def _write(folder: str, name: str, content: str | bytes) -> None:
    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    handle = os.open(os.path.join(folder, name), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with open(handle, "wb") as out:
        out.write(data)


def masked(text: str, others: Iterable[str]) -> str:
    """Give a text with the names of other people covered."""
    for name in others:
        if name in text:
            text = text.replace(name, MASK)
    return text


def _masked_row(value: object, others: list[str]) -> object:
    if isinstance(value, str):
        return masked(value, others)
    if isinstance(value, Mapping):
        return {key: _masked_row(one, others) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked_row(one, others) for one in value]
    return value


def _page(desk: Desk, who: Person, others: list[str]) -> str:
    title = html.escape(_("What we know of your matters"))
    parts = [
        f'<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{title}</title><style>{_STYLE}</style><h1>{title}</h1>",
    ]
    for at, direction, channel, subject, body in store.timeline(desk.reader(), who):
        when = html.escape(moments.show(at, desk.shop.zone))
        words = html.escape(clean(masked(f"{subject}\n{body}".strip(), others), lines=True))
        parts.append(f'<article class="{direction}"><b>{when} · {html.escape(channel)}</b>\n{words}</article>')
    return "\n".join(parts) + "\n"


def _write_consents(desk: Desk, path: str, family: list[int]) -> None:
    with open(os.open(os.path.join(path, "consents.csv"), os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", newline="",
              encoding="utf-8") as out:  # fmt: skip
        table = csv.writer(out)
        table.writerow(["purpose", "channel", "state", "at", "proof"])
        for purpose, channel, state, at, proof in store.consents(desk.reader(), family):
            shown = clean(proof, lines=False)
            table.writerow(
                [purpose, channel, state, moments.iso(at), "'" + shown if shown[:1] in "=+-@" and shown else shown]
            )


def _write_attachments(desk: Desk, path: str, who: Person) -> None:
    found = store.attachments(desk.reader(), who)
    if not found:
        return
    folder = os.path.join(path, "attachments")
    os.mkdir(folder, 0o700)
    names: list[list[object]] = []
    for attachment_id, name, encoding, data in found:
        # The name on the disk is ours: hers may hold anything.
        _write(folder, f"{attachment_id}.bin", zlib.decompress(data) if encoding == "zlib" else data)
        names.append([attachment_id, clean(name, lines=False)])
    _write(folder, "names.json", json.dumps(names, ensure_ascii=False))
