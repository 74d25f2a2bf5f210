"""The sample as it ships: numbers, states, words, and that nothing is lost on the way out and in."""

from __future__ import annotations

import io
import json
import os
import shutil
from collections import Counter

import pytest

from postventa_tui.core.exchange import service as exchange
from postventa_tui.core.exchange.export import Scope
from postventa_tui.desk import create_shop, open_desk
from postventa_tui.kit import paths
from postventa_tui.kit.clock import FixedClock
from postventa_tui.seed.story import DEMO_AT, told
from postventa_tui.seed.words import table

HOUR = 3600


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    path = tmp_path_factory.mktemp("sample") / "sample.db"
    shutil.copyfile(paths.data("sample.db"), path)
    return path


@pytest.fixture
def sample(copy):
    desk = open_desk(str(copy), agent="carmen", clock=FixedClock(DEMO_AT))
    yield desk
    desk.close()


def number_of(desk, key):
    """Give the number of the ticket of a story, by its first words."""
    story = next(one for one in told() if one.key == key)
    return desk.db.one(
        "SELECT t.id, t.number FROM tickets t JOIN interactions i ON i.ticket_id = t.id WHERE substr(i.body, 1, length(:body)) = :body ORDER BY i.id",
        body=story.steps[0].text,
    )


@pytest.mark.parametrize(
    ("table_name", "least"),
    [("agents", 4), ("teams", 2), ("customers", 74), ("organisations", 4), ("households", 4), ("products", 21), ("assets", 140),
     ("orders", 120), ("tickets", 260), ("interactions", 1500), ("articles", 42), ("canned_replies", 40), ("rmas", 45),
     ("repairs", 38), ("surveys", 130), ("recall_units", 31)],
)  # fmt: skip
def test_there_is_enough_of_everything(sample, table_name, least):
    assert sample.db.value(f"SELECT count(*) FROM {table_name}") >= least


def test_the_file_is_whole_and_small(sample, copy):
    assert sample.db.value("PRAGMA integrity_check") == "ok"
    assert sample.db.all("PRAGMA foreign_key_check") == []
    assert os.path.getsize(paths.data("sample.db")) <= 8 * 1024 * 1024


def test_the_program_itself_finds_nothing_to_mend(run_cli, copy):
    result = run_cli("--db", str(copy), "check", agent="carmen")
    assert result.exit_code == 0, result.stdout


def test_english_texts_are_there(sample):
    assert sample.db.value("SELECT count(*) FROM articles WHERE lang = 'en'") >= 8
    assert sample.db.value("SELECT count(*) FROM canned_replies WHERE lang = 'en'") >= 7


def test_the_history_covers_eighteen_months_on_seven_channels(sample):
    first, last = sample.db.one("SELECT min(at), max(at) FROM interactions")
    assert first < DEMO_AT - 540 * 86_400 and last <= DEMO_AT
    counts = dict(
        sample.db.all("SELECT channel, count(*) FROM interactions WHERE channel IS NOT NULL GROUP BY channel")
    )
    assert len(counts) == 7 and min(counts.values()) >= 60, counts


def test_no_message_is_there_twice(sample):
    bodies = Counter(
        row[0] for row in sample.db.all("SELECT body FROM interactions WHERE kind = 'message' AND body <> ''")
    )
    neutral = {body for body in bodies if "[" in body and len(body) < 30}
    assert [body for body, times in bodies.items() if times > 1 and body not in neutral] == []


def test_no_text_has_a_hole(sample):
    for (body,) in sample.db.all("SELECT body FROM interactions"):
        assert not any(hole in body for hole in ("{{", "[nombre]", "lorem", "Cliente 1")), body


def test_every_message_written_by_hand_is_there_word_for_word(sample):
    said = "\n".join(row[0] for row in sample.db.all("SELECT body FROM interactions"))
    rows = [row for n in (1, 2) for row in table(f"conversations-{n}.toml")["tickets"] if row["id"] != "conv-45"]
    assert [message[1] for row in rows for message in row["msgs"] if message[1] not in said] == []


