"""HTML of a mail to text: nothing fetched, nothing hidden, quotes marked before the layout goes.

Source: design, e-mail section 3.2; Resiliparse was the only one quick on all bombs.
"""

from __future__ import annotations

import html as entities
import re
import secrets
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from postventa_tui.core.channels.email.bodies import CUT_LINE
from postventa_tui.core.channels.email.limits import MAX_HTML_CHARS
from postventa_tui.kit import charsets
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from resiliparse.parse.html import ElementNode, HTMLTree, Node

_QUOTE_CLASSES = {"gmail_quote", "gmail_quote_container", "yahoo_quoted", "moz-cite-prefix"}
_REST_STYLES = ("border-top:solid #E1E1E1", "border-top:solid #B5C4DF")
_REST_IDS = ("divRplyFwdMsg", "appendonsend")
_MAX_MARKED = 300
_MAX_LINKS = 3000
_MAX_NODES = 100_000
_SCHEMES = ("", "mailto:", "tel:", "http://", "https://")
_TAG = re.compile("<[^<>]{0,2000}>")
_HOST = re.compile(
    r"^(?:https?://|www\.)?([a-z0-9](?:[a-z0-9\-]{0,62}\.)+[a-z]{2,24})(?:[/?#:]\S{0,500})?$", re.IGNORECASE
)
_FALLBACK_CHARS = 64 * 1024
_BLANK_RUN = re.compile(r"\n{3,}")
_HEAD_TITLE = re.compile(r"<title\b[^>]{0,200}>[^<]{0,2000}</title\s*>", re.IGNORECASE)


class HtmlText(NamedTuple):
    """Text of an HTML body: `quoted` are the (start, end) offsets of what it marks as quoted."""

    text: str
    quoted: tuple[tuple[int, int], ...]
    is_fallback: bool


def to_text(source: str) -> HtmlText:
    """Give the words of an HTML body, with layout and with the spans it marks as quoted. Never fails."""
    is_cut = len(source) > MAX_HTML_CHARS
    capped = charsets.tidy(source[:MAX_HTML_CHARS].replace("\x00", "\u2400"))
    try:
        found = _converted(capped)
    except Exception:  # house: a converter of strangers' markup is one item of a batch; the fallback is the answer
        found = None
    if found is None or (not found.text.strip() and capped.strip()):
        words = _plain(capped)
        found = HtmlText(words, (), found is None or bool(words.strip()))
    if is_cut:
        found = found._replace(text=f"{found.text.rstrip()}\n{CUT_LINE}")
    return found


def _plain(source: str) -> str:
    return entities.unescape(_TAG.sub(" ", source[:_FALLBACK_CHARS])).strip()


def _converted(source: str) -> HtmlText:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(_HEAD_TITLE.sub("", source, count=1))
    mark = secrets.token_hex(12)
    quotes, links = _found(tree)
    for link in links:
        _show_link(tree, link)
    for quote in quotes:
        _mark_quote(tree, quote, mark)
    words = extract_plain_text(tree, main_content=False, links=True, alt_texts=False)
    return _unmarked(words, mark)


def _found(tree: HTMLTree) -> tuple[list[ElementNode], list[ElementNode]]:
    """Give the quoted blocks and the links, by one walk: the lists of the library cost a search for each item."""
    quotes: list[ElementNode] = []
    links: list[ElementNode] = []
    if tree.body is None:
        return quotes, links
    for count, found in enumerate(tree.body):
        if count >= _MAX_NODES:
            break
        tag = found.tag
        if tag not in ("a", "blockquote", "div"):
            continue
        node = cast("ElementNode", found)
        if tag == "a":
            if len(links) < _MAX_LINKS and node.getattr("href"):
                links.append(node)
        elif len(quotes) < _MAX_MARKED and (tag == "blockquote" or _is_quote(node)):
            quotes.append(node)
    return quotes, links


def _is_quote(node: ElementNode) -> bool:
    classes = node.getattr("class")
    return (classes is not None and not _QUOTE_CLASSES.isdisjoint(classes.split())) or _begins_rest(node)


def _mark_quote(tree: HTMLTree, node: ElementNode, mark: str) -> None:
    """Put a paragraph with the mark before and after the block; the mark is random, so no mail can fake it."""
    parent = node.parent
    if parent is None:
        return
    is_rest = _begins_rest(node)
    following = node.next_sibling
    parent.insert_before(_paragraph(tree, f"{mark}{'r' if is_rest else 'b'}"), node)
    if is_rest:
        return
    end = _paragraph(tree, f"{mark}e")
    if following is None:
        parent.append_child(end)
    else:
        parent.insert_before(end, following)


def _begins_rest(node: ElementNode) -> bool:
    """Whether all after this block is quote too: Outlook marks only the header block."""
    style = node.getattr("style")
    return node.getattr("id") in _REST_IDS or (style is not None and any(word in style for word in _REST_STYLES))


def _paragraph(tree: HTMLTree, words: str) -> ElementNode:
    node = cast("ElementNode", tree.create_element("p"))
    node.text = words
    return node


def _show_link(tree: HTMLTree, node: ElementNode) -> None:
    """Show where a link leads when it says otherwise; leave out targets that repeat the words."""
    parent = node.parent
    if parent is None or node.first_child is None or node.first_child.first_child is not None:
        return
    words = (node.text or "").strip()
    target = (node.getattr("href") or "").strip()
    said = _HOST.match(words)
    host = _host(target)
    if said and host and said.group(1).lower().removeprefix("www.") != host.removeprefix("www."):
        parent.replace_child(_text(tree, f"{words} (→ {host})"), node)
    elif (words and target.rstrip("/") in [f"{scheme}{words.rstrip('/')}" for scheme in _SCHEMES]) or (
        words and target.startswith(("#", "cid:", "javascript:", "data:"))
    ):
        parent.replace_child(_text(tree, words), node)


def _text(tree: HTMLTree, words: str) -> Node:
    return cast("Node", tree.create_text_node(words))


def _host(target: str) -> str:
    if not target.lower().startswith(("http://", "https://")):
        return ""
    try:
        return (urlsplit(target).hostname or "").lower()
    except ValueError:
        return ""


def _unmarked(words: str, mark: str) -> HtmlText:
    """Take the marks out and give the offsets they stood for."""
    out: list[str] = []
    spans: list[tuple[int, int]] = []
    at = depth = begun = 0
    has_rest = False
    for piece in re.split(f"\\n*({mark}[rbe])\\n*", words):
        if not piece.startswith(mark):
            joined = piece if not out else f"\n\n{piece}" if piece else ""
            out.append(joined)
            at += len(joined)
            continue
        kind = piece[-1]
        if kind == "e":
            depth = max(0, depth - 1)
            if depth == 0 and not has_rest:
                spans.append((begun, at))
            continue
        if depth == 0 and not has_rest:
            begun = at
        depth += kind == "b"
        has_rest = has_rest or kind == "r"
    if has_rest or depth:
        spans.append((begun, at))
    return HtmlText("".join(out), tuple(spans), False)
