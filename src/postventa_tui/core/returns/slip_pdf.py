"""The deposit slip as PDF: two copies, Code 128 barcode, through reportlab (loaded only here, only when used)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from postventa_tui.core.returns.slip import COPIES, Item, Slip, items

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARGIN = 42.0
_LEADING = {"title": 15.0, "field": 12.0, "small": 9.5, "sign": 30.0, "rule": 9.0, "barcode": 46.0}
_SIZE = {"title": 12.0, "field": 9.5, "small": 7.5, "sign": 9.0}
_BAR_HEIGHT = 32.0


def as_pdf(slip: Slip) -> bytes:
    """Give both copies on one A4 page, or on a page each when the text is long.

    The same slip gives the same bytes.
    """
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    wide, high = A4
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4, invariant=1)
    canvas.setTitle(_latin(slip.number))
    copies = [list(_drawn(items(slip, copy), wide - 2 * _MARGIN)) for copy in COPIES]
    halves = all(sum(_LEADING[one.kind] for one in copy) <= high / 2 - _MARGIN for copy in copies)
    top = high - _MARGIN
    for number, copy in enumerate(copies):
        if number and halves:
            top = high / 2 - _MARGIN / 2
            canvas.setDash(3, 3)
            canvas.line(0, high / 2, wide, high / 2)
            canvas.setDash()
        elif number:
            canvas.showPage()
        _draw(canvas, copy, top, wide)
    canvas.save()
    return target.getvalue()


def _drawn(found: list[Item], room: float) -> Iterator[Item]:
    """The lines of a copy, broken to the width of the page in points."""
    from reportlab.lib.utils import simpleSplit

    for one in found:
        if one.kind in ("rule", "barcode"):
            yield one
            continue
        text = _latin(f"{one.label}: {one.text}" if one.label else one.text)
        for line in simpleSplit(text, _font(one.kind), _SIZE[one.kind], room):
            yield Item(one.kind, line)


def _draw(canvas: Any, lines: list[Item], top: float, wide: float) -> None:
    """Draw lines downwards from `top`; a full page is followed by another."""
    y = top
    for one in lines:
        y -= _LEADING[one.kind]
        if y < _MARGIN / 2:
            canvas.showPage()
            y = canvas._pagesize[1] - _MARGIN - _LEADING[one.kind]
        if one.kind == "rule":
            canvas.line(_MARGIN, y + 4, wide - _MARGIN, y + 4)
        elif one.kind == "barcode":
            _draw_barcode(canvas, one.text, y, wide)
        else:
            canvas.setFont(_font(one.kind), _SIZE[one.kind])
            canvas.drawString(_MARGIN, y, one.text)


def _draw_barcode(canvas: Any, text: str, y: float, wide: float) -> None:
    """Draw the number as Code 128 with its letters below."""
    from reportlab.graphics.barcode.code128 import Code128

    bars = Code128(_latin(text), barHeight=_BAR_HEIGHT, barWidth=1.1, humanReadable=True)
    bars.drawOn(canvas, (wide - bars.width) / 2, y + 8)


def _font(kind: str) -> str:
    """The font of a kind of line; the standard ones need no file."""
    return "Helvetica-Bold" if kind == "title" else "Helvetica"


def _latin(text: str) -> str:
    """The text with what the standard fonts cannot draw as a question mark."""
    return text.encode("cp1252", "replace").decode("cp1252")
