"""Servers on loopback for the tests: an SMTP server that misbehaves on demand, and Dovecot from Debian."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

WORD = "hunter2-secret"


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


class Postman:
    """Keeps what it gets; `say` answers at the stage of that name (mail, rcpt, data), `cut` hangs up there."""

    def __init__(self) -> None:
        self.got: list[tuple[str, list[str], bytes]] = []
        self.say: dict[str, str] = {}
        self.cut = ""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "mail" in self.say:
            return self.say["mail"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.cut == "rcpt":
            server.transport.abort()
        if "rcpt" in self.say:
            return self.say["rcpt"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if "data" in self.say:
            return self.say["data"]
        self.got.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        if self.cut == "answer":
            server.transport.abort()
        return "250 taken"


class _Unfriendly(SMTP):
    async def smtp_DATA(self, arg):
        if self.event_handler.cut == "data":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class _Controller(Controller):
    def factory(self):
        return _Unfriendly(self.handler, decode_data=False, hostname="test", enable_SMTPUTF8=True)


@pytest.fixture
def postman():
    handler = Postman()
    controller = _Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    handler.port = controller.port
    yield handler
    controller.stop()


_DOVECOT = """
protocols = imap
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
listen = 127.0.0.1
ssl = no
disable_plaintext_auth = no
default_login_user = {user}
default_internal_user = {user}
default_internal_group = {group}
mail_location = maildir:{base}/Maildir
first_valid_uid = 0
mail_uid = {uid}
mail_gid = {gid}
passdb {{
  driver = static
  args = password={word}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={base}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class Dovecot:
    """A running server with one account and its Maildir."""

    def __init__(self, base: Path) -> None:
        self.base = base
        self.port = free_port()
        account = _account()
        (base / "state").mkdir(mode=0o755)
        for name in ("cur", "new", "tmp"):
            (base / "Maildir" / name).mkdir(parents=True)
        config = base / "dovecot.conf"
        config.write_text(
            _DOVECOT.format(base=base, port=self.port, word=WORD, uid=account.pw_uid, gid=account.pw_gid,
                            user=account.pw_name, group=_group(account.pw_gid))
        )  # fmt: skip
        if os.getuid() == 0:
            for place in (base, *base.rglob("*")):
                os.chown(place, account.pw_uid, account.pw_gid)
        self.account = account
        self.process = subprocess.Popen(
            ["/usr/sbin/dovecot", "-F", "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait()

    def _wait(self) -> None:
        from postventa_tui.kit.clock import monotonic

        until = monotonic() + 15
        while monotonic() < until:
            try:
                with socket.create_connection(("127.0.0.1", self.port), 0.2) as line:
                    if line.recv(4) == b"* OK":
                        return
            except OSError:
                if self.process.poll() is not None:
                    break
        log = self.base / "log"
        raise RuntimeError(log.read_text() if log.exists() else "dovecot did not start")

    def put(self, number: int, raw: bytes) -> None:
        """Deliver one mail into the Maildir, as a mail server would."""
        path = self.base / "Maildir" / "new" / f"17{number:08}.M{number}P1.test"
        path.write_bytes(raw)
        if os.getuid() == 0:
            os.chown(path, self.account.pw_uid, self.account.pw_gid)

    def seen(self) -> int:
        """Give how many mails carry the flag of having been seen."""
        return sum("S" in path.name.rpartition(",")[2] for path in (self.base / "Maildir" / "cur").iterdir())

    def number_anew(self) -> None:
        """Take the server's numbering away: it makes another UIDVALIDITY."""
        for path in (self.base / "Maildir").glob("dovecot*"):
            path.unlink()

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


def _account():
    return pwd.getpwuid(os.getuid()) if os.getuid() else pwd.getpwnam("nobody")


def _group(gid: int) -> str:
    import grp

    return grp.getgrgid(gid).gr_name


@pytest.fixture
def dovecot():
    if shutil.which("dovecot") is None and not Path("/usr/sbin/dovecot").exists():
        pytest.skip("dovecot is not installed")
    # Not below pytest's own folder: each session that begins closes that one to other accounts, the server's too.
    with tempfile.TemporaryDirectory(prefix="postventa-dovecot-", ignore_cleanup_errors=True) as folder:
        server = Dovecot(Path(folder))
        yield server
        server.stop()
