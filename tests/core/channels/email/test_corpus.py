"""Every mail of the open corpus, and every expectation of the Spanish ones."""

from __future__ import annotations

import pytest
from tests.conftest import DEMO_MOMENT

from postventa_tui.core.channels.email import parse
from postventa_tui.core.channels.email.limits import Quarantined

AROUND = parse.Surroundings(DEMO_MOMENT, own_addresses=frozenset({"soporte@tallersur.example"}))
BARE = ("crisp-reply-parser", "github-reply-parser", "talon")


def outcome(raw: bytes) -> tuple[parse.ParsedMail | None, str]:
    try:
        return parse.parse(raw, AROUND), ""
    except Quarantined as held:
        return None, held.reason


def test_every_mail_of_the_corpus_is_read_or_held_with_a_known_reason(corpus, manifest):
    held = 0
    mails = [row for row in manifest if not row["file"].startswith(BARE)]
    for row in manifest:
        found, reason = outcome((corpus / row["file"]).read_bytes())
        assert found is not None or reason in ("no_sender", "no_headers", "empty"), row["file"]
        held += row in mails and found is None
    assert held / len(mails) <= 0.22


def test_ninety_per_cent_of_the_bounces_are_seen_as_automatic(corpus, manifest):
    bounces = [row["file"] for row in manifest if row["category"] == "bounce"]
    seen = [found for found, _ in (outcome((corpus / name).read_bytes()) for name in bounces) if found]
    assert sum(bool(found.automatic) for found in seen) >= 0.9 * len(bounces)


def test_what_is_shown_never_holds_a_control_character(corpus, manifest):
    for row in manifest:
        found, _reason = outcome((corpus / row["file"]).read_bytes())
        if found is not None:
            bad = [
                char for char in found.visible_text if ord(char) < 32 and char not in "\n\t" or 127 <= ord(char) < 160
            ]
            assert not bad, row["file"]


def test_the_spanish_mails_read_as_expected(corpus, expected):
    wrong = []
    for row in expected:
        if row["file"].endswith(".mbox"):
            continue
        found, reason = outcome((corpus / "es" / row["file"]).read_bytes())
        if found is None:
            if reason != row.get("reason"):
                wrong.append((row["file"], reason))
            continue
        shown = found.visible_text
        if shown != row.get("visible_text", shown):
            wrong.append((row["file"], "visible_text", shown))
        wrong += [(row["file"], "lost", part) for part in row.get("must_contain", []) if part not in shown]
        wrong += [(row["file"], "kept", part) for part in row.get("must_not_contain", []) if part in shown]
        if found.language != row.get("language", found.language):
            wrong.append((row["file"], "language", found.language))
        if bool(found.automatic) != row.get("automatic", bool(found.automatic)):
            wrong.append((row["file"], "automatic", found.automatic))
        names = [one.name for one in found.attachments]
        if names != row.get("attachments", names):
            wrong.append((row["file"], "attachments", names))
    assert wrong == []


def test_a_copy_by_another_route_has_the_same_content(corpus):
    first, _ = outcome((corpus / "es" / "001-primera.eml").read_bytes())
    copy, _ = outcome((corpus / "es" / "034-copia-otra-ruta.eml").read_bytes())
    other, _ = outcome((corpus / "es" / "033-mismo-id.eml").read_bytes())
    assert first.content_hash == copy.content_hash != other.content_hash
    assert first.message_id == other.message_id


HEAD = b"From: a@b.es\nTo: c@d.es\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"
BOMBS = {
    "10,000 parts": (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 10_000, "too_many_parts"),
    "1,000 nested multiparts": (
        HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(1000)),
        "too_deep",
    ),
    "1,000 nested messages": (HEAD + b"Content-Type: message/rfc822\n\n" * 1000 + b"\nx", "too_deep"),
    "Subject of 1 MB": (b"Subject: " + b"x" * 1_000_000 + b"\n" + HEAD + b"\nx", ""),
    "50,000 encoded words": (b"Subject: " + b" =?utf-8?q?a?=\n" * 50_000 + HEAD + b"\nx", ""),
    "50,000 addresses": (b"To: " + b"a@b.es,\n " * 50_000 + b"\n" + HEAD + b"\nx", ""),
    "20,000 brackets in From": (b"From: " + b"(" * 20_000 + b" a@b.es\n\nx", "no_sender"),
    "50,000 ids": (HEAD + b"References: " + b"<abc@def>\n " * 50_000 + b"\n\nx", ""),
    "5,000 name parameters": (HEAD + b"Content-Type: text/plain;" + b"".join(b' name*%d="x";\n' % n for n in range(5000)) + b"\nx", ""),
    "300,000 comments": (HEAD + b"Content-Type: text/html\n\n" + b"<!--" * 300_000, ""),
    "1,000,000 &": (HEAD + b"Content-Type: text/html\n\n" + b"&" * 1_000_000, ""),
    "only blanks": (b" \n\t\n", "empty"),
    "only NULs": (b"\x00" * 500, "no_headers"),
    "a JPEG": (b"\xff\xd8\xff\xe0\x00\x10JFIF" * 100, "no_headers"),
    "a part that encloses itself": (HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 900, ""),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_stored_or_held_within_its_time(name):
    from postventa_tui.kit.clock import monotonic

    raw, expected_reason = BOMBS[name]
    begun = monotonic()
    _found, reason = outcome(raw)
    assert reason == expected_reason
    assert monotonic() - begun < 2
