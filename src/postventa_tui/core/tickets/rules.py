"""Rules of the shop as text: when, if, do. Reading only; they run in `tickets.automation`.

Source: domain, section 7.
"""

from __future__ import annotations

import shlex
import tomllib

from postventa_tui.core.tickets import query as compiler
from postventa_tui.core.tickets.opening import PRIORITIES
from postventa_tui.kit import query as language
from postventa_tui.kit.errors import BadFile, Usage
from postventa_tui.kit.rows import NamedTuple

FORMAT = "postventa-rule/1"
EVENTS = ("created", "customer_message", "agent_reply", "call", "status", "priority", "time")
"""What a rule may wait for: what moves a ticket, and the passing of time."""
VERBS = ("assign", "tag", "set", "note", "escalate", "snooze", "follow", "spam", "acknowledge")
_KEYS = ("format", "name", "when", "if", "do", "position")
_SETTABLE = ("status", "priority", "cause")
MOST_NAME = 80


class Effect(NamedTuple):
    """One thing a rule does: a verb of the command line and its words."""

    verb: str
    words: tuple[str, ...]

    def text(self) -> str:
        """Give the effect as it is written."""
        return shlex.join((self.verb, *self.words))


class Rule(NamedTuple):
    """A rule as a file gives it."""

    name: str
    event: str
    condition: str
    """Words of the query language; empty: every ticket."""
    effects: tuple[Effect, ...]
    position: int = 0


def read(text: str, file: str) -> Rule:
    """Give the rule of a TOML text.

    Raises:
        BadFile: `bad_file`, with `file`, `line` and `reason`.
    """
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadFile("bad_file", file=file, line=None, reason=str(error)) from error
    unknown = [key for key in table if key not in _KEYS]
    if unknown:
        raise _bad(text, file, unknown[0], f"unknown key {unknown[0]}")
    if table.get("format") != FORMAT:
        raise _bad(text, file, "format", f"format is not {FORMAT}")
    name, event = str(table.get("name") or "").strip(), str(table.get("when") or "")
    if not name or len(name) > MOST_NAME:
        raise _bad(text, file, "name", "name is missing")
    if event not in EVENTS:
        raise _bad(text, file, "when", f"when is not one of {', '.join(EVENTS)}")
    position = table.get("position", 0)
    if not isinstance(position, int) or isinstance(position, bool):
        raise _bad(text, file, "position", "position is no whole number")
    return Rule(
        name, event, _condition(text, file, table.get("if", "")), _effects(text, file, table.get("do")), position
    )


def _bad(text: str, file: str, key: str, reason: str) -> BadFile:
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith(key)]
    return BadFile("bad_file", file=file, line=lines[0] if lines else None, reason=reason)


def _condition(text: str, file: str, value: object) -> str:
    if not isinstance(value, str):
        raise _bad(text, file, "if", "if is no text")
    try:
        compiler.refuse_errors(language.parse(value))
    except Usage as error:
        raise _bad(text, file, "if", f"{error.code}: {value}") from error
    return value


def _effects(text: str, file: str, value: object) -> tuple[Effect, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(line, str) for line in value):
        raise _bad(text, file, "do", "do is no list of verbs")
    try:
        return tuple(parse_effect(line) for line in value)
    except ValueError as error:
        raise _bad(text, file, "do", str(error)) from error


def parse_effect(line: str) -> Effect:
    """Give an effect from its words.

    Raises:
        ValueError: An unknown verb, or words it cannot take.
    """
    verb, *words = shlex.split(line) or [""]
    if verb not in VERBS:
        raise ValueError(f"{verb or line}: not one of {', '.join(VERBS)}")
    if verb != "spam" and not words:
        raise ValueError(f"{verb}: words are missing")
    if verb == "set":
        for word in words:
            name, sign, setting = word.partition("=")
            if not sign or name not in _SETTABLE or (name == "priority" and setting not in PRIORITIES):
                raise ValueError(f"set {word}: not one of {', '.join(_SETTABLE)}")
    return Effect(verb, tuple(words))
