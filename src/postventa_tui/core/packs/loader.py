"""Reading a pack from its folder: of the package, or one a shop wrote."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from postventa_tui.core.assets.rules_shape import Bad, Table, located
from postventa_tui.core.assets.sector_fields import KINDS, Field
from postventa_tui.core.packs.model import CannedText, Cause, Pack
from postventa_tui.kit.errors import BadFile, NotFound

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

FORMAT = "postventa-pack/1"
SHIPPED = ("retail", "automotive", "saas", "halal_finance")


def shipped(name: str) -> Pack:
    """Give a pack of the package.

    Raises:
        NotFound: `pack_unknown`, naming those there are.
    """
    if name not in SHIPPED:
        raise NotFound("pack_unknown", name=name, known=", ".join(SHIPPED))
    return load(resources.files("postventa_tui.core.packs").joinpath("data", name))


def load(folder: Traversable) -> Pack:
    """Give the pack of a folder.

    Raises:
        BadFile: `bad_file` with file, line and reason.
    """
    top = _toml(folder.joinpath("pack.toml"))
    try:
        pack = _pack(top)
    except Bad as error:
        text = folder.joinpath("pack.toml").read_text(encoding="utf-8")
        raise BadFile("bad_file", file="pack.toml", line=located(text, error.path), reason=str(error)) from error
    calendar = folder.joinpath("calendar.toml")
    return pack._replace(
        articles=tuple((one.name, one.read_text(encoding="utf-8")) for one in _files(folder, "articles", ".md")),
        canned=tuple(text for one in _files(folder, "canned", ".toml") for text in _canned(one)),
        rules=tuple((one.name, one.read_text(encoding="utf-8")) for one in _files(folder, "rules", ".toml")),
        calendar=calendar.read_text(encoding="utf-8") if calendar.is_file() else None,
    )


def _files(folder: Traversable, name: str, ending: str) -> list[Traversable]:
    """The files of a folder inside the pack, by name."""
    inside = folder.joinpath(name)
    if not inside.is_dir():
        return []
    return sorted((one for one in inside.iterdir() if one.name.endswith(ending)), key=lambda one: one.name)


def _toml(file: Traversable) -> Table:
    """A TOML file as a table."""
    try:
        return Table(tomllib.loads(file.read_text(encoding="utf-8")), ())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadFile("bad_file", file=file.name, line=None, reason=str(error)) from error


def _pack(top: Table) -> Pack:
    """The values of pack.toml."""
    top.only("format", "name", "title_es", "title_en", "required_to_solve", "forbidden_words", "field", "cause")
    if top.text("format") != FORMAT:
        top.bad("format", f"format must be {FORMAT}")
    return Pack(
        top.text("name"),
        top.text("title_es"),
        top.text("title_en"),
        top.texts("required_to_solve", needed=False),
        tuple(_field(part) for part in top.tables("field")),
        tuple(Cause(part.text("code"), part.text("es"), part.text("en")) for part in top.tables("cause")),
        top.texts("forbidden_words", needed=False),
        (),
        (),
    )


def _field(part: Table) -> Field:
    """One [[field]]."""
    part.only("name", "kind", "es", "en", "choices")
    kind = part.word("kind", KINDS) or "text"
    choices = part.texts("choices", needed=kind == "choice")
    return Field(part.text("name"), kind, part.text("es"), part.text("en"), choices)


def _canned(file: Traversable) -> list[CannedText]:
    """The canned replies of one file."""
    top = _toml(file)
    try:
        return [
            CannedText(
                part.text("slug"),
                part.text("lang"),
                part.text("title"),
                part.text("body").strip() + "\n",
                part.text("shortcut") if "shortcut" in part.values else None,
                part.texts("channels", needed=False),
            )
            for part in top.tables("canned")
        ]
    except Bad as error:
        line = located(file.read_text(encoding="utf-8"), error.path)
        raise BadFile("bad_file", file=file.name, line=line, reason=str(error)) from error
