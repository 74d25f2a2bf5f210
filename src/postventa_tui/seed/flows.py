"""How a made ticket runs on each channel: whole sentences in the order in which people say them. Pure."""

from __future__ import annotations

import math
from typing import Any

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed import hours
from postventa_tui.seed.people import Person
from postventa_tui.seed.story import Step
from postventa_tui.seed.words import GALICIAN, PORTUGUESE, Picker, address, in_style, table

REPLY_MEDIAN_MIN = {"email": 220, "web": 230, "whatsapp": 170, "chat": 11, "social": 150, "phone": 30, "counter": 45}
"""Median minutes of opening time until the first answer in writing; with calls and visits, answered at once, 50."""
RELAPSE_SHARE = 0.3
SHORT_SHARE = 0.3
"""Letters that one answer settles."""
CHASE_SHARE = 0.35
MISSED_SHARE = 0.14
CALL_MEDIAN_S = 150


class Setting(NamedTuple):
    """Who, what, where: all that a flow needs to know."""

    person: Person
    key: str
    fault: dict[str, Any]
    words: dict[str, Any]
    product: str
    channel: str
    agent: str
    place: str


class Flow:
    """Writes the steps of one ticket after another; never the same text twice."""

    def __init__(self, picker: Picker) -> None:
        self.picker = picker
        self.general = table("sentences/general.toml")
        self.english = table("sentences/english.toml")["general"]
        self.openings: dict[str, set[str]] = {}
        self.autos = list(self.general["auto"]["text"])

    def steps(self, setting: Setting, opened: int) -> list[Step]:
        """Give the steps from the first contact to the last solve."""
        tale = _Tale(self, setting, opened)
        if setting.channel == "phone":
            tale.by_phone()
        elif setting.channel == "counter":
            tale.at_counter()
        else:
            tale.in_writing()
        return tale.steps

    def first(self, setting: Setting, _key: str) -> str:
        """Give a first message on its own, for somebody who writes twice."""
        return _Tale(self, setting, 0).first_words()


class _Voice:
    """What is said on a ticket and when; the order of it is the tale's."""

    def __init__(self, flow: Flow, setting: Setting, opened: int) -> None:
        self.flow = flow
        self.picker = flow.picker
        self.setting = setting
        self.person = setting.person
        self.is_english = setting.person.lang == "en"
        self.at = opened
        self.steps: list[Step] = []

    def _say(self, *parts: list[str], customer: bool = False, joint: str = " ") -> str:
        """Compose a text nobody said before, addressed to this person or written by her."""
        for _attempt in range(60):
            text = joint.join(address(self.picker.pick(one), self.person.formality) for one in parts)
            if customer:
                text = in_style(text, self.person.key)
            if self.picker.claim(text):
                return text
        raise LookupError(f"the sentences are used up: {parts[0][0]!r}")

    def _general(self, group: str, name: str) -> list[str]:
        if self.is_english and name in ("before", "after", "hello", "ask"):
            return list(self.flow.english[name])
        return list(self.flow.general[group][name])

    def _own(self, group: str, name: str, english: str) -> list[str]:
        if self.is_english:
            return list(self.flow.english[english])
        key = self.person.key
        special = "galician" if key in GALICIAN else "portuguese" if key in PORTUGUESE else ""
        if special and special in self.flow.general[group] and self.picker.chance(0.6):
            return list(self.flow.general[group][special])
        return list(self.flow.general[group][name])

    def first_words(self) -> str:
        """Give opening, symptom and closing of this person."""
        channel = self.setting.channel if self.setting.channel in self.flow.general["opening"] else "whatsapp"
        used = self.flow.openings.setdefault(self.person.key, set())
        every = self._own("opening", channel, "opening")
        opening = [one for one in every if one not in used] or every
        closing = self._own("closing", self.person.formality, "closing")
        words = self.setting.words
        middle = [words["symptom"], words["detail"]] if self.picker.chance(0.7) else [words["symptom"]]
        text = self._say(opening, *middle, closing, customer=True)
        used.update(one for one in opening if text.casefold().startswith(in_style(one, self.person.key).casefold()))
        for one in opening:
            if one.endswith(":") and text.startswith(f"{one} "):
                return f"{one}\n{text[len(one) + 1 :]}"
        return text

    def _greeting(self) -> str:
        name = self.person.given
        if self.is_english:
            return f"Hi {name}," if self.person.formality == "tu" else f"Dear {name},"
        if self.person.formality == "tu":
            return f"Hola, {name}:"
        morning = hours.local(self.at).hour < 14
        return f"{'Buenos días' if morning else 'Buenas tardes'}, {name}:"

    def _shop_time(self, median_min: float) -> None:
        minutes = median_min * math.exp(self.picker.random.gauss(0, 0.6))
        opening = hours.next_opening(self.at)
        moved = max(opening, self.at) + int(60 * max(minutes, 1.5))
        self.at = moved if hours.is_open(moved) else hours.next_opening(moved) + 60 * self.picker.between(3, 25)

    def _customer_time(self, median_min: float) -> None:
        self.at += int(60 * max(1.0, median_min * math.exp(self.picker.random.gauss(0, 0.7))))
        wall = hours.local(self.at)
        if wall.hour < 8:
            # Nobody answers at night: the reply comes after breakfast.
            self.at += (8 - wall.hour) * 3600 + 60 * self.picker.between(5, 90)

    def _days(self, least: int, most: int) -> None:
        self.at += 86_400 * self.picker.between(least, most)
        self._shop_time(90)

    def _add(self, what: str, text: str = "", *, seconds: int = 0, agent: str = "", visit: str = "") -> None:
        self.steps.append(Step(self.at, what, text, seconds, agent, visit))
        self.at += 1

    def _talk_s(self) -> int:
        return max(20, int(CALL_MEDIAN_S * math.exp(self.picker.random.gauss(0, 0.65))))

    def _customer(self, *parts: list[str]) -> None:
        self._add("in", self._say(*parts, customer=True))

    def _shop(self, *parts: list[str]) -> None:
        is_letter = self.setting.channel in ("email", "web") and self.picker.chance(0.4)
        joint = "\n" if is_letter or self.is_english else " "
        body = self._say(*parts)
        greeting = self._greeting()
        if joint == " " and greeting.endswith(":"):
            greeting = greeting[:-1] + "."
        self._add("out", f"{greeting}{joint}{body}", agent=self.setting.agent)

    def _note(self, *parts: list[str]) -> None:
        self._add("note", self._say(*parts), agent="brais" if self.setting.place != "remote" else self.setting.agent)


