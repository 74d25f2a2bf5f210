"""Charset names as mail programs write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from postventa_tui.kit import charsets


@pytest.mark.parametrize(
    ("name", "codec"),
    [
        ("UTF8", "utf-8"), ('"utf-8"', "utf-8"), ("charset=utf_8", "utf-8"), ("utf8mb4", "utf-8"), ("iso-8859-1", "cp1252"),
        ("Latin1", "cp1252"), ("us-ascii", ""), ("x-unknown", ""), ("rot13", ""), ("zlib", ""), ("base64", ""), ("idna", ""),
        ("unicode_escape", ""), ("../../x", ""), ("x" * 10_000, ""), ("gb2312", "gb18030"), ("hz", "hz"), ("shift_jis", "cp932"),
        ("iso-2022-jp", "iso2022_jp_ext"), ("windows-874", "cp874"), ("iso-8859-8-i", "iso-8859-8"), ("ISO-8859-15", "iso-8859-15"),
    ],
)  # fmt: skip
def test_a_name_gives_its_codec(name, codec):
    assert charsets.codec_for(name) == codec


def test_utf8_under_a_latin_name_is_read_as_utf8_and_the_reverse():
    assert charsets.decode("Begoña".encode(), "iso-8859-1") == "Begoña"
    assert charsets.decode("Begoña".encode("cp1252"), "utf-8") == "Begoña"
    assert charsets.decode(b"20 \x80", "iso-8859-1") == "20 €"


@given(
    st.binary(max_size=100), st.sampled_from(["", "utf-8", "utf-7", "gb2312", "iso-2022-jp", "unicode", "cp850", "hz"])
)
def test_decoding_never_fails_and_gives_storable_text(raw, charset):
    charsets.decode(raw, charset).encode("utf-8")
