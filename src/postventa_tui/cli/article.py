"""`postventa article`: the knowledge base."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from postventa_tui.cli import context, output
from postventa_tui.core.knowledge import files, markdown, service
from postventa_tui.core.knowledge.suggestion import Letter
from postventa_tui.kit import clock, messages, moments
from postventa_tui.kit.errors import BadFile, NotFound, Usage
from postventa_tui.kit.i18n import _, language, lazy, ngettext

if TYPE_CHECKING:
    from collections.abc import Sequence

    from postventa_tui.core.knowledge.rows import ArticleRow
    from postventa_tui.core.knowledge.service import SuggestedArticle
    from postventa_tui.core.replies.suggest import SuggestedReply
    from postventa_tui.desk import Desk

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
LONGEST_LETTER = 1024 * 1024
Slug = Annotated[str, typer.Argument(metavar="SLUG")]


@app.command("list", help=lazy("Every article with its state."))
def list_articles() -> None:
    """List articles by title."""
    desk = context.desk()
    rows = [
        {
            "slug": one.slug, "lang": one.lang, "title": one.title, "state": one.state, "visibility": one.visibility,
            "tags": list(one.tags), "review_on": one.review_on, "updated": moments.iso(one.updated_at),
            "translation_behind": one.is_behind,
        }
        for one in service.list_briefs(desk)
    ]  # fmt: skip
    table = [
        [str(row["slug"]), str(row["lang"]), str(row["state"]), str(row["visibility"]), str(row["title"])]
        for row in rows
    ]
    output.show(
        {"format": "postventa-articles/1", "articles": rows},
        text=lambda: output.table(table, [_("Article"), _("Language"), _("State"), _("Visibility"), _("Title")]),
        rows=rows,
        quiet=[str(row["slug"]) for row in rows],
    )


@app.command("show", help=lazy("One article, as readers see it; --newest shows what is being written."))
def show_article(
    slug: Slug, newest: Annotated[bool, typer.Option("--newest", help=lazy("The newest text."))] = False
) -> None:
    """Show an article in the language of the screen, else another."""
    desk = context.desk()
    article = service.get(desk, slug, context.OPTIONS.lang or language())
    shown = service.visible_text(desk, article)
    title, body = (article.title, article.body) if newest else (shown.title, shown.body)
    payload = {"format": "postventa-article/1", **_head(article), "title": title, "body": body}
    output.show(payload, text=lambda: f"{title}\n{article.slug} · {article.lang} · {article.state}\n\n{body}")


def _head(article: ArticleRow) -> dict[str, object]:
    return {
        "slug": article.slug, "lang": article.lang, "title": article.title, "state": article.state,
        "visibility": article.visibility, "tags": list(article.tags), "owner": article.owner,
        "review_on": article.review_on, "version": article.version, "published_version": article.published_version,
        "helped": article.helped, "not_helped": article.not_helped, "updated": moments.iso(article.updated_at),
    }  # fmt: skip


@app.command("versions", help=lazy("The saved versions of an article."))
def list_versions(slug: Slug) -> None:
    """List who saved what, newest first."""
    desk = context.desk()
    found = service.versions(desk, slug, context.OPTIONS.lang or None)
    rows = [
        {"version": one.version, "title": one.title, "author": one.author, "note": one.note, "at": moments.iso(one.created_at)}
        for one in found
    ]  # fmt: skip
    table = [
        [str(one.version), moments.show(one.created_at, desk.shop.zone), one.author or "-", one.note or "", one.title]
        for one in found
    ]
    output.show(
        {"format": "postventa-article-versions/1", "slug": slug, "versions": rows},
        text=lambda: output.table(table, [_("Version"), _("Saved"), _("Author"), _("Note"), _("Title")]),
        rows=rows,
    )


@app.command("restore", help=lazy("Make an older version the newest text again."))
def restore(slug: Slug, version: Annotated[int, typer.Argument(metavar="VERSION")]) -> None:
    """Bring back the text of a version."""
    context.refuse_at()
    desk = context.desk()
    lang = service.get(desk, slug, context.OPTIONS.lang or None).lang
    article = service.restore(desk, slug, lang, version)
    output.show({"format": "postventa-article/1", **_head(article)}, text=lambda: _state_line(article))


def _state_line(article: ArticleRow) -> str:
    return f"{article.slug} ({article.lang}): {article.state}, {_('version')} {article.version}"


@app.command("save", help=lazy("Write an article from a Markdown file with front matter."))
def save_article(
    file: Annotated[str, typer.Argument(metavar="FILE")],
    note: Annotated[str, typer.Option("--note", metavar="T", help=lazy("Why it was changed."))] = "",
) -> None:
    """Save one article; a changed text is a new version."""
    context.refuse_at()
    desk = context.desk()
    text = markdown.read(_stdin(), "-") if file == "-" else files.read_one(file)
    outcome = service.save(desk, text, note=note)
    article = service.get(desk, text.slug, text.lang)
    payload = {"format": "postventa-article/1", "outcome": outcome, **_head(article)}
    output.show(payload, text=lambda: _state_line(article))


def _stdin() -> str:
    raw = sys.stdin.buffer.read(LONGEST_LETTER + 1)[:LONGEST_LETTER]
    return raw.decode("utf-8", "replace")


@app.command("publish", help=lazy("Make the newest text visible (a lead)."))
def publish(slug: Slug) -> None:
    """Publish an article; with --lang only that language."""
    context.refuse_at()
    _show_moved(service.publish(context.desk(), slug, context.OPTIONS.lang or None))


@app.command("archive", help=lazy("Take an article out of search and suggestion (a lead)."))
def archive(slug: Slug) -> None:
    """Archive an article; with --lang only that language."""
    context.refuse_at()
    _show_moved(service.archive(context.desk(), slug, context.OPTIONS.lang or None))


def _show_moved(articles: Sequence[ArticleRow]) -> None:
    payload = {"format": "postventa-articles/1", "articles": [_head(article) for article in articles]}
    output.show(payload, text=lambda: "\n".join(_state_line(article) for article in articles))


@app.command("gaps", help=lazy("What people looked for and nobody wrote."))
def gaps(limit: Annotated[int, typer.Option("--limit", min=1, max=1000)] = 50) -> None:
    """List searches without a pick and causes without an article."""
    desk = context.desk()
    found = service.gaps(desk, limit)
    rows = [{"kind": gap.kind, "text": gap.text, "n": gap.n, "last": moments.iso(gap.last_at)} for gap in found]
    table = [[str(gap.n), gap.text, gap.kind, moments.show(gap.last_at, desk.shop.zone)] for gap in found]
    output.show(
        {"format": "postventa-gaps/1", "gaps": rows},
        text=lambda: output.table(table, [_("Times"), _("Words"), _("Kind"), _("Last")]) if table else _("No gaps."),
        rows=rows,
    )


@app.command("import", help=lazy("Write the articles of a folder of Markdown files (a lead)."))
def import_articles(folder: Annotated[str, typer.Argument(metavar="DIR")]) -> None:
    """Import a folder; exit 1 when a file was left out."""
    context.refuse_at()
    desk = context.desk()
    done = files.import_folder(desk, folder)
    errors = [
        {"file": one.file, "line": one.line, "code": one.code, "message": messages.describe(one.error)}
        for one in done.errors
    ]
    payload = {
        "imported": done.imported,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "errors": errors,
    }
    line = _("{imported} new, {updated} updated, {unchanged} unchanged").format(**payload)
    output.show(payload, text=lambda: line)
    if errors:
        if not context.OPTIONS.json:
            for one in errors:
                output.note(str(one["message"]))
        raise typer.Exit(1)


@app.command("export", help=lazy("Write the public articles as Markdown files."))
def export(folder: Annotated[str, typer.Argument(metavar="DIR")]) -> None:
    """Export public articles."""
    names = files.export_folder(context.desk(), folder)
    payload = {"format": "postventa-article-export/1", "folder": folder, "files": names}
    output.show(
        payload, text=lambda: ngettext("{n} article written", "{n} articles written", len(names)).format(n=len(names))
    )


@app.command("suggest", help=lazy("The articles and canned replies that answer a text or a ticket."))
def suggest(
    text: Annotated[str, typer.Option("--text", metavar="FILE|-", help=lazy("The customer's words."))] = "",
    ticket: Annotated[str, typer.Option("--ticket", metavar="TICKET", help=lazy("The ticket's last message."))] = "",
    subject: Annotated[str, typer.Option("--subject", metavar="T", help=lazy("Subject of the text."))] = "",
    product: Annotated[str, typer.Option("--product", metavar="SKU", help=lazy("What it is about."))] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=50, help=lazy("At most so many of each."))] = 3,
) -> None:
    """Suggest answers."""
    from postventa_tui.core.replies import suggest as replies

    if bool(text) == bool(ticket):
        raise Usage("usage", reason=_("Name one of --text and --ticket."))
    desk = context.desk()
    begin = clock.monotonic()
    letter = _letter(desk, text, ticket, subject, product)
    articles = service.suggest(desk, letter, limit)
    canned = replies.suggest(desk, letter, limit=limit)
    took = round((clock.monotonic() - begin) * 1000, 2)
    payload = {
        "took_ms": took,
        "articles": [_suggested(one) for one in articles],
        "canned": [_suggested(one) for one in canned],
    }
    output.show(
        payload,
        text=lambda: "\n".join(
            [_("Articles"), *map(_suggested_line, articles), _("Canned replies"), *map(_suggested_line, canned)]
        ),
        rows=[{"kind": "article", **_suggested(one)} for one in articles]
        + [{"kind": "canned", **_suggested(one)} for one in canned],
    )


def _letter(desk: Desk, text: str, ticket: str, subject: str, product: str) -> Letter:
    from postventa_tui.core.tickets import reading, similar

    if ticket:
        letter = similar.letter_of(desk, reading.get(desk, ticket))
    else:
        letter = Letter(subject, _words_of(text), None, context.OPTIONS.lang or None)
    if not product:
        return letter
    about = similar.with_product(desk, letter, product)
    if about is None:
        raise NotFound("product_unknown", sku=product)
    return about


def _words_of(text: str) -> str:
    """Give the words of a file, or of stdin for `-`."""
    if text == "-":
        return _stdin()
    try:
        with open(text, "rb") as file:
            return file.read(LONGEST_LETTER).decode("utf-8", "replace")
    except OSError as error:
        raise BadFile("file_missing", file=text, line=None, reason=error.strerror) from error


def _suggested(one: SuggestedArticle | SuggestedReply) -> dict[str, object]:
    return {
        "slug": one.slug, "lang": one.lang, "title": one.title, "score": round(one.score, 4),
        "why": list(one.why), "used": one.used,
    }  # fmt: skip


def _suggested_line(one: SuggestedArticle | SuggestedReply) -> str:
    used = " · " + ngettext("used {n} time", "used {n} times", one.used).format(n=one.used) if one.used else ""
    return f"  {one.slug} ({one.lang})  {one.title} · {', '.join(one.why[:6])}{used}"
