"""Search through the real index: keys first, names, typing errors, words of both languages."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from postventa_tui.core.assets import service as assets
from postventa_tui.core.assets.model import AssetInput, OrderInput, ProductInput
from postventa_tui.core.customers import service as customers
from postventa_tui.core.tickets import query, search, similar
from postventa_tui.core.tickets import service as tickets
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.core.tickets.rows import NewTicket
from postventa_tui.db import fts
from postventa_tui.kit import query as language
from postventa_tui.kit.errors import Usage

VECTORS = Path(__file__).parents[2] / "vectors/search"


@pytest.fixture
def people(shop, marta):
    """Marta with a printer and an order, José with a washer; one ticket each."""
    jose = customers.create(
        shop, {"given": "José", "surname1": "Núñez", "surname2": "Casas"}, {"email": "jose.nunez@taller.example"}
    )
    assets.save_product(shop, ProductInput("X-200", "Impresora láser", brand="Tintex", category="impresoras"))
    order = assets.add_order(shop, OrderInput(marta, "A-0001234", invoice="FAC-2026/0012"))
    machine = assets.add(shop, AssetInput("X-200", customer_id=marta, serial="SN-4F00 A1B2"))
    jam = tickets.create(
        shop, NewTicket(marta, "Atasco", asset_id=machine.id, order_id=order.id), "La impresora se atasca, error E-18."
    )
    leak = tickets.create(shop, NewTicket(jose, "Lavadora", channel="phone"), "La lavadora pierde agua por abajo.")
    return shop, jam, leak


def find(desk, text: str, kind: str = "tickets", **options) -> search.Group:
    seat = Seat(desk.agent.id, desk.clock.now(), desk.shop.zone)
    answer = search.search(desk.db, search.Request(text, (kind,), lang="es", **options), seat)
    return answer.groups[kind]


def numbers(desk, text: str, **options) -> list[str]:
    return [item.ref for item in find(desk, text, **options).items]


@pytest.mark.parametrize(
    "text",
    ["PV-{n}", "pv-{n}", "#{n}", "{n}", "pv {n}", "PV{n},", "612345678", "612 34 56 78", "+34 612-34-56-78",
     "0034 612 345 678", "345678", "61234", "marta@correo.example", "MARTA@correo.example", "mailto:marta@correo.example", "<marta@correo.example>,", "marta@", "@correo.example",
     "SN4F00A1B2", "sn-4f00", "SN 4F00 A1B2", "A1B2", "A-0001234", "0001234", "FAC-2026/0012", "fac20260012"],
)  # fmt: skip
def test_what_is_read_out_is_found_first(people, text: str) -> None:
    desk, jam, _leak = people
    found = find(desk, text.format(n=jam.number))
    assert found.items[0].ref == f"PV-{jam.number}"
    assert found.items[0].why == "key"


@pytest.mark.parametrize("text", ["nuñez", "NUNEZ", "Núñez lavadora", "jose nunez casas"])
def test_person_is_found_without_accents_and_by_a_slip(people, text: str) -> None:
    desk, _jam, leak = people
    assert numbers(desk, text) == [f"PV-{leak.number}"]


def test_customer_is_found_by_half_a_phone_number_and_by_a_slip(people) -> None:
    desk, _jam, _leak = people
    assert [item.title for item in find(desk, "6123", "customers").items] == ["Marta Ruiz Ochoa"]
    assert [item.title for item in find(desk, "marta ruis", "customers").items] == ["Marta Ruiz Ochoa"]
    assert [item.title for item in find(desk, "nune", "customers", is_typing=True).items] == ["José Núñez Casas"]


def test_slip_is_told_and_marked(people) -> None:
    desk, jam, _leak = people
    seat = Seat(1, desk.clock.now(), desk.shop.zone)
    answer = search.search(desk.db, search.Request("inpresora"), seat)
    assert answer.corrected == {"inpresora": ("impresora",)}
    item = answer.groups["tickets"].items[0]
    assert item.why == "typo"
    assert [item.snippet.text[start:end] for start, end in item.snippet.marks] == ["impresora"]
    verbatim = search.search(desk.db, search.Request("inpresora", is_verbatim=True), seat)
    assert not verbatim.groups["tickets"].items
    assert item.ref == f"PV-{jam.number}"


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("impresoras atascadas", "jam"), ("e18", "jam"), ("E-18", "jam"), ('"se atasca"', "jam"), ("agua -impresora", "leak"),
        ("printer", "jam"), ("impresora OR zzz", "jam"), ("producto:laser", "jam"), ("producto:x-2", "jam"), ("tipo:impresoras", "jam"),
        ("serie:4F", ""), ("serie:sn4f", "jam"), ("pedido:a-0001", "jam"), ("pedido:fac-2026", "jam"), ("cliente:\"casas jo\"", "leak"),
        ("canal:tel", "leak"), ("has:asset", "jam"), ("-has:asset", "leak"), ("lavadora estado:nuevo", ""),
        ("lavadora estado:abierto", "leak"), ("agua prioridad:>baja", "leak"), ("agua prioridad:<baja", ""), ("agua OR cliente:marta", "both"),
        ("created:hoy agua", "leak"), ("created:<1h agua", "leak"), ("created:>1h agua", ""), ("-lavadora", "jam"), ("agua in:articles", ""),
        ("lavadora zzzz", ""), ("es:sin_asignar impresora", "jam"), ("asignado:yo agua", ""), ("after:2026-11-19 agua", "leak"),
        ("before:2026-11-19 agua", ""), ("created:2026-11..hoy agua", "leak"), ("idioma:en agua", ""),
    ],
)  # fmt: skip
def test_words_and_fields(people, text: str, which: str) -> None:
    desk, jam, leak = people
    wanted = {"jam": [jam.number], "leak": [leak.number], "both": [jam.number, leak.number], "": []}[which]
    if "in:articles" in text:
        seat = Seat(1, desk.clock.now(), desk.shop.zone)
        assert list(search.search(desk.db, search.Request(text), seat).groups) == ["articles"]
        return
    assert sorted(numbers(desk, text)) == [f"PV-{number}" for number in wanted]


def test_last_word_may_go_on_while_typing(people) -> None:
    desk, jam, _leak = people
    assert numbers(desk, "impr") == []
    assert numbers(desk, "impr", is_typing=True) == [f"PV-{jam.number}"]
    assert numbers(desk, "impr*") == [f"PV-{jam.number}"]


def test_new_note_is_found_at_once_and_index_stays_true(people) -> None:
    desk, jam, _leak = people
    tickets.note(desk, jam.id, "Pedido un rodillo nuevo al proveedor Rodamar.")
    assert numbers(desk, "rodamar") == [f"PV-{jam.number}"]
    customers.change(desk, jam.customer_id, {"surname1": "Iglesias"})
    assert numbers(desk, "iglesias impresora") == [f"PV-{jam.number}"]
    assert numbers(desk, "ruiz") == []
    assert fts.verify(desk.db) == []


def test_interactions_show_the_line_that_holds_the_words(people) -> None:
    desk, jam, _leak = people
    tickets.note(desk, jam.id, "Llamar mañana por el rodillo.")
    found = find(desk, "impresora rodillo", "interactions")
    assert [(item.ticket, item.snippet.text) for item in find(desk, "rodillo", "interactions").items] == [
        (f"PV-{jam.number}", "Llamar mañana por el rodillo.")
    ]
    assert {item.ticket for item in found.items} == {f"PV-{jam.number}"}


def test_answer_has_the_documented_shape(people) -> None:
    desk, _jam, _leak = people
    answer = search.search(desk.db, search.Request("agua"), Seat(1, desk.clock.now(), desk.shop.zone))
    shape = search.as_json(answer)
    assert list(shape) == ["format", "query", "ok", "corrected", "hints", "took_ms", "groups"]
    assert list(shape["groups"]) == ["tickets", "customers", "articles", "canned", "interactions"]
    assert list(shape["groups"]["tickets"]["items"][0]) == [
        "number", "title", "status", "customer", "updated", "snippet", "marks", "score", "why"
    ]  # fmt: skip
    json.dumps(shape)


def test_words_beyond_the_twelfth_are_ignored_with_a_hint(people) -> None:
    desk, _jam, _leak = people
    seat = Seat(1, desk.clock.now(), desk.shop.zone)
    answer = search.search(desk.db, search.Request("agua " * 12 + "zzz"), seat)
    assert [hint.code for hint in answer.hints] == ["words_ignored"]
    assert answer.groups["tickets"].items


def test_bad_query_is_refused_with_its_place(people) -> None:
    desk, _jam, _leak = people
    with pytest.raises(Usage) as refused:
        find(desk, "agua estado:abirto")
    assert refused.value.code == "bad_value"
    assert "abierto" in refused.value.params["shown"]
    assert refused.value.params["json"]["errors"][0]["start"] == 12


def test_every_case_and_prefix_runs_on_the_index(people) -> None:
    desk, _jam, _leak = people
    seat = Seat(1, desk.clock.now(), desk.shop.zone)
    lines = (VECTORS / "queries-open.jsonl").read_text("utf-8").splitlines()
    for text in [json.loads(line)["query"] for line in lines]:
        for end in {len(text), len(text) // 2, len(text) - 1}:
            parsed = language.parse(text[: max(0, end)])
            compiled = query.compile(parsed.ast, seat, desk.db)
            desk.db.all(f"SELECT t.id FROM tickets t WHERE {compiled.where}", **compiled.params)
            if parsed.ok:
                search.search(desk.db, search.Request(text[: max(0, end)], is_typing=True), seat)


@pytest.mark.parametrize(
    "text",
    ['"', '""', "*", "^", "AND", "NOT", "NEAR(", "(", "a OR", "col:x", "-", "{a b}:", "'; DROP TABLE tickets;--", "%", "_",
     "x' OR '1'='1", "(a+)+$", "\x00", "\ud800", "🙂", "ﷺ" * 20, "PV-99999999999999999999", "9" * 900, "a" * 1000,
     "@", "~", "due<", "日本語", "e\u0301" * 300],
)  # fmt: skip
def test_hostile_text_is_answered_in_time(people, text: str) -> None:
    desk, _jam, _leak = people
    find(desk, text, is_typing=True)
    start = time.process_time()
    find(desk, text, is_typing=True)
    assert time.process_time() - start < 0.1
    assert desk.db.value("SELECT count(*) FROM tickets") == 2


def test_similar_solved_tickets_come_with_their_solution(people) -> None:
    desk, jam, _leak = people
    from postventa_tui.core.tickets.rows import Outgoing

    old = tickets.create(
        desk, NewTicket(jam.customer_id, "Impresora", asset_id=jam.asset_id), "La impresora atasca hojas."
    )
    tickets.reply(desk, old.id, Outgoing("Limpie el rodillo con un paño.", then="solved"))
    found = similar.similar(desk, jam)
    assert [(one.number, one.solution) for one in found] == [(old.number, "Limpie el rodillo con un paño.")]


def test_undo_brings_the_old_words_back(people, run_cli) -> None:
    desk, jam, _leak = people
    tickets.note(desk, jam.id, "Nota sobre el rodamiento.")
    assert numbers(desk, "rodamiento") == [f"PV-{jam.number}"]
    assert run_cli("undo").exit_code == 0
    assert numbers(desk, "rodamiento") == []
    assert numbers(desk, "impresora") == [f"PV-{jam.number}"]
    assert fts.verify(desk.db) == []


def test_found_tickets_can_be_sorted(people, clock) -> None:
    desk, jam, leak = people
    clock.advance(3600)
    tickets.note(desk, jam.id, "Revisar agua también.")
    assert numbers(desk, "agua sort:updated") == [f"PV-{jam.number}", f"PV-{leak.number}"]
    assert numbers(desk, "agua orden:creado") == [f"PV-{leak.number}", f"PV-{jam.number}"]
    assert numbers(desk, "es:abierto orden:creado") == [f"PV-{leak.number}", f"PV-{jam.number}"]
