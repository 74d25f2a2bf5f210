"""The container that puts the frames where the arrangement says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Container
from textual.geometry import NULL_OFFSET, Spacing
from textual.layout import ArrangeResult, Layout, WidgetPlacement

if TYPE_CHECKING:
    from textual.geometry import Region, Size
    from textual.widget import Widget


class Places(Layout):
    """A layout of given regions by widget id; a widget without a region is not placed."""

    name = "places"

    def __init__(self) -> None:
        self.regions: dict[str, Region] = {}

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Give the placements of the children that have a region."""
        found = []
        for child in children:
            region = self.regions.get(child.id or "")
            if region is not None:
                found.append(WidgetPlacement(region, NULL_OFFSET, Spacing(), child))
        return found


class Columns(Container):
    """The frames of the console."""

    def __init__(self, *children: Widget) -> None:
        super().__init__(*children, id="columns")
        self.places = Places()

    @property
    def layout(self) -> Layout:
        """The layout of given regions."""
        return self.places

    def put(self, regions: dict[str, Region]) -> None:
        """Place the frames anew; those without a region are hidden and draw nothing."""
        self.places.regions = {f"frame-{name}": region for name, region in regions.items()}
        for child in self.children:
            child.display = child.id in self.places.regions
        self.refresh(layout=True)
