"""The send-guard: what a reply says against what is known. Pure, offline, every finding at once.

Source: domain, section 3.
"""

from __future__ import annotations

import re

from postventa_tui.core.knowledge import language
from postventa_tui.core.replies import placeholders
from postventa_tui.core.replies.rows import Finding
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import fold

LANGUAGE_LETTERS = 40
_QUOTE_HEAD = re.compile(r"^(?:el .{0,80}(?:escribió|wrote)|on .{0,80}wrote|.{0,80}escribió):\s*$", re.IGNORECASE)
_ATTACHED = re.compile(
    r"\b(?:adjunt(?:o|a|os|as|amos|ado|ada|ados|adas|ar)|anex(?:o|a|os|as|amos)|attached|attach|attachment|"
    r"attachments|enclosed)\b",
    re.IGNORECASE,
)
_COVERED = re.compile(
    r"\b(?:garantia|garantias|guarantee|guaranteed|warranty|gratis|gratuit[oa]s?|gratuitamente|(?<!feel )free|"
    r"free of charge|sin coste|sin cargo|sin costo|no charge|at no cost)\b"
)
_DENIED = re.compile(
    r"\b(?:no|not|sin|ni|nunca|fuera|out|termino|acabo|vencio|vencida|vencido|caduco|caducada|expired?|ended|"
    r"finalizo|finalizada|isn't|aren't|won't|over)\b"
)
_MARK = re.compile(r"⟨[^⟩\n]*⟩")
_TU = re.compile(
    r"\b(?:tú|tu|tus|te|ti|contigo|tuy[oa]s?|tienes|puedes|quieres|has|eres|estás|necesitas|sabes|debes|recibirás|"
    r"dinos|dime|escríbenos|llámanos|avísanos|envíanos|mándanos|responde|cuéntanos)\b",
    re.IGNORECASE,
)
_USTED = re.compile(
    r"\b(?:usted|ustedes|le|les|díganos|dígame|escríbanos|llámenos|avísenos|envíenos|mándenos|responda|cuéntenos|"
    r"disculpe|recibirá)\b",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w@.])@[a-z0-9ñáéíóúü][a-z0-9ñáéíóúü._-]*", re.IGNORECASE)
_PERSONAL = re.compile(
    r"[^\s@]{1,64}@[^\s@]{1,190}\.[^\s@]{1,64}|(?<!\d)(?:\+?\d[\s.-]?){9,15}(?!\d)|\b[XYZ]?\d{7,8}-?[A-Z]\b|"
    r"\b(?:calle|avenida|avda|plaza|rúa|c/|street|road)\s+\S{1,60}.{0,40}?\d",
    re.IGNORECASE,
)


class Facts(NamedTuple):
    """What the guard knows besides the text; gathered by `replies.sending`."""

    overtaken_by: str | None = None
    """Who wrote publicly after what the author had seen."""
    overtaken_at: str = ""
    newer_note: bool = False
    has_attachment: bool = False
    customer_lang: str | None = None
    formality: str | None = None
    others: tuple[tuple[str, str], ...] = ()
    """(what stands in the text, whose it is) for data of another customer."""
    is_covered: bool | None = None
    """Verdict of the ticket's machine; None: no machine, nothing to hold against."""
    closed_days: tuple[str, ...] = ()
    """Days to come that the text names and on which the shop is closed."""
    channel: str = "email"
    wa_closed: bool = False
    has_consent: bool = True
    logins: tuple[str, ...] = ()


def own_words(text: str) -> str:
    """Give the author's own words: without quoted lines, their heading and the signature."""
    kept: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if line.rstrip() == "--" or line.startswith("-- "):
            break
        if not line.lstrip().startswith(">"):
            kept.append(line)
    return "\n".join(line for line in kept if not _QUOTE_HEAD.match(line.strip()))


def check(text: str, facts: Facts) -> list[Finding]:
    """Give everything the guard finds in a reply, in the written order."""
    words = own_words(text)
    found = [
        _overtaken(facts),
        _placeholder(words),
        Finding("missing_attachment", "stop") if _ATTACHED.search(words) and not facts.has_attachment else None,
        _language(words, facts),
        _other_person(facts),
        _promise(words, facts),
        Finding("wa_window_closed", "refuse") if facts.channel == "whatsapp" and facts.wa_closed else None,
        None if facts.has_consent else Finding("no_consent", "refuse"),
        _formality(words, facts),
        None if words.strip() else Finding("empty", "refuse"),
        _personal(words, facts),
        _mention(words, facts),
        Finding("newer_note", "warn") if facts.newer_note else None,
    ]
    return [one for one in found if one is not None]


def _overtaken(facts: Facts) -> Finding | None:
    if facts.overtaken_by is None:
        return None
    return Finding("overtaken", "stop", (("by", facts.overtaken_by), ("at", facts.overtaken_at)))


def _placeholder(words: str) -> Finding | None:
    left = [*placeholders.leftovers(words), *_MARK.findall(words)]
    return Finding("unresolved_placeholder", "refuse", (("tokens", ", ".join(left)),)) if left else None


def _language(words: str, facts: Facts) -> Finding | None:
    if facts.customer_lang is None or sum(c.isalpha() for c in words) < LANGUAGE_LETTERS:
        return None
    found = language.guess(re.findall(r"\w+", fold(words)))
    wanted = facts.customer_lang.split("-")[0]
    if found is None or found == wanted:
        return None
    return Finding("wrong_language", "warn", (("found", found), ("wanted", wanted)))


def _other_person(facts: Facts) -> Finding | None:
    if not facts.others:
        return None
    shown = "; ".join(f"{what} ({who})" for what, who in facts.others)
    return Finding("other_person", "stop", (("what", shown),))


def _promise(words: str, facts: Facts) -> Finding | None:
    """Find guarantee words while the machine is not covered, or a day on which the shop is closed."""
    if facts.is_covered is False:
        for sentence in re.split(r"[.!?\n]+", fold(words)):
            said = _COVERED.search(sentence)
            rest = sentence.replace(said.group(), " ") if said else ""
            if said and not _DENIED.search(rest):
                return Finding("impossible_promise", "stop", (("what", said.group()),))
    if facts.closed_days:
        return Finding("impossible_promise", "stop", (("what", ", ".join(facts.closed_days)),))
    return None


def _formality(words: str, facts: Facts) -> Finding | None:
    if language.guess(re.findall(r"\w+", fold(words)), "es") != "es":
        return None
    informal = placeholders.is_informal(facts.formality)
    wrong = (_USTED if informal else _TU).search(words)
    right = (_TU if informal else _USTED).search(words)
    if wrong is None or (informal and right):
        return None
    return Finding("formality", "warn", (("word", wrong.group()), ("wanted", "tú" if informal else "usted")))


def _personal(words: str, facts: Facts) -> Finding | None:
    found = _PERSONAL.search(words) if facts.channel == "social" else None
    return Finding("personal_data_in_public", "refuse", (("what", found.group().strip()),)) if found else None


def _mention(words: str, facts: Facts) -> Finding | None:
    named = [word for word in _MENTION.findall(words) if word[1:].rstrip(".").lower() in facts.logins]
    return Finding("mention_in_public", "warn", (("who", ", ".join(named)),)) if named else None
