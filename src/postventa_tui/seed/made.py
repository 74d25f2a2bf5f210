"""Tickets made by code: who has which fault, when and on which channel. Pure; the sentences are hand-written."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from postventa_tui.kit.rows import NamedTuple
from postventa_tui.seed import hours
from postventa_tui.seed.flows import Flow, Setting
from postventa_tui.seed.people import Person, people
from postventa_tui.seed.story import DEMO_AT, Step, Story, told
from postventa_tui.seed.words import Picker, table

PER_MONTH = (
    ("2025-05", 4), ("2025-06", 9), ("2025-07", 10), ("2025-08", 9), ("2025-09", 9), ("2025-10", 10), ("2025-11", 10),
    ("2025-12", 14), ("2026-01", 12), ("2026-02", 10), ("2026-03", 11), ("2026-04", 11), ("2026-05", 12),
    ("2026-06", 12), ("2026-07", 13), ("2026-08", 10), ("2026-09", 13), ("2026-10", 14), ("2026-11", 8),
)  # fmt: skip
"""Tickets to make a month: the shop grows, and December is Christmas."""
CHANNEL_SHARE = (
    ("email", 30),
    ("phone", 14),
    ("whatsapp", 22),
    ("counter", 9),
    ("web", 11),
    ("chat", 11),
    ("social", 13),
)
MOST_PRODUCTS = 4
REGULARS = (
    ("emma", "email", "cf-cal", "2025-06"),
    ("emma", "whatsapp", "lj-restos", "2025-09"),
    ("emma", "phone", "fr-noenfria", "2025-12"),
    ("emma", "chat", "rb-base", "2026-02"),
    ("emma", "counter", "cf-cal", "2026-04"),
    ("emma", "email", "fr-noenfria", "2026-07"),
    ("emma", "whatsapp", "rb-base", "2026-09"),
    ("nuria", "whatsapp", "cf-cal", "2026-03"),
    ("uxia", "email", "as-aspira", "2026-05"),
)
"""Made first: the customer whom the next ticket of the demo belongs to has a long history over five channels."""
NEVER = frozenset(("clara",))
"""Left out: she asks to be erased, and her story is told by hand."""
MERGED = 7
HOME_ONLY = frozenset(("email", "whatsapp", "chat", "web", "social"))


class Fault(NamedTuple):
    """One fault with its Spanish and, where there are some, its English sentences."""

    key: str
    es: dict[str, Any]
    en: dict[str, Any] | None


def faults() -> dict[str, Fault]:
    """Give the tables of faults by key."""
    english = {row["key"]: row for row in table("sentences/english.toml")["faults"]}
    rows = [row for part in ("home", "kitchen", "living") for row in table(f"sentences/faults-{part}.toml")["faults"]]
    return {row["key"]: Fault(row["key"], row, english.get(row["key"])) for row in rows}


def made() -> list[Story]:
    """Give the made stories in the order of their beginning."""
    maker = _Maker()
    stories = _returned(list(maker.stories()))
    stories += list(maker.unwanted())
    stories += list(maker.doubles(stories))
    return sorted(stories, key=lambda story: (story.opened_at, story.key))


def _returned(stories: list[Story]) -> list[Story]:
    """Give every second deposit a return on paper; the last three are still in the workshop at the demo moment."""
    deposits = [one for one in stories if any(step.visit == "deposit" for step in one.steps)]
    deposits.sort(key=lambda one: one.opened_at)
    unfinished = dict(zip((one.key for one in deposits[-3:]), UNFINISHED, strict=True))
    full = {one.key for one in deposits[:-3:2]}
    return [_cut(one, *unfinished[one.key]) if one.key in unfinished else _papered(one, full) for one in stories]


def _papered(story: Story, full: set[str]) -> Story:
    return story._replace(rma="full") if story.key in full else story


def _cut(story: Story, state: str, status: str, last: tuple[str, ...]) -> Story:
    """End a story after the first step of the kinds `last` that follows the deposit."""
    deposit = next(n for n, step in enumerate(story.steps) if step.visit == "deposit")
    end = next(n for n, step in enumerate(story.steps) if n > deposit and step.what in last)
    return story._replace(steps=story.steps[: end + 1], status=status, rma=state)


UNFINISHED = (
    ("inspecting", "open", ("note",)),
    ("repairing", "open", ("note",)),
    ("ready", "pending", ("out", "call_out")),
)
"""State of the return, status of the ticket, and the step after which the demo finds it."""


class _Maker:
    def __init__(self) -> None:
        self.picker = Picker("made-0")
        self.faults = faults()
        self.load: Counter[str] = Counter()
        self.owned: dict[str, list[str]] = defaultdict(list)
        self.flow = Flow(self.picker)
        for key in people():
            # Those who only call would take most calls: they count as served twice before the first one.
            self.load[key] += 2 if key.startswith("caller") else 0
        for story in told():
            self.load[story.who] += 2
            self._own(story.who, story.product)
            for step in story.steps:
                self.picker.claim(step.text)

    def _own(self, who: str, product: str) -> None:
        if product not in self.owned[who]:
            self.owned[who].append(product)

    def stories(self) -> Iterator[Story]:
        """Give the wanted tickets, month by month."""
        number = 0
        for who, channel, fault, month in REGULARS:
            number += 1
            yield self._story(number, self._regular(who, channel, fault), month)
        for month, count in PER_MONTH:
            for _ in range(count - sum(1 for one in REGULARS if one[3] == month)):
                number += 1
                yield self._story(number, self._cast(int(month[5:])), month)

    def _regular(self, who: str, channel: str, fault: str) -> Setting:
        person, chosen = people()[who], self.faults[fault]
        fitting = [one for one in chosen.es["products"] if one in self.owned[who]]
        product = fitting[0] if fitting else chosen.es["products"][0]
        self._own(who, product)
        return self._setting(person, chosen, product, channel)

    def _cast(self, month: int) -> Setting:
        """Choose the fault by season, then a person who can have it, those with few tickets first."""
        while True:
            fault = self._fault(month)
            found = self._person(fault)
            if found is not None:
                person, product = found
                self.load[person.key] += 1
                self._own(person.key, product)
                return self._setting(person, fault, product, self._channel(person))

    def _fault(self, month: int) -> Fault:
        shares = []
        for fault in self.faults.values():
            season = fault.es.get("season")
            factor = 1.0 if season is None else (2.5 if month in season else 0.15)
            shares.append((fault, float(fault.es["weight"]) * factor))
        lot = self.picker.random.random() * sum(share for _fault, share in shares)
        for fault, share in shares:
            lot -= share
            if lot < 0:
                return fault
        return shares[-1][0]

    def _person(self, fault: Fault) -> tuple[Person, str] | None:
        candidates = []
        for person in people().values():
            if person.key in NEVER or (person.lang == "en" and fault.en is None):
                continue
            product = self._product_for(person, fault)
            if product:
                candidates.append((self.load[person.key] + self.picker.random.random() * 2.5, person, product))
        if not candidates:
            return None
        _weight, person, product = min(candidates, key=lambda one: one[0])
        return person, product

    def _product_for(self, person: Person, fault: Fault) -> str:
        fitting = [one for one in fault.es["products"] if one in self.owned[person.key]]
        if fitting:
            return str(fitting[self.picker.below(len(fitting))])
        if len(self.owned[person.key]) >= MOST_PRODUCTS:
            return ""
        return str(fault.es["products"][self.picker.below(len(fault.es["products"]))])

    def _channel(self, person: Person) -> str:
        if person.key.startswith("caller"):
            return "phone"
        if self.picker.chance(0.4):
            return person.channel
        lot = self.picker.below(sum(share for _name, share in CHANNEL_SHARE))
        for name, share in CHANNEL_SHARE:
            lot -= share
            if lot < 0:
                return name
        return "email"

    def _setting(self, person: Person, fault: Fault, product: str, channel: str) -> Setting:
        words = fault.en if person.lang == "en" and fault.en is not None else fault.es
        agent = self._agent(person, fault, channel)
        place = "home" if not fault.es["workshop"] else "workshop"
        if not fault.es["code"] or (fault.key in ("tv-sistema", "fr-wifi", "ap-cuenta")):
            place = "remote"
        elif place == "home" and channel == "counter":
            place = "workshop" if product in ("PA-01",) else "home"
        return Setting(person, fault.key, fault.es, words, product, channel, agent, place)

    def _agent(self, person: Person, fault: Fault, channel: str) -> str:
        if person.lang == "en":
            return "tom"
        if channel == "chat" and self.picker.chance(0.5):
            return "tom"
        if fault.es["workshop"] and self.picker.chance(0.55):
            return "brais"
        if person.formality == "usted" and self.picker.chance(0.45):
            return "carmen"
        return "lucia"

    def _story(self, number: int, setting: Setting, month: str) -> Story:
        opened = self._opening(setting.channel, month)
        steps = self.flow.steps(setting, opened)
        late = steps[-1].at - (DEMO_AT - 7200)
        if late > 0:
            # A story must be over by the demo moment: it is told again from an earlier day.
            steps = self.flow.steps(setting, hours.next_opening(opened - late - 3 * 86_400))
        words = setting.fault
        return Story(
            key=f"made-{number:03}", who=setting.person.key, product=setting.product, channel=setting.channel,
            subject=self.picker.pick(list(setting.words["subjects"])), agent=setting.agent, tags=tuple(words["tags"]),
            priority=str(words.get("priority", "normal")), status="closed", steps=tuple(steps), code=str(words["code"]),
            workshop=setting.place == "workshop",
        )  # fmt: skip

    def _opening(self, channel: str, month: str) -> int:
        """Choose when a ticket begins: WhatsApp at night, phones at opening, the counter on Saturdays."""
        year, number = int(month[:4]), int(month[5:])
        first, last = 1, 28
        if month == "2025-05":
            first = 19
        if month == "2026-11":
            last = 9
        day = date(year, number, self.picker.between(first, last))
        if channel == "counter" and self.picker.chance(0.6):
            day = date.fromordinal(day.toordinal() + (5 - day.weekday()) % 7)
        minute = self._minute(channel)
        at = hours.at_minute(day, minute) + self.picker.below(60)
        if channel in ("phone", "counter", "chat"):
            opening = hours.next_opening(at)
            at = at if opening == at else opening + 60 * self.picker.between(1, 40)
        return at

    def _minute(self, channel: str) -> int:
        between = self.picker.between
        if channel == "whatsapp" and self.picker.chance(0.5):
            return between(20 * 60 + 30, 23 * 60 + 40)
        if channel in ("phone", "counter"):
            return between(9 * 60 + 30, 10 * 60 + 20) if self.picker.chance(0.5) else between(10 * 60, 19 * 60 + 50)
        if channel == "chat":
            return between(10 * 60, 19 * 60 + 40)
        return between(8 * 60, 22 * 60 + 30)

    def unwanted(self) -> Iterator[Story]:
        """Give the spam: one mail each, marked within the day."""
        rows = table("sentences/spam.toml")["spam"]
        for index, (_name, _address, subject, text) in enumerate(rows):
            month, _count = PER_MONTH[1 + index * 17 // len(rows)]
            at = hours.at_minute(
                date.fromisoformat(f"{month}-{self.picker.between(1, 27):02}"), self.picker.between(60, 1400)
            )
            marked = hours.next_opening(at + 600) + 60 * self.picker.between(2, 90)
            steps = (Step(at, "in", text), Step(marked, "spam", agent="lucia"))
            yield Story(f"spam-{index + 1:02}", f"spam:{index}", "", "email", subject, "", (), "normal", "spam", steps)

    def doubles(self, stories: list[Story]) -> Iterator[Story]:
        """Give the second tickets of people who write on two channels about one matter; an agent merges them."""
        made_so_far = 0
        for story in stories:
            person = people().get(story.who)
            if made_so_far == MERGED or person is None or story.channel not in HOME_ONLY or person.lang == "en":
                continue
            if int(story.key[5:]) % 17 != 4:
                continue
            made_so_far += 1
            words = self.faults[self._fault_key(story)].es
            channel = "email" if story.channel == "whatsapp" else "whatsapp"
            at = story.opened_at + 60 * self.picker.between(15, 50)
            setting = Setting(person, "", words, words, story.product, channel, story.agent, "")
            steps = (
                Step(at, "in", self.flow.first(setting, story.key)),
                Step(
                    max(hours.next_opening(at) + 60 * self.picker.between(8, 25), story.steps[1].at + 60),
                    "merge",
                    agent="lucia",
                ),
            )
            yield story._replace(
                key=f"double-{made_so_far}", channel=channel, steps=steps, status="merged", merged_into=story.key,
                subject=self.picker.pick(list(words["subjects"])),
            )  # fmt: skip

    def _fault_key(self, story: Story) -> str:
        return next(
            fault.key
            for fault in self.faults.values()
            if story.product in fault.es["products"] and tuple(fault.es["tags"]) == story.tags
        )
