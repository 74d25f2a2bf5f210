"""The schema, one section a feature, and the steps that bring an old file to it.

Rules: STRICT; instants `*_at` are UTC epoch seconds, civil dates `*_on` are YYYY-MM-DD, durations `*_s` seconds,
money `*_cents`; enumerations are CHECKs; no ON DELETE action (design: architecture, sections 4 and 6).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.db import fts, journal
from postventa_tui.db.connection import Db

if TYPE_CHECKING:
    from sqlite_utils import Database

_CHANNEL = "('email', 'phone', 'web', 'chat', 'whatsapp', 'social', 'counter')"
_TYPE = "('new', 'open', 'pending', 'on_hold', 'solved', 'closed', 'merged', 'spam')"
_STAMPS = "created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL"

FOUNDATION = f"""
CREATE TABLE settings (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL, {_STAMPS}) STRICT;
CREATE TABLE counters (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;
CREATE TABLE externals (
  kind TEXT NOT NULL, ext TEXT NOT NULL, row_id INTEGER NOT NULL, digest TEXT, written_seq INTEGER,
  PRIMARY KEY (kind, ext)) STRICT;
CREATE INDEX externals_row ON externals (kind, row_id);
"""

AGENTS = f"""
CREATE TABLE teams (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, {_STAMPS}) STRICT;
CREATE TABLE agents (
  id INTEGER PRIMARY KEY AUTOINCREMENT, login TEXT NOT NULL UNIQUE, name TEXT NOT NULL, email TEXT,
  role TEXT NOT NULL DEFAULT 'agent' CHECK (role IN ('read_only', 'agent', 'lead', 'admin')),
  team_id INTEGER REFERENCES teams (id), lang TEXT, active INTEGER NOT NULL DEFAULT 1,
  availability TEXT NOT NULL DEFAULT 'here' CHECK (availability IN ('here', 'away')), {_STAMPS}) STRICT;
CREATE TABLE team_members (
  id INTEGER PRIMARY KEY AUTOINCREMENT, team_id INTEGER NOT NULL REFERENCES teams (id),
  agent_id INTEGER NOT NULL REFERENCES agents (id), {_STAMPS}, UNIQUE (team_id, agent_id)) STRICT;
CREATE INDEX team_members_agent ON team_members (agent_id);
CREATE TABLE presence (
  agent_id INTEGER NOT NULL REFERENCES agents (id), writer TEXT NOT NULL, ticket_id INTEGER, mode TEXT NOT NULL
  CHECK (mode IN ('viewing', 'editing')), seen_at INTEGER NOT NULL, key_at INTEGER NOT NULL, since_at INTEGER NOT NULL,
  PRIMARY KEY (agent_id, writer)) STRICT;
"""

CUSTOMERS = f"""
CREATE TABLE households (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, {_STAMPS}) STRICT;
CREATE TABLE organisations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, tax_id TEXT UNIQUE, domains TEXT NOT NULL DEFAULT '[]',
  sla_policy TEXT, shared INTEGER NOT NULL DEFAULT 0, notes TEXT, {_STAMPS}) STRICT;
CREATE INDEX organisations_name ON organisations (name);
CREATE TABLE customers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, given TEXT, surname1 TEXT, surname2 TEXT, display TEXT,
  sort_key TEXT NOT NULL DEFAULT '', lang TEXT, formality TEXT CHECK (formality IN ('tu', 'usted')),
  tier TEXT NOT NULL DEFAULT 'none' CHECK (tier IN ('none', 'bronze', 'silver', 'gold')), tax_id TEXT,
  street TEXT, postcode TEXT, city TEXT, region TEXT, country TEXT,
  preferences TEXT NOT NULL DEFAULT '{{}}', notes TEXT, since_on TEXT, household_id INTEGER REFERENCES households (id),
  merged_into_id INTEGER REFERENCES customers (id), erased_at INTEGER, legal_hold INTEGER NOT NULL DEFAULT 0,
  version INTEGER NOT NULL DEFAULT 1, {_STAMPS}) STRICT;
CREATE INDEX customers_sort ON customers (sort_key);
CREATE INDEX customers_household ON customers (household_id);
CREATE INDEX customers_merged ON customers (merged_into_id);
CREATE TABLE customer_organisations (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (id),
  organisation_id INTEGER NOT NULL REFERENCES organisations (id), role TEXT, {_STAMPS},
  UNIQUE (customer_id, organisation_id)) STRICT;
