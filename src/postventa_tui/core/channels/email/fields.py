"""The fields of a mail, each read alone and cut short: one bad field never loses the mail.

Source: design, e-mail section 3, step 2. The structured header parser of the standard library is left out on
purpose: it needs half a minute for a Subject of a megabyte and recurses on brackets.
"""

from __future__ import annotations

import binascii
import re
from email.message import Message
from email.utils import collapse_rfc2231_value, mktime_tz, parsedate_tz

from postventa_tui.core.channels.email.limits import (
    MAX_FIELD,
    MAX_IDS,
    MAX_REFERENCES_FIELD,
)
from postventa_tui.kit import charsets
from postventa_tui.kit.rows import NamedTuple

_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_ENCODED = re.compile(r"=\?([^?*\s]{1,80})(?:\*[^?]{0,20})?\?([bBqQ])\?([^?]*(?:\?(?!=)[^?]*)*)\?=", re.DOTALL)
_ID = re.compile(r"<\s*([^<>]{1,998}?)\s*>")
_BREAKS = re.compile("[\r\n\x00\u2028\u2029\x85\v\f]+")
_SLASH = re.compile(r"\s*/\s*")
_BLANKS = re.compile(r"\s+")
_MAX_DISTINCT = 4000
_DAY_S = 86_400
_YEAR_1990 = 631_152_000
_PARAMETERS_CAP = 200


class Fields(NamedTuple):
    """The fields of one part: for each lower-case name its values as received, in order."""

    values: dict[str, list[bytes]]
    total: int

    def raw(self, name: str) -> bytes | None:
        """Give the first value of `name` as received, None when there is none."""
        found = self.values.get(name)
        return found[0] if found else None

    def has(self, name: str) -> bool:
        """Whether there is a field of this name."""
        return name in self.values


NO_FIELDS = Fields({}, 0)


def read(block: bytes) -> Fields:
    """Give the fields of a header block; names in lower case, values still folded."""
    values: dict[str, list[bytes]] = {}
    count = 0
    name = b""
    pieces: list[bytes] = []
    for line in block.split(b"\n"):
        if line[:1] in (b" ", b"\t"):
            pieces.append(line)
            continue
        count += _keep(values, name, pieces)
        head, colon, rest = line.partition(b":")
        name = head.strip().lower() if colon else b""
        pieces = [rest]
    count += _keep(values, name, pieces)
    return Fields(values, count)


def _keep(values: dict[str, list[bytes]], name: bytes, pieces: list[bytes]) -> int:
    if not name or b" " in name:
        return 0
    key = name.decode("ascii", errors="replace")
    if key in values:
        if len(values[key]) < _PARAMETERS_CAP:
            values[key].append(b"\n".join(pieces))
    elif len(values) < _MAX_DISTINCT:
        values[key] = [b"\n".join(pieces)]
    return 1


def unfolded(value: bytes, cap: int = MAX_FIELD) -> str:
    """Give a raw value as one line of text, cut at `cap` bytes, encoded words as they are."""
    text = charsets.decode(value[:cap])
    return _FOLD.sub(" ", text).replace("\n", " ").strip()


def text(fields: Fields, name: str, cap: int = MAX_FIELD) -> str:
    """Give the first field `name` decoded to one line of text; "" when there is none."""
    value = fields.raw(name)
    return "" if value is None else decoded(unfolded(value, cap))


def decoded(value: str) -> str:
    """Give `value` with its encoded words read; what is broken stays as written. One line, no controls of lines."""
    if "=?" in value:
        value = _words(value)
    return charsets.tidy(_BREAKS.sub(" ", value)).strip()


def _words(value: str) -> str:
    """Join neighbours of one charset before decoding: senders cut a character in two at a word's end."""
    out: list[str] = []
    pending = b""
    charset = ""
    at = 0
    for match in _ENCODED.finditer(value):
        between = value[at : match.start()]
        name = match.group(1).lower()
        data = _word_bytes(match.group(2), match.group(3))
        gap = between.strip(" \t\r\n")
        if pending and (gap or name != charset):
            out.append(charsets.decode(pending, charset))
            pending = b""
        if gap or (not out and not pending):
            out.append(between)
        pending += data
        charset = name
        at = match.end()
    if pending:
        out.append(charsets.decode(pending, charset))
    out.append(value[at:])
    return "".join(out)


def _word_bytes(kind: str, body: str) -> bytes:
    raw = body.encode("utf-8", errors="replace")
    if kind in "bB":
        return base64_bytes(raw)
    return binascii.a2b_qp(raw.replace(b" ", b"_"), header=True)


_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="))


def base64_bytes(raw: bytes) -> bytes:
    """Give the bytes of base64 text, whatever stands between; a single left-over character is dropped."""
    end = raw.find(b"=")
    following = raw[end:].translate(None, b"= \t\r\n") if end >= 0 else b""
    if following and following.translate(None, _NOT_BASE64) != following:
        # What comes after the padding is another thing (an epilogue, a comment), not more base64.
        raw = raw[:end]
    kept = raw.translate(None, _NOT_BASE64).strip(b"=")
    if b"=" in kept:
        return b"".join(_chunk(piece) for piece in kept.split(b"="))
    return _chunk(kept)


