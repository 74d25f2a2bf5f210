"""People, their contact points, groups and consents."""

from __future__ import annotations

import pytest

from postventa_tui.core.customers import contacts, groups
from postventa_tui.core.customers import service as customers
from postventa_tui.core.customers.rows import NewInteraction
from postventa_tui.kit.errors import Conflict, NotFound, Refused, Usage


@pytest.fixture
def marta(desk) -> int:
    return customers.create(
        desk, {"given": "Marta", "surname1": "Ruiz", "surname2": "Ochoa"},
        {"email": "Marta@Correo.example", "phone": "612 34 56 78"},
    )  # fmt: skip


def note(desk, customer_id: int, text: str, **more: object) -> int:
    values = {"kind": "call", "direction": "in", "outcome": "answered", "channel": "phone", **more}
    row = NewInteraction(at=desk.clock.now(), author_kind="agent", body=text, customer_id=customer_id, **values)
    return contacts.add_interaction(desk, row)


@pytest.mark.parametrize(
    "words", ["C-1", "c-1", "marta@correo.example", "612345678", "+34 612 34 56 78", "Marta Ruiz", "ruiz", "RUIZ ochoa"]
)
def test_ways_to_name_one_person(desk, marta, words: str) -> None:
    assert customers.one(desk, words).id == marta


def test_a_name_of_two_people_is_refused_with_both(desk, marta) -> None:
    customers.create(desk, {"given": "Marta", "surname1": "Ruiz", "surname2": "Peña"})
    with pytest.raises(Refused, match="ambiguous_customer") as caught:
        customers.one(desk, "Marta Ruiz")
    assert "C-1 Marta Ruiz Ochoa" in str(caught.value.params["people"])
    assert customers.one(desk, "Marta Ruiz Ochoa").id == marta
    with pytest.raises(NotFound):
        customers.one(desk, "nadie")


def test_a_number_in_other_dress_finds_by_its_last_nine_digits(desk, marta) -> None:
    assert customers.match_point(desk, "phone", "34612345678") == marta
    assert customers.match_point(desk, "phone", "anonymous") is None


def test_a_telephone_may_belong_to_several(desk, marta) -> None:
    iago = customers.create(desk, {"given": "Iago"}, {"phone": "612345678"})
    assert customers.match_all(desk, "phone", "612345678") == [iago, marta]


def test_what_is_no_contact_point_is_refused(desk, marta) -> None:
    with pytest.raises(Usage):
        customers.add_point(desk, marta, "phone", "112")


def test_one_point_of_a_kind_is_primary(desk, marta) -> None:
    second = customers.add_point(desk, marta, "email", "otra@correo.example", primary=True)
    first = {point.norm: point.is_primary for point in customers.points_of(desk, marta)}
    assert first["marta@correo.example"] == 1 and first["otra@correo.example"] == 0
    customers.change_point(desk, second, primary=True)
    now = {point.norm: point.is_primary for point in customers.points_of(desk, marta)}
    assert (now["marta@correo.example"], now["otra@correo.example"]) == (0, 1)


def test_an_older_version_is_refused(desk, marta) -> None:
    customers.change(desk, marta, {"given": "Martina"})
    with pytest.raises(Conflict, match="stale"):
        customers.change(desk, marta, {"given": "Mar"}, version=1)
    assert customers.one(desk, "Martina").sort_key.startswith("ruiz ochoa, martina")


def test_merged_people_are_read_as_one_and_apart_again(desk, marta) -> None:
    double = customers.create(desk, {"given": "M.", "surname1": "Ruiz"}, {"email": "m@correo.example"})
    note(desk, marta, "uno")
    note(desk, double, "dos")
    customers.merge(desk, double, marta)
    assert customers.one(desk, "m@correo.example").id == marta
    assert [line.row.body for line in contacts.lifeline(desk, marta).items] == ["dos", "uno"]
    assert len(customers.points_of(desk, marta)) == 3
    customers.unmerge(desk, double)
    assert [line.row.body for line in contacts.lifeline(desk, marta).items] == ["uno"]


