"""Codes in place of members: drawn from a secret, so that nobody without it can tell whose a code is."""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import replace

from tilikartta.model.benchmark import Codes

SHORTEST = 4


def with_members(codes: Codes, members: Iterable[str]) -> Codes:
    """Codes that hold all the members. Old ones stay as they are; new ones come from the secret and the member's id alone."""
    found = dict(codes.by_id)
    for member in sorted(set(members) - set(found)):
        found[member] = _code(codes.secret, member, set(found.values()))
    return replace(codes, by_id=dict(sorted(found.items())))


def _code(secret: str, member: str, taken: set[str]) -> str:
    """A code of letters and digits, longer where a shorter one is taken."""
    digest = hmac.new(secret.encode(), member.encode(), hashlib.sha256).digest()
    text = base64.b32encode(digest).decode().rstrip("=")
    return next(code for length in range(SHORTEST, len(text)) if (code := f"J-{text[:length]}") not in taken)
