"""Mails in files: single ones, mbox, Maildir, folders of these. Nothing is changed, no link is followed.

Source: design, e-mail section 2.3.
"""

from __future__ import annotations

import mmap
import os
import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from postventa_tui.kit.errors import NotFound
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_FIRST_LINE = re.compile(rb"From \S+ [^\n]*\d{4}[^\n]*\n")
_FIELD = re.compile(rb"(?:>?From [^\n]*\n)?[!-9;-~]+[ \t]*:")
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]*(?:\n|\Z)")


class Source(NamedTuple):
    """One mail in a file: how reports name it, where it lies. `end` None: to the end of the file."""

    file: str
    path: str
    start: int
    end: int | None
    is_mbox: bool


class Found(NamedTuple):
    """The mails under some paths, what cannot be read, and how many links and devices were passed over."""

    sources: list[Source]
    unreadable: list[str]
    skipped: int


def find(paths: Iterable[str]) -> Found:
    """Give every mail under `paths`, in the order of names.

    Raises:
        NotFound: `file_missing`.
    """
    found = Found([], [], 0)
    for given in paths:
        if not os.path.lexists(given):
            raise NotFound("file_missing", file=shown(given), reason="")
        if os.path.isdir(given):
            for path, name in _walk(given):
                found = _add(found, path, name)
        else:
            found = _add(found, os.path.realpath(given), os.path.basename(given))
    return found


def shown(name: str) -> str:
    """Give a path as it may be printed: undecodable bytes as U+FFFD, `/` between parts."""
    return os.fsencode(name).decode("utf-8", errors="replace").replace(os.sep, "/")


def _walk(folder: str) -> Iterator[tuple[str, str]]:
    """Give (path, name below `folder`) in name order; of a Maildir only `cur` and `new`."""
    todo = [(folder, "")]
    while todo:
        here, below = todo.pop()
        try:
            names = sorted(os.listdir(here))
        except OSError:
            yield here, below
            continue
        is_maildir = {"cur", "new"} <= set(names)
        inner = []
        for name in names:
            path = os.path.join(here, name)
            if is_maildir and name not in ("cur", "new") and not name.startswith("."):
                continue
            if os.path.isdir(path) and not os.path.islink(path):
                inner.append((path, f"{below}{name}/"))
            else:
                yield path, f"{below}{name}"
        todo.extend(reversed(inner))


def _add(found: Found, path: str, name: str) -> Found:
    try:
        mode = os.lstat(path).st_mode
        if not stat.S_ISREG(mode):
            return found._replace(skipped=found.skipped + 1)
        found.sources.extend(_sources(path, shown(name)))
    except OSError:
        found.unreadable.append(shown(name))
    return found


def _sources(path: str, name: str) -> list[Source]:
    with open(path, "rb") as source:
        head = source.read(8192)
        first = _FIRST_LINE.match(head)
        if first is None or not _FIELD.match(head, first.end()):
            return [Source(name, path, 0, None, False)]
        with mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            marks = [match.span() for match in _SEPARATOR.finditer(whole)]
            size = len(whole)
    starts = [end for _begin, end in marks]
    ends = [begin for begin, _end in marks[1:]] + [size]
    return [
        Source(f"{name}#{index}", path, start, end, True)
        for index, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    ]


def read(source: Source, limit: int) -> bytes:
    """Give the bytes of one mail, at most `limit` + 1 of them."""
    with open(source.path, "rb") as file:
        file.seek(source.start)
        wanted = limit + 1 if source.end is None else min(limit + 1, source.end - source.start)
        return file.read(wanted)


def whole_digest(source: Source) -> tuple[str, int]:
    """Give sha256 and size of a mail too large to keep, read in pieces."""
    import hashlib

    digest = hashlib.sha256()
    size = Path(source.path).stat().st_size - source.start if source.end is None else source.end - source.start
    left = size
    with open(source.path, "rb") as file:
        file.seek(source.start)
        while left > 0:
            piece = file.read(min(left, 1 << 20))
            if not piece:
                break
            digest.update(piece)
            left -= len(piece)
    return digest.hexdigest(), size - left