CREATE INDEX customer_organisations_other ON customer_organisations (organisation_id);
CREATE TABLE contact_points (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (id),
  kind TEXT NOT NULL CHECK (kind IN ('email', 'phone', 'handle')), raw TEXT NOT NULL, norm TEXT NOT NULL, ext TEXT,
  is_primary INTEGER NOT NULL DEFAULT 0, valid INTEGER NOT NULL DEFAULT 1, bounced_at INTEGER,
  do_not_use INTEGER NOT NULL DEFAULT 0, reason TEXT, live INTEGER NOT NULL DEFAULT 1, {_STAMPS}) STRICT;
CREATE UNIQUE INDEX contact_points_live ON contact_points (kind, norm, customer_id) WHERE live = 1;
CREATE INDEX contact_points_norm ON contact_points (norm);
CREATE INDEX contact_points_customer ON contact_points (customer_id);
CREATE TABLE consents (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (id),
  purpose TEXT NOT NULL CHECK (purpose IN ('service', 'survey', 'recall', 'maintenance', 'marketing')),
  channel TEXT NOT NULL CHECK (channel IN {_CHANNEL}),
  state TEXT NOT NULL CHECK (state IN ('granted', 'withdrawn', 'never_asked')), at INTEGER NOT NULL, proof TEXT,
  agent_id INTEGER REFERENCES agents (id), {_STAMPS}) STRICT;
CREATE INDEX consents_customer ON consents (customer_id, purpose, channel, at);
CREATE TABLE loyalty_points (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (id), points INTEGER NOT NULL,
  reason TEXT NOT NULL, at INTEGER NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX loyalty_points_customer ON loyalty_points (customer_id, at);
CREATE TABLE interactions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, customer_id INTEGER REFERENCES customers (id),
  ticket_id INTEGER, channel TEXT CHECK (channel IN {_CHANNEL}),
  kind TEXT NOT NULL CHECK (kind IN ('message', 'call', 'visit', 'note', 'event')),
  direction TEXT NOT NULL CHECK (direction IN ('in', 'out', 'internal')),
  visibility TEXT NOT NULL CHECK (visibility IN ('public', 'internal')),
  author_kind TEXT NOT NULL CHECK (author_kind IN ('customer', 'contact', 'agent', 'auto', 'import')),
  author_name TEXT, agent_id INTEGER REFERENCES agents (id), at INTEGER NOT NULL, recorded_at INTEGER NOT NULL,
  duration_s INTEGER, outcome TEXT CHECK (outcome IN ('answered', 'voicemail', 'no_answer', 'busy', 'wrong_number')),
  visit_kind TEXT CHECK (visit_kind IN ('deposit', 'pickup', 'advice', 'complaint')),
  subject TEXT, body TEXT NOT NULL DEFAULT '', trim_start INTEGER, trim_end INTEGER,
  state TEXT CHECK (state IN ('queued', 'sending', 'sent', 'delivered', 'read', 'failed', 'uncertain', 'bounced', 'cancelled')),
  verified INTEGER NOT NULL DEFAULT 1, event TEXT, details TEXT NOT NULL DEFAULT '{{}}',
  redacted INTEGER NOT NULL DEFAULT 0, replaces_id INTEGER REFERENCES interactions (id),
  split_from_id INTEGER, message_ref TEXT, in_reply_to TEXT, {_STAMPS}) STRICT;
CREATE INDEX interactions_customer ON interactions (customer_id, at);
CREATE INDEX interactions_ticket ON interactions (ticket_id, at);
CREATE INDEX interactions_message_ref ON interactions (message_ref);
CREATE INDEX interactions_split ON interactions (split_from_id);
CREATE INDEX interactions_replaces ON interactions (replaces_id);
"""

ASSETS = f"""
CREATE TABLE products (
  id INTEGER PRIMARY KEY AUTOINCREMENT, sku TEXT NOT NULL UNIQUE, name TEXT NOT NULL, brand TEXT, model TEXT, category TEXT,
  goods TEXT CHECK (goods IN ('new', 'second_hand', 'digital', 'digital_continuous', 'goods_with_digital')),
  made_until TEXT, weight_g INTEGER, end_of_support TEXT, maintenance_months INTEGER, maintenance_counter INTEGER,
  consumables TEXT NOT NULL DEFAULT '[]', repair_score INTEGER, price_cents INTEGER, currency TEXT, {_STAMPS}) STRICT;
CREATE TABLE lots (
  id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), code TEXT NOT NULL,
  made_from_on TEXT, made_until_on TEXT, serial_pattern TEXT, serial_from TEXT, serial_to TEXT, units_sold INTEGER,
  {_STAMPS}, UNIQUE (product_id, code)) STRICT;
