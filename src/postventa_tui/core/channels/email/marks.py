"""The marks mail programs leave: attributions, header blocks, forwards, signatures, legal footers.

Source: design, e-mail section 6.2; client forms seen in the open mail corpus (Spanish, English and neighbours).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LINE_CAP = 400
_MAX_JOINED = 4

_BEGIN = re.compile(r"(?:El|On|Le|Em|Am|Il|In data|Op|A|En|Den|Dnia|W dniu)\s", re.IGNORECASE)
_END = re.compile(
    r"[\s>](?:escribi[oó]|wrote|napisa[łl](?:\(a\))?|skrev\s.{1,160}|a [ée]crit|escreveu|va escriure|ha scritto|schreef\s.{1,160}|schrieb(?:\s.{1,160})?)\s?:\s*$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"\d{1,2}[:.h]\d{2}|\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{1,2}\.?\s+(?:de\s+)?[a-zéûäç]{3,12}\.?,?\s+(?:de\s+|del\s+)?\d{4}"
    r"|[a-z]{3,10}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}",
    re.IGNORECASE,
)
_ISO = re.compile(
    r"\d{4}[-/]\d\d[-/]\d\d \d\d?:\d\d(?::\d\d)? (?:(?:GMT|UTC)?[+\-]\d\d:?\d\d |UTC )?[^<>]{0,120}<\S{1,200}@\S{1,200}>:\s*$"
)
_NAMED = re.compile(
    r"[^<>]{0,120}<?\S{1,200}@\S{1,200}>?[^<>]{0,60}\s(?:wrote|escribi[oó]|writes)\s?:\s*$", re.IGNORECASE
)

_HEADER = re.compile(
    r"[*_]{0,2}(?P<name>De|From|Von|Enviado(?: el)?|Enviada(?: em)?|Enviat(?: el)?|Sent|Fecha|Data|Date|Gesendet|Envoy[ée]|"
    r"Para|To|Per a|An|[ÀA]|CC|C\.?c\.?|Copia|Responder a|Reply-To|Asunto|Subject|Assunto|Assumpte|Betreff|Objet)"
    r"[*_]{0,2}\s?:[*_]{0,2}(?:\s|$)",
    re.IGNORECASE,
)
_FROM_NAMES = ("de", "from", "von")
_RULE = re.compile(r"\s{0,8}[_\-=*]{5,200}\s*$")
_ORIGINAL = re.compile(
    r"\s{0,8}-{2,20}\s{0,3}(?:Mensaje original|Missatge original|Mensagem original|Original Message|Original-Nachricht|"
    r"Urspr[üu]ngliche Nachricht|Message d'origine|(?:En|On)\b.{0,200}\b(?:escribi[oó]|wrote))\s{0,3}-{2,20}\s*$",
    re.IGNORECASE,
)
_FORWARD = re.compile(
    r"\s{0,8}(?:-{2,20}\s{0,3})?(?:Forwarded message|Mensaje reenviado|Inicio del mensaje reenviado|Begin forwarded message|"
    r"Missatge reenviat|Mensagem encaminhada|Weitergeleitete Nachricht|Message transf[ée]r[ée]|Mensaje reenviado por .{1,80})"
    r"\s{0,3}:?(?:\s{0,3}-{2,20})?\s*$",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    r"\s{0,8}\(?(?:Enviado desde (?:mi|el|la|mis|Yahoo|Outlook|Correo|Mail|Gmail|iCloud|Huawei|Samsung|Proton)\b|"
    r"Sent from (?:my|Mail|Outlook|Yahoo|Proton|Samsung|a mobile|iPhone)\b|"
    r"(?:Obtener|Descargar|Obt[ée]n|Consigue) (?:Outlook|BlueMail|Yahoo) (?:para|for)\b|Get Outlook for\b|Get BlueMail for\b|"
    r"Enviado con\b|Sent with\b|Enviat des d|Enviado a trav[ée]s de\b|Enviado do meu\b|Envoy[ée] de mon\b|Von meinem .{1,40} gesendet)",
    re.IGNORECASE,
)
_MOBILE_CHARS = 140
_LEGAL = re.compile(
    r"\s{0,8}[*_]{0,2}(?:AVISO LEGAL|AVISO DE CONFIDENCIALIDAD|CL[ÁA]USULA DE CONFIDENCIALIDAD|CONFIDENCIALIDAD\b|CONFIDENTIALITY NOTICE|"
    r"Este (?:mensaje|correo(?: electr[óo]nico)?|e-?mail) (?:y sus|y cualquier|y los|se dirige|puede contener|va dirigido|contiene|es confidencial|est[áa] dirigido)|"
    r"Antes de imprimir|Before printing|Please consider the environment|This e-?mail (?:message )?(?:and any|is|may|contains)|"
    r"This message (?:and any|is intended|may contain|contains)|DISCLAIMER\b|LOPD\b|RGPD\b|"
    r"(?:De conformidad con|En cumplimiento de|De acuerdo con) .{0,160}(?:protecci[óo]n de datos|datos personales|RGPD|LOPD|Reglamento))",
    re.IGNORECASE,
)


def attribution(lines: Sequence[str], at: int) -> int:
    """Give how many lines from `at` on are one attribution ("El … escribió:"), 0 for none; programs wrap it."""
    first = lines[at][:LINE_CAP].strip()
    if not first:
        return 0
    if first.endswith(":") and (_ISO.match(first) or _NAMED.match(first)):
        return 1
    if not _BEGIN.match(first):
        return 0
    joined = ""
    for width in range(1, _MAX_JOINED + 1):
        if at + width > len(lines):
            return 0
        piece = lines[at + width - 1][:LINE_CAP].strip()
        if not piece or piece.startswith(">"):
            return 0
        joined = f"{joined} {piece}"
        if piece.endswith(":") and _END.search(joined) and _DATED.search(joined):
            return width
    return 0


def begins_header_block(lines: Sequence[str], at: int) -> bool:
    """Whether a mail program's block of headers ("De: … Enviado: … Para: …") begins at line `at`."""
    line = lines[at][:LINE_CAP]
    if _ORIGINAL.match(line):
        return True
    if _RULE.match(line):
        following = _next_text(lines, at + 1)
        return following is not None and following - at <= 3 and _is_block(lines, following)
    return _is_block(lines, at)