def is_base64(raw: bytes) -> bool:
    """Whether `raw` looks like base64 at all: some programs declare it and send words."""
    foreign = len(raw.translate(None, b" \t\r\n")) - len(raw.translate(None, _NOT_BASE64)) + raw.count(b" ")
    return foreign * 20 <= len(raw) + 40


def _chunk(piece: bytes) -> bytes:
    over = len(piece) % 4
    if over == 1:
        piece = piece[:-1]
    elif over:
        piece += b"=" * (4 - over)
    return binascii.a2b_base64(piece)


def _parameters(fields: Fields, name: str) -> Message | None:
    """Give the field alone in a message of the standard library, which reads its parameters."""
    value = fields.raw(name)
    if value is None:
        return None
    message = Message()
    message[name] = _FOLD.sub(" ", charsets.decode(value[:MAX_FIELD])).replace("\n", " ")
    return message


def content_type(fields: Fields, default: str) -> str:
    """Give `type/subtype` in lower case, `default` when missing or broken."""
    value = fields.raw("content-type")
    if value is None:
        return default
    word = value[:MAX_FIELD].split(b";", 1)[0].strip().lower().decode("ascii", errors="replace")
    word = _SLASH.sub("/", word).split()[0] if word else ""
    if word.count("/") != 1 or word.startswith("/") or word.endswith("/"):
        return "text/plain" if word.startswith("text") else default
    return word[:127]


def boundary(fields: Fields) -> bytes:
    """Give the boundary of a multipart as bytes, b"" when it has none."""
    found = parameter(fields, "content-type", "boundary")
    return found.rstrip().encode("utf-8", errors="replace")


def parameter(fields: Fields, field: str, name: str) -> str:
    """Give one parameter of a field, RFC 2231 and encoded words read; "" when there is none."""
    value = fields.raw(field)
    if value is None or name.encode() not in value[:MAX_FIELD].lower():
        return ""
    message = _parameters(fields, field)
    if message is None:
        return ""
    try:
        found = message.get_param(name, "", header=field, unquote=True)
        plain = collapse_rfc2231_value(found) if isinstance(found, tuple) else str(found)
    except (ValueError, LookupError, TypeError, AttributeError, IndexError, RecursionError):
        return ""
    return decoded(plain)


def transfer_encoding(fields: Fields) -> str:
    """Give the transfer encoding in lower case, "" when missing."""
    value = fields.raw("content-transfer-encoding")
    if value is None:
        return ""
    return value[:200].split(b";")[0].strip().strip(b"\"'").lower().decode("ascii", errors="replace")


def disposition(fields: Fields) -> str:
    """Give `inline`, `attachment` or another word of Content-Disposition, "" when missing."""
    value = fields.raw("content-disposition")
    if value is None:
        return ""
    return value[:200].split(b";")[0].strip().lower().decode("ascii", errors="replace")


def ids(fields: Fields) -> tuple[str, ...]:
    """Give the ids a mail answers to: In-Reply-To first, then References from last to first; at most 100."""
    found: dict[str, None] = {}
    for name in ("in-reply-to", "references"):
        value = fields.raw(name)
        if value is None:
            continue
        for one in reversed(_ids_of(value)) if name == "references" else _ids_of(value):
            found.setdefault(one)
            if len(found) >= MAX_IDS:
                return tuple(found)
    return tuple(found)


def chain(fields: Fields) -> tuple[str, ...]:
    """Give the ids of References in their order, oldest first; those of In-Reply-To without any."""
    value = fields.raw("references") or fields.raw("in-reply-to")
    return tuple(_ids_of(value)[-MAX_IDS:]) if value is not None else ()


def _ids_of(value: bytes) -> list[str]:
    # The newest ids stand at the end: the cut takes the old ones.
    whole = charsets.decode(value if len(value) <= MAX_REFERENCES_FIELD else value[-MAX_REFERENCES_FIELD:])
    found = [_BLANKS.sub("", one) for one in _ID.findall(whole)]
    if not found:
        found = [word for word in whole.split() if "@" in word and len(word) <= 998]
    return found


def message_id(fields: Fields) -> str:
    """Give the Message-ID without its brackets, "" when there is none."""
    value = fields.raw("message-id")
    if value is None:
        return ""
    plain = unfolded(value)
    match = _ID.search(plain)
    word = match.group(1) if match else plain.strip("<> ")
    return _BLANKS.sub("", word)[:998]


def date_at(fields: Fields, received_at: int) -> tuple[int, bool]:
    """Give the instant of Date as epoch seconds, and whether it is doubtful (then it is `received_at`)."""
    plain = text(fields, "date", 500)
    try:
        parts = parsedate_tz(plain)
        at = None if parts is None else mktime_tz(parts)
    except (ValueError, OverflowError, TypeError, IndexError):
        at = None
    if at is None or at < _YEAR_1990 or at > received_at + _DAY_S:
        return received_at, True
    return int(at), False
