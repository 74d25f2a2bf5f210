"""The guarantee rules as data: reading `postventa-guarantee/1`, with line and reason of what is wrong."""

from __future__ import annotations

import re
import tomllib
from importlib import resources
from typing import TYPE_CHECKING

from postventa_tui.core.assets.facts import CHANNELS, GOODS
from postventa_tui.core.assets.rules_shape import Bad, Table, located
from postventa_tui.kit.errors import BadFile
from postventa_tui.kit.rows import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

FORMAT = "postventa-guarantee/1"
SHIPPED = "guarantee-es.toml"
ARTICLES = ("term", "presumption", "suspension", "same_defect", "claim", "delivery")
_RULE_KEYS = (
    "id",
    "enabled",
    "contract_from",
    "contract_until",
    "same_as",
    "claim_years_from_delivery",
    "claim_years_from_manifestation",
    "same_defect_months",
    "repair_extension_months",
    "articles",
    "goods",
)
_WITHDRAWAL_KEYS = (
    "id",
    "channels",
    "unsolicited_visit",
    "contract_from",
    "days",
    "not_informed_extra_months",
    "articles",
    "exclusions",
    "exclusion_article",
)


class GoodsRule(NamedTuple):
    """Term and presumption of one kind of goods; months run from delivery."""

    months: int | None = None
    presumption_months: int | None = None
    min_agreed_months: int | None = None
    until_supply_end: str | None = None
    presumption: str | None = None


class RuleVersion(NamedTuple):
    """One text of the law, chosen by the date of the contract (both ends included)."""

    id: str
    enabled: bool
    contract_from: date
    contract_until: date | None
    claim_years_from_delivery: int | None
    claim_years_from_manifestation: int | None
    same_defect_months: int
    repair_extension_months: int
    articles: Mapping[str, str]
    goods: Mapping[str, GoodsRule]


class RepairWork(NamedTuple):
    """Guarantee of a paid repair, in months from the return of the unit."""

    id: str
    months: int
    same_fault_only: bool
    articles: tuple[str, ...]


class WithdrawalRule(NamedTuple):
    """Term for withdrawing from a sale made away from the shop, in days."""

    id: str
    channels: tuple[str, ...]
    unsolicited_visit: bool
    contract_from: date
    days: int
    not_informed_extra_months: int
    exclusions: tuple[str, ...]


class SpareParts(NamedTuple):
    """Years that spare parts must be had after the end of manufacture."""

    years: int
    years_before_2022: int
    articles: tuple[str, ...]


class Storage(NamedTuple):
    """Terms for goods left in the workshop, in months."""

    collect_months: int
    collect_months_before_2022: int
    storage_fee_after_months: int
    articles: tuple[str, ...]


class Rules(NamedTuple):
    """One country's rules."""

    country: str
    versions: tuple[RuleVersion, ...]
    repair_work: RepairWork | None
    commercial_articles: tuple[str, ...]
    withdrawal: tuple[WithdrawalRule, ...]
    spare_parts: SpareParts | None
    storage: Storage | None

    def version_for(self, contract_on: date) -> RuleVersion | None:
        """Give the enabled version in force on `contract_on`, the youngest when two fit; None without one."""
        fitting = [
            one
            for one in self.versions
            if one.enabled
            and one.contract_from <= contract_on
            and (one.contract_until is None or contract_on <= one.contract_until)
        ]
        return max(fitting, key=lambda one: one.contract_from, default=None)

    def exclusions(self) -> frozenset[str]:
        """Give every code that excludes a sale from withdrawal."""
        return frozenset(code for one in self.withdrawal for code in one.exclusions)


def shipped_rules() -> Rules:
    """Give the rules that come with the package."""
    source = resources.files("postventa_tui.core.assets").joinpath("data", SHIPPED)
    return read_rules(source.read_text(encoding="utf-8"), SHIPPED)