CREATE TABLE orders (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER NOT NULL REFERENCES customers (id),
  organisation_id INTEGER REFERENCES organisations (id), number TEXT UNIQUE, invoice TEXT,
  sale_channel TEXT CHECK (sale_channel IN ('shop', 'distance', 'doorstep')), contract_on TEXT, invoice_on TEXT,
  delivery_note_on TEXT, delivered_on TEXT, total_cents INTEGER, currency TEXT,
  withdrawal TEXT NOT NULL DEFAULT '{{}}', {_STAMPS}) STRICT;
CREATE INDEX orders_customer ON orders (customer_id, contract_on);
CREATE INDEX orders_organisation ON orders (organisation_id);
CREATE TABLE order_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT, order_id INTEGER NOT NULL REFERENCES orders (id),
  product_id INTEGER NOT NULL REFERENCES products (id), quantity INTEGER NOT NULL DEFAULT 1, price_cents INTEGER,
  currency TEXT, {_STAMPS}) STRICT;
CREATE INDEX order_lines_order ON order_lines (order_id);
CREATE INDEX order_lines_product ON order_lines (product_id);
CREATE TABLE assets (
  id INTEGER PRIMARY KEY AUTOINCREMENT, customer_id INTEGER REFERENCES customers (id),
  household_id INTEGER REFERENCES households (id), organisation_id INTEGER REFERENCES organisations (id),
  product_id INTEGER NOT NULL REFERENCES products (id), order_id INTEGER REFERENCES orders (id),
  order_line_id INTEGER REFERENCES order_lines (id), serial TEXT, unit_key TEXT, lot_id INTEGER REFERENCES lots (id),
  delivered_on TEXT, agreed_months INTEGER, supply_until TEXT, condition TEXT, sold_by_us INTEGER NOT NULL DEFAULT 1,
  counter_value INTEGER, notes TEXT, custom TEXT NOT NULL DEFAULT '{{}}', {_STAMPS}) STRICT;
CREATE UNIQUE INDEX assets_unit ON assets (product_id, unit_key) WHERE unit_key IS NOT NULL;
CREATE INDEX assets_key ON assets (unit_key);
CREATE INDEX assets_customer ON assets (customer_id);
CREATE INDEX assets_household ON assets (household_id);
CREATE INDEX assets_organisation ON assets (organisation_id);
CREATE INDEX assets_lot ON assets (product_id, lot_id);
CREATE INDEX assets_order ON assets (order_id);
CREATE TABLE asset_owners (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL REFERENCES assets (id),
  customer_id INTEGER REFERENCES customers (id), until_on TEXT NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX asset_owners_asset ON asset_owners (asset_id);
CREATE INDEX asset_owners_customer ON asset_owners (customer_id);
CREATE TABLE warranties (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL REFERENCES assets (id),
  by TEXT NOT NULL CHECK (by IN ('maker', 'seller')), months INTEGER NOT NULL, starts_on TEXT,
  covers TEXT NOT NULL DEFAULT '[]', {_STAMPS}) STRICT;
CREATE INDEX warranties_asset ON warranties (asset_id);
CREATE TABLE repairs (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL REFERENCES assets (id), ticket_id INTEGER,
  handed_over_on TEXT NOT NULL, returned_on TEXT, fault_code TEXT,
  kind TEXT NOT NULL DEFAULT 'repair' CHECK (kind IN ('repair', 'replacement')),
  under TEXT NOT NULL CHECK (under IN ('statutory', 'commercial', 'paid')), {_STAMPS}) STRICT;
CREATE INDEX repairs_asset ON repairs (asset_id, handed_over_on);
CREATE INDEX repairs_ticket ON repairs (ticket_id);
CREATE TABLE readings (
  id INTEGER PRIMARY KEY AUTOINCREMENT, asset_id INTEGER NOT NULL REFERENCES assets (id), at INTEGER NOT NULL,
  name TEXT NOT NULL, value REAL, unit TEXT, details TEXT NOT NULL DEFAULT '{{}}', {_STAMPS}) STRICT;
CREATE INDEX readings_asset ON readings (asset_id, at);
"""

SLA = f"""
CREATE TABLE business_calendars (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, zone TEXT NOT NULL, weekly TEXT NOT NULL,
  overrides TEXT NOT NULL, names TEXT NOT NULL DEFAULT '{{}}', {_STAMPS}) STRICT;
CREATE TABLE calendar_hours (
  id INTEGER PRIMARY KEY AUTOINCREMENT, calendar_id INTEGER NOT NULL REFERENCES business_calendars (id),
  valid_from INTEGER NOT NULL, zone TEXT NOT NULL, weekly TEXT NOT NULL, overrides TEXT NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX calendar_hours_calendar ON calendar_hours (calendar_id, valid_from);
CREATE TABLE sla_policies (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, position INTEGER NOT NULL DEFAULT 0,
  file TEXT NOT NULL DEFAULT '', {_STAMPS}) STRICT;
CREATE TABLE sla_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, policy_id INTEGER NOT NULL REFERENCES sla_policies (id), version INTEGER NOT NULL,
  valid_from INTEGER NOT NULL, conditions TEXT NOT NULL, targets TEXT NOT NULL, pause_statuses TEXT NOT NULL,
  warn_percent INTEGER NOT NULL, calendar_id INTEGER NOT NULL REFERENCES business_calendars (id), {_STAMPS},
  UNIQUE (policy_id, version)) STRICT;
CREATE TABLE sla_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
  version_id INTEGER REFERENCES sla_versions (id), details TEXT NOT NULL DEFAULT '{{}}', {_STAMPS}) STRICT;
