"""Two languages of one program: English is the key in the code, Spanish the first language on screen."""

from __future__ import annotations

import os.path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gettext

LANGUAGES = ("es", "en")
_lang = "en"
_catalogue: gettext.NullTranslations | None = None


def set_language(lang: str) -> None:
    """Make `lang` ("es" or "en") the language of texts made from now on; another value means English."""
    global _lang, _catalogue
    _lang = lang if lang in LANGUAGES else "en"
    _catalogue = None


def _texts() -> gettext.NullTranslations | None:
    """Give the catalogue of the language in force, read at the first text: JSON answers show none."""
    global _catalogue
    if _catalogue is None and _lang != "en":
        import gettext

        folder = os.path.join(os.path.dirname(os.path.dirname(__file__)), "locale")
        _catalogue = gettext.translation("postventa", folder, [_lang], fallback=True)
    return _catalogue


def language() -> str:
    """Give the language in force: "es" or "en"."""
    return _lang


def _(text: str) -> str:
    """Give `text` in the language in force."""
    catalogue = _texts()
    return text if catalogue is None else catalogue.gettext(text)


def ngettext(one: str, many: str, n: int) -> str:
    """Give the form of the text that fits the number `n`."""
    catalogue = _texts()
    if catalogue is None:
        return one if n == 1 else many
    return catalogue.ngettext(one, many, n)


def pgettext(context: str, text: str) -> str:
    """Give `text` as it is said in `context` (one English word may be two Spanish ones)."""
    catalogue = _texts()
    return text if catalogue is None else catalogue.pgettext(context, text)


class lazy(str):
    """A text translated when it is shown: for class attributes, made before the language is known."""

    __slots__ = ()

    def __str__(self) -> str:
        """Give the text in the language in force."""
        return _(str.__str__(self))
