"""`postventa warranty`: the guarantee verdict from facts, of a machine or of a ticket; rules files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.assets import explain, result
from postventa_tui.core.assets.facts import as_json, parse_facts
from postventa_tui.core.assets.rules import load_rules, shipped_rules
from postventa_tui.core.assets.verdict import verdict
from postventa_tui.core.assets.words import say
from postventa_tui.kit.errors import NotFound, Usage
from postventa_tui.kit.i18n import _, language

if TYPE_CHECKING:
    from postventa_tui.core.assets.facts import Facts
    from postventa_tui.core.assets.rules import Rules

app = typer.Typer(no_args_is_help=True)
_BOOLS = {"true": True, "false": False, "null": None}


@app.callback()
def _group() -> None:
    """Guarantee verdict."""


@app.command("verdict", help="Say who answers for a machine, until when and by which article.")
def show_verdict(
    facts: Annotated[str, typer.Option("--facts", metavar="FILE", help="Facts as JSON; - is standard input.")] = "",
    asset: Annotated[str, typer.Option("--asset", metavar="SERIAL", help="A machine of the shop.")] = "",
    ticket: Annotated[str, typer.Option("--ticket", metavar="TICKET", help="The machine of a ticket.")] = "",
    rules: Annotated[str, typer.Option("--rules", metavar="FILE", help="Other rules than the shop's.")] = "",
    what_if: Annotated[
        list[str] | None, typer.Option("--set", metavar="FACT=VALUE", help="Change a fact: invoice_on=2024-03-08.")
    ] = None,
    steps: Annotated[bool, typer.Option("--steps", help="Step by step, and what would change it.")] = False,
) -> None:
    """Print one verdict; exit 0 for any answer, 2 for malformed facts."""
    if sum(map(bool, (facts, asset, ticket))) != 1:
        raise Usage("usage", reason=_("Name one of --facts, --asset and --ticket."))
    known, book = _question(facts, asset, ticket)
    if rules:
        book = load_rules(Path(rules))
    for change in what_if or ():
        known = _changed(known, change)
    answer = verdict(known, book)
    payload = result.as_json(answer)
    payload["text"] = explain.sentence(answer, known, book, language())
    if steps:
        payload["steps"] = explain.steps(answer, known, book, language())
        payload["changes"] = [one.text for one in explain.changes(known, book, language())]
    output.show(payload, text=lambda: _text(known, book, steps=steps))


@app.command("check", help="Check a rules file: line and reason of what is wrong.")
def check(file: Annotated[str, typer.Argument(metavar="FILE")]) -> None:
    """Read a rules file and say what it holds."""
    book = load_rules(Path(file))
    ids = [one.id for one in book.versions]
    payload = {"format": "postventa-guarantee-check/1", "ok": True, "country": book.country, "rules": ids}
    output.show(payload, text=lambda: _("{file}: sound; rules: {rules}").format(file=file, rules=", ".join(ids)))


def _question(facts: str, asset: str, ticket: str) -> tuple[Facts, Rules]:
    """The facts to judge and the rules to judge them by."""
    if facts:
        return parse_facts(_read(facts)), shipped_rules()
    from postventa_tui.core.assets import cover, service
    from postventa_tui.core.assets.dates import read_date
    from postventa_tui.kit import moments

    desk = context.desk()
    as_of = read_date(moments.local_date(context.at_option(desk.shop.zone, desk.clock.now()), desk.shop.zone))
    if asset:
        found = cover.cover_of(desk, service.named(desk, asset).id, as_of)
    else:
        from postventa_tui.core.returns import cases

        found = cases.cover_of_ticket(desk, ticket, as_of)
    return found.facts, found.rules


def _read(name: str) -> object:
    """The JSON value of a file or of standard input."""
    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise NotFound("file_missing", file=name, reason=error.strerror or "") from error
    try:
        value: object = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Usage("bad_facts", field="file", reason=_("is not JSON ({error})").format(error=error)) from error
    return value


def _changed(facts: Facts, change: str) -> Facts:
    """The facts with one of them set: `delivered_on=2024-03-10`, `fault.code=pump`, `buyer=null`."""
    path, found, text = change.partition("=")
    if not found:
        raise Usage("bad_facts", field=change, reason=_("needs FACT=VALUE"))
    shape = as_json(facts)
    place = shape
    *outer, last = path.strip().split(".")
    for name in outer:
        inner = place.setdefault(name, {})
        if not isinstance(inner, dict):
            raise Usage("bad_facts", field=path, reason=_("is not an object"))
        place = inner
    place[last] = _value(text.strip())
    return parse_facts(shape)


def _value(text: str) -> object:
    """A word of the command line as JSON: true, false, null, a list, an object, a whole number, else a text."""
    if text in _BOOLS:
        return _BOOLS[text]
    if text.isascii() and text.isdigit():
        return int(text)
    if text[:1] in ("[", "{"):
        try:
            value: object = json.loads(text)
        except ValueError:
            return text
        return value
    return text


def _text(facts: Facts, rules: Rules, *, steps: bool) -> str:
    """The verdict for people, the footer last."""
    lang = language()
    answer = verdict(facts, rules)
    lines = [explain.sentence(answer, facts, rules, lang)]
    if steps:
        lines = [f"{number}. {line}" for number, line in enumerate(explain.steps(answer, facts, rules, lang), 1)]
        changes = explain.changes(facts, rules, lang)
        lines += ["", *(f"- {one.text}" for one in changes)] if changes else []
    elif answer.assumptions:
        lines.append(explain.assumed(answer, lang))
    lines.append(explain.withdrawal_sentence(answer, lang))
    return "\n".join([*lines, "", say("footer", lang)])