CREATE INDEX sla_events_ticket ON sla_events (ticket_id, at, id);
CREATE TABLE sla_timers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('first_response', 'next_response', 'resolution')), cycle INTEGER NOT NULL DEFAULT 1,
  version_id INTEGER REFERENCES sla_versions (id), started_at INTEGER NOT NULL, gaps TEXT NOT NULL DEFAULT '[]',
  stopped_at INTEGER, cancelled TEXT NOT NULL DEFAULT '' CHECK (cancelled IN ('', 'spam', 'merge')), cap_s INTEGER,
  breach TEXT, ended TEXT, state TEXT NOT NULL DEFAULT 'none' CHECK (
    state IN ('none', 'running', 'paused', 'met', 'missed', 'cancelled')),
  counting INTEGER NOT NULL DEFAULT 0, due_at INTEGER, warn_at INTEGER, target_s INTEGER, elapsed_s INTEGER,
  measured_at INTEGER, {_STAMPS},
  UNIQUE (ticket_id, kind, cycle)) STRICT;
CREATE INDEX sla_timers_due ON sla_timers (state, due_at);
"""

KNOWLEDGE = f"""
CREATE TABLE articles (
  id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL, lang TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'review', 'published', 'archived')),
  visibility TEXT NOT NULL DEFAULT 'internal' CHECK (visibility IN ('internal', 'public')),
  tags TEXT NOT NULL DEFAULT '[]', owner_id INTEGER REFERENCES agents (id), review_on TEXT,
  version INTEGER NOT NULL DEFAULT 1, published_version INTEGER, must_read INTEGER NOT NULL DEFAULT 0,
  helped INTEGER NOT NULL DEFAULT 0, not_helped INTEGER NOT NULL DEFAULT 0, {_STAMPS}, UNIQUE (slug, lang)) STRICT;
CREATE TABLE article_products (
  id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id), product_id INTEGER NOT NULL,
  {_STAMPS}, UNIQUE (article_id, product_id)) STRICT;
CREATE INDEX article_products_product ON article_products (product_id);
CREATE TABLE article_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles (id), version INTEGER NOT NULL,
  title TEXT NOT NULL, body TEXT NOT NULL, agent_id INTEGER REFERENCES agents (id), note TEXT, {_STAMPS},
  UNIQUE (article_id, version)) STRICT;
CREATE TABLE article_uses (
  article_id INTEGER NOT NULL, version INTEGER NOT NULL, ticket_id INTEGER NOT NULL, agent_id INTEGER,
  outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'dismissed', 'ignored', 'shown')), at INTEGER NOT NULL) STRICT;
