"""What can go wrong, said in business words; the runtime decides how each kind travels."""


class Fault(Exception):
    """A refusal the caller can understand: a stable code (NOUN_PROBLEM), a sentence for people, safe details."""

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code, self.message, self.details = code, message, details


class Invalid(Fault):
    """The request itself is wrong (422)."""


class Unauthenticated(Fault):
    """Nobody we know is asking (401)."""


class Forbidden(Fault):
    """We know who asks, and they may not (403)."""


class NotFound(Fault):
    """There is no such thing, or none that this caller may see (404)."""


class Conflict(Fault):
    """The request is fine but the present state does not allow it (409)."""


class Unavailable(Fault):
    """Something we need does not answer; trying again later is right (503)."""
