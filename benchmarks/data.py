"""Shops of a size, made by the program's own import and kept outside the repository."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from benchmarks import generate
from postventa_tui.db.connection import SCHEMA_STEPS

SEED = 7


def folder() -> Path:
    """Give the folder the files are kept in."""
    named = os.environ.get("POSTVENTA_BENCH_CACHE")
    base = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "postventa-bench"
    base.mkdir(parents=True, exist_ok=True)
    return base


def shop(size: int) -> str:
    """Give the path of the file with so many tickets; made on the first call."""
    path = folder() / f"g{generate.VERSION}-s{SCHEMA_STEPS}-{size}-{SEED}.db"
    if path.exists():
        return str(path)
    lines = path.with_suffix(".jsonl")
    part = path.with_suffix(".part.db")
    for old in folder().glob(part.name + "*"):
        old.unlink()
    if not lines.exists():
        generate.main([str(size), "--seed", str(SEED), "--out", str(lines)])
    program = [os.path.join(os.path.dirname(sys.executable), "postventa"), "--db", str(part), "--agent", "admin"]
    print(f"making the shop of {size} tickets …", file=sys.stderr)
    subprocess.run([*program, "init"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*program, "import", str(lines), "--sla"], check=True, stdout=subprocess.DEVNULL)
    lines.unlink()
    for suffix in ("-wal", "-shm"):
        Path(str(part) + suffix).unlink(missing_ok=True)
    part.rename(path)
    return str(path)
