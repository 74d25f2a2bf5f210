"""Whatever strangers write goes in and comes out: no rule and no verb breaks on it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from postventa_tui.core.customers import names, points
from postventa_tui.core.customers import service as customers
from postventa_tui.core.replies import days, guard, placeholders
from postventa_tui.core.replies.placeholders import Context
from postventa_tui.core.tickets import fields, numbers, reading, tagging, timing
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming, NewTicket
from postventa_tui.kit.clock import monotonic
from postventa_tui.kit.errors import PostventaError, Refused, Usage
from postventa_tui.kit.text import clean

CORPUS = Path(__file__).parents[2] / "data" / "hostile-text.jsonl"
TEXTS = [json.loads(line)["text"] for line in CORPUS.read_text("utf-8").splitlines()]


def storable(text: str) -> bool:
    """Lone surrogates cannot be bytes: they never come past decoding."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def test_pure_rules_answer_for_any_text() -> None:
    context = Context({"customer": {"given": "x"}}, now="2026-11-22T09:30:00+01:00")
    for text in TEXTS:
        parts = names.split(text)
        assert all(part is None or part for part in parts)
        names.sort_key(parts, text)
        names.initials(parts, text)
        points.email(text), points.phone(text), points.handle(text)
        numbers.parse(text)
        placeholders.render(text, context)
        filled = placeholders.render("{{a.b}}", Context({"a": {"b": text}})).text or ""
        assert not set(filled) & {"\x1b", "\x07", "\x00", "\n", "\x9b"}
        guard.check(text, guard.Facts(customer_lang="es", channel="social", is_covered=False))


@pytest.mark.parametrize("text", ["x", " ", "a@", "@a", "{{", "calle x", "1 ", "adjunto ", "1/", "> ", "a b "])
def test_long_texts_take_no_longer_than_their_length(text: str) -> None:
    long = text * (60_000 // len(text))
    start = monotonic()
    guard.check(long, guard.Facts(customer_lang="es", channel="social", is_covered=False))
    placeholders.render(long, Context({"a": {"b": long}}, now="2026-11-22T09:30:00+01:00"))
    placeholders.render("{{a.b}}", Context({"a": {"b": long}}))
    placeholders.leftovers(long)
    names.split(long)
    points.email(long), points.phone(long)
    days.named(long, date(2026, 11, 19))
    assert monotonic() - start < 5


def test_words_for_a_time_are_refused_and_never_break(shop) -> None:
    for text in TEXTS:
        try:
            assert timing.instant(shop, text) > shop.clock.now()
        except (Usage, Refused):
            continue


@pytest.mark.parametrize("part", range(4))
def test_verbs_take_any_text(shop, part: int) -> None:
    person = customers.create(shop, {"given": "Marta"})
    ticket = tickets.create(shop, NewTicket(person, "Caso"), "hola")
    for text in [one for one in TEXTS if storable(one)][part::32]:
        try:
            tickets.receive(shop, Incoming(person, "email", text, subject=text, ticket_id=ticket.id, author_name=text))
            tickets.note(shop, ticket.id, text)
            fields.set_fields(shop, ticket.id, {"subject": text, "cause": text, "custom.x": text})
            customers.change(shop, person, {"display": text, "notes": text})
            customers.find(shop, text)
            tagging.tag(shop, ticket.id, [text])
        except PostventaError:
            continue
    row = reading.row(shop, ticket.id)
    assert not set(clean(row.subject + row.customer_name, lines=False)) & {"\x1b", "\n"}
    assert reading.thread(shop, ticket.id).contacts
