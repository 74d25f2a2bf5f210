"""The doctor finds what endangers a shop, and says what to do."""

from __future__ import annotations

import os
import tarfile

import pytest

from postventa_tui.core.custody import doctor, machine, service
from postventa_tui.core.custody.privacy import erase
from postventa_tui.core.customers import service as customers
from postventa_tui.db import connection
from postventa_tui.kit import i18n
from postventa_tui.kit.errors import NotFound, PostventaError, Refused, Usage


def codes(desk) -> set[str]:
    return {one.code for one in doctor.look(desk) if one.level != "ok"}


@pytest.fixture
def private(shop_path):
    os.chmod(shop_path, 0o600)
    os.chmod(shop_path.parent, 0o700)
    return shop_path


def test_a_file_others_can_read_is_an_error(desk, private) -> None:
    assert "mode_file" not in codes(desk)
    os.chmod(private, 0o644)
    assert "mode_file" in codes(desk)


def test_a_folder_others_can_write_is_an_error(desk, private) -> None:
    os.chmod(private.parent, 0o777)
    assert "mode_folder" in codes(desk)


def test_a_fresh_copy_ends_the_warning_and_an_old_one_brings_another(desk, private, clock, tmp_path) -> None:
    assert "no_backup" in codes(desk)
    service.backup(desk, str(tmp_path / "copies"))
    assert {"no_backup", "old_backup"} & codes(desk) == set()
    clock.advance(49 * 3600)
    assert "old_backup" in codes(desk)


def test_a_clock_that_went_back_is_seen(desk, private, clock) -> None:
    customers.create(desk, {"given": "Iria"})
    clock.advance(-3600)
    assert "clock_behind" in codes(desk)
    customers.create(desk, {"given": "Brais"})
    clock.advance(7200)
    customers.create(desk, {"given": "Noa"})
    assert "clock_was_behind" in codes(desk)


@pytest.mark.parametrize("mark", [".dropbox", ".stfolder", ".nextcloudsync.log"])
def test_a_synchronised_folder_is_seen(private, mark) -> None:
    (private.parent / mark).touch()
    assert [one.code for one in machine.place(str(private)) if one.code == "synchronised_folder"]


def test_a_log_that_an_erase_could_not_empty_is_emptied_later(desk, private, make_desk) -> None:
    number = customers.create(desk, {"given": "Zuriñe"})
    reader = make_desk().reader()
    reader.run("BEGIN")
    reader.value("SELECT count(*) FROM customers")
    assert not erase.person(desk, number).log_folded
    desk.close()
    assert "log_held" in codes(make_desk())
    reader.run("ROLLBACK")
    assert "log_held" not in codes(make_desk())
    assert os.path.getsize(f"{private}-wal") == 0 if os.path.exists(f"{private}-wal") else True


def test_a_bad_settings_file_is_named_with_its_reason(desk, private, tmp_path) -> None:
    folder = tmp_path / "config" / "postventa"
    (folder / "themes").mkdir(parents=True)
    (folder / "config.toml").write_text("langg = 'es'")
    (folder / "themes" / "mio.toml").write_text("[[")
    found = [one for one in doctor.look(desk) if one.code == "bad_config"]
    assert [os.path.basename(str(one.params["path"])) for one in found] == ["config.toml", "mio.toml"]
    assert "lang" in str(found[0].params["reason"])


MOUNTS = """21 1 8:1 / / rw - ext4 /dev/sda1 rw
40 21 0:40 / /srv/red rw - {kind} server:/x rw
"""


@pytest.mark.parametrize("kind", sorted(connection.NETWORK_KINDS))
def test_a_network_disk_is_recognised(tmp_path, kind) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(MOUNTS.format(kind=kind))
    assert connection.file_system("/srv/red/shop", str(table)) == kind
    assert connection.file_system("/srv/redes", str(table)) == "ext4"


def test_a_network_disk_is_refused(private, monkeypatch, make_desk) -> None:
    monkeypatch.setattr(connection, "file_system", lambda _folder: "nfs4")
    with pytest.raises(PostventaError, match="network_disk"):
        make_desk()


def test_the_bundle_holds_no_row(desk, private, tmp_path) -> None:
    customers.create(desk, {"given": "Zuriñe", "surname1": "Quxabelarri"})
    target = tmp_path / "report.tar.gz"
    names = doctor.bundle(desk, str(target))
    assert names == ["check.json", "counts.json", "findings.json", "schema.sql", "versions.json"]
    with tarfile.open(target) as inside:
        whole = b"".join(inside.extractfile(name).read() for name in names)
    assert b"Quxabelarri" not in whole
    assert b"CREATE TABLE customers" in whole
    with pytest.raises(Refused, match="target_exists"):
        doctor.bundle(desk, str(target))


def test_the_index_is_made_anew(desk, private) -> None:
    customers.create(desk, {"given": "Zuriñe"})
    doctor.reindex(desk)
    assert codes(desk) & {"search_waiting"} == set()


def test_the_line_of_a_key_forces_one_agent(desk, private) -> None:
    line = doctor.ssh_line(desk, "ana", "ssh-ed25519 AAAAC3Nz ana@portátil\n", "/usr/local/bin/postventa")
    assert line == (
        f'restrict,pty,command="/usr/local/bin/postventa console --agent ana --restricted --db {private}"'
        " ssh-ed25519 AAAAC3Nz ana"
    )


@pytest.mark.parametrize("key", ["", "hola", 'command="sh" ssh-dss AAAA', "ssh-ed25519 BBBB"])
def test_what_is_no_key_is_refused(desk, private, key) -> None:
    with pytest.raises(Usage, match="bad_ssh_key"):
        doctor.ssh_line(desk, "ana", key, "/usr/local/bin/postventa")


def test_options_before_a_key_do_not_pass(desk, private) -> None:
    line = doctor.ssh_line(desk, "ana", 'command="sh" ssh-ed25519 AAAAC3Nz x', "/usr/local/bin/postventa")
    assert '"sh"' not in line
    with pytest.raises(NotFound):
        doctor.ssh_line(desk, "eva", "ssh-ed25519 AAAAC3Nz x", "/usr/local/bin/postventa")


def test_every_finding_has_its_sentence(desk, private) -> None:
    from postventa_tui.cli.doctor import SENTENCES, sentence

    i18n.set_language("en")
    for one in doctor.look(desk):
        assert one.code in SENTENCES
        assert "{" not in sentence(one)