CREATE INDEX article_uses_article ON article_uses (article_id, at);
CREATE INDEX article_uses_ticket ON article_uses (ticket_id);
CREATE TABLE search_gaps (query TEXT PRIMARY KEY, n INTEGER NOT NULL, last_at INTEGER NOT NULL) STRICT;
"""

TICKETS = f"""
CREATE TABLE statuses (
  id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE, type TEXT NOT NULL CHECK (type IN {_TYPE}),
  label_es TEXT NOT NULL, label_en TEXT NOT NULL, position INTEGER NOT NULL, {_STAMPS}) STRICT;
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, number INTEGER NOT NULL UNIQUE, public_ref TEXT NOT NULL UNIQUE,
  customer_id INTEGER NOT NULL REFERENCES customers (id), organisation_id INTEGER REFERENCES organisations (id),
  asset_id INTEGER REFERENCES assets (id), product_id INTEGER REFERENCES products (id), order_id INTEGER REFERENCES orders (id),
  subject TEXT NOT NULL, status TEXT NOT NULL, status_type TEXT NOT NULL CHECK (status_type IN {_TYPE}),
  priority TEXT NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
  channel TEXT NOT NULL CHECK (channel IN {_CHANNEL}), team_id INTEGER REFERENCES teams (id),
  assignee_id INTEGER REFERENCES agents (id), waiting_since INTEGER, due_at INTEGER, due_sort INTEGER NOT NULL,
  is_open INTEGER NOT NULL, snoozed_until INTEGER, first_reply_at INTEGER, solved_at INTEGER, closed_at INTEGER,
  reopen_count INTEGER NOT NULL DEFAULT 0, merged_into_id INTEGER REFERENCES tickets (id), merged_from_type TEXT,
  escalation INTEGER NOT NULL DEFAULT 0, cause TEXT, lang TEXT, custom TEXT NOT NULL DEFAULT '{{}}',
  undelivered INTEGER NOT NULL DEFAULT 0, version INTEGER NOT NULL DEFAULT 1, {_STAMPS}) STRICT;
CREATE INDEX tickets_open_due ON tickets (due_sort, created_at, id) WHERE is_open = 1;
CREATE INDEX tickets_open_assignee ON tickets (assignee_id, due_sort, created_at, id) WHERE is_open = 1;
CREATE INDEX tickets_open_team ON tickets (team_id, due_sort, created_at, id) WHERE is_open = 1;
CREATE INDEX tickets_snoozed ON tickets (snoozed_until) WHERE snoozed_until IS NOT NULL;
CREATE INDEX tickets_customer ON tickets (customer_id, created_at);
CREATE INDEX tickets_created ON tickets (created_at, id);
CREATE INDEX tickets_updated ON tickets (updated_at, id);
CREATE INDEX tickets_solved ON tickets (solved_at);
CREATE INDEX tickets_asset ON tickets (asset_id);
CREATE INDEX tickets_merged ON tickets (merged_into_id);
CREATE INDEX tickets_assignee ON tickets (assignee_id);
CREATE TABLE tags (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, colour TEXT, {_STAMPS}) STRICT;
CREATE TABLE ticket_tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  tag_id INTEGER NOT NULL REFERENCES tags (id), {_STAMPS}, UNIQUE (ticket_id, tag_id)) STRICT;
CREATE INDEX ticket_tags_tag ON ticket_tags (tag_id);
CREATE TABLE ticket_links (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  other_id INTEGER NOT NULL REFERENCES tickets (id), kind TEXT NOT NULL
  CHECK (kind IN ('follows', 'split', 'duplicate', 'related')), {_STAMPS}, UNIQUE (ticket_id, other_id, kind)) STRICT;
CREATE INDEX ticket_links_other ON ticket_links (other_id);
CREATE TABLE ticket_parties (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id), norm TEXT NOT NULL,
  {_STAMPS}, UNIQUE (ticket_id, norm)) STRICT;
