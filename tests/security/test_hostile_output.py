"""Hostile words through every command: no byte reaches the terminal that it would act on."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets import tagging
from postventa_tui.core.tickets.rows import Incoming
from postventa_tui.kit import text

CORPUS = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "data/hostile-text.jsonl").read_text("utf-8").split("\n")
    if line
]
KINDS = sorted({one["kind"] for one in CORPUS})
ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""What a terminal would act on, and marks nobody sees; line feed and tab are ours."""
JOINERS = re.compile("[\u200c\u200d]")
"""Joiners inside emoji and Persian or Indic words stay: without them the letters change."""


def acts(shown: str) -> str | None:
    found = ACTS.search(JOINERS.sub("", shown.replace("\r\n", "\n")))
    return None if found is None else repr(shown[max(0, found.start() - 20) : found.end() + 20])


@pytest.mark.parametrize("kind", KINDS)
def test_cleaning_leaves_nothing_to_act_on(kind) -> None:
    for one in CORPUS:
        if one["kind"] == kind:
            for lines in (True, False):
                assert acts(text.clean(one["text"], lines=lines)) is None, one["id"]


@pytest.fixture
def hostile(desk):
    """A shop whose every word is hostile: one ticket for each kind of string."""
    sla.install_starter(desk)
    picked = {one["kind"]: one["text"] for one in CORPUS}
    for words in picked.values():
        short = words[:400] or "vacío"
        person = customers.create(desk, {})
        with desk.transaction("import") as db:
            db.run(
                "UPDATE customers SET given = :w, surname1 = :w, notes = :w, sort_key = :w WHERE id = :id",
                w=short,
                id=person,
            )
        got = tickets.receive(desk, Incoming(person, "email", words[:20_000], subject="asunto"))
        with desk.transaction("import") as db:
            db.run("UPDATE tickets SET subject = :w, cause = :w WHERE id = :id", w=short, id=got.ticket_id)
    tagging.tag(desk, 1, ["lavadora"])
    desk.close()
    return len(picked)


COMMANDS = (
    ("queue", "--view", "all"), ("ticket", "show", "PV-{n}"), ("ticket", "show", "PV-{n}", "--full"), ("customer", "show", "C-{c}"),
    ("customer", "find", "a"), ("search", "a"), ("report", "service"), ("report", "audit"), ("check",), ("settings", "list"),
    ("sql", "SELECT given, notes FROM customers"), ("sql", "SELECT subject FROM tickets"), ("sql", "SELECT body FROM interactions"),
)  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("form", [(), ("--json",), ("--csv",)], ids=["text", "json", "csv"])
def test_no_command_lets_a_hostile_byte_through(hostile, run_cli, form) -> None:
    for command in COMMANDS:
        numbers = range(1, hostile + 1) if any("{" in word for word in command) else [1]
        for n in numbers:
            words = [word.format(n=1000 + n, c=n) for word in command]
            found = run_cli(*words, *form)
            assert "Traceback" not in found.stderr, words
            assert found.exit_code in (0, 1, 2, 3, 4), (words, found.stderr)
            for shown in (found.stdout, found.stderr):
                assert acts(shown) is None, (words, form, acts(shown))


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_queries_end_in_an_answer(run_cli, kind) -> None:
    words = [one["text"] for one in CORPUS if one["kind"] == kind and "\x00" not in one["text"]][:3]
    for one in words:
        for verb in (["search"], ["queue"], ["customer", "show"], ["ticket", "show"]):
            found = run_cli(*verb, "--", one[:5000])
            assert found.exit_code in (0, 1, 2, 3, 4), (verb, found.stderr)
            assert "Traceback" not in found.stderr
            assert acts(found.stdout) is None
            assert acts(found.stderr) is None
