"""`python -m postventa_tui.seed [FILE]`: build the sample anew."""

from __future__ import annotations

import sys
from pathlib import Path

from postventa_tui.kit import paths
from postventa_tui.seed.build import build


def main(argv: list[str]) -> int:
    """Build beside the old file and put the new one in its place; gives the exit code."""
    if len(argv) > 1 or any(word.startswith("-") for word in argv):
        sys.stderr.write("python -m postventa_tui.seed [FILE]: builds the sample anew, by default where it lies\n")
        return 2
    target = Path(argv[0]) if argv else Path(paths.data("sample.db"))
    part = target.with_name(target.name + ".new")
    for name in (part, Path(f"{part}-wal"), Path(f"{part}-shm")):
        name.unlink(missing_ok=True)
    build(str(part))
    part.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
