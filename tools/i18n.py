"""Keep the catalogues true: extract texts, report what has no Spanish, compile.

`python tools/i18n.py` updates locale/*/LC_MESSAGES/postventa.po and compiles; `--check` changes no `.po` and exits 1
when a text is missing, fuzzy, or names other placeholders than its translation.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "postventa_tui"
KEYWORDS = {"_": None, "N_": None, "lazy": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2)}
PLACEHOLDER = re.compile(r"\{\w*\}|%\(\w+\)[sd]")


def extract() -> Catalog:
    """Give a catalogue of every text in the package."""
    catalogue = Catalog(domain="postventa", project="postventa", charset="utf-8")
    found = extract_from_dir(str(PACKAGE), method_map=[("**.py", "python")], keywords=KEYWORDS)
    for name, _line, message, _comments, context in sorted(found, key=lambda row: (row[0], row[1])):
        catalogue.add(message, None, [(name, 0)], context=context)
    for word in _keymap_words():
        catalogue.add(word, None, [("tui/keys.py", 0)])
    return catalogue


def _keymap_words() -> list[str]:
    """Give the words of the keymap: they stand in a table that no extractor reads."""
    from postventa_tui.tui.keys import DEFAULTS

    return [word for key in DEFAULTS.values() for word in (key.text, key.group)]


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
        elif any(set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(" ".join(ids))) for text in strings):
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
