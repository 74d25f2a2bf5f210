"""Load generator: `python -m benchmarks.generate N` writes lines of postventa-import/1, the same for the same words.

Standard library only, so that the data of a benchmark never depends on the program under test.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from bisect import bisect
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import TextIO

from benchmarks import words

VERSION = 1
"""Goes up when the same arguments give other bytes."""

NOW = int(datetime(2026, 11, 19, 16, 42, tzinfo=UTC).timestamp())
DAYS = 700
WEEKDAYS = (1.3, 1.15, 1.05, 1.0, 1.0, 0.6, 0.3)
BURST_AGES = (690, 330, 326, 320, 150, 45)
"""Days before now with eight times the volume: two Christmas returns and a recall."""
RECALLED = 0
"""Product that a third of a burst is about."""
CHANNELS = (
    ("email", 35),
    ("phone", 20),
    ("whatsapp", 18),
    ("web", 12),
    ("chat", 7),
    ("counter", 6),
    ("social", 2),
)
PRIORITIES = (("low", 10), ("normal", 70), ("high", 15), ("urgent", 5))
OPEN_TYPES = (("new", 20), ("open", 45), ("pending", 25), ("on_hold", 10))
DONE_TYPES = (("solved", 10), ("closed", 82), ("merged", 2), ("spam", 1))
PRODUCTS, ARTICLES, CANNED, AGENTS = 200, 150, 60, 12
HEAVY, HEAVY_CONTACTS, LONGEST = "gen:heavy", 5_000, 2_000
VOCABULARY, STREAM = 8_000, 1 << 17

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
Row = dict[str, object]


class Spread:
    """Picks by weight so evenly that 300 draws already show the shares (an additive sequence, not dice)."""

    def __init__(self, weights: Sequence[float], step: float, start: float) -> None:
        self.bounds = list(accumulate(weights))
        self.step = math.sqrt(step) % 1
        self.at = start

    def take(self) -> int:
        """Give the next index."""
        self.at = (self.at + self.step) % 1
        return bisect(self.bounds, self.at * self.bounds[-1], 0, len(self.bounds) - 1)

    def yes(self) -> bool:
        """Give the next answer of a pair of weights (yes, no)."""
        return self.take() == 0


class Texts:
    """Bodies and subjects from templates and a vocabulary with Zipf frequencies."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        vocabulary = words.vocabulary(rng, VOCABULARY)
        weights = [1 / rank**1.05 for rank in range(1, len(vocabulary) + 1)]
        self.stream = rng.choices(vocabulary, weights, k=STREAM)
        self.warranty = Spread((1, 1), 3, rng.random())
        self.other = Spread((10, 90), 5, rng.random())
        self.emoji = Spread((5, 95), 7, rng.random())
        self.long = Spread((2, 98), 11, rng.random())

    def _fill(self, sentences: Sequence[str]) -> str:
        at = int(self.rng.random() * (STREAM - 8))
        return sentences[at % len(sentences)].format(*self.stream[at : at + 4])

    def body(self) -> str:
        """Give one text of 15 to 60 words, now and then a very long one."""
        pool = words.OTHERS if self.other.yes() else words.SENTENCES
        parts = [self._fill(pool) for _ in range(1 + int(self.rng.random() * 3))]
        if self.warranty.yes():
            parts.append(self._fill(words.WARRANTY))
        if self.emoji.yes():
            parts.append(words.EMOJI[int(self.rng.random() * len(words.EMOJI))])
        if self.long.yes():
            at = int(self.rng.random() * (STREAM - 1_200))
            parts.append(" ".join(self.stream[at : at + 900]))
        return " ".join(parts)

    def subject(self, number: int) -> str:
        """Give the subject of ticket `number`; a few are very long or hold marks nobody sees."""
        at = int(self.rng.random() * (STREAM - 70))
        subject = words.SUBJECTS[at % len(words.SUBJECTS)].format(self.stream[at])
        if number % 499 == 3:
            return (subject + " " + " ".join(self.stream[at : at + 60]))[:300].ljust(300, ".")
        if number % 211 == 5:
            return subject[:4] + words.MARKS[at % len(words.MARKS)] + subject[4:]
        return subject


