"""`postventa canned`: canned replies listed, shown, written, filled."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.kit import messages
from postventa_tui.kit.errors import BadFile, NotFound, PostventaError, Usage
from postventa_tui.kit.i18n import _, lazy, ngettext
from postventa_tui.kit.text import typed

if TYPE_CHECKING:
    from postventa_tui.core.replies.placeholders import Context, Rendered
    from postventa_tui.core.replies.rows import Canned
    from postventa_tui.desk import Desk

app = typer.Typer(add_completion=False, no_args_is_help=True)
_KEYS = frozenset(
    ("slug", "group", "lang", "title", "name", "body", "shortcut", "scope", "team", "channels", "tags", "active",
     "placeholders", "kind", "ext")
)  # fmt: skip


def _shape(one: Canned) -> dict[str, object]:
    return {
        "slug": one.slug, "lang": one.lang, "title": one.title, "shortcut": one.shortcut, "scope": one.scope,
        "channels": list(one.channels), "tags": list(one.tags), "active": bool(one.active), "used": one.used,
    }  # fmt: skip


@app.command("list", help=lazy("Canned replies you may use, most used first."))
def list_(words: Annotated[list[str] | None, typer.Argument(help="All words must occur.")] = None) -> None:
    """List canned replies."""
    from postventa_tui.core.replies import canned

    desk = context.desk()
    found = canned.pick(desk, " ".join(words or ()))
    rows = [_shape(one) for one in found]
    head = [_("Code"), _("Shortcut"), _("Language"), _("Title"), _("Used")]
    lines = [[one.slug, one.shortcut or "", one.lang, one.title, str(one.used)] for one in found]
    output.show(
        {"format": "postventa-canned-list/1", "canned": rows},
        text=lambda: output.table(lines, head) if lines else _("No canned replies."),
        rows=rows,
        quiet=[one.slug for one in found],
    )


@app.command(help=lazy("The text of a canned reply, placeholders and all."))
def show(
    slug: Annotated[str, typer.Argument(metavar="SLUG")],
    text_lang: Annotated[str, typer.Option("--in", metavar="es|en", help="Language of the reply.")] = "",
) -> None:
    """Show one canned reply."""
    from postventa_tui.core.replies import canned

    one = canned.get(context.desk(), slug, text_lang or None)
    shape = {"format": "postventa-canned-reply/1", **_shape(one), "body": one.body}
    output.show(shape, text=lambda: f"{one.slug} ({one.lang}) {one.shortcut or ''}\n{one.title}\n\n{one.body}")


@app.command(help=lazy("Write canned replies from a file: one JSON object, or one a line."))
def save(file: Annotated[str, typer.Argument(metavar="FILE", help="- is standard input.")]) -> None:
    """Save canned replies; all or nothing."""
    _write(file)


@app.command("import", help=lazy("Write canned replies from JSON Lines."))
def import_(file: Annotated[str, typer.Argument(metavar="FILE.jsonl")]) -> None:
    """Import canned replies; a line that is refused is told and the others are taken (exit 1)."""
    context.refuse_at()
    desk = context.desk()
    counts = {"imported": 0, "updated": 0, "unchanged": 0}
    errors: list[dict[str, object]] = []
    with desk.transaction("canned.import"):
        for line, one in _objects(file, _read(file)):
            try:
                counts[_save(desk, one)] += 1
            except PostventaError as error:
                errors.append({"line": line, "code": error.code, "message": messages.describe(error)})
    text = _("{imported} new, {updated} updated, {unchanged} unchanged").format(**counts)
    output.show({**counts, "errors": errors}, text=lambda: text)
    if errors:
        if not context.OPTIONS.json:
            for wrong in errors:
                output.note(f"{file}, {wrong['line']}: {wrong['message']}")
        raise typer.Exit(1)


def _write(file: str) -> None:
    context.refuse_at()
    desk = context.desk()
    objects = _objects(file, _read(file))
    counts = {"imported": 0, "updated": 0, "unchanged": 0}
    with desk.transaction("canned.save"):
        for line, one in objects:
            try:
                counts[_save(desk, one)] += 1
            except PostventaError as error:
                error.params.update(file=file, line=line)
                raise
    total = len(objects)
    output.show(
        {"format": "postventa-canned-save/1", **counts},
        text=lambda: ngettext("{n} canned reply written", "{n} canned replies written", total).format(n=total),
    )


def _read(file: str) -> str:
    """Give the text of a file, or of stdin for `-`.

    Raises:
        NotFound: `no_file`.
        BadFile: `file_missing`, `bad_file`.
    """
    try:
        if file == "-":
            return sys.stdin.read()
        with open(file, encoding="utf-8-sig") as source:
            return source.read()
    except FileNotFoundError as error:
        raise NotFound("no_file", file=file) from error
    except OSError as error:
        raise BadFile("file_missing", file=file, line=None, reason=error.strerror or "") from error
    except UnicodeDecodeError as error:
        raise BadFile("bad_file", file=file, line=None, reason="UTF-8") from error


def _objects(file: str, text: str) -> list[tuple[int, dict[str, object]]]:
    """Give the JSON objects of a file with their lines.

    Raises:
        BadFile: `bad_file` with the line.
    """
    try:
        whole = json.loads(text)
        found = [(1, one) for one in (whole if isinstance(whole, list) else [whole])]
    except ValueError:
        found = []
        for number, line in enumerate(text.split("\n"), 1):
            if line.strip():
                try:
                    found.append((number, json.loads(line)))
                except ValueError as error:
                    raise BadFile("bad_file", file=file, line=number, reason=str(error)) from error
    for number, one in found:
        unknown = set(one) - _KEYS if isinstance(one, dict) else {"?"}
        if unknown:
            raise BadFile("bad_file", file=file, line=number, reason=_("unknown key") + f": {', '.join(unknown)}")
    return found


def _save(desk: Desk, one: dict[str, object]) -> str:
    """Write one reply; gives `imported` (new), `updated` or `unchanged`."""
    from postventa_tui.core.replies import canned

    slug, lang = str(one.get("slug") or one.get("group") or ""), str(one.get("lang") or desk.shop.lang)
    shortcut = str(one["shortcut"]) if one.get("shortcut") else None
    title, body = str(one.get("title") or one.get("name") or ""), str(one.get("body") or "")
    scope, team = str(one.get("scope") or "shop"), str(one["team"]) if one.get("team") else None
    channels, tags, active = _words(one, "channels"), _words(one, "tags"), one.get("active") is not False
    old = next((row for row in canned.every(desk) if (row.slug, row.lang) == (slug, lang)), None)
    wanted = (typed(title).strip(), typed(body), shortcut, scope, channels, tags, int(active))
    if old is not None and team is None and wanted == (
        old.title, old.body, old.shortcut, old.scope, old.channels, old.tags, old.active
    ):  # fmt: skip
        return "unchanged"
    canned.save(
        desk, slug, lang, title, body, shortcut=shortcut, scope=scope, team_name=team, channels=channels, tags=tags,
        active=active,
    )  # fmt: skip
    return "imported" if old is None else "updated"


def _words(one: dict[str, object], key: str) -> tuple[str, ...]:
    value = one.get(key) or []
    if not isinstance(value, list):
        raise Usage("bad_value", field=key, value=value, reason="[…]")
    return tuple(str(word) for word in value)


@app.command(help=lazy("Fill a template from a context file; needs no database."))
def render(
    template: Annotated[str, typer.Option("--template", metavar="FILE", help="- is standard input.")],
    filling: Annotated[str, typer.Option("--context", metavar="FILE", help="JSON; - is standard input.")],
) -> None:
    """Render a template; exit 4 when something is missing, 1 for a bad token."""
    from postventa_tui.core.replies import placeholders

    try:
        result = placeholders.render(_read(template), _context(filling))
    except ValueError as error:
        raise BadFile("bad_file", file=filling, line=None, reason=f"now: {error}") from error
    payload = {
        "format": placeholders.FORMAT, "ok": result.ok, "text": result.text, "cursor": result.cursor,
        "unresolved": result.unresolved, "ask": result.ask,
        "errors": [{"code": "bad_token", "at": at} for at in result.errors],
    }  # fmt: skip
    if result.ok or context.OPTIONS.json:
        output.show(payload, text=lambda: result.text or "")
    else:
        output.note(_lacks(result))  # nothing was filled: a pipe must not take this for the text
    if not result.ok:
        raise typer.Exit(1 if result.errors else 4)


def _lacks(result: Rendered) -> str:
    lines = [_("missing: {path}").format(path=path) for path in result.unresolved]
    lines += [_("to answer: {label}").format(label=label) for label in result.ask]
    return "\n".join([*lines, *(_("bad token at character {at}").format(at=at) for at in result.errors)])


def _context(file: str) -> Context:
    """Give the context of a file.

    Raises:
        BadFile: `bad_file` for anything but the documented object.
    """
    from datetime import datetime

    from postventa_tui.core.replies.placeholders import Context

    try:
        raw = json.loads(_read(file))
        values, answers = raw.get("context") or {}, raw.get("answers") or {}
        now = raw.get("now") or ""
        if now:
            datetime.fromisoformat(now)
        if not isinstance(values, dict) or not isinstance(answers, dict):
            raise TypeError("context, answers")
        texts = {str(label): str(text) for label, text in answers.items() if text is not None}
        return Context(values, str(raw.get("lang") or "es"), raw.get("formality"), now, texts)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise BadFile("bad_file", file=file, line=None, reason=str(error)) from error
