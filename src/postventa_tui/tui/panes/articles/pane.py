"""The pane of articles: search, read, link or quote in the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding

from postventa_tui.core.knowledge import outcomes
from postventa_tui.core.knowledge import service as knowledge
from postventa_tui.core.replies import suggest
from postventa_tui.core.tickets import reading, similar
from postventa_tui.kit import moments
from postventa_tui.kit.i18n import _, language
from postventa_tui.kit.rows import NamedTuple
from postventa_tui.kit.text import clean
from postventa_tui.tui import keys
from postventa_tui.tui.finding import found_articles
from postventa_tui.tui.ink import beside, cut, line, wrap
from postventa_tui.tui.messages import InsertText
from postventa_tui.tui.panes.articles.past import PastTickets
from postventa_tui.tui.widgets.vlist import as_id

if TYPE_CHECKING:
    from collections.abc import Hashable

    from rich.text import Text
    from textual.binding import BindingType

    from postventa_tui.core.knowledge.rows import ArticleBrief, ArticleRow
    from postventa_tui.desk import Desk
    from postventa_tui.tui.bridge import DeskChanged
    from postventa_tui.tui.session import Session
    from postventa_tui.tui.widgets.vlist import Look

MOST = 50
OFFERED = 3
"""How many suggestions count as shown."""
READ_LINES = 2000


class Hits(NamedTuple):
    """Articles found, of how many there are."""

    articles: list[ArticleBrief]
    whole: int
    suggested: tuple[int, ...] = ()
    """The articles that were offered for the ticket at hand."""


class ArticlesPane(PastTickets):
    """The knowledge base beside the ticket at hand."""

    NAME = "articles"
    HINT = "(words of the article)"
    BINDINGS: ClassVar[list[BindingType]] = [
        *keys.bindings(("list.open",)),
        Binding("l", "link", show=False),
        Binding("c", "quote", show=False),
        Binding("plus", "helped(True)", show=False),
        Binding("minus", "helped(False)", show=False),
    ]
    WATCHES = frozenset({"articles"})
    FOOTER = (("list.open", "read"), ("list.down", "choose"), ("app.back", "back"),
              ("pane.conversation.f", "conversation"), ("pane.history.f", "history"), ("pane.canned.f", "replies"))  # fmt: skip

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.articles: dict[int, ArticleBrief] = {}
        self.whole = 0
        self.offered: tuple[int, ...] = ()
        """The articles offered for the ticket at hand; they stay so while words are typed."""
        self.shown: ArticleRow | None = None
        self.reading = False
        self._stale = True
        self._settled = ""
        """Words of the search line that are counted already, as a pick or as a gap."""

    def on_mount(self) -> None:
        self.scroll.can_focus = True
        self._title()

    def focus_inside(self) -> None:
        self.reading = False
        super().focus_inside()
        self._read_if_stale()

    def on_show(self) -> None:
        self._read_if_stale()

    def _read_if_stale(self) -> None:
        if self._stale:
            self.search(self.input.value)
            self.read_past()

    def show_ticket(self, at_hand: object) -> None:
        """Take another ticket: its subject is the first search."""
        ticket_id = getattr(at_hand, "id", None)
        if ticket_id == self.ticket_id:
            return
        self.ticket_id = ticket_id
        self.offered = ()
        self._stale = True
        if not self.is_mounted:
            # The first ticket may be chosen before this pane is built: it reads when it is shown.
            return
        self.input.value = ""
        if self.region.area:
            self.search("")
            self.read_past()

    def desk_changed(self, change: DeskChanged) -> None:
        self.search(self.input.value)

    def search(self, words: str) -> None:
        self._stale = False
        ticket_id = self.ticket_id
        self.read("hits", lambda desk: _find(desk, words, ticket_id), self._take_hits)

    def _take_hits(self, hits: Hits) -> None:
        self.articles = {one.id: one for one in hits.articles}
        self.whole = hits.whole
        self.offered = hits.suggested or self.offered
        self.show_rows(first=True)
        if hits.suggested and self.ticket_id is not None and not self.session.desk.read_only:
            self.run_verb(knowledge.note_shown, hits.suggested, self.ticket_id)
        self._title()
        self.show_chosen()

    def on_descendant_blur(self) -> None:
        """Count words that led to nothing when the search line is left: they show where an article is missing."""
        words = self.input.value.strip()
        if words and words != self._settled and not self.reading and not self.session.desk.read_only:
            self._settled = words
            self.run_verb(knowledge.note_gap, words)

    def hits(self) -> list[int]:
        found = list(self.articles)
        return found if self.input.value.strip() or not self.past else found[: self.MOST_ROWS]

    def _title(self) -> None:
        count = _("{n} of {total}").format(n=len(self.articles), total=self.whole) if self.whole else ""
        self.retitle("5 " + _("Articles"), count)

    def _paint(self, key: Hashable, width: int, look: Look) -> list[Text]:
        bar = self.session.marks["cursor"] if look.cursor else " "
        article = self.articles.get(as_id(key))
        if article is None:
            return self.paint_past(key, width, bar)
        seen = _("public") if article.visibility == "public" else _("internal")
        return [line(bar, beside(clean(article.title, lines=False), seen, width - 2))]

    def show_chosen(self) -> None:
        if self.skip_heading():
            return
        article = self.articles.get(as_id(self.list.key))
        if self.past_chosen is not None:
            self.shown = None
            self.scroll.scroll_home(animate=False)
            self.draw()
            return
        if article is None:
            self.shown = None
            self.preview.put([line(" ", (_("Nothing found"), "muted"))])
            self.last.put([line("")])
            return
        slug, lang = article.slug, article.lang
        self.read("article", lambda desk: knowledge.get(desk, slug, lang), self._take_article)

    def _take_article(self, article: ArticleRow) -> None:
        if self.past_chosen is not None:
            return
        self.shown = article
        self.scroll.scroll_home(animate=False)
        self.draw()

    def draw(self) -> None:
        super().draw()
        shown, width = self.shown, self.size.width
        if self.past_chosen is not None and width:
            self.draw_past(self.past_chosen, width)
        if shown is None or not width:
            return
        facts = [clean(shown.slug, lines=False)]
        day = moments.local(shown.updated_at, self.session.zone)
        facts.append(_("revised {day}").format(day=f"{day[8:10]}/{day[5:7]}/{day[:4]}"))
        asked = shown.helped + shown.not_helped
        if asked:
            facts.append(_("useful {percent} %").format(percent=shown.helped * 100 // asked))
        lines = [line("  ", (text, "muted")) for text in wrap(" · ".join(facts), width - 4)]
        lines.append(line(""))
        body = clean(plain_words(shown.body), lines=True)
        lines += [line("  ", text) for text in wrap(body, width - 4)[:READ_LINES]]
        self.preview.put(lines)
        hint = _("Enter reads; reading: l link · c quote · +/- useful")
        self.last.put([line(" ", (cut(hint, width - 2), "muted"))])

    def take(self) -> None:
        if self.open_past() or self.shown is None:
            return
        self.reading = True
        self._settled = self.input.value.strip()
        self.scroll.focus()
        self.facts_changed()

    def back(self) -> bool:
        """Leave the text for the search line; says whether it was being read."""
        if not self.reading:
            return False
        self.focus_inside()
        return True

    def why_not(self, action: str) -> str | None:
        if action in ("link", "quote"):
            if self.shown is None:
                return _("No article here")
            if self.shown.visibility != "public":
                return _("internal: cannot be sent to the customer")
            if action == "link" and not self._link():
                return _("No public address is set (shop.articles_url)")
        return None

    def _link(self) -> str:
        base = self.session.desk.shop.text("shop.articles_url")
        return f"{base.rstrip('/')}/{self.shown.slug}" if base and self.shown else ""

    def action_link(self) -> None:
        if not self.off("link"):
            self._insert(self._link())

    def action_quote(self) -> None:
        if not self.off("quote") and self.shown is not None:
            self._insert(plain_words(self.shown.body).strip())

    def _insert(self, text: str) -> None:
        shown, ticket_id = self.shown, self.ticket_id
        self.post_message(InsertText(text))
        if shown is not None and ticket_id is not None and not self.session.desk.read_only:
            self.run_verb(suggest.note_article, shown.id, ticket_id, "accepted")
            if shown.id not in self.offered:
                # Another article than those offered was picked.
                self.run_verb(outcomes.dismiss, ticket_id, self.offered)

    def action_helped(self, helped: bool) -> None:
        if self.shown is not None and not self.session.desk.read_only:
            article_id = self.shown.id
            if not helped and self.ticket_id is not None and article_id in self.offered:
                self.run_verb(outcomes.dismiss, self.ticket_id, (article_id,))
            self.run_then(
                lambda desk: knowledge.note_feedback(desk, article_id, helped=helped),
                lambda _done: self.say(_("Thank you, counted")),
            )


def _find(desk: Desk, words: str, ticket_id: int | None) -> Hits:
    """Give the articles for the typed words; with none typed, those that answer the ticket at hand, then all."""
    briefs = [one for one in knowledge.list_briefs(desk) if one.state == "published"]
    by_id = {one.id: one for one in briefs}
    if words.strip():
        chosen = [by_id[one] for one in found_articles(desk, words, MOST) if one in by_id]
        return Hits(chosen, len(briefs))
    chosen = []
    if ticket_id is not None:
        letter = similar.letter_of(desk, reading.by_id(desk, ticket_id))
        chosen = [by_id[one.id] for one in knowledge.suggest(desk, letter, 8) if one.id in by_id]
    offered = tuple(one.id for one in chosen[:OFFERED])
    return Hits(chosen or _one_language(briefs)[:MOST], len(briefs), offered)


def _one_language(briefs: list[ArticleBrief]) -> list[ArticleBrief]:
    wanted = language()
    have = {one.slug for one in briefs if one.lang == wanted}
    return [one for one in briefs if one.lang == wanted or one.slug not in have]


def plain_words(markdown: str) -> str:
    """Give an article's text for reading: headings and emphasis without their signs, pictures as their words."""
    import re

    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"[\1]", markdown)
    text = re.sub(r"\[([^\]]+)\]\(([^)\s]+)[^)]*\)", r"\1 (\2)", text)
    text = re.sub(r"^#{1,6}\s+", "", text, flags=re.MULTILINE)
    text = re.sub(r"\*\*([^*\n]+)\*\*", r"\1", text)
    return re.sub(r"^(\s*)[*-]\s+", r"\1· ", text, flags=re.MULTILINE)
