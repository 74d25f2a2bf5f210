"""What the process is given and where its answers go: closed, full, in another encoding. Real processes."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from postventa_tui.core.customers import service as customers
from postventa_tui.core.sla import service as sla
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.rows import NewTicket

LINUX = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")


@pytest.fixture
def shell(desk, shop_path):
    """Run a shell line in which `postventa` is this program on a shop with one ticket."""
    sla.install_starter(desk)
    person = customers.create(desk, {"given": "Íñigo", "surname1": "Pérez"})
    tickets.create(desk, NewTicket(person, "La lavadora no desagua", "email"), "hola")
    desk.tidy()
    desk.close()

    def run(line: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        whole = f'postventa() {{ "{sys.executable}" -m postventa_tui "$@"; }}; {line}'
        # Python cuts its own cache files short where a file may not grow, and every later start would stumble on them.
        cache = {"PYTHONDONTWRITEBYTECODE": "1"}
        known = {"POSTVENTA_DB": str(shop_path), "POSTVENTA_AGENT": "ana", "POSTVENTA_LANG": "en", **cache}
        return subprocess.run(
            ["bash", "-c", whole], env={**os.environ, **known, **env}, capture_output=True, timeout=60, check=False
        )

    return run


@LINUX
@pytest.mark.parametrize("line", ["queue", "queue --json", "customer find Pérez", "queue --csv"])
def test_a_full_output_is_one_sentence(shell, line):
    got = shell(f"{{ postventa {line}; }} > /dev/full")
    assert got.returncode == 1
    assert got.stderr.count(b"\n") == 1
    assert b"output_lost" in got.stderr


@LINUX
def test_what_was_written_before_the_output_was_lost_is_there(shell):
    got = shell("postventa ticket note 1001 --text hecho > /dev/full; postventa ticket show 1001")
    assert b"What the command did is done" in got.stderr
    assert b"hecho" in got.stdout


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("queue >&-", 0),
        ("customer find a >&-", 0),
        ("ticket set - status=solved <&-", 0),
        ("ticket note 1001 <&-", 2),
        ("frob 2>&-", 2),
        ("queue <&- >&- 2>&-", 0),
    ],
)
def test_closed_streams_end_no_command(shell, line, code):
    got = shell(f"postventa {line}")
    assert got.returncode == code
    assert b"Traceback" not in got.stderr
    assert b"[unexpected]" not in got.stderr


def test_a_reader_that_leaves_is_no_error(shell):
    got = shell("set -o pipefail; postventa search lavadora --json | head -c 5")
    assert (got.returncode, got.stdout, got.stderr) == (0, b'{"for', b"")


@pytest.mark.parametrize("env", [{}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}], ids=["utf8", "C"])
def test_accents_in_words_are_read_in_every_locale(shell, env):
    assert b"C-1" in shell("postventa customer find Pérez", **env).stdout
    got = shell("postventa ticket note 1001 --text 'más Ñ'; printf 'ñu' | postventa ticket note 1001 --text -", **env)
    assert got.returncode == 0
    shown = shell("postventa ticket show 1001").stdout.decode()
    assert "más Ñ" in shown
    assert "ñu" in shown


@pytest.mark.parametrize(
    "line", [r"customer find $'a\xff'", r"ticket set 1001 $'subject=a\xffb'", r"queue --agent $'a\xff'"]
)
def test_bytes_that_are_no_text_end_no_command(shell, line):
    got = shell(f"postventa {line}")
    assert b"Traceback" not in got.stderr
    assert b"[unexpected]" not in got.stderr


def test_a_file_that_may_not_grow_is_a_full_disk(shell):
    for kib in (1, 100):
        got = shell(f"ulimit -f {kib}; postventa ticket note 1001 --text demasiado")
        assert got.returncode == 75
        assert b"[disk_full]" in got.stderr
    assert b"demasiado" not in shell("postventa ticket show 1001").stdout


def test_a_file_that_is_no_text_is_named_without_a_line(shell, tmp_path):
    file = tmp_path / "t.txt"
    file.write_bytes(b"a\xff")
    got = shell(f"postventa canned render --template {file} --context {file}")
    assert (got.returncode, got.stderr.decode()) == (1, f"Error: {file}: UTF-8. [bad_file]\n")


def test_numbers_of_the_queue_go_into_a_verb_that_takes_many(shell):
    got = shell(
        "postventa queue 'estado:nuevo' --quiet | postventa ticket set - status=solved; postventa queue --quiet"
    )
    assert (got.returncode, got.stdout) == (0, b"1 ticket\n")


def test_help_is_plain_text_and_offers_completion_of_the_whole_program_only(shell):
    for verb in ("ticket", "sla", "import", "queue"):
        told = shell(f"postventa {verb} --help").stdout.decode()
        assert told.startswith("Usage: postventa ")
        assert "╭" not in told
        assert "--install-completion" not in told
    assert "--install-completion" in shell("postventa --help").stdout.decode()
