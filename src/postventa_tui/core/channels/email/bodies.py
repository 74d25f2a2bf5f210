"""The bytes and the words of a part: transfer encoding, charset, flowed lines.

Source: design, e-mail section 3 (bodies) and 6.3; RFC 2045, 3676.
"""

from __future__ import annotations

import binascii
import re
from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import fields
from postventa_tui.core.channels.email.limits import MAX_BODY_CHARS
from postventa_tui.kit import charsets

if TYPE_CHECKING:
    from postventa_tui.core.channels.email.structure import Node

CUT_LINE = "[… cut: the message goes on in the original]"
_UU_NAMES = ("x-uuencode", "uuencode", "uue", "x-uue")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)
_RETURNS = re.compile("\r\n?")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)


def own_bytes(copy: bytes, node: Node) -> bytes:
    """Give the body of a part as it stands in the mail."""
    return copy[node.body_start : node.body_end]


def decoded_bytes(copy: bytes, node: Node, cap: int | None = None) -> bytes:
    """Give the body of a part with its transfer encoding undone; what decodes, decodes.

    Args:
        cap: Only about so many bytes of the body are wanted; None for all.
    """
    encoding = fields.transfer_encoding(node.fields)
    end = node.body_end
    if cap is not None and encoding not in _UU_NAMES:
        end = min(end, node.body_start + cap)
    body = copy[node.body_start : end]
    if encoding == "base64":
        if node.mime.startswith("text/") and not fields.is_base64(body):
            return body
        return fields.base64_bytes(body)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in _UU_NAMES:
        return _uudecoded(body)
    return body


def _uudecoded(body: bytes) -> bytes:
    begin = _UU_BEGIN.search(body)
    if begin is None:
        return body
    out: list[bytes] = []
    for line in body[begin.end() :].split(b"\n"):
        line = line.rstrip(b"\r")
        if line == b"end":
            break
        if line:
            out.append(_uu_line(line))
    return b"".join(out)


def _uu_line(line: bytes) -> bytes:
    """Give one line; a false length is read by what stands there (the standard library's own work-around)."""
    try:
        return binascii.a2b_uu(line)
    except binascii.Error:
        length = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            return binascii.a2b_uu(line[:length])
        except binascii.Error:
            return b""


def text_of(copy: bytes, node: Node) -> str:
    """Give the words of a text part: decoded, line feeds only, flowed lines joined, at most 4 Mi characters."""
    data = decoded_bytes(copy, node, cap=MAX_BODY_CHARS * 4)
    charset = fields.parameter(node.fields, "content-type", "charset")
    if not charset and node.mime == "text/html":
        meta = _META_CHARSET.search(data, 0, 4096)
        charset = meta.group(1).decode("ascii") if meta else ""
    words = _RETURNS.sub("\n", charsets.decode(data, charset))
    if len(words) > MAX_BODY_CHARS:
        words = f"{words[:MAX_BODY_CHARS]}\n{CUT_LINE}"
    if node.mime == "text/plain" and fields.parameter(node.fields, "content-type", "format").lower() == "flowed":
        words = unflowed(words, fields.parameter(node.fields, "content-type", "delsp").lower() == "yes")
    return words


def unflowed(words: str, del_space: bool) -> str:
    """Give text of format=flowed with its soft line breaks taken out and its stuffing dropped.

    Source: RFC 3676 sections 4.2 and 4.4.
    """
    out: list[str] = []
    open_depth = -1
    for line in words.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_soft = content.endswith(" ") and content != "-- "
        piece = content[:-1] if is_soft and del_space else content
        if depth == open_depth and content != "-- ":
            out[-1] += piece
        else:
            out.append(f"{'>' * depth}{' ' if depth and piece else ''}{piece}")
        open_depth = depth if is_soft else -1
    return "\n".join(out)