def test_of_the_erased_customer_only_facts_are_left(sample):
    assert sample.db.value("SELECT count(*) FROM customers WHERE erased_at IS NOT NULL") == 1
    assert sample.db.value("SELECT count(*) FROM interactions WHERE body LIKE '%Vendí el robot%'") == 0
    assert sample.db.value("SELECT count(*) FROM erasures") == 1


def clocks(desk):
    return desk.db.all(
        "SELECT t.number, s.kind, s.state, s.due_at, t.status_type FROM tickets t LEFT JOIN sla_timers s ON s.ticket_id = t.id"
        " WHERE t.is_open = 1"
    )


def test_the_queue_shows_every_colour(sample):
    rows = sample.db.all("SELECT id, number, due_at, status_type FROM tickets WHERE is_open = 1")
    assert 30 <= len(rows) <= 42
    missed = {number for _id, number, due_at, _type in rows if due_at is not None and due_at <= DEMO_AT}
    soon = {number for _id, number, due_at, _type in rows if due_at is not None and DEMO_AT < due_at <= DEMO_AT + HOUR}
    late = {number for _id, number, due_at, _type in rows if due_at is not None and due_at > DEMO_AT + HOUR}
    assert missed == {number_of(sample, key)[1] for key in ("conv-05", "conv-08", "conv-52")}
    assert soon == {number_of(sample, key)[1] for key in ("conv-06", "conv-42", "conv-54", "conv-64", "conv-31")}
    assert len(late) >= 8
    states = Counter((kind, state) for _number, kind, state, _due, _type in clocks(sample))
    assert states["resolution", "paused"] >= 6
    assert (
        sum(1 for _number, kind, state, _due, _type in clocks(sample) if (kind, state) == ("resolution", "none")) >= 2
    )


def test_the_next_ticket_has_a_customer_with_a_long_history(sample):
    row = sample.db.one("SELECT number, customer_id FROM tickets WHERE is_open = 1 AND assignee_id IS NULL AND snoozed_until IS NULL"
                        " ORDER BY due_sort, created_at, id LIMIT 1")  # fmt: skip
    assert row[0] == number_of(sample, "conv-06")[1]
    contacts, channels = sample.db.one(
        "SELECT count(*), count(DISTINCT channel) FROM interactions WHERE customer_id = :c", c=row[1]
    )
    assert contacts >= 40 and channels >= 5


def test_what_the_demo_promises_stands_open(sample):
    one = sample.db.value
    assert one("SELECT count(*) FROM drafts") == 1
    assert one("SELECT send_after FROM outbox WHERE state = 'queued'") == DEMO_AT + 15 * HOUR + 48 * 60
    assert one("SELECT count(*) FROM tickets WHERE snoozed_until > :now", now=DEMO_AT) == 2
    assert one("SELECT count(*) FROM reminders WHERE done_at IS NULL AND until > :now", now=DEMO_AT) >= 3
    assert one("SELECT count(*) FROM handovers") == 3
    assert one("SELECT count(*) FROM mentions m JOIN agents a ON a.id = m.agent_id WHERE a.login = 'carmen'") >= 2
    assert one("SELECT count(*) FROM units WHERE verb = 'customer.export'") == 1


def test_the_recall_stands_as_the_story_says(sample):
    states = dict(sample.db.all("SELECT state, count(*) FROM recall_units GROUP BY state"))
    booked = sample.db.value("SELECT count(*) FROM recall_units WHERE appointment_on IS NOT NULL")
    assert states == {"fixed": 14, "answered": 6, "told": 5, "unreachable": 3, "refused": 1, "to_tell": 2}
    assert booked == 6
    cases = dict(
        sample.db.all(
            "SELECT l.code, count(*) FROM tickets t JOIN assets a ON a.id = t.asset_id JOIN lots l ON l.id = a.lot_id"
            " WHERE t.cause = 'battery-swollen' GROUP BY l.code"
        )
    )
    assert cases == {"V3-2410": 6, "V3-2405": 1}