CREATE TABLE followers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  agent_id INTEGER NOT NULL REFERENCES agents (id), at INTEGER NOT NULL, {_STAMPS}, UNIQUE (ticket_id, agent_id)) STRICT;
CREATE INDEX followers_agent ON followers (agent_id, at);
CREATE TABLE mentions (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  agent_id INTEGER NOT NULL REFERENCES agents (id), interaction_id INTEGER, at INTEGER NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX mentions_agent ON mentions (agent_id, at);
CREATE INDEX mentions_ticket ON mentions (ticket_id);
CREATE TABLE reminders (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  agent_id INTEGER NOT NULL REFERENCES agents (id), until INTEGER NOT NULL, text TEXT, at INTEGER NOT NULL,
  done_at INTEGER, {_STAMPS}) STRICT;
CREATE INDEX reminders_agent ON reminders (agent_id, until);
CREATE INDEX reminders_ticket ON reminders (ticket_id);
CREATE TABLE handovers (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER REFERENCES tickets (id), agent_id INTEGER NOT NULL REFERENCES agents (id),
  state TEXT NOT NULL, promise TEXT, promise_on TEXT, next_step TEXT, at INTEGER NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX handovers_agent ON handovers (agent_id, at);
CREATE TABLE reads (
  agent_id INTEGER NOT NULL, ticket_id INTEGER NOT NULL, interaction_id INTEGER NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (agent_id, ticket_id)) STRICT;
CREATE TABLE views (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, query TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0,
  owner_id INTEGER REFERENCES agents (id), {_STAMPS}) STRICT;
CREATE UNIQUE INDEX views_name ON views (name, coalesce(owner_id, 0));
CREATE TABLE rules (
  id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, event TEXT NOT NULL, condition TEXT NOT NULL,
  effects TEXT NOT NULL, position INTEGER NOT NULL DEFAULT 0, active INTEGER NOT NULL DEFAULT 0, {_STAMPS}) STRICT;
CREATE TABLE rule_runs (
  rule_id INTEGER NOT NULL, ticket_id INTEGER NOT NULL, event_ref TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (rule_id, ticket_id, event_ref)) STRICT;
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT, interaction_id INTEGER REFERENCES interactions (id), channel TEXT NOT NULL
  CHECK (channel IN {_CHANNEL}), to_point_id INTEGER REFERENCES contact_points (id), send_after INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain', 'bounced', 'cancelled')),
  reason TEXT, tries INTEGER NOT NULL DEFAULT 0, last_error TEXT, sender TEXT, taken_at INTEGER, stage TEXT,
  message_ref TEXT, blob_sha256 TEXT, purpose TEXT NOT NULL DEFAULT 'service', draft TEXT NOT NULL DEFAULT '{{}}',
  {_STAMPS}) STRICT;
CREATE INDEX outbox_state ON outbox (state, send_after);
CREATE INDEX outbox_interaction ON outbox (interaction_id);
CREATE INDEX outbox_message_ref ON outbox (message_ref);
"""

REPLIES = f"""
CREATE TABLE canned_replies (
  id INTEGER PRIMARY KEY AUTOINCREMENT, slug TEXT NOT NULL, title TEXT NOT NULL, shortcut TEXT, lang TEXT NOT NULL,
  body TEXT NOT NULL, scope TEXT NOT NULL DEFAULT 'shop' CHECK (scope IN ('mine', 'team', 'shop')),
  owner_id INTEGER REFERENCES agents (id), team_id INTEGER REFERENCES teams (id), channels TEXT NOT NULL DEFAULT '[]',
  tags TEXT NOT NULL DEFAULT '[]', active INTEGER NOT NULL DEFAULT 1, {_STAMPS}, UNIQUE (slug, lang)) STRICT;
CREATE UNIQUE INDEX canned_shortcut ON canned_replies (shortcut, lang);
CREATE TABLE canned_uses (
  id INTEGER PRIMARY KEY, reply_id INTEGER NOT NULL, agent_id INTEGER, ticket_id INTEGER, sent INTEGER NOT NULL DEFAULT 0,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX canned_uses_reply ON canned_uses (reply_id, at);
CREATE TABLE answers_used (
  agent_id INTEGER NOT NULL, label TEXT NOT NULL, answer TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (agent_id, label, answer)) STRICT;
CREATE TABLE drafts (
  id INTEGER PRIMARY KEY, agent_id INTEGER NOT NULL, ticket_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('reply', 'note')), body TEXT NOT NULL, cursor INTEGER, based_on_id INTEGER,
  then_status TEXT, to_point_id INTEGER, attachments TEXT NOT NULL DEFAULT '[]', reason TEXT, saved_at INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1, UNIQUE (ticket_id, agent_id, kind)) STRICT;
"""

METRICS = f"""
CREATE TABLE surveys (
  id INTEGER PRIMARY KEY AUTOINCREMENT, ticket_id INTEGER REFERENCES tickets (id), customer_id INTEGER NOT NULL REFERENCES customers (id),
  kind TEXT NOT NULL CHECK (kind IN ('nps', 'csat', 'ces')), score INTEGER, comment TEXT, sent_at INTEGER NOT NULL,
  answered_at INTEGER, agent_id INTEGER REFERENCES agents (id), team_id INTEGER REFERENCES teams (id),
  product_id INTEGER REFERENCES products (id), channel TEXT CHECK (channel IN {_CHANNEL}), follow_up_done INTEGER NOT NULL DEFAULT 0,
  {_STAMPS}) STRICT;
CREATE INDEX surveys_answered ON surveys (kind, answered_at);
CREATE INDEX surveys_customer ON surveys (customer_id, sent_at);
CREATE INDEX surveys_ticket ON surveys (ticket_id);
CREATE TABLE quality_reviews (
  id INTEGER PRIMARY KEY AUTOINCREMENT, interaction_id INTEGER NOT NULL, agent_id INTEGER NOT NULL, reviewer_id INTEGER,
  week TEXT NOT NULL, scores TEXT NOT NULL DEFAULT '{{}}', comment TEXT, answer TEXT, {_STAMPS}) STRICT;
CREATE INDEX quality_reviews_agent ON quality_reviews (agent_id, week);
"""

RETURNS = f"""
CREATE TABLE rmas (
  id INTEGER PRIMARY KEY AUTOINCREMENT, number INTEGER NOT NULL UNIQUE, ticket_id INTEGER NOT NULL REFERENCES tickets (id),
  state TEXT NOT NULL CHECK (state IN ('requested', 'approved', 'label_sent', 'received', 'inspecting', 'waiting_part', 'repairing',
    'ready', 'returned', 'refunded', 'replaced', 'rejected', 'cancelled')),
  slip TEXT, reason TEXT, pickup TEXT, due_on TEXT, ready_at INTEGER, told_at INTEGER, received_on TEXT, closed_at INTEGER,
  supplier TEXT, supplier_on TEXT, condition TEXT, accessories TEXT, verdict TEXT NOT NULL DEFAULT '{{}}', under TEXT,
  estimate TEXT CHECK (estimate IN ('wanted', 'declined')), printed_at INTEGER, collected_with TEXT, version INTEGER NOT NULL DEFAULT 1, {_STAMPS}) STRICT;
CREATE INDEX rmas_state ON rmas (state);
CREATE INDEX rmas_ticket ON rmas (ticket_id);
CREATE TABLE rma_lines (
  id INTEGER PRIMARY KEY AUTOINCREMENT, rma_id INTEGER NOT NULL REFERENCES rmas (id), asset_id INTEGER REFERENCES assets (id),
  product_id INTEGER REFERENCES products (id), asked TEXT NOT NULL CHECK (asked IN ('refund', 'replace', 'repair', 'price_cut')),
  outcome TEXT CHECK (outcome IN ('repaired', 'replaced', 'refunded', 'price_cut', 'returned_as_is', 'rejected', 'recycled')),
  fault_code TEXT, cause TEXT, cause_proved INTEGER NOT NULL DEFAULT 0, amount_cents INTEGER, currency TEXT,
  parts TEXT NOT NULL DEFAULT '[]', labour_cents INTEGER, minutes INTEGER, destination TEXT, {_STAMPS}) STRICT;
CREATE INDEX rma_lines_rma ON rma_lines (rma_id);
CREATE INDEX rma_lines_asset ON rma_lines (asset_id);
CREATE TABLE recalls (
  id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), lot_id INTEGER REFERENCES lots (id),
  state TEXT NOT NULL CHECK (state IN ('draft', 'approved', 'running', 'closed')), title TEXT NOT NULL, fault_code TEXT,
  serial_from TEXT, serial_to TEXT, notice_es TEXT, notice_en TEXT, approved_at INTEGER, approved_by INTEGER REFERENCES agents (id),
  closed_at INTEGER, {_STAMPS}) STRICT;