def _next_text(lines: Sequence[str], at: int) -> int | None:
    while at < len(lines):
        if lines[at].strip():
            return at
        at += 1
    return None


def _is_block(lines: Sequence[str], at: int) -> bool:
    """Three header lines out of at most eight; one wrapped line may stand between two."""
    names: set[str] = set()
    others = 0
    for line in lines[at : at + 8]:
        match = _HEADER.match(line[:LINE_CAP].lstrip())
        if match is not None:
            names.add(match["name"].lower())
            others = 0
        elif not names or not line.strip():
            break
        else:
            others += 1
            if others > 1:
                break
    return len(names) >= 3 and any(name in names for name in _FROM_NAMES)


def is_forward(line: str) -> bool:
    """Whether the line says that a forwarded mail follows."""
    return _FORWARD.match(line[:LINE_CAP]) is not None


def is_signature(line: str, *, is_near_end: bool) -> bool:
    """Whether the line is the mark of a signature; two dashes without the blank only near the end."""
    return line == "-- " or (is_near_end and line.rstrip() == "--")


def is_mobile(line: str) -> bool:
    """Whether the line is the advertisement of a telephone or a mail program."""
    return len(line) <= _MOBILE_CHARS and _MOBILE.match(line) is not None


def begins_legal(line: str) -> bool:
    """Whether a paragraph that begins with this line is a legal footer."""
    return _LEGAL.match(line) is not None
