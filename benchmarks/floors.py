"""The floors: the same machine doing the least that could give the same answer."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
from collections.abc import Callable
from time import perf_counter_ns

ONE_TICKET = """
import json, sqlite3
c = sqlite3.connect("file:{path}?mode=ro", uri=True)
t = c.execute("SELECT id, number, subject, status, created_at FROM tickets WHERE number = {number}").fetchone()
i = c.execute("SELECT id, at, kind, direction, body FROM interactions WHERE ticket_id = ? ORDER BY at LIMIT 10", t[:1]).fetchall()
print(json.dumps([t, i]))
"""
BARE_APP = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self):
        yield Static("PV-floor")
Bare().run()
"""


def f0() -> None:
    """The same interpreter doing nothing."""
    subprocess.run([sys.executable, "-c", "pass"], check=True)


def f1(path: str, number: int) -> Callable[[], None]:
    """Python, sqlite3 and json: one ticket and ten interactions by index."""
    code = ONE_TICKET.format(path=path, number=number)

    def act() -> None:
        subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)

    return act


class Terminal:
    """A program in a pty of 120 x 40, and what it sends."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
        self.process = subprocess.Popen(
            command,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            env={**environment, "TERM": "xterm-256color"},
        )
        os.close(slave)
        self.seen = b""

    def until(self, wanted: bytes, seconds: float = 60) -> bool:
        """Read until some bytes were seen."""
        end = perf_counter_ns() + int(seconds * 1e9)
        while wanted not in self.seen and perf_counter_ns() < end:
            if not self.more(0.2):
                return False
        return wanted in self.seen

    def more(self, wait: float) -> bytes:
        """Read what comes within `wait` seconds."""
        ready, _, _ = select.select([self.master], [], [], wait)
        if not ready:
            return b"" if self.process.poll() is not None else b"\x00"
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:
            return b""
        self.seen += data
        return data

    def quiet(self, wait: float = 0.25) -> int:
        """Read until nothing comes for a while; gives the bytes."""
        before = len(self.seen)
        while select.select([self.master], [], [], wait)[0]:
            if not self.more(0):
                break
        return len(self.seen) - before

    def key(self, keys: str) -> float:
        """Send a key; gives the milliseconds to the first byte after it."""
        start = perf_counter_ns()
        os.write(self.master, keys.encode())
        select.select([self.master], [], [], 5)
        spent = (perf_counter_ns() - start) / 1e6
        self.quiet(0.08)
        return spent

    def close(self) -> None:
        """End the program."""
        self.process.kill()
        self.process.wait()
        os.close(self.master)


def first_text(command: list[str], environment: dict[str, str], wanted: bytes) -> None:
    """Start a program in a pty and wait for its first text."""
    terminal = Terminal(command, environment)
    try:
        if not terminal.until(wanted):
            raise SystemExit(f"{command[-1]}: {wanted!r} was not shown")
    finally:
        terminal.close()


def f3() -> None:
    """A bare Textual app in a pty, to its first text."""
    first_text([sys.executable, "-c", BARE_APP], dict(os.environ), b"PV-floor")
