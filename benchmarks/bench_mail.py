"""Mails a second and memory of the e-mail channel, on the open corpus: `python -m benchmarks.bench_mail`.

The floor of the whole intake is two synced commits of a small row, measured in the same run; that of reading is one pass
of the standard library's parser over the same bytes. Limits are the goals of the design; exit 1 past one of them.
"""

from __future__ import annotations

import contextlib
import email
import json
import sqlite3
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

ARCHIVE = Path(__file__).parent.parent / "tests" / "data" / "mail-open.tar.xz"
NOW = 1_795_106_520
BIG_LINES = 1_600_000


class Figure(NamedTuple):
    """One measured figure, its unit, its goal, and its ratio to the floor of its kind."""

    name: str
    value: float
    unit: str
    limit: float
    ratio: float


def main() -> int:
    """Print every figure; give 1 when one is past its goal."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder)
        with tarfile.open(ARCHIVE) as archive:
            archive.extractall(base, filter="data")
        found = [*reading(base / "open"), *intake(base), *bombs(base)]
    for one in found:
        mark = "" if one.value <= one.limit else "  PAST THE GOAL"
        print(f"{one.name:<52} {one.value:9.2f} {one.unit:<3} goal {one.limit:7.0f}  x{one.ratio:.2f}{mark}")
    return int(any(one.value > one.limit for one in found))


def reading(corpus: Path) -> list[Figure]:
    """Give the time a mail takes to be read, against the standard library's parser."""
    from postventa_tui.core.channels.email import parse
    from postventa_tui.core.channels.email.limits import Quarantined

    raws = [path.read_bytes() for path in sorted(corpus.rglob("*")) if path.is_file()]
    spent, floor = [], []
    around = parse.Surroundings(NOW)
    for raw in raws:
        start = perf_counter()
        with contextlib.suppress(Quarantined):
            parse.parse(raw, around)
        spent.append(perf_counter() - start)
        start = perf_counter()
        email.message_from_bytes(raw)
        floor.append(perf_counter() - start)
    return [
        _ms("parse, trim, text: median", median(spent), 3, median(floor)),
        _ms("parse, trim, text: p99", _p99(spent), 40, _p99(floor)),
    ]


def intake(base: Path) -> list[Figure]:
    """Give the time a mail takes with both commits, in a new shop."""
    from postventa_tui.core.channels import intake as channel
    from postventa_tui.core.channels.rows import Envelope
    from postventa_tui.desk import create_shop, open_desk
    from postventa_tui.kit.clock import SystemClock

    path = str(base / "shop.db")
    create_shop(path, lang="es", clock=SystemClock(), admin_login="ana", admin_name="Ana")
    desk = open_desk(path, agent="ana")
    spent = []
    for place in sorted((base / "open").rglob("*")):
        if place.is_file():
            raw = place.read_bytes()
            start = perf_counter()
            channel.take(desk, raw, Envelope("file"))
            spent.append(perf_counter() - start)
    desk.close()
    floor = two_commits(base / "floor.db")
    return [
        _ms("intake with commits: median", median(spent), 15, floor),
        _ms("intake with commits: p99", _p99(spent), 100, floor),
        _ms("intake with commits: mean (a second holds 1,000 / this)", sum(spent) / len(spent), 25, floor),
    ]


def two_commits(path: Path) -> float:
    """Give the median seconds of two synced commits of one small row."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, words TEXT)")
    spent = []
    for _round in range(60):
        start = perf_counter()
        for _commit in range(2):
            db.execute("BEGIN IMMEDIATE")
            db.execute("INSERT INTO t (words) VALUES ('x')")
            db.execute("COMMIT")
        spent.append(perf_counter() - start)
    db.close()
    return median(spent)


def bombs(base: Path) -> list[Figure]:
    """Give seconds and peak memory of large mails, each through `mail deliver` in a process of its own."""
    head = b"From: a@b.es\nTo: c@d.es\nSubject: x\nMessage-ID: <%d@b>\nMIME-Version: 1.0\n"
    html = b"<p>hola que tal estamos hoy</p>\n" * BIG_LINES
    base64 = b"QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5ejAxMjM0NTY3\n" * 310_000
    part = b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"
    mails = {
        "25 MB of base64": (head % 1 + part + b"Content-Transfer-Encoding: base64\nContent-Type: application/zip\n\n" + base64 + b"--b--\n", 6, 400),
        "50 MB of HTML": (head % 2 + b"Content-Type: text/html\n\n" + html, 10, 500),
        "50 MB of HTML in a multipart": (head % 3 + part + b"Content-Type: text/html\n\n" + html + b"--b--\n", 15, 900),
    }  # fmt: skip
    found = []
    start_s, start_mib = _deliver(base, b"")
    for name, (raw, limit_s, limit_mib) in mails.items():
        seconds, mib = _deliver(base, raw)
        found.append(Figure(f"{name}: time", seconds, "s", limit_s, seconds / start_s))
        found.append(Figure(f"{name}: peak memory", mib, "MB", limit_mib, mib / start_mib))
    return found


def _deliver(base: Path, raw: bytes) -> tuple[float, float]:
    """Give seconds and peak MiB of one delivery, measured by a process between."""
    mail = base / "mail"
    mail.write_bytes(raw)
    code = (
        "import json, resource, subprocess, sys, time; start = time.perf_counter();"
        "subprocess.run([sys.executable, '-m', 'postventa_tui', '--db', sys.argv[1], 'mail', 'deliver'],"
        " stdin=open(sys.argv[2], 'rb'), check=True);"
        "print(json.dumps([time.perf_counter() - start,"
        " resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024]))"
    )
    words = [sys.executable, "-c", code, str(base / "shop.db"), str(mail)]
    seconds, mib = json.loads(subprocess.run(words, check=True, capture_output=True).stdout)
    return seconds, mib


def _ms(name: str, seconds: float, limit: float, floor: float) -> Figure:
    return Figure(name, seconds * 1000, "ms", limit, seconds / floor)


def _p99(spent: list[float]) -> float:
    return sorted(spent)[int(len(spent) * 0.99)]


if __name__ == "__main__":
    sys.exit(main())
