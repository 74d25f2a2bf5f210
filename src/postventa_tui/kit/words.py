"""Words of a text: as a person types them and as the full-text index cuts them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from postventa_tui.kit import text as texts

_WORD = re.compile(r"[^\W_]+")
_MARKS = range(0x300, 0x370)


def fold(text: str) -> str:
    """Give `text` without case, accents and invisible signs: what is compared when somebody searches."""
    if text.isascii():
        return text.lower()
    seen = "".join(char for char in text if unicodedata.category(char) != "Cf")
    return texts.fold(unicodedata.normalize("NFKC", seen))


def tokens(text: str) -> list[str]:
    """Give the folded runs of letters and digits of `text`, in order."""
    return _WORD.findall(fold(text))


class _IndexFold(dict[int, int | None]):
    """What the tokenizer `unicode61 remove_diacritics 2` makes of one character, learned as met."""

    def __missing__(self, code: int) -> int | None:
        """Give the lower-case base letter of `code`; None drops a combining mark."""
        found: int | None = code
        if code in _MARKS:
            found = None
        else:
            base = unicodedata.normalize("NFD", chr(code))[0]
            lower = base.lower()
            found = ord(lower) if len(lower) == 1 else ord(lower[0])
        self[code] = found
        return found


_INDEX_FOLD = _IndexFold()


def quick_fold(text: str) -> tuple[str, bool]:
    """Give `text` as `index_fold` does, but what Latin-1 does not have as `?`; and whether there is none.

    One byte a sign: a table of 256 is twenty times faster than a dictionary.
    """
    if text.isascii():
        return text.lower(), True
    try:
        raw, is_exact = text.encode("latin-1"), True
    except UnicodeEncodeError:
        raw, is_exact = text.encode("latin-1", "replace"), False
    return raw.translate(_latin_fold()).decode("latin-1"), is_exact


@lru_cache(maxsize=1)
def _latin_fold() -> bytes:
    return bytes((_INDEX_FOLD[code] or code) & 0xFF for code in range(256))


def index_fold(text: str) -> str:
    """Give `text` as the index compares it, of the same length: a combining mark becomes a blank sign."""
    folded = text.translate(_INDEX_FOLD)
    if len(folded) == len(text):
        return folded
    return "".join(char.translate(_INDEX_FOLD) or "\u0300" for char in text)


def index_tokens(text: str) -> list[str]:
    """Give the words of `text` as the index stores them (ß stays ß there, unlike in `tokens`)."""
    return _WORD.findall(text.lower() if text.isascii() else text.translate(_INDEX_FOLD))


def cut_at_digits(word: str) -> list[str]:
    """Give `word` split where letters meet digits: `cr65` gives `cr`, `65`; one part when it is all one."""
    return re.findall(r"\d+|[^\W\d_]+", word)
