"""The sentence of each error code, in the language in force. Says what happened and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from postventa_tui.kit import text
from postventa_tui.kit.i18n import _

if TYPE_CHECKING:
    from postventa_tui.kit.errors import PostventaError


def N_(message: str) -> str:
    """Mark a text for translation; it is translated when shown."""
    return message


MESSAGES: dict[str, str] = {
    # mail
    "mail_folder": N_("There is no folder {folder} in that mailbox."),
    "mailbox_unknown": N_("{address} is not a mailbox of the shop with a server. See: postventa mail setup."),
    "message_unknown": N_("There is no message {id}."),
    "attachment_unknown": N_("Message {id} has no attachment {number}."),
    "not_held": N_("Message {id} is on a ticket already."),
    "not_unverified": N_("The sender of that message may speak already."),
    "not_doubtful": N_("Message {id} of the outbox is {state}: only a doubtful or failed one can be decided."),
    "outbox_unknown": N_("There is no message {id} in the outbox."),
    "not_saved": N_("{file} cannot be written: {reason}."),
    "file_exists": N_("{file} is there already; nothing was overwritten."),
    "bad_address": N_("“{address}” is no address mail can go to."),
    "too_large_to_send": N_(
        "The attachments are {size_mib} MiB together; {limit_mib} MiB can leave. The biggest is {file}."
    ),
    "mail_not_set": N_("No mailbox is set up. Run postventa mail setup."),
    "mail_away": N_("The mail server {host} does not answer: {reason}."),
    "mail_login": N_("The mail server {host} does not accept the name or password of {user}."),
    "no_ticket": N_("That contact is on no ticket."),
    # secrets
    "secret_form": N_("Say where the password lies, not the password: {forms}."),
    "secret_missing": N_("There is no password at {place}."),
    "secret_unsafe": N_(
        "{place} can be read by others (mode {mode}): set it to 0600, in your own folder, and try again."
    ),
    "secret_command": N_("The program that should give the password failed: {place}."),
    "secret_keyring": N_("The keyring is not installed: pip install 'postventa-tui[keyring]'."),
    # foundation
    "already_undone": N_("That change was already taken back."),
    "bad_time": N_("“{text}” is not a time. Write 2026-11-19, or 2026-11-19T17:42."),
    "bad_setting": N_("{file}: {reason}"),
    "changed_since": N_("Cannot be undone: {by} changed {what} since ({when})."),
    "database_busy": N_("The file is busy: somebody else has been writing for {seconds} s. Try again."),
    "database_damaged": N_(
        "The file is damaged: {path}. Run postventa check, then restore the newest backup with postventa backup restore."
    ),
    "database_exists": N_("{path} already holds a shop; nothing was changed."),
    "database_foreign": N_("{path} is not a postventa file. Name another with --db."),
    "database_missing": N_("There is no database at {path}. Make one with postventa init, or look at postventa demo."),
    "database_moved": N_("The database was moved or replaced while open. Close and open again; nothing was written."),
    "database_too_new": N_(
        "This file was written by a newer postventa ({found} > {known}). Update postventa; nothing was written."
    ),
    "database_unreadable": N_("{path} cannot be opened: {reason}."),
    "output_lost": N_(
        "The answer could not be written to standard output: {reason}. What the command did is done; do not repeat it."
    ),
    "disk_full": N_("No room left on the disk of {path}. Nothing was written; make room and try again."),
    "network_disk": N_(
        "This folder is on a network disk ({kind}). Keep the database on a local disk and let people in over SSH."
    ),
    "no_agent": N_('Who are you? Name yourself with --agent LOGIN or in config.toml (agent = "…").'),
    "agent_unknown": N_("There is no active agent “{login}”. Agents: {known}."),
    "agent_inactive": N_("{login} is not active."),
    "not_allowed": N_("Your role ({role}) may not do this ({verb}); it needs {needed}."),
    "not_undoable": N_("This cannot be undone: {reason}."),
    "nothing_to_undo": N_("There is nothing of yours to undo."),
    "not_yours": N_("That change is by {by}; only a lead can undo it."),
    "postgres_later": N_("PostgreSQL is not there yet. Name a local file with --db."),
    "read_only": N_("The file can only be read here; nothing was written."),
    "restricted": N_("Not available in restricted mode."),
    "io_error": N_(
        "The disk answers with errors ({reason}). Writing has stopped; look after the disk and the newest backup."
    ),
    "unit_unknown": N_("There is no change number {unit}."),
    "usage": N_("{reason}"),
    "unknown_key": N_("{key} is not a setting. Did you mean {nearest}?"),
    "bad_value": N_("{field}: “{value}” is not possible here. {reason}"),
    # assets and returns
    "bad_facts": N_("The facts do not fit their shape: {field} {reason}."),
    "no_file": N_("There is no file {file}."),
    "unknown_encoding": N_("There is no encoding {encoding}; utf-8, cp1252 and utf-16 are common ones."),
    "wrong_encoding": N_("{file} is not written in {reason}; say another one with --encoding."),
    "bad_file": N_("{file}, line {line}: {reason}."),
    "file_missing": N_("{file} cannot be read: {reason}."),
    "in_workshop": N_("{serial} is in the workshop already."),
    "slip_or_identity": N_("The slip, or a note on the identity document shown, is needed to give a unit back."),
    "already_collected": N_("{number} was given back already."),
    "recall_unknown": N_("There is no recall list {number}."),
    "recall_state": N_("The recall list is {state}; it would have to be {needed}."),
    "unit_of_recall_unknown": N_("There is no unit {unit} on a recall list."),
    "lot_unknown": N_("There is no lot {lot} of {product}."),
    "no_units": N_("There is no unit on the list."),
    "units_open": N_("{left} units are neither fixed nor refused. Confirm units_open to close all the same."),
    "no_way": N_("There is no contact point to write to."),
    "batch_unknown": N_("There is no list of notices {number}."),
    "nothing_to_send": N_("Nothing in list {number} waits to be sent."),
    "rma_unknown": N_("There is no return number {number}."),
    "rma_final": N_("The return has ended ({state}); nothing more is changed on it."),
    "rma_state": N_("From {state} a return cannot go to {to}. Possible: {next}."),
    "not_received": N_(
        "Money goes back only after the unit is here ({state}). A lead can confirm refund_before_return."
    ),
    "consumer_chooses": N_(
        "The customer asked for {asked}, and by law she chooses. Say with a reason why it is impossible or disproportionate."
    ),
    "over_refund": N_("More than was paid: {left} cents are left, {asked} were asked for."),
    "paid_unknown": N_("What was paid for the unit is not known. A lead can confirm paid_unknown."),
    "bad_amount": N_("An amount cannot be below zero."),
    "outcome_state": N_("{outcome} does not go with {state}. Possible: {fitting}."),
    "no_lines": N_("A return needs at least one unit."),
    "serial_taken": N_("Serial {serial} is already there for {product}, owner {owner}."),
    "product_unknown": N_("There is no product {sku}."),
    "asset_unknown": N_("There is no machine with serial {serial}."),
    "asset_ambiguous": N_("Serial {serial} fits several machines: {found}. Name the product too, as SKU:SERIAL."),
    "no_asset": N_("Ticket {number} has no machine."),
    "pack_unknown": N_("There is no pack {name}. There are: {known}."),
    "order_unknown": N_("There is no order {number}."),
    "order_taken": N_("Order {number} is already there."),
    "return_before": N_("The unit cannot come back before it was handed over ({handed_over})."),
    "no_open_repair": N_("That machine is not in the workshop."),
    "bad_option": N_("{option} is not an option here."),
    "missing_key": N_("A key is missing."),
    "bad_json": N_("That is not one JSON object a line."),
    "missing_field": N_("{field} is missing. Fill it in first."),
    "unexpected": N_("Something went wrong in postventa itself. The log has the details: {log}"),
    # custody
    "already_erased": N_("This person's data are erased already."),
    "backup_bad": N_("This copy is not whole: {reason}. Take an older one; nothing was changed."),
    "bad_keep": N_("“{text}” is no plan. Write hours, days and months: 48h,30d,12m."),
    "bad_ssh_key": N_("That is no public key of a kind in use ({known}). Give it by standard input: < key.pub"),
    "bad_ssh_path": N_("{path} or the program's path holds blanks or quotes; a forced command needs a plain path."),
    "confirm_needed": N_("Nobody is there to ask. Add {option} to do it."),
    "database_in_use": N_("{path} is open in process {process}. Close every console first; nothing was changed."),
    "drill_differs": N_(
        "The copy and the live file differ in: {tables}. Make a new backup and look with postventa check."
    ),
    "legal_hold": N_(
        "There is a legal hold on this person. Take it off first: postventa customer hold CUSTOMER --off."
    ),
    "missing_option": N_("{option} is missing."),
    "money_due": N_("Money is still due on return {rma}. Settle it first, then erase."),
    "no_backup": N_("No checked copy is known. Make one: postventa backup --to DIR."),
    "no_manifest": N_("{path} has no manifest beside it: it is no checked copy of this program."),
    "not_repairable": N_("There is no repair for {what}. Restore the newest backup."),
    "recall_open": N_("A recall is open for a machine this person still has ({asset}). Settle it first, then erase."),
    "sql_denied": N_("Only reading is possible here: {reason}."),
    "sql_error": N_("SQLite says: {reason}."),
    "sql_stopped": N_("Stopped: this took too much ({reason}). Ask for less, with LIMIT or a narrower WHERE."),
    "target_exists": N_("{path} exists already; nothing is written over it."),
    "target_not_folder": N_("{path} is not a folder."),
    # metrics
    "already_answered": N_("This survey was answered more than 7 days ago."),
    "asked_lately": N_("This person was asked in the last 90 days."),
    "bad_period": N_("{start} is not before {end}."),
    "report_unknown": N_("There is no report {name}. Reports: {known}."),
    "restricted_needs": N_("A restricted console needs {option} in its forced command."),
    "secret_setting": N_("{key} is a secret of the shop; it is never shown or changed."),
    "bad_score": N_("A {kind} score lies between {low} and {high}."),
    "no_consent": N_("This person has not agreed to surveys on this channel."),
    "not_solved": N_("Only a solved ticket is asked about."),
    "survey_unknown": N_("There is no survey {survey}."),
    "too_early": N_("A survey leaves 24 hours after the ticket was solved."),
    # search and knowledge
    "article_state": N_("An article that is {state} cannot become {wanted}."),
    "article_unknown": N_("There is no article {slug}."),
    "bad_date": N_("{message}"),
    "bad_duration": N_("{message}"),
    "bad_kind": N_("There is no kind {kind}. Kinds: {known}."),
    "bad_operator": N_("{message}"),
    "bad_outcome": N_("“{outcome}” is no outcome of a suggestion."),
    "missing_value": N_("{message}"),
    "too_deep": N_("{message}"),
    "too_long": N_("{message}"),
    "too_many_terms": N_("{message}"),
    "version_unknown": N_("Article {slug} has no version {version}."),
    "view_name": N_("A view needs a name of at most {most} characters."),
    "view_reserved": N_("“{name}” is a view every shop has; choose another name."),
    "view_unknown": N_("There is no view “{name}”. Views: {known}."),
    # clocks
    "calendar_unknown": N_("There is no calendar “{name}”. Calendars: {known}."),
    "file": N_("{place}: {reason}"),
    "if_in_the_past": N_("“{text}” is before the moment shown; --if asks about later."),
    "never": N_("The calendar never opens long enough for that."),
    "negative": N_("A number of work seconds is never below 0."),
    "import_one_thing": N_("Name a file, or --list, or --undo ID: one of them."),
    "import_unknown": N_("There is no import {id}; postventa import --list has them all."),
    "no_clock": N_("This ticket was imported without clocks; no policy can be applied."),
    "policy_unknown": N_("There is no policy “{name}”. Policies: {known}."),
    "range": N_("That instant is outside 1970 to 2100."),
    "reversed": N_("The end is before the start."),
    "province_unknown": N_("“{province}” is no province or community of Spain."),
    "extra_missing": N_("This needs an extra: pip install 'postventa-tui[{extra}]'."),
    # tickets
    "already_sent": N_("It has left already: write a correction instead."),
    "already_solved": N_("{number} is solved; solved tickets are not spam."),
    "bad_survivor": N_("Nothing can be merged into {survivor}: it is closed, merged or spam."),
    "closed_is_final": N_("{number} is closed for good. A message of the customer opens a follow-up."),
    "cycle": N_("That would make a circle of merged tickets."),
    "empty": N_("There is no text."),
    "first_stays": N_("The first contact of a ticket cannot leave it (interaction {id})."),
    "in_the_past": N_("That time is over; name one to come."),
    "bad_field": N_("“{word}” is not FIELD=VALUE, or its field is named twice."),
    "text_missing": N_("There is no text: give --text, or --text - to read it from standard input."),
    "past_is_read_only": N_("The past can only be read: leave --at out."),
    "before_history": N_("The journal does not reach back that far."),
    "interaction_unknown": N_("There is no interaction {id} here."),
    "is_merged": N_("{number} is merged: go to the ticket it points at."),
    "is_spam": N_("{number} is spam; take the mark off first."),
    "new_never_returns": N_("{number} cannot be new again; only undo brings that back."),
    "not_in_team": N_("{login} is not in team {team}. With --confirm not_in_team the ticket leaves the team."),
    "not_merged": N_("{number} is not merged."),
    "not_spam": N_("{number} is not spam."),
    "nothing_to_take": N_("Nothing to take: no free ticket in this view."),
    "other_customer": N_(
        "Two people: {person} and {other}. With --confirm other_customer they are merged all the same."
    ),
    "reminder_unknown": N_("There is no reminder {id} of yours."),
    "rule_unknown": N_("There is no rule “{name}”. Rules: {known}"),
    "same_ticket": N_("A ticket cannot be merged into itself."),
    "solve_first": N_("{number} must be solved before it is closed."),
    "stale": N_("Somebody wrote this since: now {now}; you wanted {wanted}."),
    "tag_unknown": N_("There is no tag “{name}”."),
    "ticket_unknown": N_("There is no ticket {ref}. Nearest: {near}"),
    "unknown_field": N_("{field} is no field. Fields: {known}"),
    "would_be_empty": N_("Nothing would be left on {number}."),
    # agents and customers
    "ambiguous_customer": N_("“{ref}” fits several people: {people}"),
    "customer_unknown": N_("There is no customer {ref}."),
    "last_admin": N_("{login} is the last administrator."),
    "login_taken": N_("There is an agent {login} already."),
    "name_taken": N_("“{name}” is taken."),
    "organisation_unknown": N_("There is no organisation {name}."),
    "point_unknown": N_("There is no contact point {id}."),
    "same_customer": N_("A customer cannot be merged into herself."),
    "team_unknown": N_("There is no team {name}. Teams: {known}"),
    # replies
    "bad_token": N_("The text has a token that cannot be read, at character {at}."),
    "canned_unknown": N_("There is no canned reply “{slug}”."),
    "impossible_promise": N_(
        "The text promises what cannot be kept: {what}. Confirm with --confirm impossible_promise."
    ),
    "missing_attachment": N_(
        "The text speaks of an attachment and there is none. Confirm with --confirm missing_attachment."
    ),
    "other_person": N_("Data of somebody else in the text: {what}. Confirm with --confirm other_person."),
    "overtaken": N_("{by} wrote on this ticket after you looked ({at}). Confirm with --confirm overtaken."),
    "personal_data_in_public": N_("Personal data in a public text: {what}"),
    "shortcut_taken": N_("{shortcut} belongs to “{slug}”."),
    "unknown_root": N_("Placeholders may begin with {known}; not with {root}."),
    "unresolved_placeholder": N_("Something is missing in the text: {tokens}"),
    "wa_window_closed": N_("The 24 hours for a free WhatsApp message are over; an approved template may go."),
    "formality": N_("“{word}” in a text for a customer addressed as {wanted}."),
    "mention_in_public": N_("You mention a colleague in text to the customer: {who}"),
    "newer_note": N_("There is a newer inner note."),
    "wrong_language": N_("The text seems to be in {found}; the customer writes in {wanted}."),
}


class _Params(dict[str, object]):
    """A parameter that is missing shows as its name: a message never fails."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def describe(error: PostventaError) -> str:
    """Give one line for a person; a code without a sentence is shown as its words."""
    template = MESSAGES.get(error.code) or MESSAGES.get(error.code.partition(":")[0])
    if template is None:
        words = error.code.replace("_", " ").replace(":", ": ")
        detail = ", ".join(f"{name} {value}" for name, value in error.params.items() if value not in (None, ""))
        return text.clean(f"{words} ({detail})" if detail else words, lines=False)
    if error.code == "bad_file" and error.params.get("line") is None:
        template = "{file}: {reason}."  # the whole file, not one line of it
    shown = {name: text.clean(str(value), lines=False) for name, value in error.params.items()}
    return text.clean(_(template).format_map(_Params(shown)), lines=False)
