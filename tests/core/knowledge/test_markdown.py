"""Articles as files."""

from __future__ import annotations

from pathlib import Path

import pytest

from postventa_tui.core.knowledge import markdown
from postventa_tui.kit.errors import BadFile

FOLDER = Path(__file__).parents[2] / "vectors/search/relevance-open/articles"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_file_written_again_is_the_same(path: Path) -> None:
    text = path.read_text("utf-8")
    assert markdown.write(markdown.read(text, path.name)).rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("no front matter", 1),
        ("---\nslug: a\nlang: es\ntitle: x\n", 5),
        ("---\nslug: a\nlng: es\n---\n", 3),
        ("---\nslug: A b\nlang: es\ntitle: x\n---\n", 2),
        ("---\nslug: a\nlang: fr\ntitle: x\n---\n", 3),
        ("---\nslug: a\nlang: es\ntitle: x\nstatus: done\n---\n", 5),
    ],
)
def test_bad_file_is_refused_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BadFile) as refused:
        markdown.read(text, "x.md")
    assert refused.value.params["line"] == line


def test_tags_may_stand_one_a_line() -> None:
    read = markdown.read(
        '---\nslug: a\nlang: es\ntitle: "Él dijo \\"no\\""\ntags:\n  - uno\n  - dos\n---\n\ncuerpo', "x.md"
    )
    assert read.tags == ("uno", "dos")
    assert read.title == 'Él dijo "no"'
    assert read.body == "cuerpo\n"
