"""The entry point: the quick path first, typer only for what it does not know."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process and end with its exit code."""
    from postventa_tui.cli import fast

    for stream in (sys.stdout, sys.stderr):
        if stream is not None and stream.encoding.lower().replace("-", "") != "utf8":
            # A terminal that cannot show a sign shows a mark: no command dies of an accent.
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    code = fast.main(sys.argv[1:])
    if code is None:
        from postventa_tui.cli import root

        code = root.run(sys.argv[1:])
    sys.exit(code)


if __name__ == "__main__":
    main()
