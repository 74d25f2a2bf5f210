"""The small rules of reading: fields, addresses, names, charsets of bodies, trimming."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from postventa_tui.core.channels.email import (
    addresses,
    bodies,
    calendars,
    fields,
    html,
    names,
    parse,
    structure,
    trim,
)

HEAD = b"From: a@b.es\nTo: c@d.es\nSubject: x\nMessage-ID: <1@b>\nMIME-Version: 1.0\n"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Ana <ana@x.es>", [("Ana", "ana@x.es")]),
        ("ana@X.ES (Ana Ruiz)", [("Ana Ruiz", "ana@x.es")]),
        ('"Ruiz, Ana" <ana@x.es>, luis@y.es', [("Ruiz, Ana", "ana@x.es"), ("", "luis@y.es")]),
        ("Taller: ana@x.es, luis@y.es;", [("", "ana@x.es"), ("", "luis@y.es")]),
        ("undisclosed-recipients:;", []),
        ("<>", []),
        ("=?utf-8?q?Jos=C3=A9?= <j@x.es>", [("José", "j@x.es")]),
        ("=?utf-8?b?SW9zw6kgPGpAeC5lcz4=?=", [("Iosé", "j@x.es")]),
        ("j@ñandu.es", [("", "j@xn--andu-fqa.es")]),
        ("a@x.es\nBcc: y@z.es", [("", "a@x.es")]),
    ],
)
def test_addresses_are_found_as_people_write_them(written, expected):
    assert [(one.name, one.address) for one in addresses.parse(written)][: len(expected) or None] == expected


def test_a_name_that_shows_another_address_is_not_shown():
    one = addresses.parse('"soporte@banco.es" <x@malo.example>')[0]
    assert (one.safe_name, one.address) == ("", "x@malo.example")


def test_a_character_cut_in_two_between_encoded_words_is_whole_again():
    assert fields.decoded("=?utf-8?q?Espa=C3?= =?utf-8?q?=B1a?=") == "España"
    assert fields.decoded("=?iso-8859-1?q?a=0D=0Ab?=") == "a b"


@given(st.binary(max_size=200), st.integers(1, 20))
def test_base64_with_junk_gives_the_bytes(data, every):
    text = base64.b64encode(data)
    dirty = b"\n".join(text[at : at + every] for at in range(0, len(text), every))
    assert fields.base64_bytes(dirty) == data
    assert fields.base64_bytes(dirty.replace(b"\n", b"!\n")) == data or b"=" in text


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\x\\y.exe", "y.exe"),
        ("CON", "_CON"),
        ("aux.txt", "_aux.txt"),
        (".bashrc", "bashrc"),
        ("-rf", "rf"),
        ("factura\u202efdp.exe", "factura_fdp.exe"),
        ("a\nb:c.pdf", "a_b_c.pdf"),
        ("...", "part-1"),
        ("a/", "part-1"),
        ("x. ", "x"),
    ],
)
def test_file_names_lose_paths_controls_and_devices(written, expected):
    assert names.clean_name(written, "part-1") == expected


@settings(max_examples=100)
@given(st.text(max_size=300))
def test_a_cleaned_name_is_short_and_flat(written):
    name = names.clean_name(written, "part-1")
    assert name and len(name.encode()) <= 150
    assert not set(name) & set('/\\:*?"<>|\n\r\x00')
    assert not name.startswith((".", "-"))


def test_equal_names_get_a_number():
    taken: set[str] = set()
    assert [names.unique(name, taken) for name in ("a.pdf", "A.PDF", "a.pdf")] == ["a.pdf", "A (2).PDF", "a (3).pdf"]


def test_flowed_text_is_joined_and_unstuffed():
    assert bodies.unflowed("una \ndos\n> cita \n> más\n-- \nyo \n from", False) == "una dos\n> cita más\n-- \nyo from"
    assert bodies.unflowed("u \nno", True) == "uno"


def test_words_declared_as_base64_stay_words():
    raw = (
        HEAD + b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\nHola, esto no es base64 en absoluto.\n"
    )
    assert "no es base64" in parse.parse(raw, parse.Surroundings(1_800_000_000)).visible_text


def test_a_link_that_lies_shows_where_it_leads():
    shown = html.to_text('<p><a href="http://malo.example/x">https://banco.es/entrar</a></p>').text
    assert "https://banco.es/entrar (→ malo.example)" in shown


def test_hidden_text_is_shown_to_the_agent():
    shown = html.to_text('<p>a<span style="display:none">oculto</span><font size=0>nada</font></p>').text
    assert "oculto" in shown and "nada" in shown


@pytest.mark.parametrize("source", ["", "<", "<p", "\x00", "<!--", "<a href=>", "<blockquote>", "\ud800"])
def test_broken_html_never_raises(source):
    html.to_text(source)


@pytest.mark.parametrize(
    ("whole", "own"),
    [
        ("Sí.\n\nEl lun, 3 nov 2025 a las 10:12, X (<\na@b.es>) escribió:\n\n> hola", "Sí."),
        ("Ok\n\nOn Mon, Nov 3, 2025 at 10:12 AM X <a@b.es> wrote:\n> hi", "Ok"),
        ("Ok\n\n2025-11-03 10:12 GMT+01:00 X <a@b.es>:\n> hi", "Ok"),
        ("Ok\n\nLe lun. 3 nov. 2025 à 10:12, X <a@b.es> a écrit :\n> oui", "Ok"),
        ("Ok\n\n________________________________\nDe: X\nEnviado: lunes\nPara: Y\nAsunto: Z\n\nhola", "Ok"),
        ("Ok\n\n-----Mensaje original-----\nDe: X\n\nhola", "Ok"),
        ("Ok\n-- \nAna\nTel. 600", "Ok"),
        ("Ok\n\nEnviado desde mi iPhone", "Ok"),
        ("> a\nSí\n> b\nNo", "> a\nSí\n> b\nNo"),
        ("> solo cita", "> solo cita"),
        ("El martes mi vecina escribió: llama", "El martes mi vecina escribió: llama"),
        ("Mira\n---------- Forwarded message ---------\nDe: X\n> uno\n> dos", "Mira\n---------- Forwarded message ---------\nDe: X\n> uno\n> dos"),
        ("Ok\n\nAVISO LEGAL: nada\nmás\n\nAntes de imprimir piense", "Ok"),
    ],
)  # fmt: skip
def test_only_what_trails_is_left_out(whole, own):
    cut = trim.trim(whole)
    assert whole[cut.start : cut.end].strip() == own


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            ["> q", "hola", "", "-- ", "El 3 nov 2025 10:12 X escribió:", "De: a", "Para: b", "Asunto: c", "| x"]
        )
    )
)
def test_trimming_gives_offsets_inside_the_text(lines):
    whole = "\n".join(lines)
    cut = trim.trim(whole)
    assert 0 <= cut.start <= cut.end <= len(whole)
    assert not whole.strip() or whole[cut.start : cut.end].strip()


@settings(max_examples=150)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_held(noise):
    from postventa_tui.core.channels.email.limits import Quarantined

    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" + noise + b"\n--b--\n"
    try:
        parse.parse(raw, parse.Surroundings(1_800_000_000))
    except Quarantined as held:
        assert held.reason in ("too_deep", "too_many_parts")


def test_an_invitation_is_one_line():
    found = calendars.read(
        b"BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDTSTART:20251110T090000Z\nSUMMARY:Visita\\, t\xc3\xa9cnico\n"
        b"LOCATION:Calle\n  Mayor 3\nEND:VEVENT\n"
    )
    assert found.line == "Visita, técnico · 2025-11-10 09:00Z · Calle Mayor 3 · REQUEST"


def test_leading_bom_and_blank_lines_are_not_the_body():
    root = structure.read(structure.parsed_copy(b"\xef\xbb\xbf\r\n\r\nFrom: a@b.es\r\n\r\nx"))
    assert root.fields.has("from")