CREATE INDEX recalls_product ON recalls (product_id, lot_id);
CREATE TABLE recall_units (
  id INTEGER PRIMARY KEY AUTOINCREMENT, recall_id INTEGER NOT NULL REFERENCES recalls (id), asset_id INTEGER REFERENCES assets (id),
  serial TEXT, channel TEXT, state TEXT NOT NULL
  CHECK (state IN ('to_tell', 'told', 'answered', 'fixed', 'unreachable', 'refused')), tries INTEGER NOT NULL DEFAULT 0,
  last_try_at INTEGER, appointment_on TEXT, added_later INTEGER NOT NULL DEFAULT 0, log TEXT NOT NULL DEFAULT '[]', {_STAMPS}) STRICT;
CREATE INDEX recall_units_recall ON recall_units (recall_id, state);
CREATE INDEX recall_units_asset ON recall_units (asset_id);
CREATE TABLE plans (
  id INTEGER PRIMARY KEY AUTOINCREMENT, product_id INTEGER NOT NULL REFERENCES products (id), every_months INTEGER,
  every_counter INTEGER, counter_unit TEXT, title TEXT NOT NULL, {_STAMPS}) STRICT;
CREATE INDEX plans_product ON plans (product_id);
CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT, batch INTEGER NOT NULL, customer_id INTEGER REFERENCES customers (id),
  asset_id INTEGER REFERENCES assets (id), recall_id INTEGER REFERENCES recalls (id), kind TEXT NOT NULL, purpose TEXT NOT NULL,
  channel TEXT, due_at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'draft'
  CHECK (state IN ('draft', 'queued', 'sent', 'left_out', 'held')), reason TEXT, sent_at INTEGER, interaction_id INTEGER,
  body TEXT NOT NULL DEFAULT '', {_STAMPS}) STRICT;
