"""The whole corpus: every original comes back as it came in, and a second import changes nothing."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict

import pytest

from postventa_tui.core.channels import service

pytestmark = pytest.mark.slow
_SEPARATOR = re.compile(rb"\s*From [^\n]*\n")


def counts(path) -> dict[str, int]:
    db = sqlite3.connect(path)
    try:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    finally:
        db.close()


def test_every_original_is_the_bytes_of_its_file_and_a_second_import_stores_nothing(desk, corpus, shop_path):
    first = service.import_paths(desk, [str(corpus)])
    boxes = defaultdict(list)
    compared = 0
    for one in first.results:
        if one.arrival.reason == "same_content":
            continue
        raw = service.raw(desk, one.arrival.message_id)
        name, is_box, _number = one.file.rpartition("#")
        if is_box and (corpus / name).is_file():
            boxes[name].append(raw)
        else:
            assert raw == (corpus / one.file).read_bytes(), one.file
            compared += 1
    for name, raws in boxes.items():
        whole, at = (corpus / name).read_bytes(), 0
        for raw in raws:
            found = whole.index(raw, at)
            assert _SEPARATOR.fullmatch(whole[at:found]), name
            at = found + len(raw)
        assert not whole[at:].strip(), name
    assert compared > 500
    before = counts(shop_path)
    second = service.import_paths(desk, [str(corpus)])
    assert {one.arrival.outcome for one in second.results} == {"duplicate"}
    assert counts(shop_path) == before
