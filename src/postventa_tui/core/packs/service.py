"""Switching packs on, their fields, and what a pack forbids to say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import markdown
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.packs import loader
from postventa_tui.core.replies import canned
from postventa_tui.core.sla import files as calendars
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import automation, rules
from postventa_tui.core.tickets import calendar as clocks
from postventa_tui.db import shop
from postventa_tui.desk import verb
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import fold

if TYPE_CHECKING:
    from postventa_tui.core.assets.sector_fields import Field
    from postventa_tui.core.packs.model import Pack
    from postventa_tui.desk import Desk


class Enabled(NamedTuple):
    """What switching a pack on added."""

    name: str
    articles: int
    canned: int
    fields: tuple[str, ...]
    was_on: bool
    rules: int = 0


class Finding(NamedTuple):
    """A forbidden word in a text that is sent or published."""

    kind: str
    slug: str
    lang: str
    word: str


def listed(desk: Desk) -> list[tuple[Pack, bool]]:
    """Give the packs of the package, each with whether it is on."""
    on = names_on(desk)
    return [(loader.shipped(name), name in on) for name in loader.SHIPPED]


def names_on(desk: Desk) -> list[str]:
    """Give the names of the packs that are on."""
    value = desk.shop.get("packs", [])
    return [str(one) for one in value] if isinstance(value, list) else []


@verb("pack.enable", role="admin")
def enable(desk: Desk, name: str, folder: str = "") -> Enabled:
    """Switch a pack on: what the shop has already stays as it is.

    Args:
        folder: A pack the shop wrote; without it one of the package.
    Raises:
        NotFound: `pack_unknown`. BadFile: `bad_file`. NotAllowed: `not_allowed`.
    """
    pack = loader.load(Path(folder)) if folder else loader.shipped(name)
    on = names_on(desk)
    at = desk.clock.now()
    articles, replies = _add_articles(desk, pack), _add_canned(desk, pack)
    _add_calendar(desk, pack)
    added_rules = _add_rules(desk, pack)
    shop.save(desk.db, "packs", list(dict.fromkeys([*on, pack.name])), at)
    demanded = desk.shop.get("solve_requires", [])
    kept = [str(one) for one in demanded] if isinstance(demanded, list) else []
    shop.save(desk.db, "solve_requires", list(dict.fromkeys([*kept, *pack.required_to_solve])), at)
    known = desk.shop.get("pack_fields", {})
    fields = dict(known) if isinstance(known, dict) else {}
    for one in pack.fields:
        fields.setdefault(one.name, {"kind": one.kind, "choices": list(one.choices), "es": one.es, "en": one.en})
    shop.save(desk.db, "pack_fields", fields, at)
    return Enabled(pack.name, articles, replies, tuple(one.name for one in pack.fields), pack.name in on, added_rules)


def _add_articles(desk: Desk, pack: Pack) -> int:
    """Write the articles the shop does not have; gives how many."""
    there = {(one.slug, one.lang) for one in knowledge.list_briefs(desk)}
    texts = [markdown.read(text, name) for name, text in pack.articles]
    new = [one for one in texts if (one.slug, one.lang) not in there]
    for one in new:
        knowledge.save(desk, one)
    return len(new)


def _add_canned(desk: Desk, pack: Pack) -> int:
    """Write the canned replies the shop does not have; a shortcut that is taken is left out."""
    every = canned.every(desk)
    there = {(one.slug, one.lang) for one in every}
    taken = {(one.shortcut, one.lang) for one in every}
    new = [one for one in pack.canned if (one.slug, one.lang) not in there]
    for one in new:
        shortcut = None if (one.shortcut, one.lang) in taken else one.shortcut
        canned.save(desk, one.slug, one.lang, one.title, one.body, shortcut=shortcut, channels=one.channels)
    return len(new)


def _add_calendar(desk: Desk, pack: Pack) -> None:
    """Write the pack's calendar when the shop has none of that name."""
    if pack.calendar is None:
        return
    file = calendars.read_calendar(pack.calendar, "calendar.toml")
    if all(one.name != file.name for one in sla.calendars(desk)):
        clocks.save_calendar(desk, file)


def _add_rules(desk: Desk, pack: Pack) -> int:
    """Write the rules the shop does not have, switched off: a rule is rehearsed before it runs. Gives how many."""
    there = {one.rule.name.casefold() for one in automation.rules(desk)}
    new = [one for one in (rules.read(text, name) for name, text in pack.rules) if one.name.casefold() not in there]
    for one in new:
        automation.save(desk, one)
    return len(new)


def causes(desk: Desk) -> list[tuple[str, str, str]]:
    """Give the causes of the packs that are on: code, Spanish, English."""
    found = {one.code: one for name in names_on(desk) if name in loader.SHIPPED for one in loader.shipped(name).causes}
    return [(one.code, one.es, one.en) for one in found.values()]


def field_named(desk: Desk, name: str) -> Field | None:
    """Give a field of the packs that are on; None when no pack has it."""
    for pack_name in names_on(desk):
        if pack_name in loader.SHIPPED:
            for one in loader.shipped(pack_name).fields:
                if one.name == name:
                    return one
    return None


def forbidden(desk: Desk, text: str) -> list[str]:
    """Give the words of a text that a pack that is on forbids."""
    words = [word for name in names_on(desk) if name in loader.SHIPPED for word in loader.shipped(name).forbidden_words]
    return [word for word in words if _says(text, word)]


def _says(text: str, word: str) -> bool:
    """Whether a text says a word or phrase, whole, without regard to case and accents."""
    plain = "".join(char if char.isalnum() else " " for char in fold(text))
    return f" {fold(word)} " in f" {' '.join(plain.split())} "


def review(desk: Desk) -> list[Finding]:
    """Give every forbidden word in active canned replies and in articles: the report of compliance checks."""
    found = [
        Finding("canned", one.slug, one.lang, word)
        for one in canned.every(desk)
        if one.active
        for word in forbidden(desk, f"{one.title}\n{one.body}")
    ]
    for brief in knowledge.list_briefs(desk):
        article = knowledge.get(desk, brief.slug, brief.lang)
        found += [
            Finding("article", brief.slug, brief.lang, word)
            for word in forbidden(desk, f"{article.title}\n{article.body}")
        ]
    return found
