"""Sector packs: whole, additive, with fields that are checked and words that are forbidden."""

from __future__ import annotations

import pytest

from postventa_tui.core.assets import vin
from postventa_tui.core.assets.sector_fields import checked_value
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.packs import loader
from postventa_tui.core.packs import service as packs
from postventa_tui.core.replies import canned
from postventa_tui.kit.errors import BadFile, NotAllowed, NotFound, Usage


@pytest.mark.parametrize("name", loader.SHIPPED)
def test_every_pack_of_the_package_can_be_switched_on_and_found(desk, name):
    done = packs.enable(desk, name)
    pack = loader.shipped(name)
    assert (done.articles, done.canned) == (len(pack.articles), len(pack.canned))
    assert done.articles and done.canned and pack.causes and pack.fields
    assert name in packs.names_on(desk)
    assert packs.review(desk) == []


def test_switching_on_twice_adds_nothing_and_keeps_what_the_shop_wrote(desk):
    packs.enable(desk, "retail")
    canned.save(desk, "pack-entrega-retrasada", "es", "Nuestro texto", "Hola")
    again = packs.enable(desk, "retail")
    assert (again.articles, again.canned, again.rules, again.was_on) == (0, 0, 0, True)
    assert canned.get(desk, "pack-entrega-retrasada", "es").title == "Nuestro texto"


def test_packs_add_up_and_none_removes(desk):
    packs.enable(desk, "retail")
    packs.enable(desk, "automotive")
    assert set(packs.names_on(desk)) == {"retail", "automotive"}
    assert {"defect", "brakes"} <= {code for code, _es, _en in packs.causes(desk)}
    assert knowledge.get(desk, "pack-desistimiento", "es").title.startswith("Desistimiento")
    fields = desk.shop.get("pack_fields")
    assert {"order", "vin"} <= set(fields)


def test_rules_of_a_pack_come_switched_off_and_can_be_rehearsed(desk):
    from postventa_tui.core.tickets import automation

    assert packs.enable(desk, "automotive").rules == 1
    found = automation.rules(desk)
    assert [(one.rule.name, one.active) for one in found] == [("Coche: la seguridad va primero", False)]
    assert automation.preview(desk, found[0].rule.name, 90) == []


def test_only_an_admin_switches_a_pack_on(desk, make_desk):
    with desk.transaction("test.agent") as db:
        db.run("INSERT INTO agents (login, name, role, created_at, updated_at) VALUES ('brais', 'Brais', 'lead', 1, 1)")
    with pytest.raises(NotAllowed):
        packs.enable(make_desk("brais"), "automotive")
    with pytest.raises(NotFound, match="pack_unknown"):
        packs.enable(desk, "circus")


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("1M8GDM9AXKP042788", "sound"),
        ("1m8gdm9a-xkp0 42788", "sound"),
        ("1M8GDM9A0KP042788", "bad_check_digit"),
        ("11111111111111111", "sound"),
        ("WVWZZZ1JZXW000001", "unchecked"),
        ("WVWZZZ1JZXW00001", "bad_shape"),
        ("WVWZZZ1JZXW00000O", "bad_shape"),
        ("VSSZZZÑJZXW000001", "bad_shape"),
    ],
)
def test_vin_shape_and_check_digit(text, state):
    assert vin.state(text) == state


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("vin", "1m8gdm9a xkp042788", "1M8GDM9AXKP042788"),
        ("plate", "1234 bcd", "1234BCD"),
        ("mileage", "85000", "85000"),
        ("next_service_on", "2027-05-01", "2027-05-01"),
    ],
)
def test_field_of_a_car_is_kept_in_one_writing(desk, name, text, kept):
    packs.enable(desk, "automotive")
    assert checked_value(packs.field_named(desk, name), text) == kept


@pytest.mark.parametrize(
    ("name", "text"),
    [("vin", "1M8GDM9A0KP042788"), ("plate", "!"), ("mileage", "-1"), ("next_service_on", "2027-02-30")],
)
def test_impossible_value_is_refused(desk, name, text):
    packs.enable(desk, "automotive")
    with pytest.raises(Usage):
        checked_value(packs.field_named(desk, name), text)


def test_interest_words_are_found_whole_and_without_accents(desk):
    assert packs.forbidden(desk, "sin intereses") == []
    packs.enable(desk, "halal_finance")
    assert packs.forbidden(desk, "Financiación SIN INTERESES y un Sorteo") == ["intereses", "sorteo"]
    assert packs.forbidden(desk, "es interesante; el consorteo no") == []
    canned.save(desk, "oferta", "es", "Oferta", "Cuotas con un interes bajo")
    assert [(one.slug, one.word) for one in packs.review(desk)] == [("oferta", "interés")]


def test_pack_of_the_shop_is_checked_with_line_and_reason(desk, tmp_path):
    (tmp_path / "pack.toml").write_text(
        'format = "postventa-pack/1"\nname = "mine"\ntitle_es = "x"\ntitle_en = "x"\ncolour = 1\n', encoding="utf-8"
    )
    with pytest.raises(BadFile) as refused:
        packs.enable(desk, "mine", str(tmp_path))
    assert (refused.value.params["line"], refused.value.params["reason"]) == (5, "unknown key colour")


def test_pack_on_the_command_line(run_cli):
    assert run_cli("pack", "enable", "automotive").exit_code == 0
    assert "* automotive" in run_cli("pack", "list", "--lang", "en").stdout
    assert run_cli("pack", "check").exit_code == 0
    assert run_cli("pack", "enable", "circus").exit_code == 3


def test_vin_of_a_ticket_is_checked_where_it_is_set(run_cli, desk):
    from postventa_tui.core.customers import service as customers
    from postventa_tui.core.tickets import fields, reading
    from postventa_tui.core.tickets import service as tickets
    from postventa_tui.core.tickets.rows import NewTicket

    packs.enable(desk, "automotive")
    owner = customers.create(desk, {"given": "Iago"}, {})
    ticket = tickets.create(desk, NewTicket(owner, "Ruido al frenar", "phone"))
    with pytest.raises(Usage):
        fields.set_fields(desk, ticket.id, {"custom.vin": "1M8GDM9A0KP042788"})
    fields.set_fields(desk, ticket.id, {"custom.vin": "1m8gdm9a xkp042788"})
    assert '"vin": "1M8GDM9AXKP042788"' in reading.by_id(desk, ticket.id).custom
