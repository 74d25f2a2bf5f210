"""Which part is the text a person reads, and which are attachments.

Source: design, e-mail sections 3 (bodies) and 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.channels.email import bodies, fields, html, names
from postventa_tui.core.channels.email.limits import MAX_ATTACHMENT_BYTES, MAX_ATTACHMENTS
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from postventa_tui.core.channels.email.structure import Node

_TEXT = ("text/plain", "text/html")
_HTML_ADVANTAGE = 10
_VIEW_IN_HTML_CHARS = 300
_VIEW_IN_HTML = ("view in html", "html format", "view this email", "formato html", "ver en html", "html-enabled", "html capable",
                 "does not support html", "no soporta html", "no admite html", "ver este correo", "ver este mensaje")  # fmt: skip
DASHES = "-" * 20
_APPENDED_MAX = 50


class Attachment(NamedTuple):
    """One attached part: `name` is fit for a folder, `written` as the sender wrote it; `note` is a code for one line."""

    name: str
    written: str
    mime: str
    data: bytes
    is_inline: bool
    content_id: str
    note: str


class Body(NamedTuple):
    """The chosen text, what its HTML marked as quoted, and the text of the HTML when plain was chosen."""

    text: str
    quoted: tuple[tuple[int, int], ...]
    html_text: str
    kind: str
    notes: tuple[str, ...]
    used: frozenset[int]


class _Choice(NamedTuple):
    """One text of the mail: a plain part, an HTML part, or both as alternatives."""

    plain: Node | None
    html: Node | None


def choose(copy: bytes, root: Node) -> Body:
    """Give the text of a mail: the first text, further unnamed ones after a line of dashes."""
    choices = list(_choices(root))
    if not choices:
        return _last_resort(copy, root)
    first = _read(copy, choices[0])
    pieces = [first.text]
    used = set(first.used)
    for choice in choices[1:_APPENDED_MAX]:
        further = _read(copy, choice)
        used |= further.used
        if further.text.strip():
            pieces.append(further.text.strip("\n"))
    words = pieces[0] if len(pieces) == 1 else f"\n{DASHES}\n".join([pieces[0].rstrip("\n"), *pieces[1:]])
    return first._replace(text=words, used=frozenset(used))


def _last_resort(copy: bytes, root: Node) -> Body:
    """A mail whose only text is of an odd kind, or a multipart without parts: its words are shown as they stand."""
    if root.is_container or not root.mime.startswith(("text/", "multipart/")) or _is_attached(root):
        return Body("", (), "", "none", (), frozenset())
    return Body(bodies.text_of(copy, root), (), "", "plain", (), frozenset((id(root),)))


def _is_attached(node: Node) -> bool:
    return fields.disposition(node.fields) == "attachment"


def _is_named(node: Node) -> bool:
    return bool(written_name(node))


def _choices(root: Node) -> Iterator[_Choice]:
    """Give the texts of the mail in order; named text parts count only when there is no other."""
    found: list[_Choice] = []
    named: list[_Choice] = []
    todo = [root]
    while todo:
        node = todo.pop()
        if node.is_container:
            if node.mime == "multipart/alternative":
                choice = _alternative(node)
                if choice is not None:
                    found.append(choice)
            else:
                todo.extend(reversed(node.children))
        elif node.mime in _TEXT and not _is_attached(node):
            choice = _Choice(node, None) if node.mime == "text/plain" else _Choice(None, node)
            (named if _is_named(node) else found).append(choice)
    return iter(found or named[:1])


def _alternative(node: Node) -> _Choice | None:
    """Give the plain and the HTML text among alternatives; the HTML may stand in a group with its images."""
    plain: Node | None = None
    rich: Node | None = None
    for leaf in node.walk():
        if leaf.is_container or _is_attached(leaf):
            continue
        if leaf.mime == "text/plain" and plain is None:
            plain = leaf
        elif leaf.mime == "text/html" and rich is None:
            rich = leaf
    return None if plain is None and rich is None else _Choice(plain, rich)


def _read(copy: bytes, choice: _Choice) -> Body:
    used = frozenset(id(node) for node in choice if node is not None)
    words = bodies.text_of(copy, choice.plain) if choice.plain is not None else ""
    if choice.html is None:
        return Body(words, (), "", "plain", (), used)
    rich = html.to_text(bodies.text_of(copy, choice.html))
    notes = ("html_plain_fallback",) if rich.is_fallback else ()
    if choice.plain is not None and not _is_empty_excuse(words, rich.text):
        return Body(words, (), rich.text, "plain", notes, used)
    return Body(rich.text, rich.quoted, "", "html", notes, used)


def _is_empty_excuse(plain: str, rich: str) -> bool:
    """Whether the plain text says nothing: empty, "view in HTML", or under a tenth of the HTML's text."""
    own, other = len(plain.strip()), len(rich.strip())
    if own == 0:
        return other > 0
    if other and own < _VIEW_IN_HTML_CHARS and any(word in plain.lower() for word in _VIEW_IN_HTML):
        return True
    return own * _HTML_ADVANTAGE < other


def written_name(node: Node) -> str:
    """Give the file name of a part as its sender wrote it, "" for none."""
    return fields.parameter(node.fields, "content-disposition", "filename") or fields.parameter(
        node.fields, "content-type", "name"
    )


def attachments(copy: bytes, root: Node, used: frozenset[int]) -> tuple[list[Attachment], list[str]]:
    """Give the attachments in the order of the parts, and notes on those that stay in the raw only."""
    found: list[Attachment] = []
    notes: list[str] = []
    taken: set[str] = set()
    number = 0
    for node in root.walk():
        if node.is_container:
            continue
        number += 1
        if id(node) in used:
            continue
        if len(found) >= MAX_ATTACHMENTS:
            notes.append("too_many_attachments")
            break
        one = _attachment(copy, node, number, taken)
        if len(one.data) > MAX_ATTACHMENT_BYTES:
            notes.append("attachment_too_large")
            continue
        if one.data or one.written or node is not root:
            found.append(one)
    return found, notes


def _attachment(copy: bytes, node: Node, number: int, taken: set[str]) -> Attachment:
    is_message = bool(node.children)
    data = bodies.own_bytes(copy, node) if is_message else bodies.decoded_bytes(copy, node)
    written = written_name(node)
    if node.mime in ("message/rfc822", "message/global") and not written:
        subject = fields.text(node.children[0].fields, "subject") if is_message else ""
        written = f"{subject}.eml" if subject else ""
    if node.mime == "text/calendar" and not written:
        written = "invitation.ics"
    name = names.unique(names.clean_name(written, names.fallback_name(number, node.mime)), taken)
    content_id = fields.text(node.fields, "content-id").strip("<> ")
    disposition = fields.disposition(node.fields)
    is_inline = bool(content_id) and disposition != "attachment"
    return Attachment(name, written, node.mime, data, is_inline, content_id, _note(node.mime, name))


def _note(mime: str, name: str) -> str:
    """Give the code of the one-line explanation for a part the console cannot open."""
    lower = name.lower()
    if mime in ("application/ms-tnef", "application/vnd.ms-tnef") or lower == "winmail.dat":
        return "tnef"
    if mime in ("application/pkcs7-mime", "application/x-pkcs7-mime") or lower.endswith(".p7m"):
        return "encrypted"
    if mime == "application/pgp-encrypted" or lower in ("encrypted.asc",) or lower.endswith(".pgp"):
        return "encrypted"
    if "signature" in mime or lower.endswith((".p7s", ".sig")):
        return "signature"
    return "program" if names.is_program(name) else ""
