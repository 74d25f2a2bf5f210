"""Settings that the console keeps in the person's own file."""

from __future__ import annotations

import os
import stat

import pytest

from postventa_tui import settings
from postventa_tui.kit.errors import BadFile


def test_a_value_is_kept_and_read_again():
    settings.save("panes", "left", 52)
    settings.save("", "theme", "postventa-dia")
    found = settings.load()
    assert dict(found.panes) == {"left": 52}
    assert found.theme == "postventa-dia"
    assert stat.S_IMODE(os.stat(settings.config_path()).st_mode) == 0o600
    assert os.listdir(os.path.dirname(settings.config_path())) == ["config.toml"]


def test_a_link_stays_a_link(tmp_path):
    target, link = tmp_path / "dotfiles.toml", tmp_path / "config.toml"
    target.write_text("# mine\n")
    link.symlink_to(target)
    settings.save("", "lang", "en", str(link))
    assert link.is_symlink()
    assert target.read_text() == '# mine\nlang = "en"\n'


def test_a_file_with_a_fault_is_not_touched(tmp_path):
    path = tmp_path / "config.toml"
    path.write_text("lang = \n")
    with pytest.raises(BadFile):
        settings.save("panes", "left", 50, str(path))
    assert path.read_text() == "lang = \n"
