"""The open mail corpus, unpacked once a session from the one archive it is kept in."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path

import pytest
from tests.core.channels.servers import dovecot, postman  # noqa: F401 - fixtures for the files beside

ARCHIVE = Path(__file__).parents[2] / "data" / "mail-open.tar.xz"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    with tarfile.open(ARCHIVE) as archive:
        archive.extractall(folder, filter="data")
    return folder / "open"


@pytest.fixture(scope="session")
def manifest(corpus) -> list[dict]:
    return json.loads((corpus / "MANIFEST.json").read_text())["files"]


@pytest.fixture(scope="session")
def expected(corpus) -> list[dict]:
    return json.loads((corpus / "es" / "EXPECT.json").read_text())["files"]
