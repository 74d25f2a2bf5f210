"""The console behind a real sshd on loopback: opens, stays in its cage, loses nothing when the line goes."""

from __future__ import annotations

import fcntl
import getpass
import os
import pty
import select
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import Incoming

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not os.path.exists(SSHD) or not shutil.which("ssh"), reason="OpenSSH is not installed"),
]
CONFIG = """Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
PidFile {folder}/pid
AuthorizedKeysFile {folder}/keys
StrictModes no
UsePAM no
AuthenticationMethods publickey
PermitRootLogin prohibit-password
PermitTTY yes
AllowTcpForwarding no
AllowAgentForwarding no
AllowStreamLocalForwarding no
PermitTunnel no
X11Forwarding no
PermitUserRC no
AcceptEnv none
SetEnv LANG=C.UTF-8 LC_ALL=C.UTF-8
Subsystem sftp internal-sftp
LogLevel ERROR
"""


class Line:
    """One ssh client in a pty, with what it has shown."""

    def __init__(
        self, shop: Shop, *words: str, tty: bool = True, rows: int = 24, columns: int = 80, **env: str
    ) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        command = [*shop.client, *(["-tt"] if tty else ["-T"]), "localhost", *words]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True,
            env={**os.environ, "TERM": "xterm-256color", **env},
        )  # fmt: skip
        os.close(slave)
        self.seen = b""

    def read(self, until: bytes, seconds: float = 20) -> bool:
        end = time.monotonic() + seconds
        while until not in self.seen and time.monotonic() < end:
            if not self._more(min(0.2, end - time.monotonic())):
                break
        return until in self.seen

    def _more(self, wait: float) -> bool:
        ready, _, _ = select.select([self.master], [], [], max(0, wait))
        if ready:
            try:
                self.seen += os.read(self.master, 65536)
            except OSError:
                return False
        return True

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def end(self) -> int:
        code = self.process.poll()
        if code is None:
            self.process.kill()
        self.process.wait()
        os.close(self.master)
        return code if code is not None else -9

    def code(self, seconds: float = 20) -> int:
        """Read to the end and give the exit code."""
        end = time.monotonic() + seconds
        while self.process.poll() is None and time.monotonic() < end:
            self._more(0.1)
        while self._more(0.1) and select.select([self.master], [], [], 0)[0]:
            continue
        return self.end()


class Shop:
    """A shop's file behind an sshd."""

    def __init__(self, folder: Path, db: Path) -> None:
        self.folder, self.db = folder, db
        self.client: list[str] = []

    def value(self, sql: str) -> object:
        raw = sqlite3.connect(self.db)
        try:
            row = raw.execute(sql).fetchone()
            return None if row is None else row[0]
        finally:
            raw.close()

    def wait(self, sql: str, wanted: object, seconds: float = 5) -> bool:
        end = time.monotonic() + seconds
        while self.value(sql) != wanted and time.monotonic() < end:
            select.select([], [], [], 0.1)
        return self.value(sql) == wanted


def _key(path: Path) -> str:
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(path)], check=True)
    return path.with_suffix(".pub").read_text().strip()


@pytest.fixture
def shop(desk, shop_path, tmp_path):
    sla.install_starter(desk)
    marta = customers.create(desk, {"given": "Marta", "surname1": "Lago"}, {"email": "marta@correo.example"})
    tickets.receive(desk, Incoming(marta, "email", "no va", subject="Lavadora rota"))
    with desk.transaction("agent.add") as db:
        db.run(
            "INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('eva', 'Eva Lema', 'agent', 1, 1), ('jefa', 'Jefa', 'admin', 1, 1)"
        )
    desk.close()
    folder = tmp_path / "ssh"
    folder.mkdir()
    _key(folder / "host")
    key = _key(folder / "ana")
    wrapper = folder / "postventa"
    wrapper.write_text(f'#!/bin/sh\nexec {sys.executable} -I -X utf8 -m postventa_tui "$@"\n')
    wrapper.chmod(0o755)
    forced = f"{wrapper} console --agent ana --restricted --db {shop_path}"
    (folder / "keys").write_text(f'restrict,pty,command="{forced}" {key}\n')
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (folder / "config").write_text(CONFIG.format(port=port, folder=folder))
    os.makedirs("/run/sshd", exist_ok=True)
    server = subprocess.Popen([SSHD, "-D", "-e", "-f", str(folder / "config")], stderr=subprocess.DEVNULL)
    found = Shop(folder, shop_path)
    found.client = [
        "ssh", "-F", "/dev/null", "-p", str(port), "-i", str(folder / "ana"), "-o", "IdentitiesOnly=yes", "-o",
        "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={folder}/known", "-o", "LogLevel=ERROR", "-l",
        getpass.getuser(),
    ]  # fmt: skip
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        select.select([], [], [], 0.05)
    yield found
    server.terminate()
    server.wait()


def test_the_console_opens_as_the_agent_of_the_key(shop) -> None:
    line = Line(shop)
    assert line.read(b"Lavadora"), line.seen[-2000:]
    assert len(line.seen) <= 40_000
    line.type("\x11")
    line.end()


