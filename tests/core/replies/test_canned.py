"""Canned replies are found by what an agent types and filled from the ticket."""

from __future__ import annotations

import pytest

from postventa_tui.core.replies import canned, sending
from postventa_tui.core.replies.rows import ToSend
from postventa_tui.kit.errors import BadFile, NotAllowed, NotFound, Refused, Usage


@pytest.fixture
def replies(shop):
    canned.save(shop, "saludo", "es", "Saludo", "{{greeting}} soy {{agent.name}}.", shortcut=";hola", tags=["inicio"])
    canned.save(shop, "saludo", "en", "Greeting", "{{greeting}} {{agent.name}} here.", shortcut=";hola")
    canned.save(shop, "cita", "es", "Cita del técnico", "Iremos el {{?día}} por {{ticket.product|su aparato}}.")
    return shop


def test_the_search_line_needs_all_words_anywhere(replies) -> None:
    assert [one.slug for one in canned.pick(replies)] == ["cita", "saludo"]
    assert [one.slug for one in canned.pick(replies, "tecnico CITA")] == ["cita"]
    assert [one.slug for one in canned.pick(replies, ";hola")] == ["saludo"]
    assert canned.pick(replies, "nada de nada") == []


def test_most_used_by_me_come_first(replies, ticket) -> None:
    canned.use(replies, canned.get(replies, "saludo").id, ticket.id)
    assert [(one.slug, one.used) for one in canned.pick(replies)] == [("saludo", 1), ("cita", 0)]


def test_the_reply_is_in_the_language_of_the_ticket(replies, ticket) -> None:
    one, rendered, is_other = canned.render(replies, "saludo", ticket.id)
    assert (one.lang, is_other) == ("es", False)
    assert canned.filled(rendered) == "Buenas tardes, Marta Ruiz: soy Ana Ruiz Vila."
    assert canned.get(replies, "cita", "en").lang == "es"


def test_what_is_missing_is_asked_and_remembered(replies, ticket) -> None:
    _one, rendered, _other = canned.render(replies, "cita", ticket.id)
    with pytest.raises(Refused, match="unresolved_placeholder") as caught:
        canned.filled(rendered)
    assert caught.value.params["tokens"] == "?día"
    assert canned.preview(replies, canned.get(replies, "cita").body, ticket.id) == "Iremos el ⟨día⟩ por su aparato."
    one, rendered, _other = canned.render(replies, "cita", ticket.id, {"día": "martes"})
    assert canned.filled(rendered) == "Iremos el martes por su aparato."
    for n in range(4):
        replies.clock.advance(1)
        canned.use(replies, one.id, ticket.id, {"día": f"día {n}"})
    assert canned.answers_before(replies, "día") == ["día 3", "día 2", "día 1"]


def test_a_use_that_went_out_is_marked(replies, ticket) -> None:
    one = canned.get(replies, "cita")
    canned.use(replies, one.id, ticket.id)
    sending.send(replies, ticket.id, ToSend("Iremos el martes.", canned=(one.id,)))
    assert replies.db.all("SELECT reply_id, sent FROM canned_uses") == [(one.id, 1)]


def test_shared_replies_need_a_lead_and_own_ones_do_not(replies, make_desk) -> None:
    lucia, joan = make_desk("lucia"), make_desk("joan")
    with pytest.raises(NotAllowed):
        canned.save(lucia, "x", "es", "X", "x")
    canned.save(lucia, "mio", "es", "Mío", "hola", scope="mine")
    assert "mio" in [one.slug for one in canned.pick(lucia)]
    assert "mio" not in [one.slug for one in canned.pick(joan)]


def test_team_replies_are_for_the_team(replies, make_desk) -> None:
    canned.save(replies, "equipo", "es", "Equipo", "hola", scope="team", team_name="Tienda")
    assert "equipo" in [one.slug for one in canned.pick(make_desk("lucia"))]
    assert "equipo" not in [one.slug for one in canned.pick(make_desk("joan"))]


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"body": "{{foo.bar}}"}, Refused),
        ({"body": "{{bad"}, BadFile),
        ({"slug": "Con Espacio"}, Usage),
        ({"lang": "fr"}, Usage),
        ({"title": " "}, Usage),
        ({"shortcut": "hola"}, Usage),
        ({"shortcut": ";hola"}, Refused),
        ({"scope": "todos"}, Usage),
    ],
)
def test_what_cannot_be_saved(replies, changes: dict, error: type[Exception]) -> None:
    words = {"slug": "y", "lang": "es", "title": "Y", "body": "hola", **changes}
    with pytest.raises(error):
        canned.save(replies, **words)


def test_an_unknown_reply_is_not_found(replies) -> None:
    with pytest.raises(NotFound):
        canned.get(replies, "nada")


def test_a_word_of_one_language_finds_the_reply_in_the_customers(desk):
    canned.save(desk, slug="listo", lang="es", title="Listo para recoger", shortcut=";listo", body="Está listo.")
    canned.save(desk, slug="listo", lang="en", title="Ready", shortcut=";listo", body="It is ready.")
    assert [one.body for one in canned.pick(desk, "recoger", lang="en")] == ["It is ready."]
    assert [one.body for one in canned.pick(desk, "recoger", lang="es")] == ["Está listo."]
