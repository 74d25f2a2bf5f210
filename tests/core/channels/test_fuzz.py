"""Bytes of the corpus, bent at random: always read or held, always fit to be shown."""

from __future__ import annotations

import json
import random

import pytest
from tests.conftest import DEMO_MOMENT

from postventa_tui.cli import output
from postventa_tui.core.channels import intake, service
from postventa_tui.core.channels.email import parse
from postventa_tui.core.channels.email.limits import QUARANTINE_REASONS, Quarantined
from postventa_tui.core.channels.rows import Envelope
from postventa_tui.kit.clock import monotonic

AROUND = parse.Surroundings(DEMO_MOMENT)
MAX_S = 2
_SPICE = (b"\x00", b"\x1b[2J", b"\r", b"\n\n", b"=?utf-8?q?", b"--", b"\xff\xfe", b"\xc2\x9b", b"Content-Type: multipart/mixed;",
          b"boundary=", b"<", b"(" * 50, b"\xe2\x80\xae", b"From ", b"\xed\xa0\x80", b"&#27;", b"=1B", b"Content-Transfer-Encoding: base64")  # fmt: skip


def bent(raw: bytes, chance: random.Random) -> bytes:
    out = bytearray(raw)
    for _ in range(chance.randint(1, 12)):
        at = chance.randint(0, len(out))
        match chance.randint(0, 4):
            case 0:
                out[at : at + 1] = bytes([chance.randint(0, 255)])
            case 1:
                del out[at : at + chance.randint(1, 200)]
            case 2:
                out[at:at] = chance.choice(_SPICE)
            case 3:
                piece = out[at : at + chance.randint(1, 400)]
                out[at:at] = piece * chance.randint(1, 5)
            case 4:
                other = chance.randint(0, len(out))
                out[at:at] = out[other : other + 300]
    return bytes(out)


def controls(shown: str) -> list[str]:
    return [
        char
        for char in shown
        if (ord(char) < 32 and char not in "\n\t") or 127 <= ord(char) < 160 or 0xD800 <= ord(char) < 0xE000
    ]


def check(raw: bytes) -> None:
    begun = monotonic()
    try:
        found = parse.parse(raw, AROUND)
    except Quarantined as held:
        assert held.reason in QUARANTINE_REASONS
        return
    assert monotonic() - begun < MAX_S
    shown = {"text": found.visible_text, "subject": found.subject, "from": found.sender.shown, "full": found.text_full,
             "files": [one.name for one in found.attachments]}  # fmt: skip
    assert not controls(found.visible_text)
    cleaned = json.dumps(output.cleaned(shown), ensure_ascii=False)
    assert not controls(cleaned)
    assert 0 <= found.trim_start <= found.trim_end <= len(found.text_full)
    found.text_full.encode()
    found.subject.encode()


def run(corpus, manifest, count: int) -> None:
    raws = [(corpus / row["file"]).read_bytes() for row in manifest if row["size"] < 200_000]
    for number in range(count):
        chance = random.Random(number)
        raw = bent(chance.choice(raws), chance)
        try:
            check(raw)
        except AssertionError:
            raise
        except Exception as error:
            raise AssertionError(f"bent mail {number}") from error


def test_bent_mails_are_read_or_held(corpus, manifest):
    run(corpus, manifest, 300)


@pytest.mark.slow
def test_twenty_thousand_bent_mails_are_read_or_held(corpus, manifest):
    run(corpus, manifest, 20_000)


def test_bent_mails_go_through_the_whole_intake(desk, corpus, manifest):
    raws = [(corpus / row["file"]).read_bytes() for row in manifest if row["size"] < 50_000]
    for number in range(60):
        chance = random.Random(number)
        raw = bent(chance.choice(raws), chance)
        arrival = intake.take(desk, raw, Envelope("deliver"))
        assert arrival.reason != "parse_error", number
        found = service.view(desk, arrival.message_id)
        assert not controls(found.visible_text)
        if arrival.outcome != "duplicate":
            assert service.raw(desk, arrival.message_id) == raw
