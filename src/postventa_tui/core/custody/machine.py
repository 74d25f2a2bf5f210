"""What the doctor asks the machine: modes, disks, speed, encryption, clock. No database rows."""

from __future__ import annotations

import os
import shutil
import stat
import statistics
import tempfile
from typing import TYPE_CHECKING

from postventa_tui.core.custody.rows import Finding
from postventa_tui.db import connection, probe

if TYPE_CHECKING:
    from collections.abc import Iterator

LITTLE_BYTES = 200 << 20
LONG_LOG_BYTES = 64 << 20
TOO_FAST_MS, SLOW_MS = 0.1, 50.0
COMMITS = 20
_ODD_KINDS = frozenset({"virtiofs", "overlay"})
_SYNC_MARKS = (".dropbox", ".dropbox.cache", ".stfolder", ".nextcloudsync.log", ".owncloudsync.log", ".sync.ffs_db")
_SYNC_NAMES = ("onedrive", "dropbox", "nextcloud", "google drive", "icloud")


def modes(path: str) -> Iterator[Finding]:
    """Find data others can read, a folder others can write, a file of another account."""
    folder = os.path.dirname(os.path.abspath(path))
    for name in (path, path + "-wal", path + "-shm"):
        if os.path.exists(name):
            found = os.stat(name)
            if stat.S_IMODE(found.st_mode) & 0o077:
                yield Finding("mode_file", "error", {"path": name, "mode": oct(stat.S_IMODE(found.st_mode))[2:]})
            if hasattr(os, "getuid") and found.st_uid not in (os.getuid(), 0) and os.getuid() != 0:
                yield Finding("other_owner", "error", {"path": name, "uid": found.st_uid})
    mode = stat.S_IMODE(os.stat(folder).st_mode)
    if mode & 0o022 and not mode & stat.S_ISVTX:
        yield Finding("mode_folder", "error", {"path": folder, "mode": oct(mode)[2:]})


def place(path: str) -> Iterator[Finding]:
    """Find a folder in which a database is not safe: temporary, synchronised, on a disk of an odd kind."""
    folder = os.path.realpath(os.path.dirname(os.path.abspath(path)))
    kind = connection.file_system(folder)
    if kind in _ODD_KINDS:
        yield Finding("odd_disk", "warning", {"kind": kind})
    if folder == "/tmp" or folder.startswith(("/tmp/", "/var/tmp/")):  # noqa: S108 - the finding itself
        yield Finding("temporary_folder", "warning", {"path": folder})
    here = folder
    while True:
        marks = [mark for mark in _SYNC_MARKS if os.path.lexists(os.path.join(here, mark))]
        if marks or os.path.basename(here).lower().startswith(_SYNC_NAMES):
            yield Finding("synchronised_folder", "warning", {"path": here})
            return
        parent = os.path.dirname(here)
        if parent == here:
            return
        here = parent


def room(path: str) -> Iterator[Finding]:
    """Find a disk that is nearly full, and a log that has grown."""
    free = shutil.disk_usage(os.path.dirname(os.path.abspath(path))).free
    size = os.path.getsize(path)
    if free < max(LITTLE_BYTES, 2 * size):
        yield Finding("little_disk", "warning", {"free_mb": free >> 20})
    log = path + "-wal"
    if os.path.exists(log) and os.path.getsize(log) > LONG_LOG_BYTES:
        yield Finding("long_log", "warning", {"size_mb": os.path.getsize(log) >> 20})


def commit_ms(folder: str) -> float:
    """Give the median of 20 synced commits into a file of their own beside the shop's."""
    with tempfile.TemporaryDirectory(prefix=".postventa-doctor-", dir=folder) as inside:
        spent = probe.commit_ms(os.path.join(inside, "probe.db"), COMMITS)
    return statistics.median(spent)


def speed(path: str) -> Iterator[Finding]:
    """Find a disk that answers too fast to have written anything, or too slowly to work with."""
    folder = os.path.dirname(os.path.abspath(path))
    try:
        spent = commit_ms(folder)
    except OSError:
        return
    if spent < TOO_FAST_MS:
        yield Finding("too_fast_disk", "warning", {"ms": round(spent, 3)})
    elif spent > SLOW_MS:
        yield Finding("slow_disk", "warning", {"ms": round(spent)})


def encryption(path: str) -> Finding:
    """Tell whether the folder lies on an encrypted device: yes, no or unknown (Linux device mapper only)."""
    try:
        device = os.stat(os.path.dirname(os.path.abspath(path))).st_dev
        known = _encrypted(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    except (OSError, AttributeError):
        known = None
    if known is None:
        return Finding("encryption_unknown", "warning", {})
    return Finding("encrypted", "ok", {}) if known else Finding("not_encrypted", "warning", {})


def _encrypted(device: str, depth: int = 0) -> bool | None:
    if not os.path.isdir(device):
        return None
    if _mapped_by(device).startswith("CRYPT-"):
        return True
    below = os.path.join(device, "slaves")
    names = os.listdir(below) if os.path.isdir(below) and depth < 8 else []
    return any(_encrypted(os.path.join(below, name), depth + 1) for name in names)


def _mapped_by(device: str) -> str:
    try:
        with open(os.path.join(device, "dm", "uuid"), encoding="ascii") as source:
            return source.read()
    except OSError:
        return ""