def load_rules(path: Path) -> Rules:
    """Give the rules of a file a person wrote.

    Raises:
        BadFile: not there, not UTF-8, not TOML or against the shape; `line` is None where there is none.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "is not UTF-8 text"
        raise BadFile("bad_file", file=str(path), line=None, reason=reason) from error
    return read_rules(text, str(path))


def read_rules(text: str, name: str) -> Rules:
    """Give the rules written in `text`; `name` is the file's name for messages.

    Raises:
        BadFile: as `load_rules`.
    """
    try:
        return _rules(Table(tomllib.loads(text), ()))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found.group(1)) if found else text.count("\n") + 1
        reason = re.sub(r" \(at .*\)$", "", str(error))
        raise BadFile("bad_file", file=name, line=line, reason=reason) from error
    except Bad as error:
        raise BadFile("bad_file", file=name, line=located(text, error.path), reason=str(error)) from error


def _rules(top: Table) -> Rules:
    """The whole file."""
    top.only(
        "format",
        "country",
        "sources",
        "rule",
        "repair_work",
        "commercial",
        "spare_parts",
        "storage",
        "withdrawal",
    )
    if top.text("format") != FORMAT:
        top.bad("format", f"format must be {FORMAT}")
    top.texts("sources", needed=False)
    country = top.text("country")
    versions: list[RuleVersion] = []
    for part in top.tables("rule"):
        _add_version(part, versions)
    if not versions:
        top.bad("rule", "there is no [[rule]]")
    commercial = top.table("commercial", needed=False)
    if commercial is not None:
        commercial.only("articles")
    return Rules(
        country=country,
        versions=tuple(versions),
        repair_work=_repair_work(top.table("repair_work", needed=False)),
        commercial_articles=() if commercial is None else commercial.texts("articles"),
        withdrawal=tuple(_withdrawal(part) for part in top.tables("withdrawal")),
        spare_parts=_spare_parts(top.table("spare_parts", needed=False)),
        storage=_storage(top.table("storage", needed=False)),
    )


def _add_version(part: Table, versions: list[RuleVersion]) -> None:
    """Read one [[rule]] and put it behind those before it; `same_as` must name one of them."""
    part.only(*_RULE_KEYS)
    version = _inherited(part, versions) if "same_as" in part.values else _version(part)
    if any(one.id == version.id for one in versions):
        part.bad("id", f"{version.id} stands twice")
    if any(one.contract_from == version.contract_from and one.enabled and version.enabled for one in versions):
        part.bad("contract_from", "two rules begin on this day")
    if version.contract_until is not None and version.contract_until < version.contract_from:
        part.bad("contract_until", "contract_until lies before contract_from")
    versions.append(version)


def _version(part: Table) -> RuleVersion:
    """A rule that stands on its own."""
    by_delivery = part.number("claim_years_from_delivery", needed=False)
    by_fault = part.number("claim_years_from_manifestation", needed=False)
    if (by_delivery is None) == (by_fault is None):
        part.bad("id", "needs claim_years_from_delivery or claim_years_from_manifestation, not both")
    articles = part.needed_table("articles")
    articles.only(*ARTICLES)
    goods = part.needed_table("goods")
    goods.only(*GOODS)
    return RuleVersion(
        id=part.text("id"),
        enabled=part.flag("enabled", default=True),
        contract_from=part.day("contract_from"),
        contract_until=part.maybe_day("contract_until"),
        claim_years_from_delivery=by_delivery,
        claim_years_from_manifestation=by_fault,
        same_defect_months=part.number("same_defect_months", needed=False) or 0,
        repair_extension_months=part.number("repair_extension_months", needed=False) or 0,
        articles={name: articles.text(name) for name in ARTICLES},
        goods={kind: _goods(goods.needed_table(kind)) for kind in goods.values},
    )


def _inherited(part: Table, versions: list[RuleVersion]) -> RuleVersion:
    """A rule that says what differs from an earlier one."""
    base = next((one for one in versions if one.id == part.text("same_as")), None)
    if base is None:
        part.bad("same_as", "same_as names no rule above")
    changes: dict[str, object] = {
        "id": part.text("id"),
        "enabled": part.flag("enabled", default=True),
        "contract_from": part.day("contract_from"),
        "contract_until": part.maybe_day("contract_until"),
    }
    for name in ("same_defect_months", "repair_extension_months"):
        changes[name] = part.number(name, needed=False) if name in part.values else getattr(base, name)
    claims = ("claim_years_from_delivery", "claim_years_from_manifestation")
    if any(name in part.values for name in claims):
        changes.update({name: part.number(name, needed=False) for name in claims})
    articles = part.table("articles", needed=False)
    if articles is not None:
        articles.only(*ARTICLES)
        changes["articles"] = {**base.articles, **{name: articles.text(name) for name in articles.values}}
    goods = part.table("goods", needed=False)
    if goods is not None:
        goods.only(*GOODS)
        changes["goods"] = {**base.goods, **{kind: _goods(goods.needed_table(kind)) for kind in goods.values}}
    return RuleVersion(**{**base._asdict(), **changes})


def _goods(part: Table) -> GoodsRule:
    """Term and presumption of one kind of goods."""
    part.only("months", "presumption_months", "min_agreed_months", "until_supply_end", "presumption")
    until = part.word("until_supply_end", ("max", "only"))
    presumption = part.word("presumption", ("whole_term",))
    if until != "only" and "months" not in part.values:
        part.bad("", "needs months")
    if presumption is None and "presumption_months" not in part.values:
        part.bad("", "needs presumption_months or presumption")
    return GoodsRule(
        months=part.number("months", needed=False),
        presumption_months=part.number("presumption_months", needed=False),
        min_agreed_months=part.number("min_agreed_months", needed=False),
        until_supply_end=until,
        presumption=presumption,
    )


def _repair_work(part: Table | None) -> RepairWork | None:
    """The guarantee of paid repairs, None in a country without one."""
    if part is None:
        return None
    part.only("id", "months", "same_fault_only", "articles")
    same_only = part.flag("same_fault_only", default=True)
    return RepairWork(part.text("id"), part.needed_number("months"), same_only, part.texts("articles"))


def _withdrawal(part: Table) -> WithdrawalRule:
    """One [[withdrawal]]."""
    part.only(*_WITHDRAWAL_KEYS)
    part.texts("articles")
    channels = part.texts("channels")
    if not channels or not set(channels) <= set(CHANNELS):
        part.bad("channels", "channels must be of " + ", ".join(CHANNELS))
    if "exclusion_article" in part.values:
        part.text("exclusion_article")
    return WithdrawalRule(
        id=part.text("id"),
        channels=channels,
        unsolicited_visit=part.flag("unsolicited_visit", default=False),
        contract_from=part.day("contract_from"),
        days=part.needed_number("days"),
        not_informed_extra_months=part.needed_number("not_informed_extra_months"),
        exclusions=part.texts("exclusions", needed=False),
    )


def _spare_parts(part: Table | None) -> SpareParts | None:
    """How long parts must be had."""
    if part is None:
        return None
    part.only("years", "years_before_2022", "articles")
    years = part.needed_number("years")
    before = part.number("years_before_2022", needed=False)
    return SpareParts(years, years if before is None else before, part.texts("articles"))


def _storage(part: Table | None) -> Storage | None:
    """How long goods are kept for their owner."""
    if part is None:
        return None
    part.only("collect_months", "collect_months_before_2022", "storage_fee_after_months", "articles")
    months = part.needed_number("collect_months")
    before = part.number("collect_months_before_2022", needed=False)
    fee = part.needed_number("storage_fee_after_months")
    return Storage(months, months if before is None else before, fee, part.texts("articles"))
