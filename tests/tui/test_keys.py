"""The keymap: which keys are bound, and what a user may change."""

from __future__ import annotations

import re

import pytest

from postventa_tui.tui import keys


@pytest.mark.parametrize("name", sorted(keys.DEFAULTS))
def test_no_default_key_is_one_that_never_arrives(name):
    for key in keys.Keymap().keys(name):
        assert not keys.is_never_bound(key)
        assert key not in keys.ALTGR


@pytest.mark.parametrize("place", sorted(keys.PLACES))
def test_no_key_stands_for_two_actions_in_one_pane(place):
    seen: dict[str, str] = {}
    for name in (*keys.PLACES[place], *keys.SCREEN):
        for key in keys.Keymap().keys(name):
            assert key not in seen, f"{key}: {seen.get(key)} and {name}"
            seen[key] = name


def test_every_action_is_bound_somewhere():
    bound = {name for ids in keys.PLACES.values() for name in ids} | set(keys.SCREEN)
    assert bound == set(keys.DEFAULTS)


def test_ids_are_nouns_and_verbs():
    assert all(re.fullmatch(r"[a-z]+(\.[a-z]+)+", name) for name in keys.DEFAULTS)


@pytest.mark.parametrize(
    "key",
    "ctrl+enter shift+enter alt+1 alt+a ctrl+shift+s ctrl+i ctrl+m ctrl+h ctrl+slash ctrl+space ctrl+b ´ ^ ~".split(),
)
def test_keys_that_do_not_arrive_are_refused(key):
    if key == "ctrl+b":
        # The prefix of tmux arrives when it is sent twice: the defaults leave it, a user may take it.
        assert all("ctrl+b" not in keys.Keymap().keys(name) for name in keys.DEFAULTS)
    else:
        wanted, faults = keys.check({"ticket.solve": key})
        assert not wanted
        assert faults[0].reason == "never"


def test_a_free_key_is_taken():
    wanted, faults = keys.check({"ticket.solve": "ctrl+d, f12", "ticket.watch": ""})
    assert wanted == {"ticket.solve": "ctrl+d,f12", "ticket.watch": ""}
    assert not faults


def test_a_key_that_stands_for_something_else_is_refused():
    wanted, faults = keys.check({"ticket.solve": "r"})
    assert not wanted
    assert (faults[0].reason, faults[0].other) == ("clash", "reply.open")


def test_two_actions_may_swap_their_keys():
    wanted, faults = keys.check({"ticket.solve": "o", "ticket.open": "s"})
    assert wanted == {"ticket.solve": "o", "ticket.open": "s"}
    assert not faults


def test_an_unknown_id_is_named():
    _wanted, faults = keys.check({"ticket.fly": "f12"})
    assert faults[0].reason == "unknown"
    assert "ticket.fly" in faults[0].sentence()


def test_keys_are_shown_as_people_read_them():
    keymap = keys.Keymap({"ticket.solve": "ctrl+d"})
    assert keymap.show("reply.send") == "^S"
    assert keymap.show("reply.status") == "F8"
    assert keymap.show("list.open") == "Enter"
    assert keymap.show("ticket.solve") == "^D"
