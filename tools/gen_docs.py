"""Write the pages that the program knows by itself: docs/cli.md, keys.md, schema.md, errors.md.

`python tools/gen_docs.py` writes; `--check` exits 1 and names a page that is stale.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
HEAD = "<!-- made by tools/gen_docs.py; do not edit -->\n\n"


def cli_page() -> str:
    """Give the reference of every command with its arguments and options."""
    from postventa_tui.cli import root

    lines = ["# Commands", "", "Global options go before or after the verb; `postventa VERB --help` shows them.", ""]
    tree = root.build()
    for name in tree.list_commands(None):
        lines += _command(tree.get_command(None, name), f"postventa {name}", depth=2)
    return "\n".join(lines) + "\n"


def _command(command: Any, path: str, depth: int) -> list[str]:
    own = [p for p in command.params if getattr(p, "rich_help_panel", "") != "Global options" and p.name != "help"]
    arguments = " ".join(p.name.upper() for p in own if p.param_type_name == "argument")
    lines = [
        f"{'#' * min(depth, 4)} `{path}{' ' + arguments if arguments else ''}`",
        "",
        (command.help or "").strip(),
        "",
    ]
    for param in own:
        if param.param_type_name == "option":
            lines.append(f"- `{', '.join(param.opts)}`: {(param.help or '').strip()}".rstrip(": "))
    if lines[-1] != "":
        lines.append("")
    for name in getattr(command, "commands", {}):
        lines += _command(command.commands[name], f"{path} {name}", depth + 1)
    return lines


def keys_page() -> str:
    """Give the key sheet from the default keymap."""
    from postventa_tui.tui.keys import DEFAULTS

    lines = [
        "# Keys",
        "",
        "Change one under `[keys]` in `config.toml` by its id.",
        "",
        "| id | key | does |",
        "| --- | --- | --- |",
    ]
    for bind in DEFAULTS.values():
        keys = " ".join(f"`{key}`" for key in bind.keys.split(","))
        lines.append(f"| {bind.id} | {keys} | {bind.text} |")
    return "\n".join(lines) + "\n"


def schema_page() -> str:
    """Give every table with its columns, from a new file."""
    from postventa_tui.db import connection, journal
    from postventa_tui.desk import create_shop
    from postventa_tui.kit.clock import FixedClock

    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "shop.db")
        create_shop(path, lang="en", clock=FixedClock(1795106520), admin_login="ana", admin_name="Ana")
        db = connection.connect(path, mode="ro")
        names = [str(r[0]) for r in db.all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        lines = ["# Schema", "", "`J`: every change is recorded in the journal. `*_at`: UTC epoch seconds.", ""]
        for name in names:
            if re.match(r"sqlite_|_sqlite|search_\w+_(data|idx|docsize|config|content)$", name):
                continue
            lines += [
                f"## {name}{' (J)' if name in journal.JOURNALLED else ''}",
                "",
                "| column | type |",
                "| --- | --- |",
            ]
            lines += [f"| {row[1]} | {row[2] or 'TEXT'} |" for row in db.all(f"PRAGMA table_info({name})")]
            lines.append("")
        db.close()
    return "\n".join(lines)


def errors_page() -> str:
    """Give every error code with its sentence in both languages."""
    from postventa_tui.kit import i18n
    from postventa_tui.kit.messages import MESSAGES

    i18n.set_language("es")
    lines = [
        "# Errors",
        "",
        "Codes are stable. Exit codes: 1 error, 2 usage, 3 not found, 4 refused, 75 try again.",
        "",
    ]
    lines += ["| code | English | español |", "| --- | --- | --- |"]
    lines += [f"| `{code}` | {_cell(MESSAGES[code])} | {_cell(i18n._(MESSAGES[code]))} |" for code in sorted(MESSAGES)]
    i18n.set_language("en")
    return "\n".join(lines) + "\n"


def _cell(words: str) -> str:
    return words.replace("|", "\\|").replace("\n", " ")


PAGES = {"cli.md": cli_page, "keys.md": keys_page, "schema.md": schema_page, "errors.md": errors_page}


def main() -> int:
    """Write or check each page; gives the exit code."""
    from postventa_tui.kit import i18n

    i18n.set_language("en")
    stale = []
    for name, make in PAGES.items():
        path, made = ROOT / "docs" / name, HEAD + make()
        if path.exists() and path.read_text(encoding="utf-8") == made:
            continue
        if "--check" in sys.argv:
            stale.append(name)
        else:
            path.write_text(made, encoding="utf-8")
    print(f"stale: {', '.join(stale)}: run tools/gen_docs.py" if stale else "the pages are true")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
