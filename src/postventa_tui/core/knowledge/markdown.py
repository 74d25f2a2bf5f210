"""Articles as Markdown files with front matter: read and written, byte for byte the same again."""

from __future__ import annotations

import re

from postventa_tui.kit import moments
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.rows import NamedTuple

STATES = ("draft", "review", "published", "archived")
VISIBILITIES = ("internal", "public")
LANGUAGES = ("es", "en")
LONGEST_BYTES = 1024 * 1024
KEYS = ("slug", "lang", "title", "tags", "visibility", "status", "review", "updated")
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,99}")


class ArticleText(NamedTuple):
    """An article as a file has it; `updated_on` and `review_on` are civil dates or None."""

    slug: str
    lang: str
    title: str
    body: str
    tags: tuple[str, ...] = ()
    visibility: str = "internal"
    state: str = "draft"
    review_on: str | None = None
    updated_on: str | None = None


def read(text: str, file: str) -> ArticleText:
    """Read one article.

    Raises:
        BadFile: `bad_file` with line and reason: no front matter, an unknown key, a value that is not possible.
    """
    lines = text.lstrip("\ufeff").replace("\r\n", "\n").split("\n")
    if lines[0].strip() != "---":
        raise BadFile("bad_file", file=file, line=1, reason="front matter is missing")
    fields: dict[str, tuple[int, str | list[str]]] = {}
    last = ""
    for at, line in enumerate(lines[1:], 2):
        if line.strip() == "---":
            body = "\n".join(lines[at:]).strip("\n")
            return _checked(fields, body + "\n" if body else "", file)
        if line.startswith(("  - ", "- ")) and last:
            kept = fields[last][1]
            fields[last] = (fields[last][0], [*(kept if isinstance(kept, list) else []), _scalar(line.strip()[2:])])
        elif line.strip() and not line.lstrip().startswith("#"):
            last, value = _field(line, at, file)
            fields[last] = (at, value)
    raise BadFile("bad_file", file=file, line=len(lines), reason="front matter has no end")


def _field(line: str, at: int, file: str) -> tuple[str, str | list[str]]:
    name, colon, rest = line.partition(":")
    name, rest = name.strip(), rest.strip()
    if not colon or name not in KEYS:
        raise BadFile("bad_file", file=file, line=at, reason=f"unknown key “{name[:40]}”")
    if rest.startswith("[") and rest.endswith("]"):
        return name, [_scalar(part) for part in rest[1:-1].split(",") if part.strip()]
    return name, _scalar(rest)


def _scalar(text: str) -> str:
    bare = text.strip()
    if len(bare) >= 2 and bare[0] == bare[-1] and bare[0] in "\"'":
        inside = bare[1:-1]
        return inside.replace('\\"', '"').replace("\\\\", "\\") if bare[0] == '"' else inside.replace("''", "'")
    return bare


def _checked(fields: dict[str, tuple[int, str | list[str]]], body: str, file: str) -> ArticleText:
    def text(name: str, default: str = "") -> str:
        value = fields.get(name, (1, default))[1]
        return value if isinstance(value, str) else ", ".join(value)

    def refuse(name: str, reason: str) -> BadFile:
        return BadFile("bad_file", file=file, line=fields.get(name, (1, ""))[0], reason=f"{name}: {reason}")

    raw_tags = fields.get("tags", (1, []))[1]
    tags = raw_tags if isinstance(raw_tags, list) else [part for part in re.split(r"[,\s]+", raw_tags) if part]
    if not _SLUG.fullmatch(text("slug")):
        raise refuse("slug", "small letters, digits and dashes")
    if not text("title").strip():
        raise refuse("title", "is missing")
    for name, value, known in (
        ("lang", text("lang"), LANGUAGES),
        ("visibility", text("visibility", "internal"), VISIBILITIES),
        ("status", text("status", "draft"), STATES),
    ):
        if value not in known:
            raise refuse(name, "one of " + ", ".join(known))
    for name in ("review", "updated"):
        if text(name) and not moments.is_date(text(name)[:10]):
            raise refuse(name, "a date YYYY-MM-DD")
    return ArticleText(
        text("slug"), text("lang"), text("title").strip(), body, tuple(dict.fromkeys(tag.strip() for tag in tags if tag.strip())),
        text("visibility", "internal"), text("status", "draft"), text("review")[:10] or None, text("updated")[:10] or None,
    )  # fmt: skip


def write(article: ArticleText) -> str:
    """Give the file of one article."""
    title = article.title.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    head = [
        "---",
        f"slug: {article.slug}",
        f"lang: {article.lang}",
        f'title: "{title}"',
        f"tags: [{', '.join(article.tags)}]",
        f"visibility: {article.visibility}",
        f"status: {article.state}",
        *([f"review: {article.review_on}"] if article.review_on else []),
        *([f"updated: {article.updated_on}"] if article.updated_on else []),
        "---",
        "",
    ]
    return "\n".join(head) + "\n" + article.body
