"""Articles from and to a folder of Markdown files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from postventa_tui.core.knowledge import markdown, service
from postventa_tui.kit.errors import BadFile, PostventaError, Refused
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.desk import Desk


class FileError(NamedTuple):
    """A file that was left out, with the place and the reason."""

    file: str
    line: int | None
    code: str
    error: PostventaError


class Imported(NamedTuple):
    """What became of the files of a folder."""

    imported: int
    updated: int
    unchanged: int
    errors: tuple[FileError, ...]


def import_folder(desk: Desk, folder: str) -> Imported:
    """Write the articles of a folder and those below it; a bad file is left out and told.

    Links, pipes and other things that are no plain files are passed by.

    Raises:
        BadFile: `file_missing`: no such folder.
        NotAllowed: `not_allowed`.
    """
    if not os.path.isdir(folder):
        raise BadFile("file_missing", file=folder, line=None, reason="no folder")
    texts: list[markdown.ArticleText] = []
    errors: list[FileError] = []
    seen: dict[tuple[str, str], str] = {}
    for path in _files(folder):
        name = os.path.relpath(path, folder)
        try:
            article = markdown.read(_text(path, name), name)
            key = (article.slug, article.lang)
            if key in seen:
                raise BadFile("bad_file", file=name, line=2, reason=f"slug: the same as in {seen[key]}")
        except BadFile as error:
            line = error.params.get("line")
            errors.append(FileError(name, line if isinstance(line, int) else None, error.code, error))
            continue
        seen[key] = name
        texts.append(article)
    counts = service.import_batch(desk, texts)
    return Imported(counts["imported"], counts["updated"], counts["unchanged"], tuple(errors))


def _files(folder: str) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            path = os.path.join(place, name)
            if name.endswith(".md") and os.path.isfile(path) and not os.path.islink(path):
                yield path


def read_one(path: str) -> markdown.ArticleText:
    """Read one article from a file.

    Raises:
        BadFile: `file_missing`, `bad_file`.
    """
    return markdown.read(_text(path, path), path)


def _text(path: str, name: str) -> str:
    try:
        with open(path, "rb") as file:
            raw = file.read(markdown.LONGEST_BYTES + 1)
    except OSError as error:
        raise BadFile("file_missing", file=name, line=None, reason=error.strerror) from error
    if len(raw) > markdown.LONGEST_BYTES:
        raise BadFile("bad_file", file=name, line=1, reason="more than 1 MiB")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadFile("bad_file", file=name, line=line, reason="not UTF-8") from error


def export_folder(desk: Desk, folder: str) -> list[str]:
    """Write the public articles as Markdown; gives the names of the files.

    Raises:
        Refused: `target_not_folder`, `target_exists` (something that is no plain file bears the name).
    """
    if os.path.islink(folder) or (os.path.exists(folder) and not os.path.isdir(folder)):
        raise Refused("target_not_folder", path=folder)
    os.makedirs(folder, exist_ok=True)
    made = []
    for article in service.public_files(desk):
        name = f"{article.slug}.{article.lang}.md"
        path = os.path.join(folder, name)
        if os.path.lexists(path) and (os.path.islink(path) or not os.path.isfile(path)):
            raise Refused("target_exists", path=path)
        with open(path, "w", encoding="utf-8", newline="\n") as file:
            file.write(markdown.write(article))
        made.append(name)
    return made
