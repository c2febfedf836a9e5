"""TLS as this desk uses it: name and chain verified, no fallback to plain text (RFC 8314, 3207; REALITIES 96)."""

from __future__ import annotations

import ipaddress
import ssl
from pathlib import Path


def client_context(ca_file: Path | None = None) -> ssl.SSLContext:
    """A context that verifies name and chain, TLS 1.2 at least.

    A private authority of `ca_file` (PEM) is believed instead of the system's. Raises OSError when it cannot be read.
    """
    context = ssl.create_default_context(cafile=None if ca_file is None else str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def server_context(certificate: Path, private_key: Path) -> ssl.SSLContext:
    """A context for our own doors. Raises OSError when certificate or key cannot be read or do not match."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(str(certificate), str(private_key))
    return context


def is_loopback(host: str) -> bool:
    """Whether this host name or address never leaves the machine; plain text is allowed nowhere else."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
