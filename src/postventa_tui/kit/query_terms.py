"""What a query asks of a text, without AND and OR: for rankings where words may be missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from postventa_tui.kit.query import Node


class Unit(NamedTuple):
    """Words one after another; `is_exact` stood in quotes; `is_prefix` is still being typed."""

    words: tuple[str, ...]
    is_exact: bool = False
    is_prefix: bool = False


class FieldTest(NamedTuple):
    """A field of the query and whether it is negated; `values` are any of."""

    name: str
    op: str
    values: tuple[str, ...]
    is_negative: bool = False


class Asked(NamedTuple):
    """The units a text should have, those it must not have, and the fields."""

    wanted: tuple[Unit, ...]
    unwanted: tuple[Unit, ...]
    fields: tuple[FieldTest, ...]

    def field(self, name: str) -> tuple[str, ...]:
        """Give the values of a field that is not negated, () without one."""
        for test in self.fields:
            if test.name == name and not test.is_negative:
                return test.values
        return ()


def asked(ast: Node, *, is_prefix: bool = False) -> Asked:
    """Give what a tree asks; with `is_prefix` its last word may be longer."""
    wanted: list[Unit] = []
    unwanted: list[Unit] = []
    fields: list[FieldTest] = []
    _walk(ast, wanted, unwanted, fields, is_negative=False)
    if is_prefix and wanted and len(wanted[-1].words) == 1 and not wanted[-1].is_exact:
        wanted[-1] = wanted[-1]._replace(is_prefix=True)
    return Asked(tuple(wanted), tuple(unwanted), tuple(fields))


def _walk(node: Node, wanted: list[Unit], unwanted: list[Unit], fields: list[FieldTest], *, is_negative: bool) -> None:
    if node[0] in ("and", "or", "not"):
        for child in node[1:]:
            if isinstance(child, list):
                _walk(child, wanted, unwanted, fields, is_negative=is_negative ^ (node[0] == "not"))  # type: ignore[arg-type]  # children are nodes
    elif node[0] == "field":
        values = node[3] if isinstance(node[3], list) else node[3:]
        test = FieldTest(str(node[1]), str(node[2]), tuple(str(value) for value in values), is_negative)
        fields.append(test)
    else:
        unit = unit_of(node)
        if unit is not None:
            (unwanted if is_negative else wanted).append(unit)


def unit_of(node: Node) -> Unit | None:
    """Give the words of a leaf: a ticket, number or phone is a word too; None for `all`."""
    kind, values = node[0], [str(value) for value in node[1:]]
    if kind == "word":
        return Unit((values[0],), is_exact=len(values) > 1)
    if kind == "phrase":
        return Unit(tuple(values))
    if kind in ("ticket", "number", "phone"):
        return Unit((values[0],))
    if kind == "email":
        from postventa_tui.kit.words import tokens

        words = tokens(bare_address(values[0]))
        return Unit(tuple(words)) if words else None
    return None


def bare_address(text: str) -> str:
    """Give an address as it is kept: `mailto:ana@x.example` without its scheme."""
    return text.rpartition(":")[2]
