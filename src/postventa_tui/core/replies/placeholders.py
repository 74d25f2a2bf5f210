"""Canned replies: the grammar of their tokens and how a text is filled.

Source: domain, section 5.2. Pure: template and context in, result out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import datetime

from postventa_tui.core.replies import values
from postventa_tui.core.replies.values import Json
from postventa_tui.kit.rows import NamedTuple

ROOTS = ("customer", "ticket", "agent", "shop", "asset", "product", "order", "rma", "warranty", "sla")
"""What a context may offer; a canned reply that names another root is not saved."""
FORMAT = "postventa-canned/1"
_PATH = re.compile(r"[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)*", re.ASCII)
_BREAK = re.compile(r"\}\}|\{\{|[\n\r\u2028\u2029]")


class Words(NamedTuple):
    """Text that stands as it is."""

    text: str


class Path(NamedTuple):
    """A value of the context, with the text to take when it is missing."""

    path: str
    fallback: str | None


class Ask(NamedTuple):
    """A question to the agent, with the answer that is offered."""

    label: str
    default: str | None


class Choice(NamedTuple):
    """Two wordings: for tú and for usted."""

    informal: str
    formal: str


class Word(NamedTuple):
    """One of the words of the grammar: `greeting`, `greeting.hour`, `cursor`."""

    name: str


class Bad(NamedTuple):
    """A token that cannot be read; `at` is its offset in the normalised template."""

    at: int


Part = Words | Path | Ask | Choice | Word | Bad


class Context(NamedTuple):
    """What a text is filled with."""

    values: Mapping[str, Json]
    lang: str = "es"
    formality: str | None = None
    now: str = ""
    """Local time with offset, ISO 8601; the greeting reads the hour as written."""
    answers: Mapping[str, str] = {}


class Rendered(NamedTuple):
    """A filled text, or what it lacks; `text` and `cursor` are None unless `ok`."""

    ok: bool
    text: str | None
    cursor: int | None
    unresolved: list[str]
    ask: list[str]
    errors: list[int]
    """Offsets of the tokens that cannot be read."""


def normalise(template: str) -> str:
    """Give the template in the form offsets are counted in: NFC, line ends as line feeds."""
    return unicodedata.normalize("NFC", template).replace("\r\n", "\n")


def parse(template: str) -> Iterator[Part]:
    """Give the parts of a template, in order."""
    text = normalise(template)
    at = start = 0
    while (at := text.find("{{", at)) >= 0:
        if at > start and text[at - 1] == "\\":
            yield Words(text[start : at - 1] + "{{")
            at = start = at + 2
            continue
        yield Words(text[start:at])
        end = _BREAK.search(text, at + 2)
        if end and end.group() == "}}":
            yield _token(text[at + 2 : end.start()].strip(), at)
            at = end.end()
        else:
            yield Bad(at)
            at += 2
        start = at
    yield Words(text[start:])


def _token(body: str, at: int) -> Part:
    if body in ("greeting", "greeting.hour", "cursor"):
        return Word(body)
    head, bar, rest = body.partition("|")
    if body.startswith("t:"):
        return Choice(head[2:], rest) if bar else Bad(at)
    text = rest.strip() if bar else None
    if body.startswith("?"):
        label = head[1:].strip()
        return Ask(label, text) if label else Bad(at)
    return Path(head.strip(), text) if _PATH.fullmatch(head.strip()) else Bad(at)


def roots(template: str) -> list[str]:
    """Give the first names of the paths a template reads, each once, in order."""
    return list(dict.fromkeys(part.path.split(".")[0] for part in parse(template) if isinstance(part, Path)))


def questions(template: str) -> list[Ask]:
    """Give what the agent is asked, each label once, in order."""
    asked: dict[str, Ask] = {}
    for part in parse(template):
        if isinstance(part, Ask):
            asked.setdefault(part.label, part)
    return list(asked.values())


def leftovers(text: str) -> list[str]:
    """Give the tokens of the grammar that stand in a text about to leave, as written."""
    plain = normalise(text)
    tokens = re.findall(r"(?<!\\)\{\{(?:(?!\{\{|\}\})[^\n\r\u2028\u2029])*\}\}", plain)
    return list(dict.fromkeys(tokens))


def render(template: str, context: Context) -> Rendered:
    """Give the template filled from `context`, or everything it lacks."""
    filled: list[str] = []
    cursor: int | None = None
    unresolved: dict[str, None] = {}
    ask: dict[str, None] = {}
    errors: list[int] = []
    for part in parse(template):
        match part:
            case Bad(at):
                errors.append(at)
            case Word("cursor"):
                cursor = sum(map(len, filled)) if cursor is None else cursor
            case _:
                text = _fill(part, context)
                filled.append(text or "")
                if text is None:
                    _note_missing(part, unresolved, ask)
    ok = not (unresolved or ask or errors)
    return Rendered(ok, "".join(filled) if ok else None, cursor if ok else None, list(unresolved), list(ask), errors)


def preview(template: str, context: Context) -> str:
    """Give the template filled as far as it can be, `⟨…⟩` where something is missing."""
    shown: list[str] = []
    for part in parse(template):
        match part:
            case Bad(_) | Word("cursor"):
                continue
            case Path(path, _):
                missing = path
            case Ask(label, _):
                missing = label
            case _:
                missing = ""
        text = _fill(part, context)
        shown.append(f"⟨{missing}⟩" if text is None else text)
    return "".join(shown)


def _note_missing(part: Part, unresolved: dict[str, None], ask: dict[str, None]) -> None:
    match part:
        case Path(path, _):
            unresolved[path] = None
        case Ask(label, _):
            ask[label] = None
        case _:
            pass


def _fill(part: Part, context: Context) -> str | None:
    """Give the text of one part, or None when a value or an answer is missing."""
    english = is_english(context.lang)
    match part:
        case Words(text):
            return text
        case Path(path, fallback):
            value = values.show(_look_up(context.values, path), english=english)
            return fallback if value is None else value
        case Ask(label, default):
            given = answer(context.answers, label)
            return default if given is None else given
        case Choice(informal, formal):
            return informal if is_informal(context.formality) else formal
        case Word("greeting"):
            return _greeting(context)
        case Word(_):
            return _hour_words(context.now, english=english)
        case _:
            return None


def is_english(lang: str) -> bool:
    """Tell whether texts in the language tag `lang` take the English wording."""
    return lang.lower().split("-")[0] == "en"


def is_informal(formality: str | None) -> bool:
    """Tell whether the person is addressed with tú; not set writes usted."""
    return formality in ("tu", "tú")


def answer(answers: Mapping[str, str], label: str) -> str | None:
    """Give what the agent answered to `label`, cleaned, or None; a blank answer counts as none."""
    for key, text in answers.items():
        if unicodedata.normalize("NFC", key).strip() == label:
            clean = values.clean_answer(text)
            return clean if clean.strip() else None
    return None


def _look_up(roots: Mapping[str, Json], path: str) -> Json:
    at: Json | Mapping[str, Json] = roots
    for name in path.split("."):
        if not isinstance(at, Mapping):
            return None
        if name == "first_name" and path == "customer.first_name":
            name = "given"
        at = at.get(name)
    return at if not isinstance(at, Mapping) else dict(at)


def _greeting(context: Context) -> str:
    english = is_english(context.lang)
    given, surname = (
        values.show(_look_up(context.values, f"customer.{part}"), english=english) for part in ("given", "surname1")
    )
    full = " ".join(part for part in (given, surname) if part)
    if is_informal(context.formality):
        name = given or surname
        hello = "Hi" if english else "Hola"
        if english:
            return f"{hello} {name}," if name else f"{hello},"
        return f"{hello}, {name}:" if name else f"{hello}:"
    if english and full:
        return f"Dear {full},"
    hour = _hour_words(context.now, english=english)
    if english:
        return f"{hour},"
    return f"{hour}, {full}:" if full else f"{hour}:"


def _hour_words(now: str, *, english: bool) -> str:
    hour = datetime.fromisoformat(now).hour
    if english:
        morning, afternoon = 6 <= hour < 12, 12 <= hour < 18
        return "Good morning" if morning else "Good afternoon" if afternoon else "Good evening"
    morning, afternoon = 6 <= hour < 14, 14 <= hour < 21
    return "Buenos días" if morning else "Buenas tardes" if afternoon else "Buenas noches"