def test_returns_stand_in_every_state_and_end_in_every_way(sample):
    states = {row[0] for row in sample.db.all("SELECT DISTINCT state FROM rmas")}
    outcomes = {row[0] for row in sample.db.all("SELECT DISTINCT outcome FROM rma_lines WHERE outcome IS NOT NULL")}
    assert states == {
        "requested", "approved", "label_sent", "received", "inspecting", "waiting_part", "repairing", "ready", "returned",
        "refunded", "replaced", "rejected", "cancelled",
    }  # fmt: skip
    assert outcomes == {"repaired", "replaced", "refunded", "price_cut", "returned_as_is", "rejected", "recycled"}


def test_people_answer_surveys_of_every_kind(sample):
    kinds = dict(sample.db.all("SELECT kind, count(*) FROM surveys WHERE answered_at IS NOT NULL GROUP BY kind"))
    assert sum(kinds.values()) >= 70 and set(kinds) == {"csat", "nps", "ces"}


@pytest.mark.parametrize(
    ("key", "fault", "verdict", "reason", "last_day"),
    [
        ("conv-08", None, "covered", "same_defect_year", "2026-10-22"),
        ("conv-14", None, "covered", "suspended_now", None),
        ("conv-25", None, "covered", "within_term", "2026-12-12"),
        ("conv-41", None, "not_covered", "expired", "2025-11-21"),
        ("conv-23", None, "not_covered", "not_consumer", None),
        ("conv-37", None, "covered", "commercial", None),
    ],
)
def test_what_the_texts_say_about_guarantees_is_what_the_rules_say(
    run_cli, copy, sample, key, fault, verdict, reason, last_day
):
    number = number_of(sample, key)[1]
    result = run_cli("--db", str(copy), "warranty", "verdict", "--ticket", f"PV-{number}", "--json", agent="carmen")
    answer = json.loads(result.stdout)
    assert (answer["verdict"], answer["reason"], answer["ends_on"]) == (verdict, reason, last_day), answer


def test_the_same_fault_of_the_complaint_is_covered_for_a_year(sample):
    from postventa_tui.core.assets import service as assets

    (serial,) = sample.db.one(
        "SELECT a.serial FROM assets a JOIN tickets t ON t.asset_id = a.id WHERE t.id = :id",
        id=number_of(sample, "conv-08")[0],
    )
    machine = assets.named(sample, serial)
    row = sample.db.one(
        "SELECT returned_on, fault_code, under FROM repairs WHERE asset_id = :a ORDER BY handed_over_on", a=machine.id
    )
    assert row == ("2026-09-25", "fan", "statutory")


def test_the_withdrawal_term_of_the_web_purchase_is_the_one_told(run_cli, copy, sample):
    number = number_of(sample, "conv-20")[1]
    result = run_cli("--db", str(copy), "warranty", "verdict", "--ticket", f"PV-{number}", "--json", agent="carmen")
    assert json.loads(result.stdout)["withdrawal"]["last_day"] == "2026-11-13"


def test_export_and_import_lose_nothing(sample, tmp_path):
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    exchange.export_file(sample, str(first), io.BytesIO(), Scope())
    create_shop(str(tmp_path / "new.db"), lang="es", clock=sample.clock, admin_login="zoe", admin_name="Zoe")
    there = open_desk(str(tmp_path / "new.db"), agent="zoe", clock=sample.clock)
    try:
        report = exchange.import_file(there, str(first), io.BytesIO(), exchange.Wishes())
        assert report.problems == () and report.written + report.updated == report.read - 1
        exchange.export_file(there, str(second), io.BytesIO(), Scope())
    finally:
        there.close()
    assert first.read_bytes().split(b"\n")[1:] == second.read_bytes().split(b"\n")[1:]


def test_the_figures_are_those_of_a_shop_that_takes_care(sample):
    from postventa_tui.core.metrics import service as metrics
    from postventa_tui.core.metrics.rows import Period

    found = metrics.operational(sample, Period(DEMO_AT - 560 * 86_400, DEMO_AT))
    assert 30 * 60 <= found["frt_business_median_s"].value <= 70 * 60
    assert 0.08 <= found["reopen_rate"].value <= 0.16
