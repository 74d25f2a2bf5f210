"""One search over everything: tickets, customers, articles, canned replies, interactions. Reads only.

Nothing heavy is imported at the top: the quick path of the command line comes through here.
Source: design, search sections 5 and 7.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.core.tickets import query as compiler
from postventa_tui.core.tickets import search_plan, search_tickets, store_search
from postventa_tui.core.tickets.query_fields import Seat
from postventa_tui.core.tickets.query_match import Reading
from postventa_tui.db import fts_search, fts_terms
from postventa_tui.kit import clock, moments
from postventa_tui.kit import query as language
from postventa_tui.kit.query_terms import asked
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.snippets import Page, Snippet, snippet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from postventa_tui.core.tickets.search_plan import Plan
    from postventa_tui.db.connection import Db
    from postventa_tui.db.fts_terms import Term
    from postventa_tui.kit.query import Parsed
    from postventa_tui.kit.query_lexer import Problem
    from postventa_tui.kit.query_terms import Asked

KINDS = ("tickets", "customers", "articles", "canned", "interactions")
NEUTRAL_FIELDS = frozenset(("in", "lang", "sort"))
LIVE_CUSTOMER = "t.erased_at IS NULL AND t.merged_into_id IS NULL"
TICKETS_READ = 10
"""Tickets whose interactions are looked through."""


class Request(NamedTuple):
    """What is looked for; `groups` empty means all kinds."""

    text: str
    groups: tuple[str, ...] = ()
    limit: int = 20
    lang: str | None = None
    is_typing: bool = False
    """Whether the last word may go on."""
    is_verbatim: bool = False
    """Whether the typed words stand, even if nobody knows them."""
    number_prefix: str = "PV-"
    synonyms: str = ""
    """The shop's own groups, in the form of the package's file."""


class Item(NamedTuple):
    """One found thing; which of the fields are filled depends on the kind."""

    id: int
    ref: str
    """Number with prefix, slug, or the id as text."""
    title: str
    snippet: Snippet
    score: float
    why: str
    lang: str = ""
    status: str = ""
    customer: str = ""
    channel: str | None = None
    at: int = 0
    ticket: str | None = None
    also: str | None = None


class Group(NamedTuple):
    """The best of one kind; `total` counts to 200, 201 stands for more."""

    total: int
    items: tuple[Item, ...]

    @property
    def more(self) -> bool:
        """Whether there are more than shown."""
        return self.total > len(self.items)


class Answer(NamedTuple):
    """What was found, by kind in the fixed order."""

    parsed: Parsed
    groups: Mapping[str, Group]
    corrected: Mapping[str, tuple[str, ...]]
    hints: tuple[Problem, ...]
    took_ms: float


def search(db: Db, request: Request, seat: Seat) -> Answer:
    """Give what a query finds.

    Raises:
        Usage: The query has an error; with its place.
    """
    begin = clock.monotonic()
    parsed = language.parse(request.text)
    compiler.refuse_errors(parsed)
    work = _Search(db, request, seat, parsed)
    groups = {kind: work.group(kind) for kind in wanted_kinds(request, work.asked)}
    hints = parsed.hints
    if work.is_cut:
        from postventa_tui.kit.query_lexer import Problem

        hints = (*hints, Problem("words_ignored", len(request.text), len(request.text)))
    took = round((clock.monotonic() - begin) * 1000, 2)
    return Answer(parsed, groups, work.corrected, hints, took)


def wanted_kinds(request: Request, what: Asked) -> tuple[str, ...]:
    """Give the kinds that are asked for by the caller or by `in:`, in the fixed order; all when none is named."""
    named = {*request.groups, *what.field("in")}
    return tuple(kind for kind in KINDS if not named or kind in named)


class _Search:
    """One search: what several kinds need is read once."""

    def __init__(self, db: Db, request: Request, seat: Seat, parsed: Parsed) -> None:
        self.db, self.request, self.seat, self.parsed = db, request, seat, parsed
        self.is_prefix = request.is_typing or parsed.is_prefix
        self.asked = asked(parsed.ast, is_prefix=self.is_prefix)
        self.fields = {test.name for test in self.asked.fields} - NEUTRAL_FIELDS
        self.known = self._known_words()
        self.corrected: dict[str, tuple[str, ...]] = {}
        self.is_cut = False
        self._tickets: search_tickets.Tickets | None = None

    def _known_words(self) -> frozenset[str]:
        """Give the words that some index has as typed: no other index takes them for slips of the hand."""
        words = {unit.words[0] for unit in self.asked.wanted if len(unit.words) == 1}
        if self.request.is_verbatim:
            return frozenset(words)
        scopes = ("ticket", "customer", "article", "canned", "contact")
        return frozenset(word for word in words if any(fts_terms.count_of(self.db, one, word) for one in scopes))

    def group(self, kind: str) -> Group:
        """Give the found things of one kind."""
        found = {
            "tickets": self._ticket_group,
            "customers": self._customer_group,
            "articles": self._article_group,
            "canned": self._canned_group,
            "interactions": self._interaction_group,
        }[kind]()
        return found._replace(items=found.items[: self.request.limit])

    def _find_tickets(self) -> search_tickets.Tickets:
        if self._tickets is None:
            self._tickets = search_tickets.find(
                self.db,
                self.parsed.ast,
                self.seat,
                limit=self.request.limit,
                is_prefix=self.is_prefix,
                known=self.known,
            )
            self.is_cut = self._tickets.plan.is_cut
            if self._tickets.items:
                self.corrected.update(self._tickets.plan.corrected)
        return self._tickets

    def _ticket_group(self) -> Group:
        found = self._find_tickets()
        rows = store_search.list_tickets(self.db, [one.id for one in found.items])
        items = []
        for one in found.items:
            row = rows[one.id]
            piece, why = self._piece("ticket", one.id, found.plan, ("body", "tags", "people", "subject"))
            items.append(
                Item(
                    row.id, f"{self.request.number_prefix}{row.number}", row.title, piece, round(one.score, 4),
                    "key" if one.is_key else why, status=row.status, customer=row.customer, at=row.updated_at,
                )
            )  # fmt: skip
        return Group(found.total, tuple(items))

    def _piece(self, scope: str, row_id: int, plan: Plan, columns: Sequence[str]) -> tuple[Snippet, str]:
        """Give the piece of a document that shows its hits, and the weakest way one of the words was found."""
        texts = fts_search.documents(self.db, scope, row_id)
        pages = [Page(texts[name]) for name in (*columns, *(set(texts) - set(columns)))]
        wanted = {word for term in plan.terms for word in term.text.split()}
        best, most = pages[0], -1
        for page in pages[: len(columns)]:
            hits = page.best_place(wanted)[1]
            if hits > most:
                best, most = page, hits
            if hits >= len(plan.leaves) > 0:
                break
        return best.snippet(wanted), weakest([leaf.terms for leaf in plan.leaves], pages)

    def _customer_group(self) -> Group:
        plan = search_plan.plan(
            self.db, self.parsed.ast, is_prefix=self.is_prefix, reading=Reading("customer", self.known)
        )
        if self.fields:
            return Group(0, ())
        scored: dict[int, tuple[float, str]] = {}
        for hit in search_tickets.key_hits(self.db, plan):
            customer_id = store_search.customer_of_key(self.db, hit)
            if customer_id is not None:
                scored.setdefault(customer_id, (search_tickets.KEY_SCORES[hit.rank], "key"))
        if plan.match:
            found = fts_search.by_rank(self.db, "customer", plan.match, LIVE_CUSTOMER, {}, search_tickets.FEW)
            for row_id, score in sorted(found, key=lambda one: (-one[1], one[0])):
                scored.setdefault(row_id, (score, ""))
        names = store_search.customer_names(self.db, list(scored)[:900])
        items = []
        for row_id in [one for one in scored if one in names][: self.request.limit]:
            score, how = scored[row_id]
            piece, why = self._piece("customer", row_id, plan, ("address", "organisation", "note"))
            if how == "" and why == "typo":
                self.corrected.update(plan.corrected)
            items.append(Item(row_id, str(row_id), names[row_id], piece, round(score, 4), how or why))
        return Group(min(len(names), 201), tuple(items))

    def _article_group(self) -> Group:
        if self.fields - {"tag"} or not fts_terms.size(self.db, "article")[0]:
            return Group(0, ())
        from postventa_tui.core.knowledge import search as articles
        from postventa_tui.core.knowledge import synonyms

        groups = synonyms.load(self.request.synonyms)
        found = articles.find(self.db, self.asked, groups, self.request.lang, self.request.limit, self.known)
        self._note_corrected(found.corrected, [one.why for one in found.items])
        items = tuple(
            Item(one.id, one.slug, one.title, one.snippet, round(one.score, 4), one.why, lang=one.lang, also=one.also)
            for one in found.items
        )
        return Group(min(found.total, 201), items)

    def _canned_group(self) -> Group:
        if self.fields or not fts_terms.size(self.db, "canned")[0]:
            return Group(0, ())
        from postventa_tui.core.knowledge import search as articles
        from postventa_tui.core.knowledge import synonyms

        groups = synonyms.load(self.request.synonyms)
        allowed = store_search.canned_languages(self.db, self.seat.me)
        langs = self.asked.field("lang")
        allowed = {row: lang for row, lang in allowed.items() if not langs or lang in langs}
        answer = articles.search(self.db, "canned", self.asked, allowed, groups, self.request.lang, self.known)
        best = answer.matches[: self.request.limit]
        rows = store_search.list_canned(self.db, [one.doc for one in best])
        self._note_corrected(answer.corrected, [one.why for one in best])
        items = []
        for one in best:
            slug, lang, title = rows[one.doc]
            piece = snippet(fts_search.documents(self.db, "canned", one.doc).get("body", ""), one.terms)
            items.append(Item(one.doc, slug, title, piece, round(one.score, 4), one.why, lang=lang))
        return Group(min(len(answer.matches), 201), tuple(items))

    def _note_corrected(self, corrected: Mapping[str, tuple[str, ...]], whys: Sequence[str]) -> None:
        if "typo" in whys:
            for word, meant in corrected.items():
                self.corrected.setdefault(word, meant)

    def _interaction_group(self) -> Group:
        """Give the interactions of the first tickets that hold most of the words, and contacts on no ticket."""
        tickets = self._find_tickets()
        wanted = [leaf.terms for leaf in tickets.plan.leaves]
        if not wanted:
            return Group(0, ())
        first = [one.id for one in tickets.items[:TICKETS_READ]]
        rows = store_search.list_contacts_of_tickets(self.db, first, 500)
        loose = [] if self.fields else self._loose_contacts()
        rated = []
        for row in [*rows, *loose]:
            page = Page(row.body)
            held = found_groups(wanted, page)
            if held:
                rated.append((sum(held), row, page))
        most = max((score for score, _row, _page in rated), default=0.0)
        best = sorted((one for one in rated if one[0] >= most * 0.999), key=lambda one: (-one[1].at, -one[1].id))
        words = {word for terms in wanted for term in terms for word in term.text.split()}
        items = [
            Item(
                row.id, str(row.id), "", page.snippet(words), round(score, 4), weakest(wanted, [page]),
                channel=row.channel, at=row.at,
                ticket=None if row.ticket is None else f"{self.request.number_prefix}{row.ticket}",
            )
            for score, row, page in best
        ]  # fmt: skip
        return Group(min(len(items), 201), tuple(items))

    def _loose_contacts(self) -> list[store_search.ContactHit]:
        plan = search_plan.plan(
            self.db, self.parsed.ast, is_prefix=self.is_prefix, reading=Reading("contact", self.known)
        )
        if not plan.match:
            return []
        ids = fts_search.newest(self.db, "contact", plan.match, "1 = 1", {}, self.request.limit)
        return store_search.list_contacts(self.db, ids) if ids else []


def weakest(groups: Sequence[Sequence[Term]], pages: Sequence[Page]) -> str:
    """Give the weakest way one of the words stands in a document: text, prefix, synonym, typo."""
    worst = 0
    for terms in groups:
        hows = sorted({fts_terms.HOWS.index(term.how) for term in terms})
        if len(hows) > 1:
            hows = [how for how in hows if _stands(terms, fts_terms.HOWS[how], pages)] or [0]
        worst = max(worst, hows[0] if hows else 0)
    return fts_terms.HOWS[worst]


def _stands(terms: Sequence[Term], how: str, pages: Sequence[Page]) -> bool:
    return any(term.how == how and page.has(term.text) for term in terms for page in pages)


def found_groups(groups: Sequence[Sequence[Term]], page: Page) -> list[float]:
    """Give the weight of each word that stands in a text, by its surest form (terms come heaviest first)."""
    best = [next((term.weight for term in terms if page.has(term.text)), 0.0) for terms in groups]
    return [weight for weight in best if weight]


def as_json(answer: Answer) -> dict[str, object]:
    """Give the answer in the documented form `postventa-search/1`."""
    return {
        "format": "postventa-search/1",
        "query": answer.parsed.text,
        "ok": answer.parsed.ok,
        "corrected": {word: list(meant) for word, meant in answer.corrected.items()},
        "hints": [language.as_json(hint) for hint in answer.hints],
        "took_ms": answer.took_ms,
        "groups": {
            kind: {
                "total": min(group.total, fts_search.COUNTED),
                "more": group.more,
                "items": [_item(kind, item) for item in group.items],
            }
            for kind, group in answer.groups.items()
        },
    }


def _item(kind: str, item: Item) -> dict[str, object]:
    head: dict[str, object]
    if kind == "tickets":
        head = {
            "number": item.ref, "title": item.title, "status": item.status, "customer": item.customer,
            "updated": moments.iso(item.at),
        }  # fmt: skip
    elif kind == "customers":
        head = {"id": item.id, "name": item.title}
    elif kind == "interactions":
        head = {"id": item.id, "ticket": item.ticket, "channel": item.channel, "at": moments.iso(item.at)}
    else:
        head = {"slug": item.ref, "lang": item.lang, "title": item.title}
    piece = item.snippet
    return {
        **head,
        "snippet": piece.text,
        "marks": [list(mark) for mark in piece.marks],
        "score": item.score,
        "why": item.why,
    }


def explain(parsed: Parsed) -> dict[str, object]:
    """Give how a query was read, in the form of `search --explain`."""
    return {
        "query": parsed.text,
        "ast": parsed.ast,
        "errors": [language.as_json(error) for error in parsed.errors],
        "hints": [language.as_json(hint) for hint in parsed.hints],
    }


def find_people(db: Db, text: str, seat: Seat, limit: int) -> list[int]:
    """Give the ids of the customers some words may mean: part of a number or address, a name, a slip in it."""
    if not language.parse(text).ok:
        return []
    answer = search(db, Request(text, ("customers",), limit, is_typing=True), seat)
    return [item.id for item in answer.groups["customers"].items]