@pytest.mark.parametrize(("order", "code"), [((0, 0), "same_customer"), ((0, 1), "cycle"), ((1, 2), "is_merged")])
def test_people_merges_that_cannot_be(desk, marta, order, code: str) -> None:
    people = [marta, *(customers.create(desk, {"given": name}) for name in ("B", "C"))]
    customers.merge(desk, people[1], people[0])
    with pytest.raises(Refused, match=code):
        customers.merge(desk, people[order[0]], people[order[1]])


def test_a_hold_on_one_side_keeps_people_apart(desk, marta) -> None:
    double = customers.create(desk, {"given": "M."})
    customers.hold(desk, double, True)
    with pytest.raises(Refused, match="legal_hold"):
        customers.merge(desk, double, marta)


def test_the_lifeline_pages_by_key(desk, marta, clock) -> None:
    for n in range(7):
        note(desk, marta, f"{n}")
        clock.advance(n % 2)
    seen, key = [], None
    while True:
        page = contacts.lifeline(desk, marta, limit=3, before=key)
        seen += [line.row.body for line in page.items]
        key = page.after
        if key is None:
            break
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]


def test_a_household_is_one_lifeline_with_names(desk, marta) -> None:
    iago = customers.create(desk, {"given": "Iago"})
    groups.create_household(desk, "Ruiz", [marta, iago])
    note(desk, marta, "uno")
    note(desk, iago, "dos")
    lines = contacts.lifeline(desk, marta, household=True).items
    assert [(line.row.body, line.customer_name) for line in lines] == [("dos", "Iago"), ("uno", "Marta Ruiz Ochoa")]
    assert len(contacts.lifeline(desk, marta).items) == 1


def test_the_newest_consent_counts_and_of_merged_people_the_stricter(desk, marta) -> None:
    double = customers.create(desk, {"given": "M."})
    groups.set_consent(desk, marta, "survey", "email", "withdrawn")
    groups.set_consent(desk, marta, "survey", "email", "granted")
    assert groups.may_send(desk, marta, "survey", "email")
    groups.set_consent(desk, double, "survey", "email", "withdrawn")
    customers.merge(desk, double, marta)
    assert not groups.may_send(desk, marta, "survey", "email")
    assert groups.may_send(desk, marta, "recall", "email")


def test_organisations_are_found_by_the_domain_of_a_mail(desk, marta) -> None:
    taller = groups.create_organisation(desk, "Taller Souto", tax_id="b-36.123.456", domains=["Taller.example"])
    groups.join(desk, marta, taller, "gerente")
    assert groups.organisation_of_address(desk, "ana@TALLER.example").id == taller
    assert groups.organisation(desk, taller).tax_id == "B36123456"
    assert [(one.name, one.role) for one in groups.memberships(desk, marta)] == [("Taller Souto", "gerente")]


def test_redacted_words_are_gone_and_signed(desk, marta) -> None:
    one = note(desk, marta, "mi tarjeta es 4111")
    contacts.redact(desk, one)
    row = contacts.get(desk, one)
    assert (row.body, row.redacted, '"redacted_by": "ana"' in row.details) == ("[redactado]", 1, True)


def test_a_contact_needs_a_person_or_a_ticket(desk, marta) -> None:
    with pytest.raises(Usage):
        note(desk, None, "nadie")  # type: ignore[arg-type]
    with pytest.raises(Usage):
        note(desk, marta, "x", outcome="quizá")


def test_same_name_and_street_are_candidates(desk, marta) -> None:
    for given in ("Marta", "MARTA"):
        customers.create(desk, {"given": given, "surname1": "Rey", "street": "Real 1"})
    assert [(a, b, why) for a, b, why in customers.duplicates(desk)] == [(2, 3, "street")]


def test_preferences_are_kept_and_taken_out(desk, marta) -> None:
    customers.prefer(desk, marta, {"channel": "phone", "hours": "tardes"})
    customers.prefer(desk, marta, {"hours": None})
    assert customers.get(desk, marta).preferences == '{"channel": "phone"}'