class Generator:
    """One file: a stream of rows for `count` tickets."""

    def __init__(self, count: int, seed: int, per: float, open_percent: float) -> None:
        self.count, self.per, self.open_percent = count, per, open_percent
        self.rng = Random(f"postventa-{VERSION}-{seed}-{count}")
        self.texts = Texts(self.rng)
        self.customers = max(50, count // 4)
        self.heavy_tickets = max(1, min(25, count // 12))
        self.assets: dict[int, list[tuple[int, str]]] = {}
        self.survivors: dict[str, str] = {}
        self.contacts = 0
        self._dates: dict[int, str] = {}
        self._spreads()

    def _spreads(self) -> None:
        start = self.rng.random
        popularity = [1 / rank**0.9 for rank in range(1, self.customers + 1)]
        half = [1.0] * 5 + [5 / (PRODUCTS - 5)] * (PRODUCTS - 5)
        self.customer = Spread(popularity, 2, start())
        self.channel = Spread([share for _, share in CHANNELS], 13, start())
        self.priority = Spread([share for _, share in PRIORITIES], 17, start())
        self.open_type = Spread([share for _, share in OPEN_TYPES], 19, start())
        self.done_type = Spread([share for _, share in DONE_TYPES], 23, start())
        self.product = Spread(half, 29, start())
        self.with_asset = Spread((60, 40), 31, start())
        self.assigned = Spread((80, 20), 37, start())
        self.note = Spread((15, 85), 41, start())
        self.snoozed = Spread((2, 98), 43, start())
        self.burst_product = Spread((30, 70), 47, start())
        recent = min(1.0, 12 * self.open_percent / 100)
        rest = max(0.0, (self.open_percent / 100 - recent / 16) * 16 / 15)
        self.open_recent = Spread((recent, 1 - recent), 53, start())
        self.open_rest = Spread((rest, 1 - rest), 59, start())

    def iso(self, at: int) -> str:
        """Give `at` as written in the file."""
        day, second = divmod(at, 86_400)
        date = self._dates.get(day)
        if date is None:
            date = self._dates[day] = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()
        return f"{date}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"

    def rows(self) -> Iterator[Row]:
        """Give every row, the meta line first, references before their use."""
        yield {"kind": "meta", "format": "postventa-import/1", "source": "gen", "zone": "Europe/Madrid"}
        yield from self._people()
        yield from self._knowledge()
        yield from self._tickets()
        yield from self._loose_contacts()

    def _people(self) -> Iterator[Row]:
        for n in range(AGENTS):
            given, surname = words.GIVEN[n], words.SURNAMES[n]
            role = "lead" if n % 4 == 0 else "agent"
            yield {
                "kind": "agent",
                "ext": f"gen:ag{n}",
                "login": f"agente{n}",
                "name": f"{given} {surname}",
                "role": role,
            }
        for n, name in enumerate(("Taller", "Mostrador", "Tienda en línea")):
            members = [f"gen:ag{a}" for a in range(n, AGENTS, 3)]
            yield {"kind": "team", "ext": f"gen:eq{n}", "name": name, "members": members}
        for n in range(self.customers):
            yield from self._customer(n)
        points = [{"kind": "email", "value": "cliente.constante@pesado.example", "primary": True}]
        yield {"kind": "customer", "ext": HEAVY, "given": "Constante", "surname1": "Pesado", "points": points}
        for n in range(PRODUCTS):
            name = f"{words.PRODUCTS[n % len(words.PRODUCTS)]} {100 + n}"
            yield {
                "kind": "product",
                "ext": f"gen:p{n}",
                "sku": f"SKU-{n:04}",
                "name": name,
                "brand": "Norlan",
            }

    def _customer(self, n: int) -> Iterator[Row]:
        rng = self.rng
        # The second customer has the name of the first: two people, one name.
        at = 0 if n == 1 else int(rng.random() * len(words.GIVEN))
        one, two = (0, 1) if n < 2 else (int(rng.random() * len(words.SURNAMES)) for _ in range(2))
        row: Row = {"kind": "customer", "ext": f"gen:c{n}", "given": words.GIVEN[0 if n < 2 else at]}
        row |= {"surname1": words.SURNAMES[one], "surname2": words.SURNAMES[two]}
        phone = {"kind": "phone", "value": _phone(n)}
        row["points"] = [
            {"kind": "email", "value": f"cliente{n}@correo{n % 7}.example", "primary": True},
            phone,
        ]
        if n % 33 == 7:
            name = f"{words.COMPANIES[n % len(words.COMPANIES)]} {words.SURNAMES[one]} {n}"
            yield {
                "kind": "organisation",
                "ext": f"gen:o{n}",
                "name": name,
                "domains": [f"empresa{n}.example"],
            }
            row["organisations"] = [{"ext": f"gen:o{n}", "role": "encargado"}]
        yield row

    def _knowledge(self) -> Iterator[Row]:
        for n in range(ARTICLES):
            yield {
                "kind": "article",
                "ext": f"gen:k{n}",
                "group": f"guia-{n}",
                "language": "es",
                "state": "published",
                "title": f"Guía {n}: {self.texts.subject(n)}"[:120],
                "body": f"{self.texts.body()}\n\n{self.texts.body()}",
                "visibility": "public" if n % 3 else "internal",
                "updated_at": self.iso(NOW - n * 86_400),
            }
        for n in range(CANNED):
            body = "{{greeting}}\n\n" + self.texts.body() + "\n\n{{agent.name}}"
            yield {
                "kind": "canned",
                "ext": f"gen:r{n}",
                "group": f"respuesta-{n}",
                "name": f"Respuesta {n}",
                "language": "es",
                "shortcut": f";r{n}",
                "body": body,
                "scope": "shop",
            }

    def _times(self) -> list[int]:
        first = NOW // 86_400 - DAYS
        days = [first + n for n in range(DAYS)]
        weights = [WEEKDAYS[(day + 3) % 7] * (8 if first + DAYS - day in BURST_AGES else 1) for day in days]
        day, office = Spread(weights, 61, self.rng.random()), Spread((85, 15), 67, self.rng.random())
        found = []
        for _ in range(self.count):
            # 9:30 to 20:00 in Madrid is about 8:30 to 19:00 in UTC.
            low, span = (30_600, 37_800) if office.yes() else (0, 86_399)
            found.append(days[day.take()] * 86_400 + low + int(self.rng.random() * span))
        return sorted(found)

    def _tickets(self) -> Iterator[Row]:
        times = self._times()
        bursts = {NOW // 86_400 - age for age in BURST_AGES}
        recent = self.count - self.count // 16
        for n, at in enumerate(times):
            is_open = (self.open_recent if n >= recent else self.open_rest).yes()
            yield from self._ticket(n, at, is_open, at // 86_400 in bursts)

    def _ticket(self, n: int, at: int, is_open: bool, in_burst: bool) -> Iterator[Row]:
        every = max(1, self.count // self.heavy_tickets)
        heavy = n % every == every - 1 and n // every < self.heavy_tickets
        person = self.customer.take()
        customer = HEAVY if heavy else f"gen:c{person}"
        product = RECALLED if in_burst and self.burst_product.yes() else self.product.take()
        channel = CHANNELS[self.channel.take()][0]
        row: Row = {
            "kind": "ticket",
            "ext": f"gen:t{n}",
            "number": 1001 + n,
            "subject": self.texts.subject(n),
            "customer": customer,
            "channel": channel,
            "priority": PRIORITIES[self.priority.take()][0],
            "product": f"gen:p{product}",
            "created_at": self.iso(at),
            "team": f"gen:eq{n % 3}",
        }
        if self.assigned.yes():
            row["assignee"] = f"gen:ag{n % AGENTS}"
        if self.with_asset.yes() and not heavy:
            yield from self._asset(row, person, product)
        contacts = list(self._contacts(n, at, channel, customer, heavy))
        self._status(row, n, at, is_open, contacts)
        yield row
        yield from contacts

    def _asset(self, ticket: Row, person: int, product: int) -> Iterator[Row]:
        owned = self.assets.setdefault(person, [])
        known = next((ext for sku, ext in owned if sku == product), None)
        if known is None:
            known = f"gen:a{person}-{product}"
            owned.append((product, known))
            yield {
                "kind": "asset",
                "ext": known,
                "product": f"gen:p{product}",
                "serial": f"SN{product:03}-{person:07}",
                "customer": f"gen:c{person}",
                "delivered_on": self.iso(NOW - (person % 1000) * 86_400)[:10],
            }
        ticket["asset"] = known

    def _status(self, row: Row, n: int, at: int, is_open: bool, contacts: list[Row]) -> None:
        last = str(contacts[-1]["at"]) if contacts else self.iso(at)
        reply = next((one for one in contacts if one["direction"] == "out"), None)
        if reply is not None:
            row["first_reply_at"] = reply["at"]
        if is_open:
            row["status_type"] = OPEN_TYPES[self.open_type.take()][0]
            if self.snoozed.yes():
                row["snoozed_until"] = self.iso(NOW + 86_400 + n % 86_400)
            return
        kind = DONE_TYPES[self.done_type.take()][0]
        survivor = self.survivors.get(str(row["customer"]), self.survivors.get(""))
        if kind == "merged" and survivor is None:
            kind = "closed"
        row["status_type"] = kind
        if kind == "merged":
            row["merged_into"] = survivor
        elif kind in ("solved", "closed"):
            row["solved_at"] = last
            if kind == "closed":
                row["closed_at"] = last
        if kind != "merged" and kind != "spam":
            self.survivors[str(row["customer"])] = self.survivors[""] = str(row["ext"])

    def _length(self, n: int, heavy: bool) -> int:
        if heavy:
            return HEAVY_CONTACTS // 2 // self.heavy_tickets
        if n == 1:
            return 0
        if n == 2:
            return LONGEST
        size = 1 + int(math.log(1 - self.rng.random()) / math.log(1 - 1 / self.per)) if self.per > 1 else 1
        return min(200, size)

    def _contacts(self, n: int, at: int, channel: str, customer: str, heavy: bool) -> Iterator[Row]:
        inward = True
        normal = self.rng.normalvariate
        for place in range(self._length(n, heavy)):
            body = self.texts.body()
            if place == 0:
                body = f"{body} ref{1001 + n}"
            author = f"gen:ag{n % AGENTS}"
            if place and self.note.yes():
                yield self._row(at, body, f"gen:t{n}", ("note", "internal", None), {"kind": "agent", "ext": author})
            elif inward:
                yield self._row(
                    at,
                    body,
                    f"gen:t{n}",
                    (_kind(channel), "in", channel),
                    {"kind": "customer", "ext": customer},
                )
                inward = False
            else:
                yield self._row(
                    at, body, f"gen:t{n}", (_kind(channel), "out", channel), {"kind": "agent", "ext": author}
                )
                inward = True
            at = min(NOW, at + 1 + int(10_800 * math.exp(normal(0, 1.2))))

    def _row(self, at: int, body: str, ticket: str | None, what: tuple[str, str, str | None], author: Row) -> Row:
        kind, direction, channel = what
        self.contacts += 1
        row: Row = {"kind": "interaction", "ext": f"gen:i{self.contacts}", "ticket": ticket, "kind_of": kind}
        row |= {
            "direction": direction,
            "channel": channel,
            "visibility": "internal" if kind == "note" else "public",
        }
        row |= {"author": author, "at": self.iso(at), "body": body}
        if kind == "call":
            row["call"] = {"duration_s": 20 + len(body) % 600, "outcome": "answered"}
        elif kind == "visit":
            row["visit_kind"] = "advice"
        if direction == "out" and kind == "message":
            row["state"] = "sent"
        return row

    def _loose_contacts(self) -> Iterator[Row]:
        at = NOW - DAYS * 86_400
        for _ in range(HEAVY_CONTACTS // 2):
            at += DAYS * 86_400 // (HEAVY_CONTACTS // 2 + 1)
            row = self._row(at, self.texts.body(), None, ("call", "in", "phone"), {"kind": "customer", "ext": HEAVY})
            row["customer"] = HEAVY
            yield row


def _phone(n: int) -> str:
    tail = (n * 9973 + 12345) % 10_000_000
    heads = ("+346{0}", "+347{0}", "+3491{0:07}", "+34986{1:06}", "+35191{0:07}", "+3361{0:07}")
    which = (0, 0, 0, 0, 0, 1, 2, 2, 4, 5)[n % 10]
    if which < 2:
        return heads[which].format(f"{1 + n % 4}{tail:07}")
    return heads[which].format(tail, tail % 1_000_000)


def _kind(channel: str) -> str:
    return {"phone": "call", "counter": "visit"}.get(channel, "message")


def write(count: int, out: TextIO, *, seed: int = 7, per: float = 10, open_percent: float = 5) -> int:
    """Write the rows of `count` tickets to `out` and give the number of lines."""
    lines = 0
    put: Callable[[str], int] = out.write
    for row in Generator(count, seed, per, open_percent).rows():
        put(_encode(row) + "\n")
        lines += 1
    return lines


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line and write the file or standard output."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--per", type=float, default=10)
    parser.add_argument("--open", type=float, default=5, dest="open_percent")
    parser.add_argument("--out", default="-")
    words_of = parser.parse_args(argv)
    options = {"seed": words_of.seed, "per": words_of.per, "open_percent": words_of.open_percent}
    if words_of.out == "-":
        write(words_of.count, sys.stdout, **options)
        return 0
    with open(words_of.out, "w", encoding="utf-8", newline="\n") as out:
        write(words_of.count, out, **options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
