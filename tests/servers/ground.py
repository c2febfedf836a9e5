"""What the real servers of the tests need of the machine: ports, certificates, programs, a place to live."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str) -> str:
    """Its path; without it the test is skipped loudly, or fails where servers are demanded."""
    path = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin:/sbin")
    if path is None:
        missing(f"{name} is not installed")
    assert path is not None
    return path


def missing(what: str) -> None:
    words = f"{what}: run `make test-servers` to install the servers that the tests need"
    if os.environ.get("MAILBOT_REQUIRE_SERVERS") == "1":
        pytest.fail(words)
    pytest.skip(words)


def wait_until(is_so: Callable[[], bool], what: str, seconds: float = 15.0) -> None:
    end = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > end:
            raise AssertionError(f"after {seconds:.0f} s still not: {what}")
        time.sleep(0.02)


def answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


@contextmanager
def living_place(name: str) -> Iterator[Path]:
    """A folder that servers under other accounts can enter, with a path short enough for sockets."""
    place = Path(tempfile.mkdtemp(prefix=f"mb-{name}-", dir="/tmp"))
    place.chmod(0o755)
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A self-signed certificate, which is its own authority."""

    certificate: Path
    private_key: Path


def make_certificate(place: Path, name: str = "localhost") -> Certificate:
    """For this host name and, if it is localhost, for 127.0.0.1 too."""
    certificate, private_key = place / f"{name}.pem", place / f"{name}.key"
    names = f"DNS:{name},IP:127.0.0.1" if name == "localhost" else f"DNS:{name}"
    subprocess.run(
        [
            *(program("openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={name}", "-addext", f"subjectAltName={names}"),
            *("-keyout", str(private_key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return Certificate(certificate=certificate, private_key=private_key)
