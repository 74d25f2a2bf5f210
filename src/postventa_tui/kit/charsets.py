"""Bytes of strangers to text: the names of charsets as mail programs write them, and a reading by content.

Source: design, e-mail section 3.1; figures and names from the open mail corpus.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

_BY_CONTENT = """us-ascii ascii 646 ansi-x3.4-1968 us-askey fakescii x-unknown unknown unknown-8bit 8bit binary
    default none null invalid-charset"""
_TABLE_TEXT = """
utf-8: utf8mb4 utf8mb3 utf-8-mac unicode-1-1-utf-8 utf8 x-utf-8 cp65001 utf-8
cp1252: iso-8859-1 latin1 latin-1 iso88591 iso8859-1 iso-latin-1 ansi windows-1252 cp-1252 cp1252 x-ansi windows1252
iso-8859-15: iso-8859-15 latin9 latin-9 iso8859-15 iso885915
cp850: cp-850 ibm850 dos-850 cp850
mac_roman: macintosh mac x-mac-roman x-macroman
mac_cyrillic: x-mac-cyrillic
mac_latin2: x-mac-ce
mac_greek: x-mac-greek
mac_turkish: x-mac-turkish
utf-16-le: unicode utf-16 utf16
utf-7: utf-7 unicode-1-1-utf-7
iso-8859-8: iso-8859-8-i iso-8859-8-e visual logical
iso-8859-6: iso-8859-6-i iso-8859-6-e
gb18030: gb2312 gbk x-gbk cp936 gb-2312-80
hz: hz hz-gb-2312
cp949: ks-c-5601-1987 ks-c-5601 euc-kr ksc5601 cp949 uhc windows-949
cp932: shift-jis sjis x-sjis windows-31j ms-kanji
iso2022_jp_ext: iso-2022-jp iso-2022-jp-1 iso-2022-jp-2 iso-2022-jp-3 iso-2022-jp-2004 iso-2022-jp-ext csiso2022jp
big5hkscs: big5 x-big5 cn-big5
cp874: windows-874 tis-620 iso-8859-11
koi8-r: koi8 koi8-r
"""
_REFUSED = frozenset(
    [
        "rot13",
        "base64",
        "zlib",
        "idna",
        "punycode",
        "unicode_escape",
        "raw_unicode_escape",
        "undefined",
        "mbcs",
        "oem",
        "palmos",
    ]
)
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_SURROGATES = re.compile("[\ud800-\udfff]")
_MAX_NAME = 60


def _build() -> dict[str, str]:
    table = dict.fromkeys(_BY_CONTENT.split(), "")
    for line in _TABLE_TEXT.strip().splitlines():
        codec, _colon, names = line.partition(":")
        table.update(dict.fromkeys(names.split(), codec))
    table[""] = ""
    return table


_TABLE = _build()


def codec_for(name: str) -> str:
    """Give the Python codec for the charset `name` as written in a mail; "" means: read by content.

    Byte codecs (`zlib`, `rot13` …) and names nobody knows give "" too.
    """
    wanted = name.strip().strip("\"'").strip().lower().removeprefix("charset=").strip("\"' ")
    wanted = wanted.replace("_", "-").replace(" ", "")
    if wanted in _TABLE:
        return _TABLE[wanted]
    if len(wanted) > _MAX_NAME or not wanted.isascii():
        return ""
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError):
        return ""
    is_text = bool(getattr(found, "_is_text_encoding", False))
    if not is_text or found.name.replace("-", "_") in _REFUSED:
        return ""
    return _TABLE.get(found.name, found.name)


def decode(raw: bytes, charset: str = "") -> str:
    """Give `raw` as NFC text without lone surrogates, by the declared `charset` or else by content. Never fails."""
    return tidy(_decoded(raw, codec_for(charset)))


def tidy(text: str) -> str:
    """Give `text` in NFC, with lone surrogates as U+FFFD: fit for the database."""
    if text.isascii():
        return text
    text = _SURROGATES.sub("\ufffd", text)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _decoded(raw: bytes, codec: str) -> str:
    if raw.startswith(codecs.BOM_UTF8):
        raw, codec = raw[len(codecs.BOM_UTF8) :], "utf-8"
    if codec == "utf-16-le" and raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        codec = "utf-16"
    if codec == "":
        return _by_content(raw)
    if codec == "cp1252":
        return _latin(raw)
    if codec == "utf-8":
        return _declared_utf8(raw)
    try:
        return raw.decode(codec, errors="replace")
    except (UnicodeError, ValueError, LookupError):
        return _by_content(raw)


def _by_content(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _declared_utf8(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        wrong = _MULTIBYTE.search(raw) is None
        return raw.decode("cp1252" if wrong else "utf-8", errors="replace")


def _latin(raw: bytes) -> str:
    """Forms on the web declare latin-1 and send UTF-8: valid UTF-8 with a multi-byte run is taken as such."""
    is_likely = not raw.isascii() and _MULTIBYTE.search(raw) is not None
    return _by_content(raw) if is_likely else raw.decode("cp1252", errors="replace")
