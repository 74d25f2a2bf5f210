"""Keep the catalogues true: extract texts, report what has no Spanish, compile.

`python tools/i18n.py` updates locale/*/LC_MESSAGES/postventa.po and compiles; `--check` changes no `.po` and exits 1
when a text is missing, fuzzy, or names other placeholders than its translation.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "postventa_tui"
CALLS = frozenset({"_", "N_", "lazy", "ngettext", "pgettext"})
SHOWN = frozenset({"FOOTER", "HINT"})
"""Class attributes of panes: their words are translated when they are shown."""
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)[sd]")


def extract() -> Catalog:
    """Give a catalogue of every text in the package."""
    catalogue = Catalog(domain="postventa", project="postventa", charset="utf-8")
    for file in sorted(PACKAGE.rglob("*.py")):
        for context, message in _texts(ast.parse(file.read_text(encoding="utf-8"))):
            catalogue.add(message, None, [(str(file.relative_to(PACKAGE)), 0)], context=context)
    for word in _keymap_words():
        catalogue.add(word, None, [("tui/keys.py", 0)])
    for line in _help_lines():
        catalogue.add(line, None, [("cli/root.py", 0)])
    return catalogue


def _texts(tree: ast.AST) -> Iterator[tuple[str | None, str | tuple[str, str]]]:
    """Give (context, text) of a file. Calls inside f-strings count too, which a tokenizer does not see."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(isinstance(one, ast.Name) and one.id in SHOWN for one in node.targets):
            yield from ((None, word) for word in _shown(node.value))
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in CALLS:
            continue
        words = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
        if node.func.id == "ngettext" and len(words) > 1:
            yield None, (words[0], words[1])
        elif node.func.id == "pgettext" and len(words) > 1:
            yield words[0], words[1]
        elif node.func.id not in ("ngettext", "pgettext") and words and words[0]:
            yield None, words[0]


def _shown(value: ast.expr) -> Iterator[str]:
    """Give the words of a footer (the second of each pair) or a hint."""
    if isinstance(value, ast.Constant) and value.value:
        yield str(value.value)
    elif isinstance(value, ast.Tuple):
        pairs = [one.elts for one in value.elts if isinstance(one, ast.Tuple) and len(one.elts) > 1]
        yield from (str(pair[1].value) for pair in pairs if isinstance(pair[1], ast.Constant))


def _keymap_words() -> list[str]:
    """Give the words of the keymap: they stand in a table that no extractor reads."""
    from postventa_tui.tui.keys import DEFAULTS

    return [word for key in DEFAULTS.values() for word in (key.text, key.group)]


def _help_lines() -> list[str]:
    """Give the help of every command and option: docstrings and literals, translated when they are shown."""
    from postventa_tui.cli import root
    from postventa_tui.kit.i18n import set_language

    set_language("en")
    tree = root.build()
    found: dict[str, None] = {}
    waiting: list[Any] = [tree, *(tree.get_command(None, name) for name in tree.list_commands(None))]
    while waiting:
        command = waiting.pop(0)
        for text in (command.help, command.short_help, *(getattr(param, "help", None) for param in command.params)):
            if text:
                found[str.__str__(text)] = None
        waiting.extend(getattr(command, "commands", {}).values())
    return list(found)


def faults(catalogue: Catalog) -> list[str]:
    """Give a line for each text without a good translation."""
    lines = []
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        if message.fuzzy or not all(strings):
            lines.append(f"no translation: {message.id!r}")
        elif any(set(PLACEHOLDER.findall(text or "")) - set(PLACEHOLDER.findall(" ".join(ids))) for text in strings):
            lines.append(f"other placeholders: {message.id!r}")
    return lines


def main() -> int:
    """Update or check each language; gives the exit code."""
    check = "--check" in sys.argv
    template = extract()
    bad = []
    for po in sorted(PACKAGE.glob("locale/*/LC_MESSAGES/postventa.po")):
        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        if not check:
            with po.open("wb") as target:
                write_po(target, catalogue, width=100, no_location=True, omit_header=False, sort_output=True)
        with po.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        bad += [f"{po.parent.parent.name}: {line}" for line in faults(catalogue)]
    print("\n".join(bad) if bad else "every text has its translation")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
