"""The entry point: the quick path first, typer only for what it does not know."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line of this process and end with its exit code."""
    from postventa_tui.cli import fast, streams

    streams.mend()
    argv = streams.words(sys.argv[1:])
    code = fast.main(argv)
    if code is None:
        from postventa_tui.cli import root

        code = root.run(argv)
    sys.exit(code)


if __name__ == "__main__":
    main()
