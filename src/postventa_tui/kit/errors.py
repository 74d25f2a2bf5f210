"""The errors of the house: a stable code, parameters, and the exit code of the command line.

Words are made at the edge (`kit.messages.describe`), so that a rule knows no language.
"""

from __future__ import annotations


class PostventaError(Exception):
    """An answer to the user, not a bug: `code` is stable, `params` fill its sentence."""

    exit_code = 1

    def __init__(self, code: str, /, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        """Code and parameters, for logs and failing tests; never shown to a user."""
        detail = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code}({detail})" if detail else self.code


class Usage(PostventaError):
    """The words of a command or a query are off."""

    exit_code = 2


class NotFound(PostventaError):
    """What was named does not exist."""

    exit_code = 3


class Refused(PostventaError):
    """A rule says no; nothing was changed."""

    exit_code = 4


class Conflict(Refused):
    """Somebody else changed it first."""


class NotAllowed(Refused):
    """The agent's role does not carry this verb (design: domain, permissions)."""


class Temporary(PostventaError):
    """A fault that passes: a lock, a full disk, a mail server that is away (EX_TEMPFAIL)."""

    exit_code = 75


class SlaError(PostventaError):
    """A calendar or timer question that has no answer: reversed, negative, never, range, file."""


class BadFile(PostventaError):
    """A file a person wrote is wrong; params: `file`, `line` (may be None), `reason`."""


class DatabaseTooNew(PostventaError):
    """The file was written by a newer program."""
