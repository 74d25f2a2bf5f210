"""Tickets: status table, queue, assignment, merge and split, undo.

Verbs by what they are about: `service` (create, receive, reply, note), `calls` (call, visit), `people` (take,
take_next, assign, escalate, follow, remind, hand over), `fields` (status, priority, fields, snooze, spam),
`tagging`, `merging` (merge, unmerge, split), `undo`. Answers: `reading` (queue, get, thread, counts).
"""
