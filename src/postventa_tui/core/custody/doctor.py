"""State of machine, file and configuration, each finding with its code; the words are made at the edge."""

from __future__ import annotations

import json
import os
import platform
import tarfile
from collections.abc import Iterator
from importlib import metadata
from io import BytesIO
from typing import TYPE_CHECKING

from postventa_tui import __version__
from postventa_tui import settings as personal
from postventa_tui.core.custody import check, machine, service, store
from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.custody.rows import Finding
from postventa_tui.db import copies, fts, journal
from postventa_tui.desk import open_desk
from postventa_tui.kit import paths
from postventa_tui.kit.errors import BadFile, NotFound, PostventaError, Refused, Usage

if TYPE_CHECKING:
    from postventa_tui.desk import Desk

BACKUP_STALE_S = 48 * 3600
CLOCK_SLACK_S = 120
_KEY_TYPES = ("ssh-ed25519", "ecdsa-sha2-nistp256", "ssh-rsa", "sk-ssh-ed25519@openssh.com")
LATE_UNITS = 10_000


def look(desk: Desk) -> list[Finding]:
    """Give every finding on an open shop, good ones too."""
    found = [Finding("versions", "ok", versions()), *_file(desk), *machine.modes(desk.path), *machine.place(desk.path)]
    found += [*machine.room(desk.path), *machine.speed(desk.path), machine.encryption(desk.path)]
    found += [*_backup(desk), *_clock(desk), *_log(desk), *toml_files()]
    return found


def versions() -> dict[str, object]:
    """Give the versions that matter when something is reported."""
    known: dict[str, object] = {"postventa": __version__, "python": platform.python_version()}
    known["system"] = f"{platform.system()} {platform.machine()}"
    for package in ("textual", "rich", "typer", "pydantic", "sqlite-utils", "tzdata"):
        try:
            known[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            known[package] = "-"
    return known


def _file(desk: Desk) -> Iterator[Finding]:
    db = desk.reader()
    mode = db.value("PRAGMA journal_mode")
    facts: dict[str, object] = {"path": desk.path, "sqlite": db.value("SELECT sqlite_version()"), "journal_mode": mode}
    yield Finding("file", "ok" if mode == "wal" or desk.read_only else "error", facts)
    if desk.read_only:
        yield Finding("read_only_file", "warning", {"path": desk.path})
    foreign = journal.foreign_rows(db)
    if foreign:
        yield Finding("foreign_writes", "warning", {"n": foreign})
    waiting = fts.is_dirty(db)
    if waiting:
        yield Finding("search_waiting", "warning", {"n": waiting})


def _backup(desk: Desk) -> Iterator[Finding]:
    newest = service.newest(desk)
    if newest is None:
        yield Finding("no_backup", "warning", {})
        return
    age = desk.clock.now() - newest.made_at
    level = "warning" if age > BACKUP_STALE_S else "ok"
    yield Finding("old_backup" if level == "warning" else "backup", level, {"path": newest.path, "hours": age // 3600})


def _clock(desk: Desk) -> Iterator[Finding]:
    late = store.late_units(desk.reader(), LATE_UNITS, CLOCK_SLACK_S)
    _seq, newest = store.last_change(desk.reader())
    if newest is not None and desk.clock.now() < newest - CLOCK_SLACK_S:
        yield Finding("clock_behind", "warning", {"seconds": newest - desk.clock.now()})
    elif late:
        yield Finding("clock_was_behind", "warning", {"n": late})


def _log(desk: Desk) -> Iterator[Finding]:
    """Repeat what an erase could not finish: fold the log while no reader holds it."""
    log = desk.path + "-wal"
    pending = os.path.exists(log) and os.path.getsize(log) and erase.known(desk.path, desk.reader())
    if not pending or desk.read_only:
        return
    desk.close()  # our own readers would hold the log too
    with_fold = open_desk(desk.path, agent=None, clock=desk.clock, settings=desk.settings)
    try:
        if not erase.fold_log(with_fold):
            yield Finding("log_held", "warning", {})
    finally:
        with_fold.close()


def toml_files() -> Iterator[Finding]:
    """Read the personal settings and every theme of the person; name file and reason of what is wrong."""
    path = personal.config_path()
    try:
        personal.load()
        if os.path.exists(path):
            yield Finding("config", "ok", {"path": path})
    except BadFile as error:
        yield Finding("bad_config", "error", {"path": path, "reason": error.params.get("reason", "")})
    import tomllib

    folder = os.path.join(paths.config_dir(), "themes")
    for name in sorted(os.listdir(folder)) if os.path.isdir(folder) else []:
        if not name.endswith(".toml"):
            continue
        where = os.path.join(folder, name)
        try:
            with open(where, "rb") as source:
                tomllib.load(source)
        except (OSError, ValueError) as error:
            yield Finding("bad_config", "error", {"path": where, "reason": str(error)})


def reindex(desk: Desk) -> None:
    """Make the search index anew from the rows and in one piece."""
    with desk.transaction("doctor.reindex") as db:
        fts.reindex(db)
        fts.recount(db)
    with desk.transaction("doctor.optimize") as db:
        fts.optimize(db)


def ssh_line(desk: Desk, login: str, key: str, program: str) -> str:
    """Give the line of an agent for the keys file: one key, one person, one forced command.

    Raises:
        NotFound: `agent_unknown`.
        Usage: `bad_ssh_key`.
    """
    if not store.role_of(desk.reader(), login):
        raise NotFound("agent_unknown", login=login, known="")
    parts = key.split()
    start = next((n for n, part in enumerate(parts) if part in _KEY_TYPES), None)
    if start is None or start + 1 >= len(parts) or not parts[start + 1].startswith("AAAA"):
        raise Usage("bad_ssh_key", known=", ".join(_KEY_TYPES))
    path = os.path.abspath(desk.path)
    if any(mark in path + program + login for mark in '"\\\n '):
        raise Refused("bad_ssh_path", path=path)
    command = f"{program} console --agent {login} --restricted --db {path}"
    return f'restrict,pty,command="{command}" {parts[start]} {parts[start + 1]} {login}'


def bundle(desk: Desk, target: str) -> list[str]:
    """Write a report file for helpers: schema, versions, counts, timings, findings; no rows. Gives the names inside.

    Raises:
        Refused: `target_exists`.
    """
    copies.new_file(target)
    db = desk.reader()
    report = check.run(desk.path)
    parts = {
        "versions.json": versions(),
        "counts.json": copies.table_counts(db),
        "check.json": [one._asdict() for one in report.checks],
        "findings.json": [{"code": one.code, "level": one.level} for one in look(desk)],
    }
    texts = {name: json.dumps(value, indent=1) for name, value in parts.items()}
    texts["schema.sql"] = store.schema(desk.reader())
    with tarfile.open(target, "w:gz") as out:
        for name, text in sorted(texts.items()):
            data = text.encode()
            entry = tarfile.TarInfo(name)
            entry.size, entry.mtime, entry.mode = len(data), desk.clock.now(), 0o600
            out.addfile(entry, BytesIO(data))
    return sorted(texts)


def try_open(path: str) -> Finding | None:
    """Give why a file does not open, None when it does."""
    try:
        open_desk(path, agent=None).close()
    except PostventaError as error:
        return Finding("not_opened", "error", {"path": path, "code": error.code})
    return None
