"""The stories of the sample before they are written: real words, human hours, nothing twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from postventa_tui.seed import hours
from postventa_tui.seed.made import made
from postventa_tui.seed.people import people
from postventa_tui.seed.story import DEMO_AT, SHOP_STEPS, told
from postventa_tui.seed.words import address, table

HAND = told()
MADE = made()
ALL = HAND + MADE


def test_there_are_tickets_and_contacts_enough():
    assert len(HAND) >= 64 and len(MADE) >= 196
    assert sum(1 for story in ALL for step in story.steps if step.text) >= 1500
    assert sum(1 for story in MADE for step in story.steps if step.text) >= 1271
    assert len(people()) == 74


def test_no_message_is_said_twice():
    said = Counter(step.text for story in ALL for step in story.steps if step.text)
    assert [text for text, times in said.items() if times > 1] == []


def test_no_text_has_a_hole():
    holes = re.compile(r"\{|\}|\[nombre\]|lorem|Cliente 1|  ", re.IGNORECASE)
    assert [step.text for story in MADE for step in story.steps if holes.search(step.text)] == []


def test_every_message_written_by_hand_is_there_word_for_word():
    said = {step.text for story in HAND for step in story.steps}
    rows = [row for n in (1, 2) for row in table(f"conversations-{n}.toml")["tickets"]]
    assert len(rows) == 64 and sum(len(row["msgs"]) for row in rows) == 229
    assert all(message[1] in said for row in rows for message in row["msgs"])


@pytest.mark.parametrize("story", ALL, ids=lambda story: story.key)
def test_a_story_goes_forward_and_ends_before_the_demo(story):
    times = [step.at for step in story.steps]
    assert times == sorted(times)
    assert times[0] >= hours.instant("2025-05-19 00:00") and times[-1] < DEMO_AT


def test_the_shop_answers_in_opening_hours():
    late = {"conv-23"}
    closed = [
        (story.key, step.what, hours.local(step.at).isoformat())
        for story in ALL
        for step in story.steps[1:]
        if step.what in SHOP_STEPS and story.key not in late and not hours.is_open(step.at)
    ]
    assert closed == []


def test_no_two_first_words_of_one_person_are_alike():
    openings: dict[str, list[str]] = {}
    for story in sorted(ALL, key=lambda story: story.opened_at):
        if story.steps[0].what == "in":
            openings.setdefault(story.who, []).append(story.steps[0].text[:25])
    assert [who for who, texts in openings.items() for a, b in zip(texts, texts[1:]) if a == b] == []


def test_one_case_in_eight_comes_back_and_some_are_merged_or_unwanted():
    solved_twice = sum(1 for story in MADE if sum(step.what == "solve" for step in story.steps) > 1)
    assert 0.06 < solved_twice / len(MADE) < 0.18
    assert 5 <= sum(1 for story in MADE if story.status == "merged") <= 9
    assert sum(1 for story in MADE if story.status == "spam") == 10


def test_every_channel_has_sixty_contacts():
    counts = Counter()
    for story in ALL:
        for step in story.steps:
            what = {"visit": "counter", "call_in": "phone", "call_out": "phone"}.get(step.what, story.channel)
            counts[what] += bool(step.text) and step.what != "note"
    assert {channel: n for channel, n in counts.items() if n < 60} == {}


def test_the_customer_of_the_next_ticket_has_forty_contacts_over_five_channels():
    steps = [(story.channel, step) for story in ALL if story.who == "emma" for step in story.steps if step.text]
    channels = {
        {"visit": "counter", "call_in": "phone", "call_out": "phone"}.get(step.what, channel) for channel, step in steps
    }
    assert len(steps) >= 40 and len(channels) >= 5


def test_english_speakers_are_answered_in_english():
    english = {key for key, person in people().items() if person.lang == "en"}
    spanish = re.compile(r"[¿¡ñ]|\b(que|está|gracias|hola|para)\b", re.IGNORECASE)
    wrong = [step.text for story in MADE if story.who in english for step in story.steps
             if step.what in ("in", "out", "auto") and spanish.search(step.text)]  # fmt: skip
    assert wrong == []


def test_a_pair_is_said_to_tu_or_to_usted():
    assert address("{Dinos|Díganos} algo", "tu") == "Dinos algo"
    assert address("{Dinos|Díganos} algo", "usted") == "Díganos algo"


def test_the_first_answer_takes_about_fifty_minutes_of_opening():
    waits = []
    for story in MADE:
        answer = next((step for step in story.steps if step.what == "out"), None)
        if answer is not None and story.steps[0].what == "in" and hours.is_open(story.steps[0].at):
            if hours.day_of(answer.at) == hours.day_of(story.steps[0].at):
                waits.append((answer.at - story.steps[0].at) / 60)
    waits.sort()
    assert 20 <= waits[len(waits) // 2] <= 240