CREATE INDEX notices_due ON notices (due_at);
CREATE INDEX notices_batch ON notices (batch);
CREATE INDEX notices_customer ON notices (customer_id, sent_at);
CREATE INDEX notices_asset ON notices (asset_id, kind);
"""

CHANNELS = f"""
CREATE TABLE blobs (
  sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL, encoding TEXT NOT NULL DEFAULT '', data BLOB NOT NULL,
  created_at INTEGER NOT NULL) STRICT;
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, uid TEXT NOT NULL UNIQUE, blob_sha256 TEXT NOT NULL UNIQUE, content_hash TEXT,
  message_id_header TEXT, received_at INTEGER NOT NULL, state TEXT NOT NULL CHECK (state IN ('received', 'stored', 'quarantined')),
  reason TEXT, detail TEXT, interaction_id INTEGER REFERENCES interactions (id), thread_by TEXT NOT NULL DEFAULT 'none',
  automatic INTEGER NOT NULL DEFAULT 0, automatic_reason TEXT, sender_verified INTEGER NOT NULL DEFAULT 0, sender_norm TEXT,
  envelope_from TEXT, envelope_to TEXT, language TEXT, notes TEXT NOT NULL DEFAULT '[]', source TEXT, size INTEGER NOT NULL DEFAULT 0,
  {_STAMPS}) STRICT;
CREATE INDEX messages_state ON messages (state);
CREATE INDEX messages_header ON messages (message_id_header);
CREATE INDEX messages_interaction ON messages (interaction_id);
CREATE INDEX messages_sender ON messages (sender_norm, received_at);
CREATE INDEX messages_content ON messages (content_hash);
CREATE TABLE mailboxes (
  id INTEGER PRIMARY KEY AUTOINCREMENT, host TEXT NOT NULL, user TEXT NOT NULL, folder TEXT NOT NULL, uidvalidity INTEGER,
  last_uid INTEGER NOT NULL DEFAULT 0, {_STAMPS}, UNIQUE (host, user, folder)) STRICT;
CREATE TABLE attachments (
  id INTEGER PRIMARY KEY AUTOINCREMENT, interaction_id INTEGER NOT NULL REFERENCES interactions (id), name TEXT NOT NULL, mime TEXT,
  size INTEGER NOT NULL, blob_sha256 TEXT NOT NULL, inline INTEGER NOT NULL DEFAULT 0, note TEXT, {_STAMPS}) STRICT;
CREATE INDEX attachments_interaction ON attachments (interaction_id);
CREATE INDEX attachments_blob ON attachments (blob_sha256);
"""

CUSTODY = """
CREATE TABLE erasures (
  id INTEGER PRIMARY KEY, subject_ref TEXT NOT NULL, at INTEGER NOT NULL, salt TEXT NOT NULL, hashes TEXT NOT NULL DEFAULT '[]') STRICT;
CREATE TABLE imports (
  id INTEGER PRIMARY KEY, path TEXT NOT NULL, sha256 TEXT NOT NULL, started_at INTEGER NOT NULL, position INTEGER NOT NULL DEFAULT 0,
  finished_at INTEGER, options TEXT NOT NULL DEFAULT '{}', first_unit INTEGER, last_unit INTEGER) STRICT;
"""

SECTIONS = (
    FOUNDATION,
    AGENTS,
    CUSTOMERS,
    ASSETS,
    SLA,
    KNOWLEDGE,
    TICKETS,
    REPLIES,
    METRICS,
    RETURNS,
    CHANNELS,
    CUSTODY,
)


def first_schema(db: Db) -> None:
    """Make every table of the first release, its journal and its search index."""
    journal.create(db)
    for section in SECTIONS:
        db.script(section)


def migrate(db: Db) -> None:
    """Bring the file up to `connection.SCHEMA_STEPS` inside the caller's write transaction.

    Triggers are dropped first and made again last: a migration that moves data writes no journal, and
    `transform()` would lose them.
    """
    from sqlite_utils import Database, Migrations

    steps = Migrations("postventa")

    @steps(name="first_schema")
    def _first(_database: Database) -> None:
        first_schema(db)

    journal.drop_triggers(db)
    fts.drop_triggers(db)
    steps.apply(Database(db.connection, recursive_triggers=False))
    fts.create(db)
    journal.create_triggers(db)
