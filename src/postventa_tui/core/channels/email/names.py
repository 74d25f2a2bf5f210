"""File names of strangers, made fit for a folder: no path, no control, no device name.

Source: design, e-mail section 7; hostile input H46-H48.
"""

from __future__ import annotations

import os
import re
import unicodedata

from postventa_tui.core.channels.email.limits import MAX_NAME_BYTES
from postventa_tui.kit.errors import Refused

_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c]")
_DROPPED = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b-\u200d\u2060-\u2064\ufeff\u00ad\u180e\U000e0000-\U000e007f\ud800-\udfff]"
)
_REPLACED = re.compile(r"[:*?\"<>|\r\n\u2028\u2029]")
_DEVICES = re.compile(
    r"(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(?:\..*)?", re.IGNORECASE | re.DOTALL
)
_PROGRAMS = frozenset(
    [
        "exe",
        "com",
        "bat",
        "cmd",
        "scr",
        "pif",
        "msi",
        "msp",
        "hta",
        "js",
        "jse",
        "vbs",
        "vbe",
        "wsf",
        "wsh",
        "ps1",
        "jar",
        "lnk",
        "cpl",
        "reg",
        "dll",
        "sh",
        "app",
        "dmg",
        "iso",
        "img",
        "docm",
        "xlsm",
        "pptm",
    ]
)
_EXTENSIONS = {
    "text/plain": "txt",
    "text/html": "html",
    "text/csv": "csv",
    "text/calendar": "ics",
    "text/vcard": "vcf",
    "text/rfc822-headers": "txt",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/heic": "heic",
    "image/svg+xml": "svg",
    "application/pdf": "pdf",
    "application/zip": "zip",
    "application/json": "json",
    "application/xml": "xml",
    "application/ms-tnef": "dat",
    "application/pkcs7-signature": "p7s",
    "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m",
    "application/x-pkcs7-mime": "p7m",
    "application/pgp-signature": "asc",
    "application/pgp-encrypted": "asc",
    "application/msword": "doc",
    "message/rfc822": "eml",
    "message/delivery-status": "txt",
    "message/disposition-notification": "txt",
    "message/feedback-report": "txt",
    "audio/ogg": "ogg",
    "audio/mpeg": "mp3",
    "video/mp4": "mp4",
}


def clean_name(written: str, fallback: str) -> str:
    """Give `written` as a file name of at most 150 bytes, `fallback` when nothing is left."""
    name = unicodedata.normalize("NFC", _DROPPED.sub("", written.replace("\x00", "")))
    name = re.split(r"[/\\]", name)[-1]
    name = _REPLACED.sub("_", _BIDI.sub("_", name))
    name = name.strip().lstrip(".-").rstrip(". ").strip()
    if not name or not name.strip("._ "):
        return fallback
    if _DEVICES.fullmatch(name):
        name = f"_{name}"
    return _short(name)


def _short(name: str) -> str:
    if len(name.encode()) <= MAX_NAME_BYTES:
        return name
    stem, dot, extension = name.rpartition(".")
    if not dot or len(extension.encode()) > 20:
        stem, extension = name, ""
    ending = f".{extension}" if extension else ""
    room = MAX_NAME_BYTES - len(ending.encode())
    return stem.encode()[:room].decode("utf-8", errors="ignore").rstrip(". ") + ending


def fallback_name(number: int, mime: str) -> str:
    """Give the name of the part `number` (from 1) that has none of its own."""
    extension = _EXTENSIONS.get(mime, "")
    return f"part-{number}.{extension}" if extension else f"part-{number}"


def unique(name: str, taken: set[str]) -> str:
    """Give `name`, with ` (2)` when one of `taken` is equal but for case or composition; adds it to `taken`."""
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, ""
    candidate, count = name, 1
    while _key(candidate) in taken:
        count += 1
        candidate = f"{stem} ({count}){dot}{extension}"
    taken.add(_key(candidate))
    return candidate


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold()


def is_program(name: str) -> bool:
    """Whether the name ends like a program or macro document: shown with a warning sign."""
    return name.rpartition(".")[2].lower() in _PROGRAMS and "." in name


def save(folder: str, name: str, data: bytes) -> str:
    """Write one attachment below `folder`, mode 0600; gives its path. Never opened, never over another file.

    Raises:
        Refused: `file_exists`, `not_saved`.
    """
    path = os.path.join(folder, clean_name(name, "part-1"))
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        target = os.open(path, flags, 0o600)
    except FileExistsError as error:
        raise Refused("file_exists", file=path) from error
    except OSError as error:
        raise Refused("not_saved", file=path, reason=error.strerror or "") from error
    with os.fdopen(target, "wb") as file:
        file.write(data)
    return path