class _Tale(_Voice):
    """The course of one case on its channel."""

    def in_writing(self) -> None:
        """Run a case that begins with a message."""
        chat = self.setting.channel == "chat"
        self._add("in", self.first_words())
        if self.setting.channel in ("whatsapp", "chat") and self.picker.chance(0.4):
            self._customer_time(1)
            self._customer(self.setting.words["detail"], self._general("answer", "after"))
        self._acknowledge()
        self._shop_time(REPLY_MEDIAN_MIN[self.setting.channel])
        if not self.is_english and self.picker.chance(SHORT_SHARE):
            hello = self.flow.general["hello"]
            self._shop(hello["shop"], self.setting.words["plan"], self.flow.general["ready"]["remote"])
            self._days(0, 1)
            self._solve()
            return
        pair = self.setting.words["qa"][self.picker.below(len(self.setting.words["qa"]))]
        self._shop(
            self._general("hello", "shop" if not self.is_english else "hello"), self._general("hello", "ask"), [pair[0]]
        )
        self._customer_time(4 if chat else 120)
        self._customer(self._general("answer", "before"), pair[1:], self._general("answer", "after"))
        if self.picker.chance(0.5) and not chat:
            self._shop_time(15)
            self._note(self.setting.fault["note"], self.flow.general["notes"]["text"])
        self._shop_time(4 if chat else 40)
        self._propose()
        self._customer_time(5 if chat else 90)
        self._accept()
        self._middle()
        self._finish()

    def _acknowledge(self) -> None:
        night = not hours.is_open(self.at)
        if (
            night
            and self.setting.channel == "whatsapp"
            and not self.is_english
            and self.flow.autos
            and self.picker.chance(0.3)
        ):
            self._add("auto", address(self.flow.autos.pop(0), self.person.formality))

    def _propose(self) -> None:
        words = self.setting.words
        if self.is_english:
            self._shop(words["plan"], self.flow.english["offer"])
            return
        offers = {"home": "visit_offer", "workshop": "bring_offer", "remote": "sign_off"}
        self._shop(words["plan"], self.flow.general["hello"][offers[self.setting.place]])

    def _accept(self) -> None:
        if self.is_english:
            self._customer(self.flow.english["accept"], self.flow.english["after"])
        else:
            self._customer(self.flow.general["accept"]["text"], self.flow.general["accept"]["extra"])

    def _middle(self) -> None:
        """What happens between the plan and the end: a visit, a deposit, or just waiting."""
        place, notes = self.setting.place, self.flow.general["notes"]["text"]
        visits = self.flow.general["visits"]
        if place == "home":
            self._days(1, 2)
            self._add("visit", self._say(visits["home"], visits["home_extra"]), agent="brais", visit="advice")
        elif place == "workshop":
            self._days(1, 2)
            self._add(
                "visit",
                self._say(self.setting.fault["deposit"], visits["deposit_extra"]),
                agent="lucia",
                visit="deposit",
            )
            self._days(1, 2)
            self._note(self.setting.fault["note"], notes)
            self._chase()
        else:
            self._days(0, 1)

    def _chase(self) -> None:
        if not self.picker.chance(CHASE_SHARE):
            return
        self.at += 86_400 * self.picker.between(1, 2)
        if self.setting.channel in ("phone", "counter"):
            self._shop_time(20)
            self._call("call_in", "in_more")
            return
        if self.is_english:
            self._customer(self.flow.english["chase"], self.flow.english["closing"])
            self._shop_time(40)
            self._shop(self.flow.english["hello"], self.flow.english["chase_reply"])
        else:
            self._customer(self.flow.general["chase"]["text"], self._own("closing", self.person.formality, "closing"))
            self._shop_time(40)
            self._shop(self.flow.general["chase"]["reply"], self.flow.general["hello"]["sign_off"])

    def _call(self, what: str, name: str) -> None:
        calls, notes = self.flow.general["calls"], self.flow.general["notes"]["text"]
        if self.picker.chance(MISSED_SHARE):
            self._add("call_in", self._say(calls["missed"], calls["missed_extra"]), agent=self.setting.agent)
            self._shop_time(25)
            self._add("call_out", self._say(calls["out_ok"], notes), seconds=self._talk_s(), agent=self.setting.agent)
            return
        none = name == "out_none"
        self._add(what, self._say(calls[name], notes), seconds=0 if none else self._talk_s(), agent=self.setting.agent)

    def by_phone(self) -> None:
        """Run a case that begins with a call."""
        general = self.flow.general
        self._add(
            "call_in",
            self._say(
                self.setting.fault["call"],
                general["calls"]["in_more"] if self.picker.chance(0.2) else general["notes"]["text"],
            ),
            seconds=self._talk_s(),
            agent=self.setting.agent,
        )
        self._shop_time(20)
        self._note(self.setting.fault["note"], general["notes"]["text"])
        self._shop_time(60)
        if self.picker.chance(0.3):
            self._call("call_out", "out_none")
            self._shop_time(120)
        self._call("call_out", "out_ok")
        self._middle()
        self._shop_time(120)
        self._call("call_out", "out_ok")
        if self.setting.place == "workshop":
            self._pick_up()
        elif self.picker.chance(0.5):
            self._days(1, 2)
            self._call("call_in", "in_more")
        self._solve()

    def at_counter(self) -> None:
        """Run a case that begins across the counter."""
        visits = self.flow.general["visits"]
        self._add(
            "visit",
            self._say(self.setting.fault["deposit"], visits["deposit_extra"]),
            agent="lucia",
            visit="deposit" if self.setting.place == "workshop" else "advice",
        )
        self._shop_time(60)
        self._note(self.setting.fault["note"], self.flow.general["notes"]["text"])
        self._days(1, 2)
        if self.setting.place == "home":
            self._add("visit", self._say(visits["home"], visits["home_extra"]), agent="brais", visit="advice")
        self._shop_time(60)
        self._call("call_out", "out_ok" if self.picker.chance(0.7) else "out_none")
        if self.setting.place == "workshop":
            self._pick_up()
        self._solve()

    def _pick_up(self) -> None:
        visits = self.flow.general["visits"]
        self._days(1, 3)
        self._add("visit", self._say(visits["pickup"], visits["pickup_extra"]), agent="lucia", visit="pickup")

    def _finish(self) -> None:
        """Tell the end, hear the thanks, solve; one case in eight comes back."""
        ready = {"home": "home", "workshop": "text", "remote": "remote"}[self.setting.place]
        self._shop_time(60)
        ready_words = self.flow.english["ready"] if self.is_english else self.flow.general["ready"][ready]
        self._shop(self.setting.words["done"], ready_words)
        if self.setting.place == "workshop" and self.picker.chance(0.6):
            self._pick_up()
        if self.picker.chance(0.75):
            self._customer_time(300)
            self._thank()
        self._solve()
        if self.picker.chance(RELAPSE_SHARE):
            self._relapse()

    def _thank(self) -> None:
        if self.is_english:
            self._customer(self.flow.english["thanks"], self.flow.english["thanks_extra"])
            return
        thanks = self._own("thanks", "text", "thanks")
        self._customer(thanks, self.flow.general["thanks"]["extra"])

    def _solve(self) -> None:
        self._shop_time(25)
        self._add("solve", agent=self.setting.agent)

    def _relapse(self) -> None:
        self.at += 86_400 * self.picker.between(1, 5)
        self._customer_time(200)
        after = self._general("answer", "after")
        if self.is_english:
            self._customer(self.flow.english["relapse"], after)
            self._shop_time(40)
            self._shop(self.flow.english["hello"], self.flow.english["relapse_reply"])
        else:
            self._customer(self.flow.general["relapse"]["text"], after)
            self._shop_time(40)
            self._shop(self.flow.general["relapse"]["reply"], self.flow.general["hello"]["sign_off"])
        self._days(1, 2)
        self._note(self.setting.fault["note"], self.flow.general["notes"]["text"])
        self._shop_time(60)
        ready_words = self.flow.english["ready"] if self.is_english else self.flow.general["ready"]["home"]
        self._shop(self.setting.words["done"], ready_words)
        self._customer_time(200)
        self._thank()
        self._solve()
