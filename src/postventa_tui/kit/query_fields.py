"""The fields of the query language: their names in both languages and the values they take.

Source: design, search section 4.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.words import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

ENGLISH, SPANISH = 0, 1


class Field(NamedTuple):
    """One field: what its values are, and the words for them."""

    kind: str
    """`list` fixed values, `text`, `login`, `tag`, `date` (date, age, range), `day` (date), `age`."""
    values: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    """English name of a value -> its words in English and in Spanish."""
    ordered: bool = False
    """Whether `> >= < <=` make sense."""


def _values(text: str) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Read `open | abierto abierta; new | nuevo`: English words first, the first of them is the name."""
    made = {}
    for entry in text.split(";"):
        english, _, spanish = entry.partition("|")
        made[english.split()[0]] = (tuple(english.split()), tuple(spanish.split()))
    return made


_SORT = "relevance | relevancia; created | creado; updated | actualizado; due | vence vencimiento;"

FIELDS: Mapping[str, Field] = {
    "status": Field("list", _values(
        "new | nuevo nueva; open | abierto abierta; pending | pendiente; on_hold hold | en_espera espera;"
        "solved | resuelto resuelta; closed | cerrado cerrada; merged | fusionado fusionada; spam | ;"
        "any | cualquiera todos")),
    "assignee": Field("login", _values("me | yo mí; none | nadie ninguno")),
    "team": Field("text"),
    "channel": Field("list", _values(
        "email | correo; phone | teléfono tel llamada; web | formulario; chat | ; whatsapp wa | ;"
        "social | redes; counter | mostrador tienda")),
    "priority": Field("list", _values("low | baja; normal | media; high | alta; urgent | urgente"), ordered=True),
    "tag": Field("tag"),
    "customer": Field("text"),
    "organisation": Field("text"),
    "product": Field("text"),
    "type": Field("text"),
    "serial": Field("text"),
    "order": Field("text"),
    "created": Field("date", ordered=True),
    "updated": Field("date", ordered=True),
    "solved": Field("date", ordered=True),
    "due": Field("date", ordered=True),
    "has": Field("list", _values(
        "attachment | adjunto; note | nota; rma | ; asset | aparato; warranty | garantía; draft | borrador")),
    "is": Field("list", _values(
        "open | abierto; unassigned | sin_asignar; breached | vencido incumplido; snoozed | pospuesto;"
        "waiting | esperando; mine | mío")),
    "in": Field("list", _values(
        "tickets | casos; customers | clientes; articles | artículos; interactions | interacciones historial;"
        "canned | respuestas")),
    "lang": Field("list", _values("es | ; en | ")),
    "sort": Field("list", _values(_SORT + "priority | prioridad")),
    "after": Field("day"),
    "before": Field("day"),
    "newer_than": Field("age"),
    "older_than": Field("age"),
}  # fmt: skip

SPANISH_NAMES: Mapping[str, tuple[str, ...]] = {
    "status": ("estado",),
    "assignee": ("asignado", "asignada", "agente"),
    "team": ("equipo",),
    "channel": ("canal",),
    "priority": ("prioridad",),
    "tag": ("etiqueta", "etiquetas"),
    "customer": ("cliente",),
    "organisation": ("empresa", "organizacion"),
    "product": ("producto",),
    "type": ("tipo",),
    "serial": ("serie",),
    "order": ("pedido",),
    "created": ("creado", "creada"),
    "updated": ("actualizado", "actualizada"),
    "solved": ("resuelto", "resuelta"),
    "due": ("vence", "vencimiento"),
    "has": ("tiene", "con"),
    "is": ("es",),
    "in": ("en",),
    "lang": ("idioma",),
    "sort": ("orden",),
    "after": ("desde",),
    "before": ("hasta",),
}
_MORE_ENGLISH = {"tags": "tag", "organization": "organisation", "org": "organisation"}

NAMES: Mapping[str, str] = {
    **{name: name for name in FIELDS},
    **_MORE_ENGLISH,
    **{alias: name for name, aliases in SPANISH_NAMES.items() for alias in aliases},
}
"""Every name and alias (folded) -> the field."""

MOMENTS: Mapping[str, tuple[str, str]] = {
    "after": ("created", ">="),
    "before": ("created", "<"),
    "newer_than": ("created", "<"),
    "older_than": ("created", ">"),
}
"""Fields that are another way to write `created`."""


def is_spanish(alias: str) -> bool:
    """Say whether a (folded) name of a field is its Spanish one."""
    return alias not in FIELDS and alias not in _MORE_ENGLISH


def plain(value: str) -> str:
    """Give a value of a fixed list folded, blanks and dashes as `_`."""
    return "_".join(fold(value).replace("-", " ").split())


def find_value(field: Field, value: str) -> str | None:
    """Give the English name of a value of a fixed list, None for another word."""
    wanted = plain(value)
    for name, words in field.values.items():
        if any(wanted == plain(word) for language in words for word in language):
            return name
    return None


def spellings(field: Field, value: str, *, spanish: bool) -> tuple[str, ...]:
    """Give the values that were perhaps meant, the closest first, those of the typed language before others."""
    from postventa_tui.kit.distance import edits  # for errors only

    wanted = plain(value)
    found = []
    for words in field.values.values():
        for language, group in enumerate(words):
            for word in group:
                known = plain(word)
                most = 3 if len(known) >= 8 else 2
                far = edits(wanted, known, most)
                if known.startswith(wanted) and wanted:
                    far = min(far, 1)
                if far <= most and far < len(known):
                    found.append((far, (language == SPANISH) != spanish, word))
    best = [word for _far, _other, word in sorted(found)[:3]]
    return tuple(dict.fromkeys(form for word in best for form in (word, fold(word))))
