"""What ids and digests stand for persons and Message-IDs outside of the erasable tables (DECISIONS 44)."""

from __future__ import annotations

import hashlib
import hmac

from mailbot.store.columns import storable


def digest_of_address(pepper: bytes, address_key: str) -> str:
    """An address as ids and digests may hold it (DECISIONS 44): HMAC-SHA256 with the desk's own secret, 32 hex."""
    return hmac.digest(pepper, storable(address_key).encode(), "sha256").hex()[:32]


def digest_of_id(message_id: str) -> str:
    """The key under which a Message-ID of any length is looked up: SHA-256, in hex."""
    return hashlib.sha256(storable(message_id).encode()).hexdigest()