def test_the_words_of_the_client_have_no_effect(shop) -> None:
    line = Line(shop, f"postventa console --agent eva; touch {shop.folder}/owned", POSTVENTA_AGENT="eva")
    assert line.read(b"Lavadora"), line.seen[-2000:]
    line.type("i")
    line.read(b"\x00", 1.5)
    line.type("soy yo")
    assert shop.wait("SELECT count(*) FROM drafts WHERE body = 'soy yo'", 1), line.seen[-500:]
    line.type("\x13")
    line.read(b"\x00", 1)
    assert shop.wait("SELECT count(*) FROM interactions WHERE kind = 'note' AND body = 'soy yo'", 1), line.seen[-500:]
    line.end()
    assert not (shop.folder / "owned").exists()
    assert shop.value("SELECT agent_id FROM units ORDER BY unit DESC LIMIT 1") == 1
    assert shop.value("SELECT count(*) FROM presence WHERE agent_id = 2") == 0


def test_without_a_terminal_it_says_so_and_ends(shop) -> None:
    line = Line(shop, tty=False)
    assert line.code() == 2
    assert b"ssh -t" in line.seen


def test_a_dumb_terminal_is_told_another_way(shop) -> None:
    line = Line(shop, TERM="dumb")
    assert line.code() == 2
    assert b"postventa queue" in line.seen


def test_a_latin_one_client_gets_whole_letters(shop) -> None:
    line = Line(shop, LC_ALL="es_ES.ISO-8859-1", LANG="es_ES.ISO-8859-1")
    assert line.read(b"Lavadora"), line.seen[-2000:]
    line.read(b"\x00", 0.5)
    line.end()
    line.seen.decode("utf-8", "strict") if line.seen else None


@pytest.mark.parametrize("words", [("-L", "0:localhost:22"), ("-R", "0:localhost:22"), ("-W", "localhost:22"), ("-A",)])
def test_forwards_are_refused(shop, words) -> None:
    found = subprocess.run(
        [*shop.client, "-T", "-o", "ExitOnForwardFailure=yes", *words, "localhost"],
        capture_output=True, timeout=30, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert found.returncode != 0


@pytest.mark.parametrize("program", ["sftp", "scp"])
def test_no_file_goes_in_or_out(shop, program) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    options = [word if word != "-p" else "-P" for word in shop.client[1:-2]]
    target = f"{getpass.getuser()}@localhost:{shop.db}"
    words = (
        [program, *options, target, str(shop.folder / "stolen")] if program == "scp" else [program, *options, target]
    )
    found = subprocess.run(words, capture_output=True, timeout=30, stdin=subprocess.DEVNULL)
    assert found.returncode != 0
    assert not (shop.folder / "stolen").exists()


def test_a_shell_key_does_nothing(shop) -> None:
    line = Line(shop)
    assert line.read(b"Lavadora")
    line.type("\x1a")
    line.read(b"\x00", 1)
    assert line.process.poll() is None
    line.type("\x0f")
    line.read(b"\x00", 0.5)
    assert b"vi" not in line.seen[-200:] or line.process.poll() is None
    line.end()


@pytest.mark.parametrize("how", ["kill", "escape"])
def test_a_draft_survives_the_loss_of_the_line(shop, how) -> None:
    line = Line(shop)
    assert line.read(b"Lavadora")
    line.type("i")
    line.read(b"\x00", 1.5)
    line.type("promesa hecha")
    if how == "kill":
        line.read(b"promesa", 5)
        line.process.send_signal(signal.SIGKILL)
    else:
        line.read(b"promesa", 5)
        line.type("\r~.")
    assert shop.wait("SELECT count(*) FROM drafts WHERE body LIKE 'promesa hecha%'", 1), line.seen[-500:]
    assert shop.wait("SELECT count(*) FROM presence", 0)
    line.end()
    again = Line(shop)
    assert again.read(b"Lavadora")
    again.type("i")
    assert again.read(b"promesa", 10)
    again.end()


def test_an_agent_who_is_taken_out_loses_her_console_and_no_word(shop) -> None:
    line = Line(shop)
    assert line.read(b"Lavadora")
    line.type("i")
    line.read(b"\x00", 1.5)
    line.type("a medias")
    assert shop.wait("SELECT count(*) FROM drafts WHERE body = 'a medias'", 1)
    program = [sys.executable, "-m", "postventa_tui", "--db", str(shop.db), "--agent", "jefa", "agent"]
    subprocess.run([*program, "deactivate", "ana"], check=True, capture_output=True)
    assert line.code(10) == 4, line.seen[-500:]
    assert shop.value("SELECT count(*) FROM drafts WHERE body = 'a medias'") == 1


def test_an_agent_who_is_not_active_sees_one_line_and_no_screen(shop) -> None:
    program = [sys.executable, "-m", "postventa_tui", "--db", str(shop.db), "--agent", "jefa", "agent"]
    subprocess.run([*program, "deactivate", "ana"], check=True, capture_output=True)
    line = Line(shop)
    assert line.code() == 4
    assert b"Lavadora" not in line.seen


def test_five_sessions_at_once(shop) -> None:
    lines = [Line(shop) for _ in range(5)]
    try:
        assert all(line.read(b"Lavadora", 40) for line in lines)
    finally:
        for line in lines:
            line.end()
