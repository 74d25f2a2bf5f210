"""The file that is imported, read one bounded line at a time, twice."""

from __future__ import annotations

import codecs
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from postventa_tui.core.exchange.lines import MAX_LINE_BYTES
from postventa_tui.kit.errors import BadFile, NotFound, Usage
from postventa_tui.kit.rows import NamedTuple

_CHUNK = 1 << 20
_BOM = codecs.BOM_UTF8


class RawLine(NamedTuple):
    """A line as it stands in the file: its number from 1, its offset, its text or None when it cannot be read."""

    number: int
    offset: int
    text: str | None


class Source:
    """An open import file in UTF-8."""

    def __init__(self, stream: IO[bytes], folder: Path | None) -> None:
        self._stream = stream
        self.folder = folder
        self.size = stream.seek(0, 2)

    def lines(self) -> Iterator[RawLine]:
        """Give every line that is not blank, from the top."""
        self._stream.seek(0)
        number = offset = 0
        while raw := self._stream.readline(MAX_LINE_BYTES + 1):
            number += 1
            start = offset
            offset += len(raw)
            if len(raw) > MAX_LINE_BYTES and not raw.endswith(b"\n"):
                offset += self._skip_rest()
                yield RawLine(number, start, None)
                continue
            line = _decode(raw, first=number == 1)
            if line is None or line.strip():
                yield RawLine(number, start, line)
            self._stream.seek(offset)

    def _skip_rest(self) -> int:
        skipped = 0
        while rest := self._stream.readline(_CHUNK):
            skipped += len(rest)
            if rest.endswith(b"\n"):
                break
        return skipped

    def at(self, offset: int) -> str:
        """Give the line that begins at `offset` bytes; it was read before."""
        self._stream.seek(offset)
        return _decode(self._stream.readline(MAX_LINE_BYTES + 1), first=offset == 0) or ""

    def beside(self, sha256: str) -> Path | None:
        """Give the file of an attachment in `FILE.files/`, if there is one."""
        path = None if self.folder is None else self.folder / sha256
        return path if path is not None and path.is_file() else None


def _decode(raw: bytes, *, first: bool) -> str | None:
    try:
        return raw.removeprefix(_BOM if first else b"").decode("utf-8")
    except UnicodeDecodeError:
        return None


@contextmanager
def open_source(path: str, stdin: IO[bytes], encoding: str = "") -> Iterator[Source]:
    """Open `path` (`-` is standard input) for reading; another encoding than UTF-8 goes through a private copy.

    Raises:
        NotFound: `no_file`.
        Usage: `unknown_encoding`.
        BadFile: `wrong_encoding`.
    """
    with ExitStack() as stack:
        if path == "-":
            stream: IO[bytes] = stack.enter_context(tempfile.TemporaryFile())
            while chunk := stdin.read(_CHUNK):
                stream.write(chunk)
            folder = None
        else:
            stream = stack.enter_context(_open(path))
            folder = Path(path + ".files")
        name = _codec(encoding, stream)
        if name != "utf-8":
            stream = stack.enter_context(_transcoded(stream, name, path))
        yield Source(stream, folder)


def _open(path: str) -> IO[bytes]:
    try:
        return Path(path).open("rb")
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
        raise NotFound("no_file", file=path) from error
    except OSError as error:
        raise BadFile("bad_file", file=path, line=None, reason=error.strerror or "") from error


def _codec(encoding: str, stream: IO[bytes]) -> str:
    stream.seek(0)
    mark = stream.read(2)
    stream.seek(0)
    if not encoding:
        return "utf-16" if mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8"
    try:
        found = codecs.lookup(encoding)
    except LookupError:
        raise Usage("unknown_encoding", encoding=encoding) from None
    # Codecs such as rot13 or zip turn no bytes into text; only text encodings carry a file.
    if not getattr(found, "_is_text_encoding", True):
        raise Usage("unknown_encoding", encoding=encoding)
    return "utf-8" if found.name in ("utf-8", "utf-8-sig", "ascii") else found.name


def _transcoded(stream: IO[bytes], encoding: str, path: str) -> IO[bytes]:
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    reader = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := stream.read(_CHUNK):
            copy.write(reader.decode(chunk).encode("utf-8"))
        copy.write(reader.decode(b"", final=True).encode("utf-8"))
    except UnicodeError as error:
        copy.close()
        raise BadFile("wrong_encoding", file=path, line=None, reason=encoding) from error
    return copy
