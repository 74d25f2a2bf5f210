"""One line of `postventa-import/1`: text in, a checked row or the reason why not out. Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping

from postventa_tui.core.exchange.checks import Fault, check_object
from postventa_tui.core.exchange.kinds import KINDS, META, SCORES, Kind
from postventa_tui.kit.rows import NamedTuple

Row = dict[str, object]
MAX_LINE_BYTES = 16 * 1024 * 1024
"""Longest line that is read; larger attachments travel as files beside the import file."""


class Line(NamedTuple):
    """A line that reads well: its kind, its identity and all its keys."""

    kind: str
    ext: str
    row: Row


class LineError(Exception):
    """A line that does not: what could be read of it, the code and the field."""

    def __init__(self, code: str, field: str | None, kind: str | None = None, ext: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.field = field
        self.kind = kind
        self.ext = ext


class Link(NamedTuple):
    """A reference found in a row: the field it stands in, the kind and `ext` it names."""

    field: str
    kind: str
    ext: str


def read_line(text: str) -> Line:
    """Give the row of one line.

    Raises:
        LineError: `bad_json`, `unknown_kind`, `unknown_key`, `missing_key` or `bad_value`.
    """
    row = parse(text)
    kind = row.get("kind")
    ext = row.get("ext")
    known = ext if isinstance(ext, str) else None
    if kind is None:
        raise LineError("missing_key", "kind", None, known)
    if not isinstance(kind, str):
        raise LineError("unknown_kind", "kind", None, known)
    spec = META if kind == "meta" else KINDS.get(kind)
    if spec is None:
        raise LineError("unknown_kind", "kind", kind, known)
    fault = check_row(kind, row, spec)
    if fault is None and ("\\ud" in text or "\\uD" in text) and not _is_unicode(row):
        fault = Fault("bad_value", _broken_field(row))
    if fault is not None:
        raise LineError(fault.code, fault.path, kind, known)
    return Line(kind, known or "", row)


def read_again(text: str) -> Line:
    """Give the row of a line that was found good before, without judging it a second time."""
    row = parse(text)
    return Line(str(row["kind"]), str(row["ext"]), row)


def parse(text: str) -> Row:
    """Give the object of one line of JSON, strictly: no NaN, no doubled key, no number out of range.

    Raises:
        LineError: `bad_json`.
    """
    try:
        value = _DECODER.decode(text)
    except (ValueError, RecursionError):
        raise LineError("bad_json", None) from None
    if not isinstance(value, dict):
        raise LineError("bad_json", None)
    return value


def _no_doubles(pairs: list[tuple[str, object]]) -> Row:
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key stands twice")
    return row


def _number(words: str) -> float:
    value = float(words)
    if value in (float("inf"), float("-inf")):
        raise ValueError("number out of range")
    return value


def _no_constant(words: str) -> float:
    raise ValueError(words)


_DECODER = json.JSONDecoder(
    object_pairs_hook=_no_doubles, parse_float=_number, parse_constant=_no_constant, strict=True
)


def check_row(kind: str, row: Row, spec: Kind) -> Fault | None:
    """Give the first fault of a row, or None."""
    fault = check_object(row, spec.required, spec.keys)
    if fault is None and kind in _FURTHER:
        fault = _FURTHER[kind](row)
    return fault


def _is_unicode(value: object) -> bool:
    """Tell whether every string can be stored: an escape `\\ud800` alone is no character."""
    if isinstance(value, str):
        return not any("\ud800" <= char <= "\udfff" for char in value)
    if isinstance(value, dict):
        return all(_is_unicode(key) and _is_unicode(item) for key, item in value.items())
    return not isinstance(value, list) or all(map(_is_unicode, value))


def _broken_field(row: Row) -> str:
    return next(key for key, item in row.items() if not _is_unicode(item))


def _customer(row: Row) -> Fault | None:
    if "name" in row and any(key in row for key in ("given", "surname1", "surname2")):
        return Fault("bad_value", "name")
    return None


def _ticket(row: Row) -> Fault | None:
    merged = row.get("merged_into") is not None
    if merged and row.get("merged_into") == row.get("ext"):
        return Fault("cycle", "merged_into")
    if merged != (row.get("status_type", "merged" if merged else None) == "merged"):
        return Fault("bad_value", "status_type" if "status_type" in row else "merged_into")
    return None


def _interaction(row: Row) -> Fault | None:
    if "ticket" not in row and "customer" not in row:
        return Fault("missing_key", "ticket")
    if row.get("ticket") is None and row.get("customer") is None:
        return Fault("bad_value", "ticket" if "ticket" in row else "customer")
    inner = row["kind_of"] in ("note", "event")
    if row.get("direction", "internal" if inner else None) == "internal" and not inner:
        return Fault("bad_value", "direction") if "direction" in row else None
    if inner and row.get("direction", "internal") != "internal":
        return Fault("bad_value", "direction")
    expected = "internal" if inner else "public"
    return None if row.get("visibility", expected) == expected else Fault("bad_value", "visibility")


def _survey(row: Row) -> Fault | None:
    least, most = SCORES[str(row["survey_kind"])]
    score = row.get("score")
    if isinstance(score, (int, float)) and not least <= score <= most:
        return Fault("bad_value", "score")
    return None


def _attachment(row: Row) -> Fault | None:
    inline = row.get("base64")
    if not isinstance(inline, str):
        return None
    try:
        data = base64.b64decode(inline, validate=True)
    except (binascii.Error, ValueError):
        return Fault("bad_value", "base64")
    if hashlib.sha256(data).hexdigest() != row["sha256"]:
        return Fault("bad_value", "sha256")
    return None if row.get("bytes", len(data)) == len(data) else Fault("bad_value", "bytes")


_FURTHER = {
    "customer": _customer,
    "ticket": _ticket,
    "interaction": _interaction,
    "survey": _survey,
    "attachment": _attachment,
}


def links(kind: str, row: Mapping[str, object]) -> Iterator[Link]:
    """Give every reference of a good row, in the order of the kind's table."""
    for field, target in KINDS[kind].refs:
        if field in row:
            ext = row[field]
            if isinstance(ext, str):
                yield Link(field, target, ext)
        elif "[]" in field:
            yield from _links_in(row, field.split("."), "", target)
    if kind == "interaction":
        yield from _author(row)


def _links_in(value: Mapping[str, object], path: list[str], at: str, target: str) -> Iterator[Link]:
    head, rest = path[0], path[1:]
    name = head.removesuffix("[]")
    found = value.get(name)
    items = found if isinstance(found, list) else []
    for index, item in enumerate(items):
        place = f"{at}{name}[{index}]"
        if not rest and isinstance(item, str):
            yield Link(place, target, item)
        elif isinstance(item, dict) and rest:
            inner = item.get(rest[0])
            if isinstance(inner, str):
                yield Link(f"{place}.{rest[0]}", target, inner)
            else:
                yield from _links_in(item, rest, f"{place}.", target)


def _author(row: Mapping[str, object]) -> Iterator[Link]:
    author = row.get("author")
    if isinstance(author, dict) and isinstance(author.get("ext"), str):
        kind = "agent" if author.get("kind") == "agent" else "customer"
        yield Link("author.ext", kind, str(author["ext"]))


def content_hash(row: Mapping[str, object]) -> str:
    """Give the mark of a row's content: equal rows give equal marks whatever the order of their keys."""
    canonical = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(canonical.encode("utf-8"), digest_size=16).hexdigest()
