"""What is wrong with a query, in words, with a caret under the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit import text as texts
from postventa_tui.kit.i18n import _
from postventa_tui.kit.query_fields import NAMES
from postventa_tui.kit.words import fold

if TYPE_CHECKING:
    from postventa_tui.kit.query import Parsed
    from postventa_tui.kit.query_lexer import Problem

LONGEST_LINE = 120


def sentence(parsed: Parsed, problem: Problem) -> str:
    """Give what is wrong, and what was perhaps meant, in one line."""
    typed = texts.clean(parsed.text[problem.start : problem.end], lines=False)[:40]
    name = _field_before(parsed.text, problem.start)
    said = {
        "bad_value": _("“{typed}” is not a value of {name}."),
        "bad_date": _("“{typed}” is not a date. Write 2026-01-31, 31/1/2026, 7d or today."),
        "bad_duration": _("“{typed}” is not a length of time. Write 30min, 2h, 7d, 2w, 3mo or 1y."),
        "bad_operator": _("“{typed}” does not go with {name}."),
        "missing_value": _("{name} needs a value."),
        "too_long": _("The query is too long: 1000 characters are read."),
        "too_many_terms": _("The query has too many words: 64 are read."),
        "too_deep": _("The query has too many parentheses inside one another: 20 are read."),
        "unknown_field": _("“{typed}” is not a field."),
        "unclosed_quote": _("The quotes are not closed."),
        "unclosed_paren": _("The parenthesis is not closed."),
        "unbalanced_paren": _("There is no parenthesis to close."),
        "dangling_or": _("OR needs something on both sides."),
        "words_ignored": _("Only the first twelve words were looked for."),
    }.get(problem.code, problem.code)
    line = said.format(typed=typed, name=name)
    if problem.suggest:
        line += " " + _("Did you mean “{word}”?").format(word=problem.suggest[0])
    return line


def _field_before(text: str, at: int) -> str:
    """Give the name of the field that a place belongs to, as it was typed."""
    before = text[: text.find(":", at) if text[at : at + 1].isalpha() and ":" in text[at:] else at]
    words = before.replace("(", " ").split()
    typed = words[-1].lstrip("-").partition(":")[0] if words else ""
    return texts.clean(typed, lines=False) if fold(typed) in NAMES else _("this field")


def with_caret(parsed: Parsed) -> str:
    """Give the query and under each error a caret line with its sentence."""
    from postventa_tui.kit.cells import width

    shown = texts.clean(parsed.text, lines=False)
    cut = len(shown) > LONGEST_LINE
    lines = [shown[:LONGEST_LINE] + ("…" if cut else "")]
    for error in parsed.errors:
        before = texts.clean(parsed.text[: error.start], lines=False)
        here = texts.clean(parsed.text[error.start : error.end], lines=False)
        if width(before) > LONGEST_LINE:
            lines.append(sentence(parsed, error))
            continue
        carets = "^" * max(1, min(width(here), LONGEST_LINE - width(before)))
        lines.append(" " * width(before) + carets + " " + sentence(parsed, error))
    return "\n".join(lines)
